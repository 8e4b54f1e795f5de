"""The tables and charts of a report that no page shows as they stand there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone

from analytics.models import ALL, Keyword
from analytics.months import MONTHS_A_YEAR, last_day, later
from analytics.numbers import Chart, Column, Number, Series, Table, Words, headings
from analytics.overview import month_name, movement_tables
from analytics.rising import MONTHS_TO_CALL_NEW, movements
from analytics.service import LABELS, Sum, cells, figures, shown
from analytics.why import why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from analytics.models import ServiceMonth
    from analytics.numbers import Cell
    from analytics.rising import Movement
    from analytics.scopes import Scope
    from complaints.models import Channel, Department

MOVED_SHOWN = 12
_MEDIAN = "답변까지 걸린 근무일(중앙값)"
_WHY = (
    "‘예상의’는 지난달, 지난해 같은 달, 열두 달 평균 가운데 가장 큰 것과 견준 배수입니다. "
    "‘한 사람’은 그 말이 든 민원 가운데 한 사람이 가장 많이 낸 몫이고, "
    "‘비슷한 글’은 다섯 명 이상이 거의 같은 내용으로 낸 몫입니다."
)
_STATES = "처리 상태는 보고서를 만든 때의 것입니다."


def figures_table(scope: Scope, month: date, first_month: date) -> Table:
    """The figures of the month, of the one before, and of the same month last year as far as the data go back."""
    first = min(month, first_month)
    months = (month, later(month, -1), later(month, -MONTHS_A_YEAR))
    columns = [
        figures(scope, each, each).numbers if each >= first else (Number(None),) * len(LABELS) for each in months
    ]
    labels = (*LABELS[:-1], _MEDIAN)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Words(label), *(_with_unit(_without_url(number)) for number in line))
        for label, line in zip(labels, zip(*columns, strict=True), strict=True)
    )
    heads = ("구분", "이달", "지난달", "지난해 같은 달")
    return Table("figures", f"{month_name(month)} 처리 현황", headings(heads), rows, note=_STATES)


def movement_parts(scope: Scope, month: date) -> list[Table]:
    """What rose, with how much of it one caller and one campaign made; what fell, and what came new."""
    moved = movements(scope, month)
    trimmed = replace(
        moved,
        rising=[each for each in moved.rising if not scope.hides(each.now)][:MOVED_SHOWN],
        falling=moved.falling[:MOVED_SHOWN],
        new=[each for each in moved.new if not scope.hides(each.now)][:MOVED_SHOWN],
    )
    found = movement_tables(scope, month, trimmed)
    new = _new_table(found["new"], moved.months_before)
    return [_with_why(scope, month, found["rising"], trimmed.rising), new, found["falling"]]


def channel_parts(scope: Scope, month: date, windows: Sequence[Channel]) -> tuple[Chart, Table]:
    """Through which windows complaints came in, and how they were dealt with; also windows without any."""
    groups = _groups((cell.channel_id, cell) for cell in cells(scope, month, month))
    named = {each.name: groups.pop(each.pk, []) for each in windows if each.is_active or each.pk in groups}
    table = _service_table("channel-service", f"{month_name(month)} 창구별 처리", "창구", scope, month, named)
    labels = tuple(str(row[0].text) for row in table.rows)
    numbers = tuple(row[1] for row in table.rows if isinstance(row[1], Number))
    chart = Chart(
        "channels", "bar", f"{month_name(month)} 창구별 접수", "창구", labels, (Series("접수", numbers),), "건"
    )
    return chart, table


def department_part(scope: Scope, month: date, departments: Mapping[int, Department]) -> Table:
    """How the departments dealt with the complaints of the month."""
    groups = _groups((cell.department_id, cell) for cell in cells(scope, month, month))
    named = {departments[key].name: found for key, found in groups.items() if key in departments}
    unknown = [cell for key, found in groups.items() if key == ALL or key not in departments for cell in found]
    if unknown:
        named["담당 부서 모름"] = unknown
    return _service_table("departments", f"{month_name(month)} 담당 부서별 처리", "담당 부서", scope, month, named)


def _service_table(
    id_: str, title: str, heading: str, scope: Scope, month: date, groups: Mapping[str, list[ServiceMonth]]
) -> Table:
    """A row for each group, the largest first; those of fewer than five persons together."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Words(name), *map(_without_url, shown(scope, month, month, total, opens=False).numbers))
        for name, total in _pooled(groups, heading)
    )
    empty = "이 달에 접수한 공개 민원이 없습니다."
    return Table(id_, title, headings((heading, *LABELS)), rows, empty=empty)


def _pooled(groups: Mapping[str, list[ServiceMonth]], heading: str) -> list[tuple[str, Sum]]:
    """Sums of the groups. Small ones make one row with the next larger, so that no total gives a hidden one away."""
    ordered = sorted(groups, key=lambda name: (_sum(groups[name]).received, name))
    pool = [name for name in ordered if _sum(groups[name]).is_few]
    rest = [name for name in ordered if name not in pool]
    while pool and rest and (len(pool) == 1 or _sum_of(pool, groups).is_few):
        # One without any complaint hides nobody.
        place = next((at for at, name in enumerate(rest) if _sum(groups[name]).received), None)
        if place is None:
            break
        pool.append(rest.pop(place))
    found = [(name, _sum(groups[name])) for name in reversed(rest)]
    return [*found, (f"그 밖의 {heading} {len(pool)}곳", _sum_of(pool, groups))] if pool else found


def _sum_of(names: Iterable[str], groups: Mapping[str, list[ServiceMonth]]) -> Sum:
    return _sum(cell for name in names for cell in groups[name])


def _sum(found: Iterable[ServiceMonth]) -> Sum:
    now, total = timezone.now(), Sum()
    for cell in found:
        total.add(cell, now)
    return total


def _groups(pairs: Iterable[tuple[int, ServiceMonth]]) -> dict[int, list[ServiceMonth]]:
    found: dict[int, list[ServiceMonth]] = defaultdict(list)
    for key, cell in pairs:
        found[key].append(cell)
    return found


def _with_why(scope: Scope, month: date, table: Table, moved: Sequence[Movement]) -> Table:
    """Two more columns: what one caller and one campaign made of each word, in hundredths."""
    words = Keyword.objects.in_bulk([each.keyword_id for each in moved])
    reasons = [why(scope, words[each.keyword_id], month, last_day(month)) for each in moved]
    rows = tuple(
        (*row, _share(reason.one_caller), _share(reason.campaign))
        for row, reason in zip(table.rows, reasons, strict=True)
    )
    columns = (*table.columns, Column("한 사람", is_number=True), Column("비슷한 글", is_number=True))
    return replace(table, columns=columns, rows=rows, note=_WHY if rows else "")


def _new_table(table: Table, months_before: int) -> Table:
    """Without the numbers before, which a new word does not have."""
    empty = "처음 나온 말 가운데 다섯 명 이상이 말한 것은 없습니다."
    if months_before < MONTHS_TO_CALL_NEW:
        empty = f"이 달 앞에 {MONTHS_TO_CALL_NEW}달의 자료가 있어야 처음 나온 말을 가릴 수 있습니다."
    rows = tuple(row[:2] for row in table.rows)
    return replace(table, columns=table.columns[:2], rows=rows, empty=empty)


def _share(share: float) -> Number:
    return Number(round(100 * share), text=f"{round(100 * share)}%")


def _without_url(number: Number) -> Number:
    return replace(number, url="")


def _with_unit(number: Number) -> Number:
    """Complaints are counted in 건, what has a text already has its unit."""
    return number if number.value is None or number.text else replace(number, text=f"{number.value:,}건")
