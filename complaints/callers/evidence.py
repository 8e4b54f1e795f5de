"""What a complaint says of its caller, and what is known of one caller by all that is surely hers or his."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from complaints.text.names import MASK, MASK_SIGNS, clean_name, is_masked, masked_matches, name_keys
from complaints.text.normal import normalise
from complaints.text.phones import parse_phones

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from complaints.models import Complaint

# What stands in place of a name tells nobody from anybody.
NOBODY = frozenset({"익명", "무명", "미상", "성명미상", "비공개", "없음", "구민", "시민", "주민", "민원인", "신고자"})


class LinkReason(TextChoices):
    """Why two complaints may be of one person."""

    SAME_PHONE = "phone", "같은 전화"
    SAME_NAME_AND_DONG = "name_and_dong", "같은 이름과 동"
    SAME_EMAIL = "email", "같은 전자우편"
    SAME_LOGIN = "login", "같은 누리집 계정"
    SAID = "said", "사람이 확인함"
    SAME_NAME = "name", "같은 이름"
    MASKED_NAME = "masked_name", "가려진 이름이 들어맞음"


class Strength(TextChoices):
    """How sure a link is."""

    CERTAIN = "certain", "확실함"
    LIKELY = "likely", "거의 확실함"
    POSSIBLE = "possible", "같은 사람일 수 있음"


@dataclass(frozen=True, slots=True)
class Marks:
    """What one complaint holds of its caller; nothing that its source has masked but the name."""

    name: str  # as written, without title and spaces around it
    dong: str
    phones: frozenset[str]
    email: str
    login: str

    @property
    def full_name(self) -> str:
        """The name in the normal form; empty where it is masked or none."""
        return "" if is_masked(self.name) else normalise(self.name)


def marks_of(complaint: Complaint) -> Marks:
    """The marks of a complaint's caller."""
    name, cells = clean_name(complaint.complainant_name), (complaint.mobile, complaint.phone)
    email, login = _whole(complaint.email), _whole(complaint.login_id)
    return Marks(
        name="" if normalise(name) in NOBODY else name,
        dong=normalise(complaint.admin_dong),
        phones=frozenset(phone.digits for cell in cells for phone in parse_phones(cell)),
        email=email if "@" in email else "",
        login=login,
    )


def _whole(value: str) -> str:
    """An address or account as it is compared; nothing where a part of it is masked."""
    return "" if set(value) & set(MASK_SIGNS) else value.strip().lower()


@dataclass(frozen=True, slots=True)
class Caller:
    """One person as far as known: `keys` are what complaints have as caller key, `said` those that people added."""

    marks: Marks
    keys: frozenset[UUID] = frozenset()
    said: frozenset[UUID] = frozenset()
    phones: frozenset[str] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)
    logins: frozenset[str] = field(default_factory=frozenset)
    dongs: frozenset[str] = field(default_factory=frozenset)

    def with_marks(self, others: Iterable[Marks]) -> Caller:
        """With what further complaints of the same caller say; a full name takes the place of a masked one."""
        every = [self.marks, *others]
        named = self.marks if self.marks.full_name else next((m for m in every if m.full_name), self.marks)
        own = [marks for marks in every if marks.full_name == named.full_name]
        return replace(
            self,
            marks=named,
            phones=self.phones.union(*(marks.phones for marks in every)),
            emails=self.emails | {marks.email for marks in every if marks.email},
            logins=self.logins | {marks.login for marks in every if marks.login},
            dongs=self.dongs | {marks.dong for marks in own if marks.dong},
        )

    def link_to(self, key: UUID | None, other: Marks) -> tuple[LinkReason, Strength] | None:
        """Why a complaint with this key and these marks may be this caller's; None if nothing speaks for it."""
        if key in self.said:
            return LinkReason.SAID, Strength.CERTAIN
        if self.phones & other.phones:
            return LinkReason.SAME_PHONE, Strength.CERTAIN
        if other.email in self.emails:
            return LinkReason.SAME_EMAIL, Strength.CERTAIN
        if other.login in self.logins:
            return LinkReason.SAME_LOGIN, Strength.CERTAIN
        return self._link_by_name(other)

    def _link_by_name(self, other: Marks) -> tuple[LinkReason, Strength] | None:
        """By name: sure only in full and with the dong; two different telephones speak against it."""
        lacks_phone = not (self.phones and other.phones)
        if other.full_name and other.full_name == self.marks.full_name:
            if other.dong in self.dongs:
                return LinkReason.SAME_NAME_AND_DONG, Strength.LIKELY if lacks_phone else Strength.POSSIBLE
            return (LinkReason.SAME_NAME, Strength.POSSIBLE) if lacks_phone else None
        if lacks_phone and self._may_live_in(other.dong) and self._may_be_called(other):
            return LinkReason.MASKED_NAME, Strength.POSSIBLE
        return None

    def _may_live_in(self, dong: str) -> bool:
        return not (dong and self.dongs) or dong in self.dongs

    def _may_be_called(self, other: Marks) -> bool:
        """Whether a name that is masked here or there lets the other be it."""
        if other.full_name and self.marks.full_name:
            return False
        if other.full_name or self.marks.full_name:
            return masked_matches(other.name, self.marks.name) or masked_matches(self.marks.name, other.name)
        one, two = _masked_form(self.marks.name), _masked_form(other.name)
        if len(one) != len(two) or not one:
            return False
        return all(MASK in pair or pair[0] == pair[1] for pair in zip(one, two, strict=True))

    def has_other_name(self, other: Marks) -> bool:
        """Whether both names can be read, as far as they are not masked, and differ."""
        if not (other.name and self.marks.name):
            return False
        return other.full_name != self.marks.full_name and not self._may_be_called(other)


def _masked_form(name: str) -> str:
    """A masked name with an asterisk for each hidden letter."""
    return name_keys(name)[0] if name else ""
