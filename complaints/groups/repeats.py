"""Repeats (반복민원): one person, the same content, again; counted apart from duplicates of several people.

Article 23 of the Act on the handling of civil complaints (민원 처리에 관한 법률): of a complaint that is not statutory,
handed in three times or more without good reason, results are notified twice at least; what is received after that
may be closed. Here stands what can be counted. Whether there was a good reason, and whether to close, people say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, TextChoices
from django.utils import timezone

from complaints.callers.persons import apart_from, person_of
from complaints.choices import OPEN_STATUSES, ComplaintType, Status
from complaints.groups.models import Member, Tier
from complaints.models import Complaint
from complaints.privacy.roles import Right
from complaints.text.names import clean_name, masked_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from complaints.privacy.reader import Reader

NOTICES = 2
# Article 2 (6): five signers and five households. A source tells of signers at most, so a person has to look.
COLLECTIVE = 5
# Article 23 excludes statutory complaints; petitions and proposals may be under laws of their own.
UNSURE_TYPES = frozenset({ComplaintType.UNKNOWN, ComplaintType.PETITION, ComplaintType.PROPOSAL, ComplaintType.FINDING})
UNCOUNTED = {
    Status.WITHDRAWN: "취하되어 세지 않습니다(법 제22조).",
    Status.RETURNED: "보완되지 않아 반려되었으므로 세지 않습니다(영 제25조).",
}
# The result of a merged complaint is notified to each who handed one in; a closing tells of no result.
NOTIFIED_STATUSES = frozenset({Status.ANSWERED, Status.MERGED})
UNNOTIFIED = {
    Status.TRANSFERRED: "다른 기관이 처리하므로 우리 기관의 통지가 아닙니다(법 제16조).",
    Status.CLOSED_WITHOUT_ACTION: "종결은 처리 결과의 통지로 세지 않습니다.",
}
_COLUMNS = (
    "pk",
    "caller_key",
    "received_at",
    "complaint_type",
    "status",
    "answered_at",
    "complainant_name",
    "support_count",
)
_WITH_OTHERS = re.compile(r"외\s*(\d{1,5})\s*(?:[명인분]|세대|가구)")
_SIGNERS = re.compile(r"등\s*(\d{1,5})\s*(?:[명인분]|세대|가구)")


class Verdict(TextChoices):
    """What the conditions that can be counted come to; never that a complaint is closed."""

    POSSIBLE = "possible", "종결 검토 가능"
    TO_CHECK = "to_check", "사람이 확인할 것이 있음"
    NOT_POSSIBLE = "not_possible", "종결 검토 대상 아님"


@dataclass(frozen=True, slots=True)
class Submission:
    """One complaint as the review reads it.

    `person` is equal for the complaints of one person, and `is_sure` unless that may be another; `signers` at least 1.
    """

    complaint_id: int
    person: UUID | None
    received_at: datetime
    complaint_type: str = ComplaintType.MISCELLANEOUS.value
    status: str = Status.RECEIVED.value
    answered_at: datetime | None = None
    has_answer: bool = False
    signers: int = 1
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """A submission in its order: the `nth` of its person (None where it does not count), and when told of its result.

    `remark` is a Korean sentence: why it does not count, or why no notice does.
    """

    submission: Submission
    nth: int | None
    notified_on: date | None
    remark: str

    @property
    def received_on(self) -> date:
        return timezone.localtime(self.submission.received_at).date()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of article 23 (1): met, not met, or (None) for a person to look up; with a sentence."""

    label: str
    is_met: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of one complaint as a repeat: all turns of its person, the conditions and their verdict."""

    complaint_id: int
    turns: list[Turn]
    notices: list[date]
    conditions: list[Condition]
    signers: int
    of_others: int

    @property
    def nth(self) -> int | None:
        return next(turn.nth for turn in self.turns if turn.submission.complaint_id == self.complaint_id)

    @property
    def is_repeat(self) -> bool:
        return self.nth is not None and self.nth > 1

    @property
    def needs_committee(self) -> bool:
        """Whether it looks like a collective complaint, which the mediation committee has to deliberate on."""
        return self.signers >= COLLECTIVE

    @property
    def verdict(self) -> Verdict:
        if any(condition.is_met is False for condition in self.conditions):
            return Verdict.NOT_POSSIBLE
        return Verdict.TO_CHECK if any(one.is_met is None for one in self.conditions) else Verdict.POSSIBLE

    @property
    def reasons(self) -> list[str]:
        """Why not, or what has to be looked up first: Korean sentences."""
        return [condition.sentence for condition in self.conditions if not condition.is_met]


def review(submissions: Sequence[Submission], complaint_id: int, *, close_from: int = 3) -> Review:
    """What article 23 says of the complaint among submissions of the same content, in any order.

    Only submissions of its person count. `close_from` is the first submission that may be closed: 3, or 4 where the
    office reads the law so that the two notices follow three submissions. KeyError when the complaint is not there.
    """
    person = {each.complaint_id: each.person for each in submissions}[complaint_id]
    own = [each for each in submissions if each.complaint_id == complaint_id or (person and each.person == person)]
    turns = _turns(sorted(own, key=lambda each: (each.received_at, each.complaint_id)))
    place = next(i for i, turn in enumerate(turns) if turn.submission.complaint_id == complaint_id)
    reviewed, counted = turns[place], [turn for turn in turns[: place + 1] if turn.nth]
    told = [turn.notified_on for turn in counted if turn.notified_on and turn is not reviewed]
    notices = sorted(set(told))
    return Review(
        complaint_id=complaint_id,
        turns=turns,
        notices=notices,
        conditions=[
            _of_person(counted),
            _of_type(reviewed, counted),
            _of_number(reviewed, close_from),
            _of_notices(notices, len(told)),
            _of_order(reviewed, notices),
            _of_status(reviewed),
        ],
        signers=max((turn.submission.signers for turn in counted), default=1),
        of_others=len(submissions) - len(own),
    )


def _turns(submissions: Iterable[Submission]) -> list[Turn]:
    turns, number = [], 0
    for each in submissions:
        uncounted = _uncounted(each)
        number += not uncounted
        notified_on, remark = (None, uncounted) if uncounted else _notice(each)
        turns.append(Turn(each, None if uncounted else number, notified_on, remark))
    return turns


def _uncounted(submission: Submission) -> str:
    """Why a submission is none in the sense of article 23; empty if it is one."""
    if submission.complaint_type == ComplaintType.STATUTORY:
        return "법정민원이므로 세지 않습니다(법 제23조제1항)."
    return UNCOUNTED.get(Status(submission.status), "")


def _notice(submission: Submission) -> tuple[date | None, str]:
    """The day on which a result was notified; in doubt none, and why."""
    status = Status(submission.status)
    if status not in NOTIFIED_STATUSES:
        return None, UNNOTIFIED.get(status, "아직 결과를 통지하지 않았습니다.")
    if submission.answered_at is None:
        return None, "답변일이 없어 통지한 날을 알 수 없습니다."
    if not submission.has_answer:
        return None, "답변 내용이 없어 통지로 세지 않습니다."
    day = timezone.localtime(submission.answered_at).date()
    if day < timezone.localtime(submission.received_at).date():
        return None, "답변일이 접수일보다 일러 통지로 세지 않습니다."
    return day, ""


def _of_person(counted: Sequence[Turn]) -> Condition:
    label = "같은 민원인이 냄"
    unsure = [turn for turn in counted if not turn.submission.is_sure]
    if unsure:
        sentence = f"연락처가 없거나 이름이 다른 것이 {len(unsure)}건 있습니다. 같은 사람인지 사람이 확인해야 합니다."
        return Condition(label, None, sentence)
    return Condition(label, True, "연락처와 이름으로 같은 사람입니다.")


def _of_type(reviewed: Turn, counted: Sequence[Turn]) -> Condition:
    label = "법정민원이 아님"
    if reviewed.submission.complaint_type == ComplaintType.STATUTORY:
        return Condition(label, False, "법정민원은 반복하여 내더라도 종결할 수 없습니다.")
    unsure = [turn for turn in counted if turn.submission.complaint_type in UNSURE_TYPES]
    if not unsure:
        kind = ComplaintType(reviewed.submission.complaint_type).label
        return Condition(label, True, f"이 민원은 {kind}입니다." if kind else "")
    kinds = ", ".join(dict.fromkeys(str(ComplaintType(turn.submission.complaint_type).label) for turn in unsure))
    told = f"민원 종류가 ‘{kinds}’인 것이 {len(unsure)}건 있습니다."
    sentence = f"{told} 법정민원이나 다른 법을 따르는 것이 아닌지 사람이 확인해야 합니다."
    return Condition(label, None, sentence)


def _of_number(reviewed: Turn, close_from: int) -> Condition:
    label = f"같은 내용을 {close_from}번 이상 냄"
    if reviewed.nth is None:
        return Condition(label, False, f"이 민원은 반복민원으로 셀 수 없습니다. {reviewed.remark}")
    if reviewed.nth < close_from:
        sentence = f"이 민원은 {reviewed.nth}번째입니다. {close_from}번째부터 검토할 수 있습니다."
        return Condition(label, False, sentence)
    return Condition(label, True, f"이 민원은 {reviewed.nth}번째입니다.")


def _of_notices(notices: Sequence[date], number: int) -> Condition:
    """Of the days of that number of notices: those of one day are one."""
    days = ", ".join(map(str, notices[-4:]))
    label = f"앞선 민원의 처리 결과를 {NOTICES}번 이상 통지함"
    if len(notices) < NOTICES:
        told = f"한 번({days})뿐입니다." if notices else "없습니다."
        if number >= NOTICES:
            told = f"{number}건이나 모두 같은 날({days})이라 한 번으로 봅니다."
        return Condition(label, False, f"앞선 민원의 처리 결과를 통지한 것이 {told}")
    times = f"서로 다른 {len(notices)}일에 {number}번" if number > len(notices) else f"{number}번"
    return Condition(label, True, f"{times} 통지했습니다({'…, ' * (len(notices) > 4)}{days}).")


def _of_order(reviewed: Turn, notices: Sequence[date]) -> Condition:
    """Days are compared, not hours: many sources know only the day."""
    label = "두 번째 통지 뒤에 접수됨"
    if len(notices) < NOTICES:
        return Condition(label, False, "두 번째 통지가 없어 그 뒤에 접수된 민원이 아닙니다.")
    second, received = notices[NOTICES - 1], reviewed.received_on
    if received > second:
        return Condition(label, True, f"두 번째 통지({second}) 뒤인 {received}에 접수되었습니다.")
    if received == second:
        sentence = f"두 번째 통지와 같은 날({second}) 접수되어 통지 뒤에 접수된 것으로 볼 수 없습니다."
        return Condition(label, False, sentence)
    return Condition(label, False, f"두 번째 통지({second})보다 먼저({received}) 접수되었습니다.")


def _of_status(reviewed: Turn) -> Condition:
    status = Status(reviewed.submission.status)
    if status in OPEN_STATUSES:
        return Condition("아직 처리하고 있음", True, f"지금 ‘{status.label}’ 상태입니다.")
    sentence = f"이미 ‘{status.label}’ 상태이므로 종결할 것이 없습니다."
    return Condition("아직 처리하고 있음", False, sentence)


def signers(name: str, support_count: int | None) -> int:
    """How many people handed a complaint in, as its source says: `홍길동 외 5명`, `주민대표 등 12명`, or supporters."""
    others, together = _WITH_OTHERS.search(name), _SIGNERS.search(name)
    named = int(others.group(1)) + 1 if others else int(together.group(1)) if together else 1
    return max(named, support_count or 1)


def review_of(complaint: Complaint, reader: Reader) -> Review | None:
    """The review of a complaint among its confirmed group; None without a caller, or for one who may not search."""
    if complaint.caller_key is None or not reader.may(Right.SEARCH):
        return None
    return repeated(complaint.pk) or _review(complaint.pk, complaint.caller_key, Q(pk=complaint.pk))


def repeated(complaint_id: int) -> Review | None:
    """The same without its complaint at hand, only for one in a confirmed group; for others None, by one query."""
    found = Member.objects.filter(
        complaint=complaint_id, tier=Tier.CONFIRMED, complaint__caller_key__isnull=False
    ).values_list("group_id", "complaint__caller_key")
    for group_id, key in found:
        return _review(complaint_id, key, Q(memberships__group=group_id)) if key else None
    return None


def _review(complaint_id: int, key: UUID, among: Q) -> Review | None:
    """None when the complaint has just left the others."""
    has_contact = ~Q(phone="", mobile="", email="", login_id="")
    rows = Complaint.objects.filter(among).annotate(has_answer=~Q(answer=""), has_contact=has_contact).only(*_COLUMNS)
    found: dict[int, Any] = {row.pk: row for row in rows}
    own = found.get(complaint_id)
    if own is None:
        return None
    keys = person_of(key)
    same_key = [row for row in found.values() if row.caller_key in keys]
    # Only users of one telephone with different names can have been said to be different people.
    has_names = len({clean_name(row.complainant_name) for row in same_key}) > 1
    apart = apart_from(keys, own.complainant_name, same_key) if has_names else frozenset()
    submissions = [
        Submission(
            complaint_id=row.pk,
            person=key if row.caller_key in keys and row.pk not in apart else None,
            received_at=row.received_at,
            complaint_type=row.complaint_type,
            status=row.status,
            answered_at=row.answered_at,
            has_answer=row.has_answer,
            signers=signers(row.complainant_name, row.support_count),
            is_sure=row.has_contact and _may_be_one(own.complainant_name, row.complainant_name),
        )
        for row in found.values()
    ]
    return review(submissions, complaint_id, close_from=settings.REPEAT_CLOSE_FROM)


def _may_be_one(name: str, other: str) -> bool:
    one, two = clean_name(name), clean_name(other)
    return not (one and two) or one == two or masked_matches(one, two) or masked_matches(two, one)
