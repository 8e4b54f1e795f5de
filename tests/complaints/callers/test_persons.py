"""Which keys are one person: the newest word stands, and two who stand apart never meet by way of a third."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.callers.models import CallerDecision
from complaints.callers.persons import in_order, person_of, persons_of, strangers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {letter: UUID(int=number) for number, letter in enumerate("abcdef", 1)}
LETTERS = {key: letter for letter, key in KEYS.items()}
SAID = st.lists(
    st.tuples(
        st.sampled_from([f"{one}{other}" for one, other in combinations(KEYS, 2)]), st.sampled_from("=#"), st.booleans()
    ),
    max_size=12,
)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each example begins without decisions."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def say(*sentences: str) -> None:
    """`a=b` the same, `a#b` different, in this order; with a `-` in front it was undone afterwards."""
    for number, sentence in enumerate(sentences):
        words = sentence.removeprefix("-")
        first, second = in_order(KEYS[words[0]], KEYS[words[2]])
        CallerDecision.objects.create(
            first_key=first,
            second_key=second,
            verdict="same" if words[1] == "=" else "different",
            first_id=1,
            second_id=2,
            actor="시험",
            at=START + timedelta(hours=number),
            undone_at=START if sentence.startswith("-") else None,
        )


def person(letter: str) -> str:
    return "".join(sorted(LETTERS[key] for key in person_of(KEYS[letter])))


@pytest.mark.parametrize(
    ("said", "persons"),
    [
        ([], ["a"]),
        (["a=b"], ["ab"]),
        (["a=b", "b=c", "c=d"], ["abcd"]),
        (["a#b"], ["a", "b"]),
        (["a=b", "a#b"], ["a", "b"]),
        (["a#b", "a=b"], ["ab"]),
        (["-a=b"], ["a", "b"]),
        (["a#b", "-a=b"], ["a", "b"]),
        (["a=b", "-a#b"], ["ab"]),
        (["a=c", "c=b", "a#b"], ["a", "bc"]),
        (["c=b", "a=c", "a#b"], ["ac", "b"]),
        (["a#b", "a=c", "c=b"], ["a", "bc"]),
        (["a#b", "a=c", "c=d", "d=b"], ["a", "bcd"]),
        (["a=b", "c=d", "b#d", "a=c"], ["acd", "b"]),
        (["a=c", "-c=b", "a#b"], ["ac", "b"]),
    ],
)
def test_persons_follow_what_was_said(said: list[str], persons: list[str]) -> None:
    say(*said)
    assert [person(each[0]) for each in persons] == persons


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID)
def test_people_are_parted_and_no_two_who_stand_apart_are_one(said: list[tuple[str, str, bool]]) -> None:
    with rolled_back():
        say(*(f"{'-' if undone else ''}{pair[0]}{sign}{pair[1]}" for pair, sign, undone in said))
        standing = {pair: sign for pair, sign, undone in said if not undone}
        people = persons_of(KEYS.values())
        assert all(people[other] == each for each in people.values() for other in each)
        assert people == {key: person_of(key) for key in KEYS.values()}
        parted = [pair for pair, sign in standing.items() if sign == "#"]
        assert not any({KEYS[pair[0]], KEYS[pair[1]]} <= each for pair in parted for each in people.values())
        assert all(KEYS[pair[1]] in strangers_of(people[KEYS[pair[0]]]) for pair in parted)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID.map(lambda said: [(pair, "=", False) for pair, _, _ in said]))
def test_without_strangers_everything_tied_is_one(said: list[tuple[str, str, bool]]) -> None:
    with rolled_back():
        say(*(f"{pair[0]}={pair[1]}" for pair, _, _ in said))
        people = persons_of(KEYS.values())
        assert all(people[KEYS[pair[0]]] == people[KEYS[pair[1]]] for pair, _, _ in said)
        assert len(set(people.values())) >= len(KEYS) - len({pair for pair, _, _ in said})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, last=st.sampled_from(["a=b", "a#b"]))
def test_the_newest_word_always_holds(said: list[tuple[str, str, bool]], last: str) -> None:
    with rolled_back():
        say(*(f"{pair[0]}{sign}{pair[1]}" for pair, sign, _ in said), last)
        assert (KEYS["b"] in person_of(KEYS["a"])) == (last == "a=b")


def test_strangers_come_with_all_their_keys() -> None:
    say("a=b", "c=d", "b#c", "e=f")
    assert {LETTERS[key] for key in strangers_of(person_of(KEYS["a"]))} == {"c", "d"}
