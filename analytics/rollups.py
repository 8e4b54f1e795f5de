"""The figures of a month from the keywords of its complaints, counted again as a whole, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from analytics.models import EVERYTHING, KeywordMonth, MonthTotal
from analytics.months import last_day

if TYPE_CHECKING:
    from datetime import date

_COMPLAINTS = """
CREATE TEMPORARY TABLE month_complaints ON COMMIT DROP AS
SELECT keyword_ids, caller, channel_id, department_id, is_public
FROM analytics_complaintkeywords WHERE day BETWEEN %(month)s AND %(last)s
"""

# One row for each keyword of each complaint of the month.
_WORDS = """
CREATE TEMPORARY TABLE month_words ON COMMIT DROP AS
SELECT unnest(keyword_ids) AS keyword, caller, channel_id, department_id, is_public FROM month_complaints
"""

_PUBLIC_WORDS = """
INSERT INTO analytics_keywordmonth (month, keyword_id, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, keyword, coalesce(channel_id, 0), 0, count(*), count(DISTINCT caller)
FROM month_words WHERE is_public
GROUP BY GROUPING SETS ((keyword), (keyword, channel_id))
"""

# What readers of a department see beyond the public complaints.
_OWN_WORDS = """
INSERT INTO analytics_keywordmonth (month, keyword_id, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, own.keyword, own.cell, own.department_id, count(*),
    count(DISTINCT own.caller) FILTER (WHERE NOT EXISTS (
        SELECT FROM month_words known
        WHERE known.is_public AND known.keyword = own.keyword AND known.caller = own.caller
            AND own.cell IN (0, known.channel_id)))
FROM (
    SELECT word.*, channel.cell FROM month_words word
    CROSS JOIN LATERAL (VALUES (0::bigint), (word.channel_id)) AS channel (cell)
    WHERE NOT word.is_public AND word.department_id <> 0
) own
GROUP BY own.keyword, own.cell, own.department_id
"""

_EVERYTHING = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, coalesce(channel_id, 0), %(everything)s, count(*), count(DISTINCT caller)
FROM month_complaints
GROUP BY GROUPING SETS ((), (channel_id))
HAVING count(*) > 0
"""

_PUBLIC = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, coalesce(channel_id, 0), 0, count(*), count(DISTINCT caller)
FROM month_complaints WHERE is_public
GROUP BY GROUPING SETS ((), (channel_id))
HAVING count(*) > 0
"""

_OWN = """
INSERT INTO analytics_monthtotal (month, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, own.cell, own.department_id, count(*),
    count(DISTINCT own.caller) FILTER (WHERE NOT EXISTS (
        SELECT FROM month_complaints known
        WHERE known.is_public AND known.caller = own.caller AND own.cell IN (0, known.channel_id)))
FROM (
    SELECT mine.*, channel.cell FROM month_complaints mine
    CROSS JOIN LATERAL (VALUES (0::bigint), (mine.channel_id)) AS channel (cell)
    WHERE NOT mine.is_public AND mine.department_id <> 0
) own
GROUP BY own.cell, own.department_id
"""


@transaction.atomic
def count_month(month: date) -> None:
    """Count one month again. Whoever looks meanwhile sees the figures from before."""
    values: dict[str, Any] = {"month": month, "last": last_day(month), "everything": EVERYTHING}
    with connection.cursor() as cursor:
        # Two workers that count one month would each add its rows.
        cursor.execute("SELECT pg_advisory_xact_lock(72003, %(month)s::date - '2000-01-01'::date)", values)
        KeywordMonth.objects.filter(month=month).delete()
        MonthTotal.objects.filter(month=month).delete()
        cursor.execute(_COMPLAINTS, values)
        cursor.execute(_WORDS)
        cursor.execute("CREATE INDEX ON month_words (keyword, caller) WHERE is_public")
        cursor.execute("CREATE INDEX ON month_complaints (caller) WHERE is_public")
        cursor.execute("ANALYZE month_words, month_complaints")
        for statement in (_PUBLIC_WORDS, _OWN_WORDS, _EVERYTHING, _PUBLIC, _OWN):
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE month_words, month_complaints")
