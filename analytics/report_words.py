"""A month in a few sentences, made by rules from the tables of its report, so that they say nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.months import last_day
from analytics.numbers import HIDDEN, Number, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from analytics.numbers import Cell, Table

NAMED = 3  # words in one sentence
LARGE_SHARE = 30  # hundredths of a word's complaints from which one caller or one campaign is named
_REST = ("그 밖의 ", "담당 부서 모름")


@dataclass(frozen=True, slots=True)
class Told:
    """What a summary is made from: the last day that the report can know of, its tables, and how far windows' data go.

    The tables are those of `analytics.reporting` by their ids.
    """

    month: date
    until: date
    tables: Mapping[str, Table]
    loaded: Sequence[tuple[str, date | None]]

    @property
    def is_running(self) -> bool:
        return self.until < last_day(self.month)

    def figure(self, row: int, column: int = 1) -> float | None:
        """Received, answered, answered late, open, open late, median; of this month, the last, a year ago."""
        return _value(self.tables["figures"].rows[row][column])


def summary(told: Told) -> list[str]:
    """Paragraphs of a sentence or some, the most important first."""
    received = told.tables["figures"].rows[0][1]
    name = f"{told.month.month}월"
    if isinstance(received, Number) and received.is_hidden:
        return [f"{name}에 공개 민원을 낸 사람이 {HIDDEN}이라 숫자를 싣지 않습니다."]
    if not told.figure(0):
        return [f"{name}에는 접수한 공개 민원이 없습니다.", *_missing_data(told)]
    listed = (_answered(told), _top(told), [*_rising(told), *_new(told)], _largest(told), _missing_data(told))
    return [_received(told), *(" ".join(sentences) for sentences in listed if sentences)]


def _received(told: Told) -> str:
    number = f"{told.figure(0):,.0f}건"
    if told.is_running:
        return f"{told.month.month}월에는 {told.until.day}일까지 공개 민원 {number}을 접수했습니다."
    now = told.figure(0) or 0
    changes = [
        f"{label}({before:,.0f}건){_change(now, before)}"
        for label, before in (("지난달", told.figure(0, 2)), (f"지난해 {told.month.month}월", told.figure(0, 3)))
        if before
    ]
    told_changes = "고, ".join(changes)
    head = f"{told.month.month}월에는 공개 민원 {number}을 접수했습니다."
    return f"{head} {told_changes}습니다." if changes else head


def _change(now: float, before: float) -> str:
    """`보다 12% 늘었`, to be ended by 고 or 습니다."""
    share = abs(now - before) / before
    if now == before:
        return "과 같"
    if now >= 2 * before:
        return f"의 {now / before:.1f}배로 늘었"
    size = f"{round(100 * share)}%" if share >= 0.01 else "1%가 못 되게"
    return f"보다 {size} {'늘었' if now > before else '줄었'}"


def _answered(told: Told) -> list[str]:
    received, answered, _, waiting, late, median = (told.figure(row) or 0 for row in range(6))
    share = _percent(answered, received)
    found = [f"이 가운데 {answered:,.0f}건({share})에 답변했고 {waiting:,.0f}건을 처리하고 있습니다."]
    if late:
        found.append(f"처리하고 있는 민원 가운데 {late:,.0f}건은 기한이 지났습니다.")
    if median:
        found.append(f"답변한 민원의 절반은 근무일로 {median:g}일 안에 답변했습니다.")
    return found


def _top(told: Told) -> list[str]:
    words = [_word(row, 3) for row in told.tables["top"].rows[:NAMED]]
    return [f"가장 많은 사람이 말한 낱말은 {_listed(words)}입니다."] if words else []


def _rising(told: Told) -> list[str]:
    rows = told.tables["rising"].rows
    if not rows:
        return [told.tables["rising"].empty]
    words = [_word(row, 1, None if told.is_running else 2) for row in rows]
    found = [f"우연이라고 보기 어렵게 늘어난 말은 {_listed(words)}입니다."]
    if alike := [_word(row, -1, unit="%") for row in rows if (_value(row[-1]) or 0) >= LARGE_SHARE]:
        found.append(f"그 가운데 거의 같은 글이 많아 함께 낸 것일 수 있는 말은 {_listed(alike)}입니다.")
    if one := [_word(row, -2, unit="%") for row in rows if (_value(row[-2]) or 0) >= LARGE_SHARE]:
        found.append(f"그 가운데 한 사람이 많이 낸 말은 {_listed(one)}입니다.")
    return found


def _new(told: Told) -> list[str]:
    """Those that rose as well are named already."""
    risen = {_text(row[0]) for row in told.tables["rising"].rows}
    rows = [row for row in told.tables["new"].rows if _text(row[0]) not in risen]
    both = len(told.tables["new"].rows) - len(rows)
    found = [f"늘어난 말 가운데 {both}개는 이 달에 처음 나왔습니다."] if both else []
    if rows:
        found.append(
            f"{'그 밖에 ' if both else '이 달에 '}처음 나온 말은 {_listed([_word(row, 1) for row in rows])}입니다."
        )
    return found


def _listed(words: Sequence[str]) -> str:
    """The first of them, and how many there are."""
    return f"{', '.join(words[:NAMED])}{f' 등 {len(words)}개' if len(words) > NAMED else ''}"


def _largest(told: Told) -> list[str]:
    """The window and the department with the most complaints."""
    listed = (("창구", "channels"), ("담당 부서", "departments"))
    return [
        f"접수가 가장 많은 {label}는 {names}입니다."
        for label, table in listed
        if (names := _most(told.tables[table], told.figure(0) or 0))
    ]


def _most(table: Table, total: float) -> str:
    """The rows with the greatest number, if few share it; empty where a row without a name has it."""
    numbers = [(_text(row[0]), _value(row[1]) or 0) for row in table.rows]
    most = max((number for _, number in numbers), default=0)
    names = [name for name, number in numbers if number == most]
    if not most or len(names) > NAMED or len(numbers) == 1 or any(name.startswith(_REST) for name in names):
        return ""
    return f"{', '.join(names)}({'각각 ' if len(names) > 1 else ''}{most:,.0f}건, {_percent(most, total)})"


def _missing_data(told: Told) -> list[str]:
    late = [f"{name}({until:%Y-%m-%d}까지)" for name, until in told.loaded if until and until < told.until]
    never = [f"{name}(자료 없음)" for name, until in told.loaded if until is None]
    listed = ", ".join([*late, *never])
    end = "오늘" if told.is_running else "달의 끝"
    return [f"자료가 {end}까지 들어오지 않은 창구가 있어 숫자가 늘 수 있습니다: {listed}."] if listed else []


def _word(row: tuple[Cell, ...], now: int, before: int | None = None, unit: str = "명") -> str:
    """A word with its number, and the one before where that is asked for."""
    number = f"{_value(row[now]) or 0:,.0f}{unit}"
    if before is None:
        return f"{_text(row[0])}({number})"
    cell = row[before]
    past = HIDDEN if isinstance(cell, Number) and cell.is_hidden else f"{_value(cell) or 0:,.0f}{unit}"
    return f"{_text(row[0])}(지난달 {past}에서 {number})"


def _percent(part: float, whole: float) -> str:
    return f"{round(100 * part / whole)}%" if whole else "0%"


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Words) else ""


def _value(cell: Cell) -> float | None:
    return cell.value if isinstance(cell, Number) else None
