"""The figures of a month from the keywords of its complaints, counted again as a whole, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from analytics.models import KeywordMonth

if TYPE_CHECKING:
    from datetime import date

# One row for each keyword of each complaint of the month.
_WORDS = """
CREATE TEMPORARY TABLE month_words ON COMMIT DROP AS
SELECT unnest(keyword_ids) AS keyword, caller, channel_id, department_id, is_public
FROM analytics_complaintkeywords WHERE month = %(month)s
"""

_PUBLIC = """
INSERT INTO analytics_keywordmonth (month, keyword_id, channel_id, viewer_id, complaints, callers)
SELECT %(month)s, keyword, coalesce(channel_id, 0), 0, count(*), count(DISTINCT caller)
FROM month_words WHERE is_public
GROUP BY GROUPING SETS ((keyword), (keyword, channel_id))
"""

# What readers of a department see beyond the public complaints.
_OWN = """
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


@transaction.atomic
def count_month(month: date) -> None:
    """Count one month again. Whoever looks meanwhile sees the figures from before."""
    values = {"month": month}
    with connection.cursor() as cursor:
        # Two workers that count one month would each add its rows.
        cursor.execute("SELECT pg_advisory_xact_lock(72003, %(month)s::date - '2000-01-01'::date)", values)
        KeywordMonth.objects.filter(month=month).delete()
        cursor.execute(_WORDS, values)
        cursor.execute("ANALYZE month_words")
        cursor.execute("CREATE INDEX ON month_words (keyword, caller) WHERE is_public")
        cursor.execute(_PUBLIC, values)
        cursor.execute(_OWN, values)
        cursor.execute("DROP TABLE month_words")
