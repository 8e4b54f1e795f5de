"""Which caller keys are one person, by what people have said.

Of the decisions about two keys that are not undone, the newest stands. Two keys that stand apart are never one person,
also not by way of a third: of a chain of "same" between them the newer links hold and the oldest that would close it
does not count.

A key is often a telephone, which a family or an office shares. That two of its users are different people is said of
finer keys, of telephone and name together (`named_key`); the telephone itself stays one key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from complaints.callers.models import CallerDecision, Verdict
from complaints.privacy.keys import keyed_hash
from complaints.text.names import clean_name
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.models import Complaint

    Pair = tuple[UUID, UUID]


def person_of(key: UUID) -> frozenset[UUID]:
    """The key and all keys that are the same person."""
    return persons_of([key])[key]


def persons_of(keys: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Of each key, the key and all keys that are the same person; one query, and one more for each link of a chain."""
    wanted = set(keys)
    people = _people(_standing(wanted))
    return {key: frozenset(people.get(key, {key})) for key in wanted}


def strangers_of(person: Iterable[UUID]) -> frozenset[UUID]:
    """The keys of those who were said not to be this person (the keys of one person)."""
    own = set(person)
    pairs = [pair for pair, verdict in _standing(own).items() if verdict == Verdict.DIFFERENT and own & set(pair)]
    said = {key for pair in pairs for key in pair} - own
    return frozenset().union(*persons_of(said).values()) if said else frozenset()


def named_key(key: UUID, name: str) -> UUID | None:
    """The finer key of one key's user with this name; None without a name, which tells nobody from anybody."""
    written = normalise(clean_name(name))
    return UUID(bytes=keyed_hash("caller", f"named:{key}:{written}")[:16]) if written else None


def shared_of(keys: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the keys of whose users somebody said that they are different people; one query."""
    said = CallerDecision.objects.filter(shared_key__in=set(keys), verdict=Verdict.DIFFERENT, undone_at=None)
    return frozenset(key for key in said.values_list("shared_key", flat=True) if key)


def said_apart(complaint: Complaint, others: Iterable[Complaint]) -> frozenset[int]:
    """Ids of those of the others that somebody said to be of another person than this complaint's."""
    if complaint.caller_key is None:
        return frozenset()
    _, strangers = who_is(complaint.caller_key, complaint.complainant_name)
    return those_of(strangers, others)


def apart_from(person: Iterable[UUID], name: str, others: Iterable[Complaint]) -> frozenset[int]:
    """The same for a person with these keys and this name."""
    return those_of(strangers_of_named(person, name), others)


def who_is(key: UUID, name: str) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The keys of this person, and those of all who were said not to be: one query as long as nobody said anything."""
    standing = _standing({key, *_finer([key], name)})
    person = frozenset(_people(standing).get(key, {key}))
    return person, strangers_of_named(person, name) if standing else frozenset()


def strangers_of_named(person: Iterable[UUID], name: str) -> frozenset[UUID]:
    """Strangers of a person with these keys, also those who share a key under another name."""
    keys = set(person)
    return strangers_of(keys | _finer(keys, name))


def those_of(strangers: frozenset[UUID], others: Iterable[Complaint]) -> frozenset[int]:
    """Ids of those of the others that are of one of these strangers."""
    return frozenset(
        other.pk
        for other in others
        if strangers
        and other.caller_key
        and (other.caller_key in strangers or named_key(other.caller_key, other.complainant_name) in strangers)
    )


def _finer(keys: Iterable[UUID], name: str) -> set[UUID]:
    return {named for key in keys if (named := named_key(key, name))}


def in_order(one: UUID, other: UUID) -> Pair:
    """The two keys as a decision writes them."""
    return (one, other) if one < other else (other, one)


def _standing(keys: set[UUID]) -> dict[Pair, str]:
    """The verdicts that hold about these keys and about all that are tied to them by "same", the newest first."""
    seen: set[UUID] = set()
    coming, found = keys, dict[int, CallerDecision]()
    while coming:
        touched = Q(first_key__in=coming) | Q(second_key__in=coming)
        rows = list(CallerDecision.objects.filter(touched, undone_at=None))
        found.update((row.pk, row) for row in rows)
        seen |= coming
        coming = {key for row in rows if row.verdict == Verdict.SAME for key in (row.first_key, row.second_key)} - seen
    standing: dict[Pair, str] = {}
    for row in sorted(found.values(), key=lambda row: (row.at, row.pk), reverse=True):
        standing.setdefault((row.first_key, row.second_key), row.verdict)
    return standing


def _people(standing: dict[Pair, str]) -> dict[UUID, set[UUID]]:
    """The keys of each person of several, by each of its keys; newer decisions are heeded before older ones."""
    people: dict[UUID, set[UUID]] = {}
    for (first, second), verdict in standing.items():
        one, other = people.get(first, {first}), people.get(second, {second})
        if verdict == Verdict.SAME and not _stand_apart(one, other, standing):
            people.update(dict.fromkeys(one | other, one | other))
    return people


def _stand_apart(one: set[UUID], other: set[UUID], standing: dict[Pair, str]) -> bool:
    return any(standing.get(in_order(left, right)) == Verdict.DIFFERENT for left in one for right in other)
