"""Numbers from the roll-ups are those of the complaints that a reader may read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analytics.counting import readable_in, words_in
from analytics.models import Keyword
from analytics.scopes import Scope, Tally
from complaints.privacy.roles import Role
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Department
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
