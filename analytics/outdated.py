"""Finds complaints whose keywords were never found, or by older rules, or whose marks were lost."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from analytics.models import ComplaintKeywords
from analytics.tagging import VERSION
from complaints.models import Complaint

# So many at once, of a month or two: their months are counted before the next ones are marked.
PORTION = 20_000
_EDGE = 50  # complaints that are looked at where the newest and the oldest are
_MARK = """
INSERT INTO analytics_stalecomplaint AS marked (complaint_id, at)
SELECT id, now() FROM ({found}) AS found (id) ORDER BY id
ON CONFLICT (complaint_id) DO UPDATE SET at = marked.at
"""
_OF_OLDER_RULES = """
SELECT complaint_id FROM analytics_complaintkeywords
WHERE version < %(version)s OR version > %(version)s ORDER BY day DESC LIMIT %(portion)s
"""
_WITHOUT_ROW = """
SELECT complaint.id FROM complaints_complaint AS complaint
WHERE NOT EXISTS (SELECT FROM analytics_complaintkeywords WHERE complaint_id = complaint.id)
ORDER BY complaint.received_at DESC, complaint.id DESC LIMIT %(portion)s
"""
# The newest come first: as long as any are missing, the oldest are.
_LACKS_ROWS = """
SELECT EXISTS (
    SELECT FROM (
        (SELECT id FROM complaints_complaint ORDER BY received_at DESC, id DESC LIMIT %(edge)s)
        UNION ALL (SELECT id FROM complaints_complaint ORDER BY received_at, id LIMIT %(edge)s)
    ) AS edge
    WHERE NOT EXISTS (SELECT FROM analytics_complaintkeywords WHERE complaint_id = edge.id)
)
"""
_OF_REMOVED = """
SELECT complaint_id FROM analytics_complaintkeywords AS words
WHERE NOT EXISTS (SELECT FROM complaints_complaint WHERE id = words.complaint_id)
"""
# A row was written after its complaint, so that only a change can have been missed.
_CHANGED = """
SELECT id FROM complaints_complaint WHERE updated_at > now() - interval '2 days' AND updated_at > created_at
"""
_LOST = (_WITHOUT_ROW.partition("ORDER BY")[0], _OF_REMOVED, _CHANGED)
_FROM_TO = "SELECT id FROM complaints_complaint WHERE id >= %(since)s AND id < %(since)s + %(portion)s"


def mark_outdated() -> int:
    """Mark some complaints that have no keywords yet or were read by other rules, the newest; how many."""
    older = ComplaintKeywords.objects
    if older.filter(version__lt=VERSION).exists() or older.filter(version__gt=VERSION).exists():
        return _mark(_OF_OLDER_RULES)
    with connection.cursor() as cursor:
        cursor.execute(_LACKS_ROWS, {"edge": _EDGE})
        (lacks_rows,) = cursor.fetchone() or (False,)
    return _mark(_WITHOUT_ROW) if lacks_rows else 0


def mark_lost() -> int:
    """Mark what a process that died between its commit and its mark has stored or removed; reads the whole table."""
    return sum(map(_mark, _LOST))


def mark_everything() -> int:
    """Mark all complaints, some thousand at a time, and what is left of removed ones; how many."""
    newest = Complaint.objects.aggregate(newest=Max("pk"))["newest"] or 0
    marked = sum(_mark(_FROM_TO, since=since) for since in range(0, newest + 1, PORTION))
    return marked + _mark(_OF_REMOVED)


def _mark(found: str, **values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(found=found), {"version": VERSION, "portion": PORTION, **values})
        return int(cursor.rowcount)
