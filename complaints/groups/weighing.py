"""Whether two complaints are one matter: what ties them, and how like their words are.

The likenesses were chosen on sample complaints of one seed and tried on those of another (`bench/groups.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto, unique
from typing import TYPE_CHECKING

from complaints.groups.models import Reason, Tier
from complaints.groups.traits import cosine, days_between, metres_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID

    from complaints.groups.traits import Traits
    from complaints.similarity.frequencies import Frequencies

# To be raised with each change of the rules below.
VERSION = 2

DAYS, DAYS_OF_A_PERSON = 30, 365
# Positions from telephones differ by so much for one place; two that are farther apart are two places.
SAME_METRES, APART_METRES = 25, 150
# Of the sixteen bands: texts of which four fifths are the same share as many, those on like things hardly ever do. A
# letter that many send, each with a few words changed, shares some, and nearly all of its rare words.
BANDS_OF_COPY, BANDS_OF_LETTER, WORDS_OF_COPY = 6, 4, 12
_STEEPNESS = 12
_CONFIRMED, _TO_CHECK = 0.5, 0.3
_TELLING = 0.3  # likeness from which the words are a reason


class Where(Enum):
    """What places and positions say of two complaints together."""

    THERE = auto()
    APART = auto()
    NEARBY = auto()
    UNTOLD = auto()


@unique
class Tie(Enum):
    """What ties two complaints: the likeness of words at which that makes one matter, in one category and otherwise,
    and how sure it can make at most.
    """

    PERSON = (0.15, 0.40, 1.0)
    PLACE = (0.15, 0.30, 1.0)
    ADDRESS = (0.20, 0.35, 1.0)  # where one of the two places may be a home
    COPY = (0.00, 0.00, 1.0)
    LETTER = (0.75, 1.00, 1.0)
    PERSON_ELSEWHERE = (0.35, 0.50, 0.499)
    NAME = (0.50, 1.00, 0.499)  # a park, a market, a school: many matters are there at the same time
    NEARBY = (0.40, 0.60, 0.499)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How sure it is that two complaints are one matter, 0..1, and why."""

    score: float
    tier: Tier
    reasons: tuple[Reason, ...]


def weigh(
    one: Traits,
    other: Traits,
    known: Frequencies,
    people: Mapping[UUID, Collection[UUID]],
    *,
    are_strangers: bool = False,
) -> Weighed | None:
    """Whether two complaints are one matter, or may be; None when nothing speaks for it.

    The place decides: complaints of the same kind come every day. `people` gives the keys of each caller's person;
    `are_strangers` tells that somebody said of these two callers that they only share a telephone.
    """
    ties = set(_ties(one, other, is_one_person=not are_strangers and _is_one_person(one, other, people)))
    if not ties:
        return None
    likeness = cosine(one, other, known)
    same_category = bool(one.category) and one.category == other.category
    score = max(_score(tie, likeness, same_category=same_category) for tie in ties)
    if score < _TO_CHECK:
        return None
    tier = Tier.CONFIRMED if score >= _CONFIRMED else Tier.TO_CHECK
    facts = {
        Reason.PERSON: bool(ties & {Tie.PERSON, Tie.PERSON_ELSEWHERE}),
        Reason.TEXT: bool(ties & {Tie.COPY, Tie.LETTER}),
        Reason.WORDS: likeness >= _TELLING,
        Reason.PLACE: bool(ties & {Tie.PLACE, Tie.ADDRESS, Tie.NAME, Tie.NEARBY}),
        Reason.NEAR: days_between(one, other) <= DAYS,
        Reason.CATEGORY: same_category,
    }
    return Weighed(round(score, 4), tier, tuple(reason for reason, holds in facts.items() if holds))


def _ties(one: Traits, other: Traits, *, is_one_person: bool) -> Iterator[Tie]:
    days, where = days_between(one, other), _where(one, other)
    if is_one_person and days <= DAYS_OF_A_PERSON:
        yield Tie.PERSON_ELSEWHERE if where is Where.APART else Tie.PERSON
    if days > DAYS:
        return
    if where is Where.THERE:
        yield Tie.PLACE
    elif (one.told | one.address) & (other.told | other.address):
        yield Tie.ADDRESS
    if where is not Where.APART:
        yield from _loose_ties(one, other, where)


def _loose_ties(one: Traits, other: Traits, where: Where) -> Iterator[Tie]:
    """What ties two that are not told to be in two places."""
    bands = len(one.bands & other.bands)
    if bands >= BANDS_OF_LETTER and len(one.words | other.words) >= WORDS_OF_COPY:
        yield Tie.COPY if bands >= BANDS_OF_COPY else Tie.LETTER
    if one.names & other.names:
        yield Tie.NAME
    if where is Where.NEARBY:
        yield Tie.NEARBY


def _where(one: Traits, other: Traits) -> Where:
    metres = metres_between(one, other)
    if one.told & other.told or (metres is not None and metres <= SAME_METRES):
        return Where.THERE
    if (one.told and other.told) or (metres is not None and metres > APART_METRES):
        return Where.APART
    return Where.UNTOLD if metres is None else Where.NEARBY


def _is_one_person(one: Traits, other: Traits, people: Mapping[UUID, Collection[UUID]]) -> bool:
    if one.caller_key is None or other.caller_key is None:
        return False
    return other.caller_key in people.get(one.caller_key, {one.caller_key})


def _score(tie: Tie, likeness: float, *, same_category: bool) -> float:
    in_category, otherwise, most = tie.value
    enough = in_category if same_category else otherwise
    return most / (1 + math.exp(-_STEEPNESS * (likeness - enough)))
