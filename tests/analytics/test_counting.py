"""Numbers from the roll-ups are those of the complaints that a reader may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from analytics.counting import readable_in, received_by_channel, received_in, words_in
from analytics.models import Keyword
from analytics.refreshing import refresh
from analytics.scopes import NOTHING, Scope, Tally
from complaints.privacy.roles import Role
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Channel, Department
    from tests.analytics.conftest import File

SEPTEMBER = (date(2024, 9, 1), date(2024, 9, 30))


def test_forty_posts_of_one_person_count_one(file: File) -> None:
    file("가로등이 꺼졌습니다", callers=[1] * 40)
    file("가로등이 어둡습니다", callers=[2, 3])
    word = Keyword.objects.get(normal="가로등")
    assert words_in(Scope(reader(Role.OFFICER)), *SEPTEMBER)[word.pk] == Tally(42, 3)


def test_a_department_counts_what_only_it_may_read(file: File, roads: Department, parks: Department) -> None:
    file("가로등이 꺼졌습니다", callers=[1, 2])
    file("가로등이 꺼졌습니다", callers=[2, 3], department=roads, is_public=False)
    own, other = (readable_in(Scope(reader(Role.OFFICER, each)), *SEPTEMBER) for each in (roads, parks))
    assert (own, other) == (Tally(4, 3), Tally(2, 2))


@pytest.mark.parametrize("by_channel", [None, "mayor"])
@pytest.mark.parametrize("own", ["roads", "parks"])
@pytest.mark.parametrize("of", [None, "roads", "parks"])
def test_what_was_counted_before_is_what_counting_now_would_say(
    file: File,
    windows: dict[str, Channel],
    roads: Department,
    parks: Department,
    own: str,
    of: str | None,
    by_channel: str | None,
) -> None:
    offices = {"roads": roads, "parks": parks}
    chance = Random(1)
    for caller in range(30):
        department = chance.choice([roads, parks, None])
        channel, is_public = chance.choice(["saeol", "mayor"]), chance.random() < 0.6
        text = chance.choice(["가로등이 꺼졌습니다", "가로등과 하수구를 고쳐 주세요"])
        file(text, callers=[caller % 9], channel=channel, department=department, is_public=is_public, count=False)
    refresh()
    scope = Scope(reader(Role.OFFICER, offices[own]), windows.get(by_channel or ""), offices.get(of or ""))
    rows = scope.readable(*SEPTEMBER)
    for normal in ("가로등", "하수구"):
        word = Keyword.objects.get(normal=normal).pk
        held = rows.filter(keyword_ids__contains=[word])
        expected = Tally(held.count(), held.values("caller").distinct().count())
        assert words_in(scope, *SEPTEMBER).get(word, NOTHING) == expected
    assert readable_in(scope, *SEPTEMBER) == Tally(rows.count(), rows.values("caller").distinct().count())
    received = scope.received(*SEPTEMBER)
    assert received_in(scope, *SEPTEMBER).complaints == received.count()
    assert sum(
        each.complaints for each in received_by_channel(replace(scope, channel=None), SEPTEMBER[0]).values()
    ) == (replace(scope, channel=None).received(*SEPTEMBER).count())
