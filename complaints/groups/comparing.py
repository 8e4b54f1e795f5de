"""Members of a group side by side: facts and texts with what differs, and why they are taken for one matter.

Reasons tell of texts: all of this is for complaints whose texts the reader may read, as `membership` gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from complaints.callers.persons import persons_of, said_apart
from complaints.groups.differences import Compared, compared, unmarked
from complaints.groups.models import Pair, Reason, Tier
from complaints.privacy.gate import present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from complaints.models import Complaint
    from complaints.privacy.gate import Presented
    from complaints.privacy.reader import Reader

    SaidSame = Callable[[int, int], bool]

TEXTS = (("title", "제목"), ("body", "민원 내용"), ("answer", "답변"), ("follow_up_answer", "추가 답변"))
ALWAYS_TOLD = ("title", "body", "answer")  # also when they are empty
_WEEKDAYS = "월화수목금토일"


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of one member; whether it is another than the first one's."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the table, a cell for each member."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one member, compared with that of the first or as it stands."""

    label: str
    shown: Compared
    is_compared: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One member: its number on the page, its safe form, its texts, and what speaks against its answer."""

    number: int
    complaint: Presented
    texts: list[Text]
    outdated: list[str]

    @property
    def url(self) -> str:
        return reverse("complaints:detail", args=[self.complaint.id])


@dataclass(frozen=True, slots=True)
class Why:
    """Why two members are taken for one matter."""

    left: Presented
    right: Presented
    tier: str
    percent: int | None
    reasons: list[str]

    @property
    def query(self) -> str:
        """The part of an address that sets the two side by side."""
        return f"pick={self.left.id}&pick={self.right.id}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two members or more, side by side; the texts are compared with those of the first."""

    columns: list[Column]
    facts: list[Fact]
    whys: list[tuple[int, int, Why]]

    @property
    def has_compared(self) -> bool:
        """Whether differences are marked anywhere."""
        return any(text.is_compared for column in self.columns for text in column.texts)


def comparison(
    rows: Sequence[Complaint], reader: Reader, now: datetime, outdated: Mapping[int, list[str]], said_same: SaidSame
) -> Comparison:
    """These complaints, given `channel` and `department` loaded, compared with the first of them."""
    shown = [present(row, reader, now) for row in rows]
    columns = [
        Column(number, one, _texts(one, shown[0]), outdated.get(one.id, []))
        for number, one in enumerate(shown, start=1)
    ]
    return Comparison(columns, _facts(rows, shown), _whys(shown, said_same))


def _texts(shown: Presented, base: Presented) -> list[Text]:
    """The texts beside those of the first member; made of masked texts only."""
    found = []
    for name, label in TEXTS:
        text, other = getattr(shown, name), getattr(base, name)
        if text or name in ALWAYS_TOLD:
            is_compared = bool(shown is not base and text and other)
            found.append(Text(label, compared(other, text) if is_compared else unmarked(text), is_compared))
    return found


def _facts(rows: Sequence[Complaint], shown: Sequence[Presented]) -> list[Fact]:
    return [
        _fact("창구", shown, lambda one: one.channel.name),
        _fact("접수번호", shown, _number, marks=False),
        Fact("접수일", [Cell(_received(one, shown[0])) for one in shown]),
        Fact("민원인", _callers(rows, shown)),
        _fact("위치", shown, lambda one: one.incident_location),
        _fact("분야", shown, lambda one: one.category),
        _fact("담당 부서", shown, lambda one: one.department or "부서 미정"),
        _fact("담당자", shown, lambda one: one.officer),
        _fact("진행 상황", shown, lambda one: one.status_label),
        _fact("처리 결과", shown, lambda one: one.outcome_label),
        _fact("답변일", shown, lambda one: _day(one.answered_at) if one.answered_at else "", marks=False),
    ]


def _fact(label: str, shown: Sequence[Presented], say: Callable[[Presented], str], *, marks: bool = True) -> Fact:
    """What is missing, here or of the first one, is no other value."""
    first = say(shown[0])
    return Fact(label, [Cell(said := say(one), marks and bool(first and said) and said != first) for one in shown])


def _number(shown: Presented) -> str:
    return "번호 없는 창구" if shown.number_is_made else shown.receipt_number


def _received(shown: Presented, first: Presented) -> str:
    days = (timezone.localdate(shown.received_at) - timezone.localdate(first.received_at)).days
    if shown is first:
        return _day(shown.received_at)
    apart = "같은 날" if days == 0 else f"{abs(days):,}일 {'뒤' if days > 0 else '앞'}"
    return f"{_day(shown.received_at)} · {apart}"


def _day(moment: datetime) -> str:
    day = timezone.localdate(moment)
    return f"{day}({_WEEKDAYS[day.weekday()]})"


def _callers(rows: Sequence[Complaint], shown: Sequence[Presented]) -> list[Cell]:
    """Each caller, masked, and whether it is the first one's."""
    first, *others = rows
    people = persons_of(row.caller_key for row in rows if row.caller_key)
    apart = said_apart(first, others)
    cells = [Cell(_caller(shown[0]))]
    for row, one in zip(others, shown[1:], strict=True):
        name = _caller(one)
        if not (first.channel.has_callers and row.channel.has_callers):
            cells.append(Cell(name, differs=name != cells[0].text))
        elif first.caller_key is None or row.caller_key is None:
            cells.append(Cell(f"{name} · 민원 1과 같은 사람인지 모름"))
        elif row.pk not in apart and row.caller_key in people[first.caller_key]:
            cells.append(Cell(f"{name} · 민원 1과 같은 사람"))
        else:
            cells.append(Cell(f"{name} · 민원 1과 다른 사람", differs=True))
    return cells


def _caller(shown: Presented) -> str:
    return (shown.complainant or "이름 없음") if shown.channel.has_callers else "민원인 없음"


def why_linked(pairs: Iterable[Pair], rows: Mapping[int, Complaint], reader: Reader, now: datetime) -> list[Why]:
    """Why each pair is taken for one matter; without pairs of which a row is gone."""
    return [
        _why(present(rows[pair.first_id], reader, now), present(rows[pair.second_id], reader, now), pair)
        for pair in pairs
        if pair.first_id in rows and pair.second_id in rows
    ]


def _whys(shown: Sequence[Presented], said_same: SaidSame) -> list[tuple[int, int, Why]]:
    ids = [one.id for one in shown]
    found = Pair.objects.filter(first__in=ids, second__in=ids)
    pairs = {(pair.first_id, pair.second_id): pair for pair in found}
    return [
        (left, right, _why(one, other, pairs.get((min(one.id, other.id), max(one.id, other.id))), said_same))
        for (left, one), (right, other) in combinations(enumerate(shown, start=1), 2)
    ]


def _why(one: Presented, other: Presented, pair: Pair | None, said_same: SaidSame = lambda *_: False) -> Why:
    reasons = [Reason(each) for each in pair.reasons] if pair else []
    if said_same(one.id, other.id):
        reasons.append(Reason.DECISION)
    told = list(dict.fromkeys(str(each.label) for each in reasons))
    if pair is None:
        return Why(one, other, "", None, told)
    return Why(one, other, str(Tier(pair.tier).label), round(pair.score * 100), told)
