"""Exports into a folder of the test's own, with what is handed to the broker looked at."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app

from complaints.exports import selection, views
from complaints.exports.models import Export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    Login = Callable[..., Client]

ASKED = {"purpose": "부서 처리 현황 보고", "file_format": "csv"}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is handed to the broker."""
    messages: list[tuple[Any, ...]] = []
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: messages.append((*args, kwargs)))
    return messages


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, sent: list[tuple[Any, ...]]) -> None:
    """Every export is large, and its rows come one by one."""
    monkeypatch.setattr(views, "DIRECT_ROWS", 0)
    monkeypatch.setattr(selection, "CHUNK", 1)


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def table(response: Any) -> list[list[str]]:
    """The rows of a CSV answer, without its last line."""
    text = content(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[:-1]


def queued(client: Client, address: str = "q=맨홀", **given: str) -> Export:
    client.post(f"/exports/new/?{address}", {**ASKED, **given})
    return Export.objects.get()
