"""Complaints of the period of a full export that the export no longer holds: listed, never deleted."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date

    from ingest.models import ImportBatch
    from ingest.pipeline import Chunk

# Of this session, so that neither the worker's memory nor the database grows with the file.
_BEGIN = """
CREATE TEMPORARY TABLE IF NOT EXISTS ingest_held (receipt_number text NOT NULL, part text NOT NULL);
TRUNCATE ingest_held
"""
_HOLD = "INSERT INTO ingest_held SELECT * FROM unnest(%s::text[], %s::text[])"
_LIST = """
INSERT INTO ingest_vanishedcomplaint (batch_id, complaint_id)
SELECT %s, complaint.id FROM complaints_complaint AS complaint
WHERE complaint.channel_id = %s AND complaint.received_at BETWEEN %s AND %s
  AND NOT EXISTS (
    SELECT FROM ingest_held AS held
    WHERE held.receipt_number = complaint.receipt_number AND held.part = complaint.part
  )
ORDER BY complaint.received_at, complaint.id
"""


class Held:
    """What a full export holds: the numbers of all its rows, rejected ones too, and when its complaints came in."""

    def __init__(self) -> None:
        self._latest: dict[date, datetime] = {}
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN)

    def add(self, chunk: Chunk) -> None:
        """Take in a portion, stored now or in an earlier try."""
        numbers, parts = [], []
        for item in chunk.items:
            fields = item.reading.fields
            if fields.get("receipt_number"):
                numbers.append(fields["receipt_number"])
                parts.append(fields.get("part", ""))
            if not item.reading.is_rejected:
                moment = timezone.localtime(fields["received_at"])
                self._latest[moment.date()] = max(moment, self._latest.get(moment.date(), moment))
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [numbers, parts])

    def list_vanished(self, batch: ImportBatch, first: date | None, last: date | None) -> None:
        """List the window's complaints from the first day to the file's last moment on the last one that it lacks."""
        with connection.cursor() as cursor:
            if first and last:
                start = timezone.make_aware(datetime.combine(first, time.min))
                cursor.execute("ANALYZE ingest_held")
                cursor.execute(_LIST, [batch.pk, batch.channel_id, start, self._latest[last]])
                batch.count_vanished = cursor.rowcount
            cursor.execute("DROP TABLE ingest_held")
        batch.keep(count_vanished=batch.count_vanished)
