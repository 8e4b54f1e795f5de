"""The search of this program, asked as the peers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from complaints.privacy.access import operator
from complaints.search.matching import find
from complaints.search.paging import Sort, page
from complaints.search.query import parse

if TYPE_CHECKING:
    from bench.peers.asked import Question
    from complaints.search.found import Found


class Ours:
    """All rows of the table, with rows ready for display; the peers give ids."""

    name = "CivicSearch"
    is_built = True

    def __init__(self, ids: range) -> None:
        self.ids = ids

    def build(self) -> None:
        """It is there already."""

    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_size('complaint_search')")
            return int(cursor.fetchone()[0])

    def newest(self, question: Question) -> list[int]:
        return [row.pk for row in page(_found(question), Sort.NEWEST, None).rows]

    def every(self, question: Question) -> set[int]:
        rows = _found(question).rows().filter(id__gte=self.ids.start, id__lt=self.ids.stop)
        return set(rows.values_list("id", flat=True))

    def close(self) -> None:
        """Nothing to put away."""


def _found(question: Question) -> Found:
    typed = f'"{question.typed}"' if " " in question.typed else question.typed
    return find(parse(typed), operator())
