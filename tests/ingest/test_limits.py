"""The limits of reading are settings, with the defaults of the readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.limits import limits_from_settings
from ingest.readers.limits import Limits

if TYPE_CHECKING:
    from pytest_django import Settings


def test_without_settings_the_defaults_hold() -> None:
    assert limits_from_settings() == Limits()


@pytest.mark.parametrize(
    ("setting", "limit"),
    [
        ("IMPORT_MAX_BYTES", "file_bytes"),
        ("IMPORT_MAX_UNPACKED_BYTES", "unpacked_bytes"),
        ("IMPORT_MAX_RATIO", "ratio"),
        ("IMPORT_MAX_MEMBERS", "members"),
        ("IMPORT_MAX_ROWS", "rows"),
        ("IMPORT_MAX_COLUMNS", "columns"),
        ("IMPORT_MAX_CELL_CHARACTERS", "cell_characters"),
        ("IMPORT_MAX_MEMORY_BYTES", "memory_bytes"),
        ("IMPORT_MAX_CPU_SECONDS", "cpu_seconds"),
    ],
)
def test_each_limit_is_a_setting(settings: Settings, setting: str, limit: str) -> None:
    setattr(settings, setting, 7)
    assert getattr(limits_from_settings(), limit) == 7
