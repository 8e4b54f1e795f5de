"""Finds complaints of one matter: for some complaints at import, for all of the past in portions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from complaints.callers.persons import persons_of, shared_of, those_of, who_is
from complaints.groups.candidates import MOST, candidates
from complaints.groups.grouping import lock_groups, regroup
from complaints.groups.models import Pair
from complaints.groups.traits import traits_of
from complaints.groups.weighing import VERSION, weigh
from complaints.models import Complaint
from complaints.similarity import frequencies
from complaints.similarity.models import Likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from complaints.groups.traits import Traits

PORTION = 300


@transaction.atomic
def detect(ids: Sequence[int]) -> int:
    """Compare these complaints with their candidates, write what may be one matter, and group; the comparisons made.

    Ids of complaints that are gone only take their pairs away. Those that were not read yet (`similarity.reading`)
    have no pairs until they are.
    """
    known = frequencies.current()
    asked = traits_of(ids, known)
    people = persons_of({one.caller_key for one in asked.values() if one.caller_key is not None})
    stored = _stored(ids)
    wanted = {
        (min(one, other), max(one, other))
        for one, others in candidates(asked.values(), people).items()
        for other in others
    }
    # What was found from the other side is looked at again as well.
    wanted |= set(_strongest(stored, asked))
    everybody = asked | traits_of({pk for pair in wanted for pk in pair} - asked.keys(), known)
    compared = [(everybody[one], everybody[other]) for one, other in wanted if one in everybody and other in everybody]
    strangers = _strangers(wanted, asked, people)
    found = {}
    for one, other in compared:
        # People are looked up for those who ask.
        asking, asked_of = (one, other) if one.id in asked else (other, one)
        apart = (asking.id, asked_of.id) in strangers
        if weighed := weigh(asking, asked_of, known, people, are_strangers=apart):
            found[one.id, other.id] = Pair(
                first_id=one.id,
                second_id=other.id,
                score=weighed.score,
                tier=weighed.tier,
                reasons=list(weighed.reasons),
                version=VERSION,
            )
    _write(found, ids)
    regroup(ids)
    return len(compared)


def detect_all(report: Callable[[int], bool]) -> int:
    """Detect among all complaints that were read, in short transactions; the comparisons made.

    After each portion `report` is given the number of complaints so far and tells whether to go on.
    """
    compared = done = last = 0
    while ids := list(Likeness.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PORTION]):
        compared += detect(ids)
        done, last = done + len(ids), ids[-1]
        if not report(done):
            break
    return compared


def _strangers(
    wanted: Iterable[tuple[int, int]], asked: Mapping[int, Traits], people: Mapping[UUID, Collection[UUID]]
) -> set[tuple[int, int]]:
    """Those who ask, each with the ones of another person on the same telephone, as somebody said.

    One query for all, one for the complaints on such telephones, and a few for each of their users.
    """
    shared = shared_of(key for person in people.values() for key in person)
    others: dict[int, set[int]] = {
        pk: set() for pk, one in asked.items() if one.caller_key and not shared.isdisjoint(people[one.caller_key])
    }
    for pair in wanted:
        for one, other in (pair, pair[::-1]):
            if one in others:
                others[one].add(other)
    if not others:
        return set()
    rows = Complaint.objects.defer("search").in_bulk({*others, *(pk for found in others.values() for pk in found)})
    users = {pk: (key, rows[pk].complainant_name) for pk in others if pk in rows and (key := rows[pk].caller_key)}
    apart = {user: who_is(*user)[1] for user in set(users.values())}
    return {
        (one, other)
        for one, user in users.items()
        for other in those_of(apart[user], [rows[pk] for pk in others[one] if pk in rows])
    }


def _stored(ids: Sequence[int]) -> list[Pair]:
    return list(Pair.objects.filter(Q(first_id__in=ids) | Q(second_id__in=ids)).order_by("-score", "id"))


def _strongest(stored: Sequence[Pair], asked: Mapping[int, Traits]) -> list[tuple[int, int]]:
    """Of the stored pairs of each complaint the strongest, as many as it may have candidates."""
    counts: dict[int, int] = dict.fromkeys(asked, 0)
    chosen = []
    for pair in stored:
        ends = [pk for pk in (pair.first_id, pair.second_id) if counts.get(pk, MOST) < MOST]
        for pk in ends:
            counts[pk] += 1
        if ends:
            chosen.append((pair.first_id, pair.second_id))
    return chosen


def _write(found: Mapping[tuple[int, int], Pair], ids: Sequence[int]) -> None:
    """Bring the table to what was found, writing only what differs."""
    lock_groups()
    same, stale = set(), []
    for pair in _stored(ids):
        key = pair.first_id, pair.second_id
        if key in found and _says(pair) == _says(found[key]):
            same.add(key)
        else:
            stale.append(pair.pk)
    Pair.objects.filter(pk__in=stale).delete()
    Pair.objects.bulk_create([pair for key, pair in sorted(found.items()) if key not in same], batch_size=1000)


def _says(pair: Pair) -> tuple[float, str, list[str], int]:
    return pair.score, pair.tier, list(pair.reasons), pair.version
