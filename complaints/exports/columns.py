"""The columns of an export: what the list shows of a complaint, from its safe form only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from complaints.privacy.gate import Presented

    Cell = str | int | date | datetime | None


class Kind(Enum):
    """What a column holds, which decides how a program shows it."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `value` gives times as local ones without a zone, as spreadsheets have them."""

    label: str
    width: int
    value: Callable[[Presented], Cell]
    kind: Kind = Kind.TEXT


def _local(moment: datetime | None) -> datetime | None:
    return timezone.make_naive(moment) if moment else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _number(case: Presented) -> str:
    return "번호 없는 창구" if case.number_is_made else case.receipt_number


def _title(case: Presented) -> str:
    return "[비공개 민원]" if case.title is None else case.title or "(제목 없음)"


CALLER = Column("민원인", 10, lambda case: case.complainant)
COLUMNS = (
    Column("창구", 18, lambda case: case.channel.name),
    Column("접수번호", 22, _number),
    Column("제목", 50, _title),
    CALLER,
    Column("담당 부서", 16, lambda case: case.department),
    Column("담당자", 10, lambda case: case.officer),
    Column("담당자 전화", 16, lambda case: case.officer_phone or case.department_phone),
    Column("진행 상황", 12, lambda case: case.status_label),
    Column("처리 결과", 12, lambda case: case.outcome_label),
    Column("접수 일시", 17, lambda case: _local(case.received_at), Kind.MOMENT),
    Column("처리 기한", 12, lambda case: _day(case.due_at), Kind.DAY),
    Column("지난 날수", 10, lambda case: case.days_late or None, Kind.NUMBER),
    Column("답변 일시", 17, lambda case: _local(case.answered_at), Kind.MOMENT),
    Column("공개 여부", 10, lambda case: "공개" if case.is_public else "비공개"),
)


def columns(*, with_callers: bool) -> list[Column]:
    """The columns in their order; the masked callers only where they were asked for."""
    return [column for column in COLUMNS if with_callers or column is not CALLER]
