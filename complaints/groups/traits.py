"""What of a complaint detection looks at; words, bands and places come from its terms, no text is read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.models import Complaint
from complaints.similarity.candidates import parsed
from complaints.similarity.places import ADDRESS, NAMED, TOLD
from complaints.similarity.terms import BAND, MARK

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from complaints.similarity.frequencies import Frequencies

_METRES = 111_320  # of a degree from south to north


@dataclass(frozen=True, slots=True)
class Traits:
    """One complaint as it is compared: places are marks without their kind, `names` go with the category."""

    id: int
    received_at: datetime
    category: str
    caller_key: UUID | None
    at: tuple[float, float] | None
    words: frozenset[str]
    bands: frozenset[str]
    told: frozenset[str]
    address: frozenset[str]
    names: frozenset[str]
    length: float


def traits_of(ids: Collection[int], known: Frequencies) -> dict[int, Traits]:
    """The traits of those complaints that are there and read; `length` is that of the words by their weights."""
    rows = Complaint.objects.filter(pk__in=ids).exclude(likeness=None).order_by()
    fields = ("pk", "received_at", "category", "caller_key", "latitude", "longitude", "likeness__terms")
    return {row[0]: _traits(known, *row) for row in rows.values_list(*fields)}


def days_between(one: Traits, other: Traits) -> float:
    """Days from the receipt of the one to that of the other."""
    return abs((one.received_at - other.received_at).total_seconds()) / 86_400


def metres_between(one: Traits, other: Traits) -> float | None:
    """Metres on the map, for distances within a town; None where one of them has no coordinates."""
    if one.at is None or other.at is None:
        return None
    south = (one.at[0] - other.at[0]) * _METRES
    west = (one.at[1] - other.at[1]) * _METRES * math.cos(math.radians(one.at[0]))
    return math.hypot(south, west)


def cosine(one: Traits, other: Traits, known: Frequencies) -> float:
    """How like the words are, 0..1: the cosine of their inverse document frequencies."""
    shared = sum(known.weight(word) ** 2 for word in one.words & other.words)
    return shared / (one.length * other.length) if shared else 0.0


def _traits(
    known: Frequencies,
    pk: int,
    received_at: datetime,
    category: str,
    caller_key: UUID | None,
    latitude: float | None,
    longitude: float | None,
    terms: str | None,
) -> Traits:
    kinds: dict[str, set[str]] = {BAND: set(), TOLD: set(), ADDRESS: set(), NAMED: set()}
    words = set()
    for term in parsed(terms or ""):
        if term[0] not in BAND + MARK:
            words.add(term)
        elif (kind := BAND if term[0] == BAND else term[:2]) in kinds:
            kinds[kind].add(term[len(kind) :])
    return Traits(
        id=pk,
        received_at=received_at,
        category=category,
        caller_key=caller_key,
        # 0, 0 is what an application writes that does not know where it is.
        at=(latitude, longitude) if latitude and longitude else None,
        words=frozenset(words),
        bands=frozenset(kinds[BAND]),
        told=frozenset(kinds[TOLD]),
        address=frozenset(kinds[ADDRESS]),
        names=frozenset(kinds[NAMED]),
        length=math.sqrt(sum(known.weight(word) ** 2 for word in words)),
    )
