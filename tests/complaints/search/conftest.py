"""What tests of several connections need: rows that are committed, and work in another thread."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from complaints.models import Channel, Complaint
from complaints.records import SourceRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2024, 1, 1, tzinfo=UTC)
PATIENCE = 120  # seconds


def beside(work: Callable[[], Any]) -> Future[Any]:
    """Work in a thread with a connection of its own, whose transactions are real ones."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    threads = ThreadPoolExecutor(1)
    future = threads.submit(run)
    threads.shutdown(wait=False)
    return future


def apart(work: Callable[[], Any]) -> Any:
    """Do it in another connection, and wait: what it stores is committed."""
    return beside(work).result(PATIENCE)


@pytest.fixture
def window(db: None) -> Iterator[Channel]:
    """A window that other connections see; it and its complaints are gone afterwards.

    A flush of all tables, the usual way to this, is refused by the access log. The test's own connection is in a
    transaction that is given up, so it may read here and lock nothing.
    """
    channel = apart(lambda: Channel.objects.create(code="saeol", name="새올상담민원", short_name="새올"))
    yield channel
    apart(lambda: (Complaint.objects.filter(channel=channel).delete(), channel.delete()))


def record(window: Channel, number: int, **fields: Any) -> SourceRecord:
    """One of many records, each received a minute after the one before."""
    received = START + timedelta(minutes=number)
    return SourceRecord(
        **{"channel_id": window.pk, "receipt_number": f"r{number}", "received_at": received, **fields},
    )
