"""Numbers from the roll-ups are those of the complaints that a reader may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from analytics.counting import readable_in, received_by_channel, received_in, words_by_month, words_in
from analytics.models import Keyword
from analytics.refreshing import mark_stale, refresh
from analytics.scopes import NOTHING, By, Scope, Tally
from complaints.groups.models import Tier
from complaints.privacy.roles import Role
from tests.analytics.conftest import group, reader

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from analytics.models import ComplaintKeywords
    from complaints.models import Channel, Department
    from tests.analytics.conftest import File

AUGUST, SEPTEMBER = date(2024, 8, 1), (date(2024, 9, 1), date(2024, 9, 30))


def test_forty_posts_of_one_person_count_one(file: File) -> None:
    file("가로등이 꺼졌습니다", callers=[1] * 40)
    file("가로등이 어둡습니다", callers=[2, 3])
    word = Keyword.objects.get(normal="가로등")
    assert words_in(Scope(reader(Role.OFFICER)), *SEPTEMBER)[word.pk] == Tally(42, 3)


def test_a_matter_counts_one_in_each_month_and_one_over_all_of_them(file: File) -> None:
    ids = [pk for day in ("2024-08-03", "2024-09-03", "2024-09-04") for pk in file("가로등", callers=[1, 2], day=day)]
    group(ids[:5])
    group(ids, Tier.TO_CHECK)
    mark_stale(months=[AUGUST, SEPTEMBER[0]])
    refresh()
    word, scope = Keyword.objects.get(normal="가로등").pk, Scope(reader(Role.OFFICER), by=By.MATTERS)
    by_month = words_by_month(scope, AUGUST, SEPTEMBER[1])
    assert [by_month[month][word].matters for month in (AUGUST, SEPTEMBER[0])] == [1, 2]
    assert words_in(scope, AUGUST, SEPTEMBER[1])[word] == Tally(6, 2, 2)


def test_what_nobody_asks_for_is_not_counted(file: File) -> None:
    file("가로등", callers=[1, 2])
    assert readable_in(Scope(reader(Role.OFFICER)), *SEPTEMBER) == Tally(2, 2)


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
    chance, filed = Random(1), list[int]()
    for caller in range(30):
        department = chance.choice([roads, parks, None])
        channel, is_public = chance.choice(["saeol", "mayor"]), chance.random() < 0.6
        text = chance.choice(["가로등이 꺼졌습니다", "가로등과 하수구를 고쳐 주세요"])
        filed += file(
            text, callers=[caller % 9], channel=channel, department=department, is_public=is_public, count=False
        )
    matters = {pk: chance.randrange(6) for pk in filed if chance.random() < 0.7}
    for number in set(matters.values()):
        group([pk for pk, own_number in matters.items() if own_number == number])
    refresh()
    scope = Scope(
        reader(Role.OFFICER, offices[own]), windows.get(by_channel or ""), offices.get(of or ""), by=By.MATTERS
    )

    def expected(rows: QuerySet[ComplaintKeywords]) -> Tally:
        return Tally(
            rows.count(), rows.values("caller").distinct().count(), len({matters.get(row.pk, -row.pk) for row in rows})
        )

    rows = scope.readable(*SEPTEMBER)
    for normal in ("가로등", "하수구"):
        word = Keyword.objects.get(normal=normal).pk
        held = rows.filter(keyword_ids__contains=[word])
        assert words_in(scope, *SEPTEMBER).get(word, NOTHING) == expected(held)
    assert readable_in(scope, *SEPTEMBER) == expected(rows)
    assert received_in(scope, *SEPTEMBER) == expected(scope.received(*SEPTEMBER))
    assert sum(
        each.complaints for each in received_by_channel(replace(scope, channel=None), SEPTEMBER[0]).values()
    ) == (replace(scope, channel=None).received(*SEPTEMBER).count())
