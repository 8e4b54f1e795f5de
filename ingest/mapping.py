"""Which column means what: by known names first, then by likeness, with a confidence; and whose file it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from complaints.text.normal import normalise
from ingest.readers.errors import FileRefused
from ingest.roles import REPEATABLE, VOLATILE
from ingest.sheets import identifier_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.formats import ChannelFormat, ColumnRule

# One letter of eight may differ ("처리주무부서명"); less alike is left unmapped and kept as it came.
_LIKE_ENOUGH = 87
_MUCH_BETTER = 0.2
_MOSTLY = 0.5


class NoHeader(FileRefused):
    """No sheet has a header that this window's exports have."""

    code = "no_header"
    template = (
        "'{channel}' 자료의 제목 줄을 찾지 못했습니다. 첫 줄 가까이에 {expected} 같은 열 이름이 있어야 합니다. "
        "시스템에서 내려받은 파일을 고치지 말고 그대로 올려 주세요."
    )


class MissingColumns(FileRefused):
    """A header of this window, but without columns that no row can do without."""

    code = "missing_columns"
    template = (
        "'{channel}' 자료에 꼭 있어야 하는 항목이 없습니다: {missing}. 그 열이 있는 파일을 내려받거나, "
        "어느 열이 그 항목인지 정해 주세요."
    )


class OtherChannel(FileRefused):
    """The file of another window."""

    code = "other_channel"
    template = (
        "'{channel}' 자료가 아니라 '{looks_like}' 자료로 보입니다. 창구를 '{looks_like}'(으)로 바꾸어 다시 읽어 주세요."
    )


class UnknownChannel(FileRefused):
    """No window was named and none is recognised."""

    code = "unknown_channel"
    template = (
        "알아볼 수 있는 열 이름 줄이 없어 어느 창구의 자료인지 알 수 없습니다. 열 이름이 있는 파일인지 확인하고, "
        "맞으면 창구를 직접 골라 다시 읽어 주세요. 알고 있는 창구: {channels}"
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. `role` is None where nothing is known of it; `confidence` is 0 to 1.

    `reason` tells where the role is from: alias, name, value or person.
    """

    index: int
    header: str
    role: str | None = None
    confidence: float = 0.0
    is_volatile: bool = False
    known_as: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """The columns of one sheet with their roles."""

    columns: tuple[Column, ...]

    @property
    def roles(self) -> frozenset[str]:
        """All roles that some column plays."""
        return frozenset(column.role for column in self.columns if column.role)

    @property
    def identifiers(self) -> dict[int, str]:
        """The columns that hold unique identifiers by their names, with the kind of each."""
        named = ((column.index, identifier_named(column.header)) for column in self.columns)
        return {index: kind for index, kind in named if kind}

    @property
    def score(self) -> float:
        """How much of the sheet is known, 0 to 1."""
        named = [column for column in self.columns if column.header]
        return sum(column.confidence for column in named) / len(named) if named else 0.0


def propose(headers: Sequence[str], known: ChannelFormat) -> ColumnPlan:
    """The roles of the columns; one column at most plays a role, the surest and then the first."""
    found = [_column(index, header, known.columns) for index, header in enumerate(headers)]
    best: dict[str, Column] = {}
    for column in sorted(found, key=lambda column: -column.confidence):
        if column.role and not column.is_volatile and column.role not in {"photo", "kept"}:
            best.setdefault(column.role, column)
    return ColumnPlan(
        tuple(
            column if best.get(column.role or "", column) is column else Column(column.index, column.header)
            for column in found
        ),
    )


def as_remembered(headers: Sequence[str], remembered: Mapping[str, Mapping[str, object]]) -> ColumnPlan:
    """The columns as a stored mapping has them."""
    columns = []
    for index, header in enumerate(headers):
        entry = remembered.get(header, {})
        role = entry.get("role")
        columns.append(
            Column(
                index,
                header,
                str(role) if role else None,
                float(str(entry.get("confidence", 0))),
                bool(entry.get("is_volatile")),
                str(entry.get("known_as", "")),
                "person",
            ),
        )
    return ColumnPlan(tuple(columns))


def as_chosen(plan: ColumnPlan, chosen: Mapping[str, str], known: ChannelFormat) -> ColumnPlan:
    """The plan with the roles ("" for none) that a person gave to columns by their headers; they are sure."""
    columns = []
    taken = {role for header, role in chosen.items() if any(column.header == header for column in plan.columns)}
    for column in plan.columns:
        if column.header in chosen:
            columns.append(_chosen(column, chosen[column.header], known))
        elif column.role in taken - REPEATABLE - VOLATILE:
            columns.append(Column(column.index, column.header))
        else:
            columns.append(column)
    return ColumnPlan(tuple(columns))


def _chosen(column: Column, role: str, known: ChannelFormat) -> Column:
    if not role:
        return Column(column.index, column.header, reason="person")
    rule = known.columns.get(normalise(column.header))
    volatile = rule.is_volatile if rule and rule.role == role else role in VOLATILE
    return Column(column.index, column.header, role, 1.0, volatile, known.role_name(role), "person")


def to_remember(plan: ColumnPlan) -> dict[str, dict[str, object]]:
    """The same as JSON, by header."""
    return {
        column.header: {
            "role": column.role,
            "confidence": round(column.confidence, 2),
            "is_volatile": column.is_volatile,
            "known_as": column.known_as,
        }
        for column in plan.columns
        if column.header
    }


def fits(plan: ColumnPlan, known: ChannelFormat) -> bool:
    """Whether all columns are there without which no row of this window can be read."""
    return known.required <= plan.roles


def missing_roles(plan: ColumnPlan, known: ChannelFormat) -> list[str]:
    """The roles of those columns that are not there."""
    return sorted(known.required - plan.roles)


def best_format(headers: Sequence[str], formats: Iterable[ChannelFormat]) -> tuple[ChannelFormat, ColumnPlan] | None:
    """The window whose exports look most like this, if one does."""
    plans = [(known, propose(headers, known)) for known in formats]
    fitting = [(known, plan) for known, plan in plans if fits(plan, known) and plan.score >= _MOSTLY]
    return max(fitting, key=lambda pair: pair[1].score, default=None)


def belongs_elsewhere(plan: ColumnPlan, chosen: ChannelFormat, best: tuple[ChannelFormat, ColumnPlan] | None) -> bool:
    """Whether another window's exports look clearly more like the sheet than the chosen one's."""
    return best is not None and best[0].code != chosen.code and best[1].score > plan.score + _MUCH_BETTER


def _column(index: int, header: str, known: Mapping[str, ColumnRule]) -> Column:
    key = normalise(header)
    if not key:
        return Column(index, header)
    if key in known:
        rule = known[key]
        return Column(index, header, rule.role, 1.0, rule.is_volatile, rule.name, "alias")
    near = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    if near is None:
        return Column(index, header)
    rule = known[near[0]]
    return Column(index, header, rule.role, near[1] / 100, rule.is_volatile, rule.name, "name")
