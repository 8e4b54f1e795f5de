"""Originals are deleted when the period of their window is over; what was imported from them stays."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from complaints.models import Channel
from ingest import originals
from ingest.models import ENDED, ImportBatch

if TYPE_CHECKING:
    from datetime import datetime

# A file lies there before its batch is stored.
_JUST_CAME = timedelta(days=1)


def delete_expired_originals(now: datetime) -> int:
    """Delete the kept files that no batch needs any more, and note it in their batches; the number of files.

    A batch needs its file until it has ended and the days of its window (`Channel.keep_originals_days`, the usual
    number where no window is known) have gone by since. A file without any batch was left by an upload cut short.
    """
    needed, deleted = _needed(now), 0
    for path in chain(originals.folder().glob("*.original"), originals.folder().glob(".incoming-*")):
        if path.stem in needed or path.stat().st_mtime > (now - _JUST_CAME).timestamp():
            continue
        # First the note: cut short here, the next round finds the file again.
        ImportBatch.objects.filter(sha256=path.stem, original_deleted_at=None).update(original_deleted_at=now)
        path.unlink()
        deleted += 1
    return deleted


def _needed(now: datetime) -> set[str]:
    """The digests of the files that some batch still needs."""
    usual = Channel().keep_originals_days
    batches = ImportBatch.objects.filter(original_deleted_at=None).order_by().select_related("channel")
    return {
        batch.sha256
        for batch in batches.only("sha256", "state", "created_at", "finished_at", "channel__keep_originals_days")
        if batch.state not in ENDED
        or _is_within(batch, batch.channel.keep_originals_days if batch.channel else usual, now)
    }


def _is_within(batch: ImportBatch, days: int, now: datetime) -> bool:
    return now < (batch.finished_at or batch.created_at) + timedelta(days=days)
