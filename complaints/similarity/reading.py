"""Reads complaints for comparison: what was stored or taken back is marked, and read by a worker soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from complaints.models import Complaint
from complaints.similarity import vectors
from complaints.similarity.models import Likeness, Unread, Vector
from complaints.similarity.terms import VERSION, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CHUNK = 300
MOST_ATTEMPTS = 3
# An import marks one portion after another, and needs the machine: it is read when it is over or takes long.
QUIET_SECONDS, PATIENCE_SECONDS = 5, 120
FIELDS = (
    *("title", "body", "answer", "outcome", "channel_id", "department_id", "received_at"),
    *("incident_location", "address", "category", "latitude", "longitude"),
)
# A mark that is there already is written anew: a worker that is taking it off is waited for.
_MARK = """
INSERT INTO similarity_unread AS unread (complaint_id, at, attempts) SELECT unnest(%s::bigint[]), now(), 0
ON CONFLICT (complaint_id) DO UPDATE SET at = now(), attempts = 0
"""
# The first begins a chunk; one that was tried before is tried alone.
_BEGIN = """
WITH first AS (
    SELECT attempts FROM similarity_unread WHERE attempts < %(most)s ORDER BY attempts, complaint_id DESC LIMIT 1
), chunk AS (
    SELECT complaint_id FROM similarity_unread
    WHERE attempts = (SELECT attempts FROM first)
    ORDER BY complaint_id DESC LIMIT (SELECT CASE WHEN attempts = 0 THEN %(chunk)s ELSE 1 END FROM first)
    FOR UPDATE SKIP LOCKED
)
UPDATE similarity_unread AS unread SET attempts = attempts + 1 FROM chunk
WHERE unread.complaint_id = chunk.complaint_id RETURNING unread.complaint_id
"""
_IS_DUE = """
SELECT coalesce(max(at) < clock_timestamp() - make_interval(secs => %s)
    OR min(at) < clock_timestamp() - make_interval(secs => %s), true) FROM similarity_unread
"""
_WRITE_LIKENESS = """
INSERT INTO similarity_likeness AS likeness (complaint_id, terms, version)
SELECT id, array_to_tsvector(string_to_array(terms, ' ')), %s FROM unnest(%s::bigint[], %s::text[]) AS made (id, terms)
ON CONFLICT (complaint_id) DO UPDATE SET terms = EXCLUDED.terms, version = EXCLUDED.version
WHERE likeness.terms <> EXCLUDED.terms OR likeness.version <> EXCLUDED.version
"""
_WRITE_VECTORS = """
INSERT INTO similarity_vector AS vector (complaint_id, digest, version)
SELECT id, digest, %s FROM unnest(%s::bigint[], %s::bigint[]) AS made (id, digest)
ON CONFLICT (complaint_id) DO UPDATE SET bits = NULL, digest = EXCLUDED.digest, version = EXCLUDED.version
WHERE vector.digest <> EXCLUDED.digest OR vector.version <> EXCLUDED.version
"""


def mark_unread(ids: Iterable[int]) -> None:
    """Note complaints that were stored or taken back: one statement, whatever their number."""
    # In one order, or two writers would wait for each other.
    if marked := sorted(set(ids)):
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [marked])


def is_due() -> bool:
    """Whether to read now what is marked: nothing was for a moment, or some of it waits for long."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_DUE, [QUIET_SECONDS, PATIENCE_SECONDS])
        (due,) = cursor.fetchone() or (True,)
    return bool(due)


@transaction.atomic
def begin() -> list[int]:
    """The ids of the complaints to read next, none when all are read; committed, that a try which kills is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"most": MOST_ATTEMPTS, "chunk": CHUNK})
        return sorted(row[0] for row in cursor.fetchall())


def take_off(ids: Sequence[int]) -> None:
    """Take off marks, before reading and in the same transaction: what is stored from now on is marked anew."""
    with connection.cursor() as cursor:
        # In the order in which they are written.
        cursor.execute(
            "DELETE FROM similarity_unread WHERE complaint_id IN"
            " (SELECT complaint_id FROM similarity_unread WHERE complaint_id = ANY(%s)"
            " ORDER BY complaint_id FOR UPDATE)",
            [list(ids)],
        )


@transaction.atomic
def read(ids: Sequence[int]) -> None:
    """Write what these complaints are compared by; remove it where the complaint is gone. Vectors come later."""
    rows = list(Complaint.objects.filter(pk__in=ids).order_by("pk").only(*FIELDS))
    _remove(set(ids) - {row.pk for row in rows})
    texts = {row.pk: vectors.text_of(row.title, row.body) for row in rows}
    wordy = [row.pk for row in rows if texts[row.pk]]
    Vector.objects.filter(pk__in=[row.pk for row in rows if not texts[row.pk]]).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE_LIKENESS,
            [VERSION, [row.pk for row in rows], [" ".join(terms_of(row)) for row in rows]],
        )
        cursor.execute(_WRITE_VECTORS, [vectors.VERSION, wordy, [vectors.digest_of(texts[pk]) for pk in wordy]])


def waiting() -> int:
    """How many complaints were marked and not yet read."""
    return Unread.objects.filter(attempts__lt=MOST_ATTEMPTS).count()


def failed() -> int:
    """How many were tried several times, and are left alone until they are stored again."""
    return Unread.objects.filter(attempts__gte=MOST_ATTEMPTS).count()


def _remove(ids: set[int]) -> None:
    if ids:
        Likeness.objects.filter(pk__in=ids).delete()
        Vector.objects.filter(pk__in=ids).delete()
