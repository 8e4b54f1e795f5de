"""Marks what was stored before there was anything to compare by, or whose mark was lost."""

from __future__ import annotations

from django.db import connection

from complaints.similarity import vectors
from complaints.similarity.models import Likeness, Vector
from complaints.similarity.terms import VERSION

PORTION = 20_000  # complaints that are marked at once
_EDGE = 50  # complaints that are looked at where the newest and the oldest are
# What was tried in vain keeps its mark as it is.
_MARK = """
INSERT INTO similarity_unread (complaint_id, at, attempts)
SELECT found.id, now(), 0 FROM ({found}) AS found (id) ORDER BY found.id
ON CONFLICT (complaint_id) DO NOTHING
"""
_OF_OTHER_RULES = """
SELECT complaint_id FROM similarity_likeness WHERE version < %(version)s OR version > %(version)s
ORDER BY complaint_id DESC LIMIT %(portion)s
"""
_NEVER_READ = """
SELECT complaint.id FROM {complaints} AS complaint
WHERE NOT EXISTS (SELECT FROM similarity_likeness WHERE complaint_id = complaint.id)
    AND NOT EXISTS (SELECT FROM similarity_unread WHERE complaint_id = complaint.id)
"""
_NEWEST_NEVER_READ = (
    _NEVER_READ.format(complaints="complaints_complaint")
    + "ORDER BY complaint.received_at DESC, complaint.id DESC LIMIT %(portion)s"
)
# The newest come first: as long as any were never read, the oldest were not.
_EDGES_NEVER_READ = _NEVER_READ.format(
    complaints="""(
        (SELECT id FROM complaints_complaint ORDER BY received_at DESC, id DESC LIMIT %(edge)s)
        UNION ALL (SELECT id FROM complaints_complaint ORDER BY received_at, id LIMIT %(edge)s)
    )"""
)
_OF_REMOVED = """
SELECT complaint_id FROM similarity_likeness AS likeness
WHERE NOT EXISTS (SELECT FROM complaints_complaint WHERE id = likeness.complaint_id)
"""
# A complaint is read after it was stored, so that only a change can have been missed.
_CHANGED = """
SELECT id FROM complaints_complaint WHERE updated_at > now() - interval '2 days' AND updated_at > created_at
"""
_LOST = (_NEVER_READ.format(complaints="complaints_complaint"), _OF_REMOVED, _CHANGED)


def mark_missing() -> int:
    """Mark some complaints that were never read or by other rules, the newest first; how many. Quick if there are none.

    So an installation that is older than this package has its past read in the background.
    """
    read = Likeness.objects
    if read.filter(version__lt=VERSION).exists() or read.filter(version__gt=VERSION).exists():
        return _mark(_OF_OTHER_RULES)
    with connection.cursor() as cursor:
        cursor.execute(_EDGES_NEVER_READ, {"edge": _EDGE})
        lacks_rows = cursor.fetchone() is not None
    return _mark(_NEWEST_NEVER_READ) if lacks_rows else 0


def mark_lost() -> int:
    """Mark what a process that died between its commit and its mark has stored or removed; reads the whole table."""
    of_other_rules = Vector.objects.exclude(version=vectors.VERSION)
    return sum(map(_mark, _LOST)) + of_other_rules.update(bits=None, version=vectors.VERSION)


def _mark(found: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(found=found), {"version": VERSION, "portion": PORTION})
        return int(cursor.rowcount)
