"""The complaints of one caller in all windows, and why each is taken for hers or his.

Candidates come from indexes only: caller keys, telephones and names among the lexemes of the search column, e-mail
addresses. What is surely of the caller is looked for twice: by what the complaint at hand says, then by what the
complaints found so say of the same person (a second telephone), but never by way of one under another name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, Func, Q
from django.db.models.functions import Lower

from complaints.callers.evidence import Caller, LinkReason, Strength, marks_of
from complaints.callers.persons import persons_of, strangers_of_named, those_of, who_is
from complaints.models import Complaint
from complaints.privacy.keys import caller_key
from complaints.privacy.roles import Right
from complaints.search.lexemes import Kind, marked, name_query, phone_query
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.tsquery import Lexeme, Node, all_of, any_of
from complaints.text.initials import ONSETS, initials
from complaints.text.names import MASK, is_masked, masked_forms, name_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet

MOST = 2000  # of one caller; nobody reads more
MOST_POSSIBLE = 200
POSSIBLE_MS = 1000
_READ = ("received_at", "caller_key", "complainant_name", "mobile", "phone", "email", "login_id", "admin_dong")
# A telephone of which no digit is hidden.
_NUMBER = r"\d{3,4}[-. )]*\d{4}"


@dataclass(frozen=True, slots=True)
class Link:
    """A complaint that is or may be of the same person; `other_name` says that it came under another name."""

    complaint_id: int
    reason: LinkReason
    strength: Strength
    other_name: bool = False

    @property
    def is_sure(self) -> bool:
        return self.strength != Strength.POSSIBLE


@dataclass(frozen=True, slots=True)
class Linked:
    """What was found for one complaint, newest first, itself not among it.

    `apart` counts what would be linked had nobody said that it is of another person; `is_capped` and
    `possible_is_capped` say that there is more than was read.
    """

    links: list[Link] = field(default_factory=list)
    apart: int = 0
    is_capped: bool = False
    possible_is_capped: bool = False

    @property
    def sure(self) -> list[Link]:
        return [link for link in self.links if link.is_sure]

    @property
    def possible(self) -> list[Link]:
        return [link for link in self.links if not link.is_sure]


def has_caller(complaint: Complaint) -> bool:
    """Whether anybody is known to have complained; never of a window in which officials write. Needs `channel`."""
    return complaint.channel.has_callers and complaint.caller_key is not None


def linked(complaint: Complaint, reader: Reader) -> list[Link]:
    """All other complaints that are or may be of this complaint's caller, newest first."""
    return look(complaint, reader).links


def look(complaint: Complaint, reader: Reader, *, possible: bool = True) -> Linked:
    """The same with what is to be said about it; without `possible`, what is only possible is not looked for."""
    if not (reader.may(Right.SEARCH) and has_caller(complaint)):
        return Linked()
    marks, key = marks_of(complaint), complaint.caller_key
    person, strangers = who_is(key, complaint.complainant_name) if key else (frozenset(), frozenset())
    caller = Caller(marks, keys=person, said=person - {key}).with_marks([marks])
    rows = _surely(caller, complaint)
    # By what led on to others a complaint is linked to itself: its own reason is the one it was found for.
    certain = _certain(caller, rows, those_of(strangers, rows))
    grown = _better_known(caller, [row for row in rows if row.pk in certain], certain)
    if grown.keys != caller.keys:
        strangers = strangers_of_named(grown.keys, grown.marks.name)
    if grown != caller:
        rows = _surely(grown, complaint)
    named = _by_name(grown, [complaint.pk, *(row.pk for row in rows)]) if possible else []
    found = _linked(grown, [*rows[:MOST], *(named or [])[:MOST_POSSIBLE]], certain, strangers)
    return replace(found, is_capped=len(rows) > MOST, possible_is_capped=named is None or len(named) > MOST_POSSIBLE)


def _linked(
    caller: Caller, rows: Sequence[Complaint], certain: Mapping[int, Link], strangers: frozenset[UUID]
) -> Linked:
    newest_first = sorted(rows, key=lambda row: (row.received_at, row.pk), reverse=True)
    links = [link for row in newest_first if (link := certain.get(row.pk) or _link(caller, row))]
    apart = those_of(strangers, rows)
    kept = [link for link in links if link.complaint_id not in apart]
    return Linked(kept, apart=len(links) - len(kept))


def _certain(caller: Caller, rows: Iterable[Complaint], apart: frozenset[int]) -> dict[int, Link]:
    links = (_link(caller, row) for row in rows if row.pk not in apart)
    return {link.complaint_id: link for link in links if link and link.strength == Strength.CERTAIN}


