"""Service figures side by side: by window, by department, by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from analytics.links import page_url
from analytics.models import ALL
from analytics.months import months_between
from analytics.numbers import TOGETHER, Chart, Series, Table, Words, headings
from analytics.scopes import FEWEST_PERSONS
from analytics.service import LABELS, Sum, cells, hidden, shown
from analytics.service_forms import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from analytics.models import ServiceMonth
    from analytics.numbers import Cell
    from analytics.scopes import Scope
    from analytics.service import Figures
    from complaints.models import Channel, Department

MOST_BARS = 4  # months of which three bars each have room for their numbers
_DRAWN = (0, 1, 3)  # received, answered, open
_NOTE = (
    f"{FEWEST_PERSONS}명이 안 되는 사람의 민원은 숫자를 가렸습니다. "
    "가린 숫자가 합계에서 드러나지 않도록 다른 줄도 함께 가릴 수 있습니다."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is called, and the complaints that it counts; `opens` is whether a list can show just these."""

    head: Words
    scope: Scope
    span: Span
    found: Sum
    opens: bool = True

    @property
    def is_few(self) -> bool:
        """Whether it is not shown for how few persons stand behind it."""
        return self.found.is_few and not self.scope.is_own


class Service:
    """The figures of some months under one scope, and how they divide; read once."""

    def __init__(self, scope: Scope, span: Span) -> None:
        self.scope, self.span = scope, span
        self._now = timezone.now()
        self._cells = list(cells(scope, *span))
        self._total = self._sums(lambda _: True)[True]

    @property
    def figures(self) -> Figures:
        """Of all together."""
        return shown(self.scope, *self.span, self._total)

    @property
    def is_empty(self) -> bool:
        """Whether no complaint was received."""
        return not self._total.received

    def by_channel(self, channels: Sequence[Channel]) -> Table:
        """A row for each window with complaints, in the order of the windows; what is no more stands last."""
        sums = self._sums(lambda cell: cell.channel_id)
        lines = [
            Line(Words(each.name), replace(self.scope, channel=each), self.span, sums.pop(each.pk))
            for each in channels
            if each.pk in sums
        ]
        lines += [self._nameless("없어진 창구", found) for found in sums.values()]
        return self._table("channels", "창구별 처리 현황", "창구", lines)

    def by_department(self, departments: Iterable[Department]) -> Table:
        """A row for each department with complaints, those that were renamed too; the most complaints first."""
        sums = self._sums(lambda cell: cell.department_id)
        undecided = sums.pop(ALL, None)
        lines = [
            Line(_called(each), replace(self.scope, department=each), self.span, sums.pop(each.pk))
            for each in departments
            if each.pk in sums
        ]
        lines += [self._nameless("없어진 부서", found) for found in sums.values()]
        # The place of a row that is hidden must not tell its size.
        lines.sort(key=lambda line: (line.is_few, 0 if line.is_few else -line.found.received, line.head.text))
        lines += [self._nameless("부서 미정", undecided)] if undecided else []
        return self._table("departments", "부서별 처리 현황", "부서", lines)

    def by_month(self) -> tuple[Table, Chart]:
        """A row for each month, those without complaints too; and a picture of received, answered and open ones."""
        lines = self._months()
        labels = tuple(line.head.text for line in lines)
        numbers = [figures.numbers for figures in _figures(lines)]
        series = tuple(Series(LABELS[place], tuple(line[place] for line in numbers)) for place in _DRAWN)
        chart = Chart(
            "flow",
            "bar" if len(lines) <= MOST_BARS else "line",
            "달마다 접수하고 답변한 민원",
            "접수한 달",
            labels,
            series,
            "건",
            label_urls=tuple(line.head.url for line in lines),
        )
        return self._table("months", "달별 처리 현황", "접수한 달", lines), chart

    def _months(self) -> list[Line]:
        sums = self._sums(lambda cell: cell.month)
        return [
            Line(
                Words(f"{month:%Y-%m}", page_url("analytics:month", self.scope, month=f"{month:%Y-%m}")),
                self.scope,
                Span(month, month),
                sums.get(month, Sum()),
            )
            for month in months_between(*self.span)
        ]

    def _sums(self, key: Callable[[ServiceMonth], Any]) -> dict[Any, Sum]:
        sums: dict[Any, Sum] = defaultdict(Sum)
        for cell in self._cells:
            sums[key(cell)].add(cell, self._now)
        return sums

    def _nameless(self, name: str, found: Sum) -> Line:
        """What no filter of the list asks for."""
        return Line(Words(name), self.scope, self.span, found, opens=False)

    def _table(self, id_: str, title: str, heading: str, lines: Sequence[Line]) -> Table:
        """The lines, and all together below more than one."""
        listed = zip(lines, _figures(lines), strict=True)
        rows: list[tuple[Cell, ...]] = [(line.head, *figures.numbers) for line, figures in listed]
        if len(rows) > 1:
            rows.append((Words("모두"), *self.figures.numbers))
        note = _NOTE if any(line.is_few for line in lines) else ""
        return Table(id_, title, headings((heading, *LABELS)), tuple(rows), note=note)


def _figures(lines: Sequence[Line]) -> list[Figures]:
    """The figures of each line, hidden where they are of few persons, or would tell of such from the total."""
    together = _hidden_together(lines)
    return [
        hidden("" if line.is_few else TOGETHER)
        if place in together
        else shown(line.scope, *line.span, line.found, opens=line.opens)
        for place, line in enumerate(lines)
    ]


def _hidden_together(lines: Sequence[Line]) -> set[int]:
    """The places of lines to hide: those of few persons, and the smallest others until five stand behind all of them.

    For what is hidden together is the total less what is shown.
    """
    found = {place for place, line in enumerate(lines) if line.is_few}
    others = [place for place, line in enumerate(lines) if line.found.received and not line.scope.is_own]
    others = sorted(set(others) - found, key=lambda place: (lines[place].found.received, place))
    while found and others and _are_few([lines[place] for place in found]):
        found.add(others.pop(0))
    return found


def _are_few(lines: Sequence[Line]) -> bool:
    """Whether fewer than five persons stand behind all lines together."""
    callers: set[int] = set()
    for line in lines:
        if line.found.few_callers is None:
            return False
        callers |= line.found.few_callers
    return len(callers) < FEWEST_PERSONS


def _called(department: Department) -> Words:
    """Its name; of one that was renamed, or put into another, that too."""
    now = department.renamed_to
    return Words(department.name, note=f"지금은 {now.name}" if now else "")
