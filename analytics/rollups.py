"""The figures of a month from the keywords of its complaints, counted again as a whole, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from analytics.locks import MONTH
from analytics.models import EVERYTHING, KeywordMonth, MonthTotal
from analytics.months import last_day

if TYPE_CHECKING:
    from datetime import date

# Of the rules by which months are counted; those of others are counted again.
VERSION = 1

# `matter` is the confirmed group; a complaint in none is a matter of its own. The table keeps complaints that are gone.
_COMPLAINTS = """
CREATE TEMPORARY TABLE month_complaints ON COMMIT DROP AS
SELECT keyword_ids, caller, member.group_id AS matter, channel_id, department_id, is_public
FROM analytics_complaintkeywords words
LEFT JOIN groups_member member ON member.complaint_id = words.complaint_id AND member.tier = 'confirmed'
WHERE day BETWEEN %(month)s AND %(last)s
"""

# One row for each keyword of each complaint of the month, in the order in which they are counted.
_WORDS = """
CREATE TEMPORARY TABLE month_words ON COMMIT DROP AS
SELECT unnest(keyword_ids) AS keyword, caller, matter, channel_id, department_id, is_public FROM month_complaints
ORDER BY keyword, caller
"""

# In place of a channel a department stands as its number below zero; 0 is all of them, and no department has it.
_PUBLIC_WORDS = """
INSERT INTO analytics_keywordmonth (month, keyword_id, channel_id, viewer_id, complaints, callers, matters)
SELECT %(month)s, keyword, coalesce(channel_id, -department_id, 0), 0, count(*), count(DISTINCT caller),
    count(*) - count(matter) + count(DISTINCT matter)
FROM month_words WHERE is_public
GROUP BY GROUPING SETS ((keyword), (keyword, channel_id), (keyword, department_id))
HAVING department_id IS DISTINCT FROM 0
"""

# What readers of a department see beyond the public complaints. `known` are the cells in which a caller has a public
# complaint with the word, `told` those in which a matter has; OFFSET keeps them from being looked for in each cell.
_OWN_WORDS = """
INSERT INTO analytics_keywordmonth (month, keyword_id, channel_id, viewer_id, complaints, callers, matters)
SELECT %(month)s, own.keyword, cells.cell, own.department_id, count(*),
    count(DISTINCT own.caller) FILTER (WHERE cells.cell <> ALL (own.known)),
    count(*) - count(own.matter) + count(DISTINCT own.matter) FILTER (WHERE cells.cell <> ALL (own.told))
FROM (
    SELECT word.*, ARRAY(
        SELECT unnest(ARRAY[0, public.channel_id, -public.department_id]) FROM month_words public
        WHERE public.is_public AND public.keyword = word.keyword AND public.caller = word.caller) AS known,
    CASE WHEN word.matter IS NOT NULL THEN ARRAY(
        SELECT unnest(ARRAY[0, public.channel_id, -public.department_id]) FROM month_words public
        WHERE public.is_public AND public.keyword = word.keyword AND public.matter = word.matter) END AS told
    FROM month_words word
    WHERE NOT word.is_public AND word.department_id <> 0
    OFFSET 0
) own
CROSS JOIN LATERAL (VALUES (0::bigint), (own.channel_id), (-own.department_id)) AS cells (cell)
GROUP BY own.keyword, cells.cell, own.department_id
"""

_EVERYTHING = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, version, complaints, callers, matters)
SELECT %(month)s, coalesce(channel_id, -department_id, 0), %(everything)s, %(version)s, count(*),
    count(DISTINCT caller), count(*) - count(matter) + count(DISTINCT matter)
FROM month_complaints
GROUP BY GROUPING SETS ((), (channel_id), (department_id))
HAVING count(*) > 0 AND department_id IS DISTINCT FROM 0
"""

_PUBLIC = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, version, complaints, callers, matters)
SELECT %(month)s, coalesce(channel_id, -department_id, 0), 0, %(version)s, count(*),
    count(DISTINCT caller), count(*) - count(matter) + count(DISTINCT matter)
FROM month_complaints WHERE is_public
GROUP BY GROUPING SETS ((), (channel_id), (department_id))
HAVING count(*) > 0 AND department_id IS DISTINCT FROM 0
"""

_OWN = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, version, complaints, callers, matters)
SELECT %(month)s, own.cell, own.department_id, %(version)s, count(*),
    count(DISTINCT own.caller) FILTER (WHERE NOT EXISTS (
        SELECT FROM month_complaints known
        WHERE known.is_public AND known.caller = own.caller
            AND own.cell IN (0, known.channel_id, -known.department_id))),
    count(*) - count(own.matter) + count(DISTINCT own.matter) FILTER (WHERE NOT EXISTS (
        SELECT FROM month_complaints told
        WHERE told.is_public AND told.matter = own.matter
            AND own.cell IN (0, told.channel_id, -told.department_id)))
FROM (
    SELECT mine.*, cells.cell FROM month_complaints mine
    CROSS JOIN LATERAL (VALUES (0::bigint), (mine.channel_id), (-mine.department_id)) AS cells (cell)
    WHERE NOT mine.is_public AND mine.department_id <> 0
) own
GROUP BY own.cell, own.department_id
"""

_INDEXES = (
    "CREATE INDEX ON month_words (keyword, caller) WHERE is_public",
    "CREATE INDEX ON month_words (keyword, matter) WHERE is_public AND matter IS NOT NULL",
    "CREATE INDEX ON month_complaints (caller) WHERE is_public",
    "CREATE INDEX ON month_complaints (matter) WHERE is_public AND matter IS NOT NULL",
)


@transaction.atomic
def count_month(month: date) -> None:
    """Count one month again. Whoever looks meanwhile sees the figures from before."""
    values: dict[str, Any] = {"month": month, "last": last_day(month), "everything": EVERYTHING, "version": VERSION}
    with connection.cursor() as cursor:
        # Two workers that count one month would each add its rows.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%(lock)s, %(month)s::date - '2000-01-01'::date)", {**values, "lock": MONTH}
        )
        KeywordMonth.objects.filter(month=month).delete()
        MonthTotal.objects.filter(month=month).delete()
        cursor.execute(_COMPLAINTS, values)
        cursor.execute(_WORDS)
        for index in _INDEXES:
            cursor.execute(index)
        cursor.execute("ANALYZE month_words, month_complaints")
        for statement in (_PUBLIC_WORDS, _OWN_WORDS, _EVERYTHING, _PUBLIC, _OWN):
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE month_words, month_complaints")
