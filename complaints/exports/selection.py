"""What is exported: the search of a list's address, for whoever reads it at the time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict

from complaints.filters import ComplaintFilter
from complaints.models import Complaint
from complaints.privacy.gate import present
from complaints.saved.conditions import Conditions
from complaints.search import tickets
from complaints.search.matching import find
from complaints.search.paging import Sort
from complaints.search.query import parse
from complaints.search.wider import OF_THE_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from django.contrib.sessions.backends.base import SessionBase

    from complaints.exports.columns import Cell, Column
    from complaints.privacy.reader import Reader
    from complaints.search.found import Found
    from complaints.search.query import Query

CHUNK = 1000


class TicketGoneError(Exception):
    """The address names a search that the session no longer remembers."""


@dataclass(frozen=True)
class Selection:
    """What was typed, and the other parameters of the list's address, which name no person."""

    text: str
    params: str

    @classmethod
    def of_address(cls, address: QueryDict, session: SessionBase) -> Selection:
        """The search behind a list's address. Raises TicketGoneError."""
        params, text = address.copy(), tickets.text_of(address, session)
        if text is None:
            raise TicketGoneError
        for name in ("q", "s", *OF_THE_PAGE):
            params.pop(name, None)
        return cls(text, params.urlencode())

    @classmethod
    def from_json(cls, text: str) -> Selection:
        return cls(**json.loads(text))

    def as_json(self) -> str:
        return json.dumps({"text": self.text, "params": self.params})

    @cached_property
    def query(self) -> Query:
        return parse(self.text)

    def found(self, reader: Reader) -> tuple[Found, Sort]:
        """What it finds for this reader now, and in which order the list shows it."""
        asked = ComplaintFilter(QueryDict(self.params))
        found = asked.narrowed(find(self.query, reader))
        return found, Sort(asked.form.cleaned_data.get("sort") or Sort.NEWEST)

    def conditions(self) -> list[str]:
        """The filters in Korean, such as `창구: 새올상담민원`."""
        return Conditions().of(QueryDict(self.params))


def rows(
    ids: Sequence[int],
    columns: Sequence[Column],
    reader: Reader,
    now: datetime,
    after_chunk: Callable[[int], None] | None = None,
) -> Iterator[list[Cell]]:
    """The rows of these complaints in this order, as the reader may see them; those deleted meanwhile are left out.

    `after_chunk` hears how many are done after each thousand.
    """
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        loaded = Complaint.objects.for_display().defer("text_normal", "source_fields").in_bulk(chunk)
        for complaint in filter(None, map(loaded.get, chunk)):
            shown = present(complaint, reader, now)
            yield [column.value(shown) for column in columns]
        if after_chunk:
            after_chunk(start + len(chunk))
