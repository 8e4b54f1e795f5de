"""What makes two complaints one matter: who, where and what, each case by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from complaints.groups.models import Reason, Tier
from complaints.groups.traits import Traits
from complaints.groups.weighing import weigh
from complaints.similarity.frequencies import Frequencies

KNOWN = Frequencies()  # all words weigh the same
MAN, WOMAN, NICKNAME = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = timedelta(days=1)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAMP = Traits(
    id=1,
    received_at=datetime(2024, 9, 3, tzinfo=UTC),
    category="조명",
    caller_key=MAN,
    at=None,
    words=words("가로등 꺼지 밤길 어둡 사흘 고치 가람로 십이 골목 주민 불편 신고"),
    bands=frozenset(f"{number:x}" for number in range(16)),
    told=frozenset({"가람로 12"}),
    address=frozenset(),
    names=frozenset(),
    length=0.0,
)
OTHER_WORDS = words("가로등 꺼지 어린이 무섭 학원 늦 다니 가람로 빨리 교체 전구 요청")
OTHERWISE = words("쓰레기 무단투기 악취 봉투 수거 안되 파리 여름 냄새 심하")


def told(one: Traits) -> Traits:
    weight = KNOWN.weight("")
    return replace(one, length=(len(one.words) * weight**2) ** 0.5)


def verdict(**changes: object) -> Tier | None:
    """Of the lamp and of another complaint, by default from a woman in her words, two days later."""
    usual = {"id": 2, "caller_key": WOMAN, "words": OTHER_WORDS, "bands": frozenset(), "received_at": LAMP.received_at}
    other = replace(LAMP, **{**usual, "received_at": LAMP.received_at + 2 * DAY, **changes})  # type: ignore[arg-type]
    people = {MAN: {MAN, NICKNAME}}
    weighed = weigh(told(LAMP), told(other), KNOWN, people)
    return weighed.tier if weighed else None


NOWHERE: dict[str, object] = {"told": frozenset()}
ELSEWHERE: dict[str, object] = {"told": frozenset({"버들로 3"})}


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, Tier.CONFIRMED),
        ({"caller_key": None}, Tier.CONFIRMED),  # a patrol finds what a resident reported
        ({"words": OTHERWISE}, None),
        ({"received_at": LAMP.received_at + 31 * DAY}, None),
        (ELSEWHERE, None),
        (NOWHERE, None),
        (NOWHERE | {"address": LAMP.told}, Tier.CONFIRMED),
        (NOWHERE | {"caller_key": MAN}, Tier.CONFIRMED),
        (NOWHERE | {"caller_key": NICKNAME}, Tier.CONFIRMED),  # somebody said that the two keys are one person
        (NOWHERE | {"caller_key": MAN, "received_at": LAMP.received_at + 300 * DAY}, Tier.CONFIRMED),
        (NOWHERE | {"caller_key": MAN, "received_at": LAMP.received_at + 400 * DAY}, None),
        (NOWHERE | {"caller_key": MAN, "words": OTHERWISE}, None),
        (ELSEWHERE | {"caller_key": MAN, "words": LAMP.words}, Tier.TO_CHECK),
        (ELSEWHERE | {"words": LAMP.words, "bands": LAMP.bands}, None),
        (NOWHERE | {"words": LAMP.words, "bands": LAMP.bands}, Tier.CONFIRMED),
    ],
)
def test_who_where_and_what_decide(changes: dict[str, object], tier: Tier | None) -> None:
    assert verdict(**changes) == tier


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, Tier.CONFIRMED),
        ({"category": "공원"}, None),
        ({"words": OTHER_WORDS}, None),
        ({"bands": frozenset(sorted(LAMP.bands)[:2])}, None),
        (ELSEWHERE, None),
    ],
)
def test_a_letter_that_many_change_a_little_is_one_matter(changes: dict[str, object], tier: Tier | None) -> None:
    most_words = frozenset(sorted(LAMP.words)[2:])
    usual = NOWHERE | {"words": most_words, "bands": frozenset(sorted(LAMP.bands)[:4])}
    assert verdict(**usual | changes) == tier


@pytest.mark.parametrize(("metres", "tier"), [(10, Tier.CONFIRMED), (100, Tier.TO_CHECK), (300, None)])
def test_coordinates_tell_the_place(metres: int, tier: Tier | None) -> None:
    one = told(replace(LAMP, told=frozenset(), at=(37.5, 127.0)))
    other = replace(one, id=2, caller_key=WOMAN, at=(37.5 + metres / 111_320, 127.0), bands=frozenset())
    weighed = weigh(one, other, KNOWN, {})
    assert (weighed.tier if weighed else None) == tier


def test_a_name_of_a_place_is_only_to_be_checked() -> None:
    one = told(replace(LAMP, told=frozenset(), names=frozenset({"park"})))
    weighed = weigh(one, replace(one, id=2, caller_key=WOMAN, bands=frozenset()), KNOWN, {})
    assert weighed is not None
    assert weighed.tier == Tier.TO_CHECK
    assert weighed.reasons == (Reason.WORDS, Reason.PLACE, Reason.NEAR, Reason.CATEGORY)


def test_it_is_the_same_from_both_sides() -> None:
    one, other = told(LAMP), told(replace(LAMP, id=2, caller_key=NICKNAME, words=OTHER_WORDS))
    people = {key: {MAN, NICKNAME} for key in (MAN, NICKNAME)}
    assert weigh(one, other, KNOWN, people) == weigh(other, one, KNOWN, people)
