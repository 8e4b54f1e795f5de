"""Groups follow from pairs and decisions, whatever the order in which they came."""

from __future__ import annotations

import random
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from complaints.choices import Outcome
from complaints.groups.grouping import MOST_TO_CHECK, regroup
from complaints.groups.joining import Joining
from complaints.groups.models import Group, Member, Pair, Tier
from complaints.models import Complaint
from complaints.signals import complaints_stored
from tests.complaints.groups.conftest import groups, named, tie

if TYPE_CHECKING:
    from tests.complaints.groups.conftest import Cast


def test_confirmed_pairs_that_meet_are_one_group(cast: Cast) -> None:
    a, b, c, d, e = cast("abcde")
    tie(a, b)
    tie(c, d)
    tie(b, e)
    assert groups() == named("abe", "cd")
    assert groups(Tier.TO_CHECK) == set()


def test_a_group_to_check_holds_confirmed_ones_whole(cast: Cast) -> None:
    a, b, c, d = cast("abcd")
    tie(a, b)
    tie(b, c, 0.4, Tier.TO_CHECK)
    tie(c, d, 0.4, Tier.TO_CHECK)
    assert (groups(), groups(Tier.TO_CHECK)) == (named("ab"), named("abcd"))


def test_a_group_to_check_ends_at_fifty_without_its_weakest(cast: Cast) -> None:
    first, *others = cast([f"{number:02}" for number in range(MOST_TO_CHECK + 3)])
    for number, other in enumerate(others):
        Pair.objects.create(first_id=first, second_id=other, score=0.49 - number / 1000, tier=Tier.TO_CHECK, version=1)
    regroup([first])
    (group,) = groups(Tier.TO_CHECK)
    assert group == {f"{number:02}" for number in range(MOST_TO_CHECK)}


def test_a_group_keeps_its_number_while_it_grows_and_the_larger_part_when_it_is_split(cast: Cast) -> None:
    a, b, c, d, e = cast("abcde")
    tie(a, b)
    number = Group.objects.get().pk
    tie(b, c)
    tie(c, d)
    tie(d, e)
    assert Group.objects.get().pk == number
    Pair.objects.filter(first_id=b, second_id=c).delete()
    regroup([b])
    assert groups() == named("ab", "cde")
    assert Group.objects.get(size=3).pk == number


def test_a_removed_complaint_leaves_its_group_and_a_single_one_is_none(cast: Cast) -> None:
    a, b, c = cast("abc")
    tie(a, b)
    tie(b, c)
    Complaint.objects.filter(pk=c).delete()
    Pair.objects.filter(second_id=c).delete()
    assert regroup([c]) == {c}
    assert (groups(), Group.objects.get().size) == (named("ab"), 2)
    Complaint.objects.filter(pk=b).delete()
    Pair.objects.all().delete()
    assert regroup([b]) == {a, b}
    assert not Group.objects.exists()
    assert not Member.objects.exists()


def test_a_group_tells_its_newest_and_whether_its_answers_contradict(cast: Cast) -> None:
    newest = timezone.make_aware(datetime(2024, 9, 5, 9, 0))  # noqa: DTZ001
    (a,), (b,) = cast("a", outcome=Outcome.ACCEPTED), cast("b", outcome=Outcome.ACCEPTED, received_at=newest)
    tie(a, b)
    group = Group.objects.get()
    assert (group.size, group.newest_at, group.has_conflict) == (2, newest, False)
    Complaint.objects.filter(pk=a).update(outcome=Outcome.REJECTED)
    assert regroup([a]) == set()
    assert Group.objects.get().has_conflict


@pytest.fixture
def announced(django_capture_on_commit_callbacks: Any) -> Any:
    """The months that were announced while something was done."""

    def months_of(ids: list[int]) -> list[tuple[list[int], set[Any]]]:
        heard: list[tuple[list[int], set[Any]]] = []

        def hear(complaint_ids: list[int], months: set[Any], **_: object) -> None:
            heard.append((complaint_ids, months))

        complaints_stored.connect(hear)
        with django_capture_on_commit_callbacks(execute=True):
            regroup(ids)
        complaints_stored.disconnect(hear)
        return heard

    return months_of


def test_the_months_of_changed_complaints_are_announced_without_ids(cast: Cast, announced: Any) -> None:
    a, b = cast("ab")
    Pair.objects.create(first_id=a, second_id=b, score=0.9, tier=Tier.CONFIRMED, version=1)
    month = Complaint.objects.get(pk=a).received_at.date().replace(day=1)
    assert announced([a]) == [([], {month})]
    assert announced([a]) == []


edges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.35, 0.6, 0.6, 0.9])), max_size=14)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edges=edges, seed=st.integers(0, 99))
def test_the_order_of_arrival_decides_nothing(cast: Cast, edges: list[tuple[int, int, float]], seed: int) -> None:
    chance = random.Random(seed)
    numbers = [str(number) for number in range(8)]
    chosen = {(min(one, other), max(one, other)): score for one, other, score in edges if one != other}
    outcomes = []
    for _ in range(2):
        Complaint.objects.all().delete()
        Pair.objects.all().delete()
        Group.objects.all().delete()
        ids = dict(zip(order := chance.sample(numbers, 8), cast(order), strict=True))
        for (one, other), score in chance.sample(sorted(chosen.items()), len(chosen)):
            tie(ids[str(one)], ids[str(other)], score, Tier.CONFIRMED if score > 0.5 else Tier.TO_CHECK)
        outcomes.append((groups(), groups(Tier.TO_CHECK)))
    assert outcomes[0] == outcomes[1]


@given(
    joins=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20),
    bars=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=10),
)
def test_what_is_barred_is_never_joined(joins: list[tuple[int, int]], bars: list[tuple[int, int]]) -> None:
    joining = Joining(range(10))
    for one, other in bars:
        joining.bar([one], [other])
    for one, other in joins:
        assert joining.join(one, other) == (joining.root(one) == joining.root(other))
    assert not [bar for bar in bars if bar[0] != bar[1] and joining.root(bar[0]) == joining.root(bar[1])]
