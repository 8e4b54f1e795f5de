"""Finds complaints without keywords, what was read or counted by other rules, and what lost its mark."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from analytics import rollups
from analytics.models import ALL, EVERYTHING, ComplaintKeywords
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
_MARK_MONTHS = """
INSERT INTO analytics_stalemonth AS marked (month, at) SELECT month, now()
FROM ({found}) AS found (month) ORDER BY month
ON CONFLICT (month) DO UPDATE SET at = marked.at
"""
_COUNTED_BY_OTHER_RULES = """
SELECT month FROM analytics_monthtotal
WHERE channel_id = %(all)s AND viewer_id = %(everything)s AND version <> %(rules)s
"""
# That a complaint went from one group to another as large is not seen; that groups became more or fewer is.
_COUNTED_BEFORE = """
SELECT month FROM analytics_monthtotal AS total JOIN (
    SELECT date_trunc('month', day)::date AS month,
        count(*) - count(member.group_id) + count(DISTINCT member.group_id) AS matters
    FROM analytics_complaintkeywords AS words
    LEFT JOIN groups_member AS member ON member.complaint_id = words.complaint_id AND member.tier = 'confirmed'
    GROUP BY 1
) AS now USING (month)
WHERE channel_id = %(all)s AND viewer_id = %(everything)s AND total.matters <> now.matters
"""
_LOST = (_WITHOUT_ROW.partition("ORDER BY")[0], _OF_REMOVED, _CHANGED)
_FROM_TO = "SELECT id FROM complaints_complaint WHERE id >= %(since)s AND id < %(since)s + %(portion)s"


def mark_outdated() -> int:
    """Mark some complaints that have no keywords yet or were read by other rules, the newest; how many.

    Where there are none, the months that were counted by other rules; how many.
    """
    older = ComplaintKeywords.objects
    if older.filter(version__lt=VERSION).exists() or older.filter(version__gt=VERSION).exists():
        return _mark(_OF_OLDER_RULES)
    with connection.cursor() as cursor:
        cursor.execute(_LACKS_ROWS, {"edge": _EDGE})
        (lacks_rows,) = cursor.fetchone() or (False,)
    return _mark(_WITHOUT_ROW) if lacks_rows else _mark_months(_COUNTED_BY_OTHER_RULES)


def mark_lost() -> int:
    """Mark what a process that died between commit and mark stored, removed or grouped; reads the whole table."""
    return sum(map(_mark, _LOST)) + _mark_months(_COUNTED_BEFORE)


def mark_everything() -> int:
    """Mark all complaints, some thousand at a time, and what is left of removed ones; how many."""
    newest = Complaint.objects.aggregate(newest=Max("pk"))["newest"] or 0
    marked = sum(_mark(_FROM_TO, since=since) for since in range(0, newest + 1, PORTION))
    return marked + _mark(_OF_REMOVED)


def _mark(found: str, **values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(found=found), {"version": VERSION, "portion": PORTION, **values})
        return int(cursor.rowcount)


def _mark_months(found: str) -> int:
    with connection.cursor() as cursor:
        values = {"all": ALL, "everything": EVERYTHING, "rules": rollups.VERSION}
        cursor.execute(_MARK_MONTHS.format(found=found), values)
        return int(cursor.rowcount)
