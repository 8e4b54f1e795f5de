"""Numbers that open what they counted, in tables and charts: the same values on a page, in a file and in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.scopes import FEWEST_PERSONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analytics.scopes import Scope, Tally

HIDDEN = f"{FEWEST_PERSONS}명 미만"
TOGETHER = "가림"  # of what is hidden with such a one


@dataclass(frozen=True, slots=True)
class Number:
    """A figure; one that is hidden for fewer than five persons has neither value nor address.

    `url` opens the list whose length is `value`; a figure that counts no complaints (a share, a change) has none.
    `text` is how it is written where that is not the value with separators, or in place of a hidden one.
    """

    value: float | None
    url: str = ""
    text: str = ""
    is_hidden: bool = False

    @property
    def plain(self) -> str:
        """As it is written in a file: without separators."""
        return self.text or HIDDEN if self.is_hidden else "" if self.value is None else self.text or str(self.value)


@dataclass(frozen=True, slots=True)
class Words:
    """A text, perhaps with an address; `note` is said beside it in small."""

    text: str
    url: str = ""
    note: str = ""


Cell = Number | Words


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand at the right."""

    label: str
    is_number: bool = False


def headings(labels: Iterable[str]) -> tuple[Column, ...]:
    """Over a column of words, and columns of numbers."""
    return tuple(Column(label, is_number=place > 0) for place, label in enumerate(labels))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page, which can also be had as a file; `id` is unique on its page, Latin letters and hyphens.

    The first cell of a row is its heading. `empty` is the sentence in place of rows. `note` stands below.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "보여 줄 것이 없습니다."
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one line or colour of a chart, one for each label."""

    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers, always with its table. `kind` is bar, line, cloud or heat.

    Of a heat map the labels are the columns and the series the rows. `heading` is what the labels are.
    """

    id: str
    kind: str
    title: str
    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    note: str = ""
    label_urls: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """The same numbers as a table: a row for each label, of a heat map for each series."""
        if self.kind == "heat":
            columns = headings((self.heading, *self.labels))
            rows: tuple[tuple[Cell, ...], ...] = tuple((Words(each.name), *each.numbers) for each in self.series)
        else:
            urls = self.label_urls or ("",) * len(self.labels)
            columns = headings((self.heading, *(each.name for each in self.series)))
            numbers = zip(*(each.numbers for each in self.series), strict=True)
            heads = map(Words, self.labels, urls)
            rows = tuple((head, *line) for head, line in zip(heads, numbers, strict=True))
        return Table(self.id, self.title, columns, rows, note=self.note)

    @property
    def drawn(self) -> dict[str, Any]:
        """What `charts.js` draws: labels, and for each series values (null where hidden) and addresses."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "unit": self.unit,
            "labels": list(self.labels),
            "series": [
                {
                    "name": each.name,
                    "values": [number.value for number in each.numbers],
                    "urls": [number.url for number in each.numbers],
                }
                for each in self.series
            ],
        }


def counted(scope: Scope, tally: Tally, url: str) -> Number:
    """A tally as a number that opens its list; hidden where it stands for too few persons."""
    if scope.hides(tally):
        return Number(None, is_hidden=True)
    value = scope.value(tally)
    return Number(value, url if value else "")


def hidden_together(scope: Scope, cells: Sequence[tuple[Tally, Number]]) -> list[Number]:
    """The numbers of parts of a whole, with more of them hidden where what is hidden would be the whole less the rest.

    The smallest others are hidden until five persons stand behind all hidden parts.
    """
    hidden = {place for place, (_, number) in enumerate(cells) if number.is_hidden}
    others = sorted(
        (place for place, (_, number) in enumerate(cells) if number.value and not scope.is_own),
        key=lambda place: cells[place][0].callers,
    )
    while hidden and others and sum(cells[place][0].callers for place in hidden) < FEWEST_PERSONS:
        hidden.add(others.pop(0))
    return [
        Number(None, text="" if number.is_hidden else TOGETHER, is_hidden=True) if place in hidden else number
        for place, (_, number) in enumerate(cells)
    ]


def tables_of(parts: Sequence[Table | Chart]) -> dict[str, Table]:
    """All tables of a page by their ids, those of its charts too."""
    return {part.id: part.table if isinstance(part, Chart) else part for part in parts}