def _better_known(caller: Caller, rows: Sequence[Complaint], links: Mapping[int, Link]) -> Caller:
    """The caller by all complaints that are certainly hers or his and under no other name."""
    own = [row for row in rows if not links[row.pk].other_name]
    natural = (caller.keys - caller.said) | {
        row.caller_key for row in own if row.caller_key and links[row.pk].reason != LinkReason.SAID
    }
    added = natural - caller.keys
    keys = caller.keys.union(*persons_of(added).values()) if added else caller.keys
    return replace(caller, keys=keys, said=keys - natural).with_marks(map(marks_of, own))


def _link(caller: Caller, row: Complaint) -> Link | None:
    marks = marks_of(row)
    why = caller.link_to(row.caller_key, marks)
    if why is None:
        return None
    reason, strength = why
    return Link(row.pk, reason, strength, other_name=reason != LinkReason.SAID and caller.has_other_name(marks))


def _surely(caller: Caller, complaint: Complaint) -> list[Complaint]:
    """The newest with a key, telephone, e-mail, account, or name and dong of the caller."""
    names = [Lexeme(marked(Kind.NAME, caller.marks.full_name))] if caller.marks.full_name else []
    nodes: list[Node] = [phone_query(digits) for digits in sorted(caller.phones)]
    nodes += [all_of(name, Lexeme(marked(Kind.DONG, dong))) for name in names for dong in sorted(caller.dongs)]
    where = [Q(caller_key__in=caller.keys.union(map(_login_key, caller.logins)))]
    if nodes:
        where.append(Q(search__matches=str(any_of(*nodes))))
    if caller.emails:
        where.append(~Q(email="") & Q(email_lower__in=caller.emails))
    rows = _of_callers([complaint.pk]).annotate(email_lower=Lower("email")).filter(reduce(or_, where))
    return list(rows[: MOST + 1])


def _login_key(login: str) -> UUID:
    """The key of complaints that say nothing of their caller but the account."""
    return caller_key(mobile="", phone="", name="", admin_dong="", login_id=login, email="", fallback="")


def _by_name(caller: Caller, known: Sequence[int]) -> list[Complaint] | None:
    """The newest under the same name, or a masked one that fits, without a telephone here or there.

    None if there are too many to look through.
    """
    node = _name_node(caller)
    if node is None:
        return []
    rows = _of_callers(known).filter(search__matches=str(node))
    if caller.phones:
        rows = rows.exclude(Q(mobile__regex=_NUMBER) | Q(phone__regex=_NUMBER))
    try:
        with time_limit(POSSIBLE_MS):
            return list(rows[: MOST_POSSIBLE + 1])
    except TooSlowError:
        return None


def _name_node(caller: Caller) -> Node | None:
    name = caller.marks.name
    if not name:
        return None
    if is_masked(name):
        return _masked_name_node(name_keys(name)[0], caller.dongs)
    forms = [Lexeme(marked(Kind.MASKED_NAME, form)) for form in masked_forms(name)]
    return any_of(Lexeme(marked(Kind.NAME, caller.marks.full_name)), *forms)


def _masked_name_node(form: str, dongs: Iterable[str]) -> Node:
    """Names that were masked in the same way (홍*철), and full ones that may be meant, as far as an index can say it.

    With one letter hidden its first consonant is one of nineteen; with more, the dong has to be known.
    """
    nodes: list[Node] = [Lexeme(marked(Kind.MASKED_NAME, form))]
    begin, end = form.split(MASK, 1)[0], form.rsplit(MASK, 1)[-1]
    places = [Lexeme(marked(Kind.DONG, dong)) for dong in sorted(dongs)]
    if len(end) > 1:
        nodes.append(Lexeme(marked(Kind.NAME, end)))
    elif begin and form.count(MASK) == 1:
        consonants = (initials(form.replace(MASK, onset)) for onset in ONSETS)
        nodes.append(all_of(name_query(begin), any_of(*(Lexeme(marked(Kind.NAME, each)) for each in consonants))))
    elif begin and places:
        nodes.append(all_of(name_query(begin), any_of(*places)))
    return any_of(*nodes)


def _of_callers(known: Sequence[int]) -> ComplaintQuerySet:
    """What links read of complaints of windows that have callers, newest first, those known left out.

    Sorted by a form of the date that no index serves, or the planner might read the whole table along it.
    """
    at = Func(F("received_at"), template="(%(expressions)s + interval '0')", output_field=DateTimeField())
    rows = Complaint.objects.filter(channel__has_callers=True).exclude(pk__in=known)
    return rows.only(*_READ).annotate(at=at).order_by("-at", "-id")
