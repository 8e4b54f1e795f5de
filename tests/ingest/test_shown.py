"""What admins see of a file's words."""

from __future__ import annotations

import pytest

from ingest.shown import shown_name


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("접수번호", "접수번호"),
        ("조치일", "조치일"),
        ("민원명", "민원명"),  # a known column, though it might be a name
        ("황보라", "황*라"),
        ("010-8271-9634", "000-0000-0000"),
    ],
)
def test_a_row_taken_for_the_header_shows_nobody(reference: None, header: str, shown: str) -> None:
    assert shown_name(header) == shown
