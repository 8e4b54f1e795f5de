"""Counting by matters: what groups are changed into, who may know of it, and the list behind a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from analytics.models import KeywordMonth, MonthTotal, StaleComplaint, StaleMonth
from analytics.outdated import mark_lost
from analytics.refreshing import mark_stale, refresh
from complaints.groups.grouping import regroup
from complaints.groups.models import Member, Pair, Tier
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from complaints.signals import complaints_stored
from tests.analytics.conftest import group

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Department
    from tests.analytics.conftest import File, Login

    OnCommit = Callable[..., Any]

URL = "/analytics/matters/"
SEPTEMBER, OCTOBER = date(2024, 9, 1), date(2024, 10, 1)


def matters(month: date = SEPTEMBER) -> list[int]:
    """How many matters the month has, of all complaints and of each word."""
    words = KeywordMonth.objects.filter(month=month, channel_id=0, viewer_id=0).order_by("keyword")
    return [
        MonthTotal.objects.get(month=month, channel_id=0, viewer_id=-1).matters,
        *words.values_list("matters", flat=True),
    ]


def pair(first: int, second: int, tier: Tier = Tier.CONFIRMED) -> None:
    Pair.objects.create(first_id=first, second_id=second, score=0.99, tier=tier, reasons=["text"], version=1)


def test_a_new_group_has_its_months_counted_again_and_nothing_read(
    file: File, django_capture_on_commit_callbacks: OnCommit
) -> None:
    first, second, _ = file("가로등", callers=range(3))
    file("가로등", day="2024-10-03")
    assert matters() == [3, 3]
    pair(first, second)
    with django_capture_on_commit_callbacks(execute=True):
        regroup([first])
    assert (list(StaleMonth.objects.values_list("month", flat=True)), StaleComplaint.objects.count()) == (
        [SEPTEMBER],
        0,
    )
    refresh()
    assert (matters(), matters(OCTOBER)) == ([2, 2], [1, 1])


def test_counting_again_stores_nothing_that_would_be_followed_again(
    file: File, django_capture_on_commit_callbacks: OnCommit
) -> None:
    first, second = file("가로등", callers=[1, 2])
    pair(first, second)
    heard: list[Any] = []

    def hear(**told: Any) -> None:
        heard.append(told["complaint_ids"])

    complaints_stored.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            regroup([first])
            refresh()
            regroup([first])
    finally:
        complaints_stored.disconnect(hear)
    assert heard == [[]]


def test_a_group_that_is_yet_to_be_checked_is_no_matter(file: File) -> None:
    group(file("가로등", callers=[1, 2], count=False), Tier.TO_CHECK)
    refresh()
    assert matters() == [2, 2]


def test_a_member_that_is_gone_is_not_counted(file: File) -> None:
    kept, gone = file("가로등", callers=[1, 2])
    group([kept, gone])
    Complaint.objects.filter(pk=gone).delete()
    mark_stale([gone])
    refresh()
    assert (matters(), Member.objects.count()) == ([1, 1], 2)


def test_months_that_other_rules_have_counted_are_counted_again(file: File) -> None:
    file("가로등", callers=[1, 2])
    file("가로등", day="2024-10-03")
    MonthTotal.objects.filter(month=SEPTEMBER).update(version=0, matters=0)
    KeywordMonth.objects.filter(month=SEPTEMBER).update(matters=0)
    assert refresh()
    assert matters() == [2, 2]


def test_a_group_that_a_killed_process_told_nobody_of_is_found_at_night(file: File) -> None:
    group(file("가로등", callers=[1, 2]))
    file("가로등", day="2024-10-03")
    assert mark_lost() == 1
    assert list(StaleMonth.objects.values_list("month", flat=True)) == [SEPTEMBER]
    refresh()
    assert (matters(), mark_lost()) == ([1, 1], 0)


def test_a_matter_is_one_line_that_opens_its_group(file: File, login: Login) -> None:
    ids = file("가로등이 꺼졌습니다", callers=[1, 1, 2], title="가로등 고장")
    made = group([*ids, *file("가로등", day="2024-10-03")])
    [alone] = file("소음", callers=[3], title="밤마다 소음")
    shown = login(Role.OFFICER).get(URL, {"to": "2024-09-30"})
    page, body = shown.context["page"], shown.content.decode()
    assert page.totals == (2, 4, 1)
    assert [(each.number, each.callers) for each in page.groups] == [(1, 1), (3, 2)]
    assert reverse("groups:detail", args=[made.pk]) in body
    assert reverse("complaints:detail", args=[alone]) in body
    assert "묶음 모두 4건" in body


def test_a_complaint_that_may_be_of_a_group_opens_itself(file: File, login: Login) -> None:
    ids = file("가로등이 꺼졌습니다", callers=[1, 2])
    group(ids, Tier.TO_CHECK)
    page = login(Role.OFFICER).get(URL).context["page"]
    assert [(each.matter, each.number) for each in page.groups] == [(None, 1), (None, 1)]


def test_each_complaint_without_a_caller_is_of_another_person(file: File, login: Login) -> None:
    group(file("소음", callers=[None, None, 1, 1], channel="patrol"))
    [line] = login(Role.OFFICER).get(URL).context["page"].groups
    assert (line.number, line.callers) == (4, 3)


def test_titles_of_other_departments_are_hidden_here_too(file: File, login: Login, roads: Department) -> None:
    group(file("비밀입니다", callers=[1, 2], title="비밀 이야기", department=roads, is_public=False))
    shown = login(Role.OFFICER).get(URL).content.decode()
    assert ("비밀 이야기" in shown, "[비공개 민원]" in shown) == (False, True)


def test_pages_hold_fifty_matters(file: File, login: Login) -> None:
    ids = file("소음", callers=range(60))
    group(ids[:3])
    client = login(Role.OFFICER)
    first = client.get(URL, {"q": "소음"}).context["page"]
    second = client.get(first.next_url).context["page"]
    assert [len(first.groups), len(second.groups), second.next_url] == [50, 8, ""]
    assert second.previous_url == first.first_url


def test_a_look_at_matters_is_recorded_as_a_search(file: File, login: Login) -> None:
    first, second = file("가로등이 꺼졌습니다", callers=[1, 2])
    group([first, second])
    login(Role.OFFICER).get(URL, {"q": "키워드:가로등"})
    event = AccessEvent.objects.get(action="search")
    assert (event.query, event.complaint_ids, event.detail) == ("키워드:가로등", [second], {"grouped": "matters"})


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
def test_only_who_sees_figures_sees_their_matters(login: Login, role: Role) -> None:
    assert login(role).get(URL).status_code == 403


def test_a_page_of_matters_needs_few_queries(file: File, login: Login, django_assert_max_num_queries: Any) -> None:
    ids = file("소음", callers=range(60))
    for start in range(0, 40, 2):
        group(ids[start : start + 2])
    client = login(Role.OFFICER)
    client.get(URL)
    with django_assert_max_num_queries(25):
        client.get(URL, {"q": "키워드:소음"})


@pytest.mark.parametrize("page", ["", "heat/", "compare/", "trend/", "keywords/가로등/"])
def test_pages_and_files_say_what_a_matter_is(page: str, file: File, login: Login) -> None:
    file("가로등이 꺼졌습니다", callers=range(7))
    client = login(Role.MANAGER)
    said = "여러 달에 걸친 사안은 민원이 있는 달마다 한 번씩 셉니다."
    assert said in client.get(f"/analytics/{page}", {"by": "matters"}).content.decode()
    assert said not in client.get(f"/analytics/{page}").content.decode()


def test_a_file_says_it_too(file: File, login: Login) -> None:
    file("가로등이 꺼졌습니다", callers=range(7))
    text = login(Role.MANAGER).get("/analytics/", {"by": "matters", "file": "top.csv"}).content.decode()
    assert "사안: 같은 사안으로 확인된 민원은" in text
    assert "낱말,순위,지난달보다,사안 수" in text


def test_words_of_few_persons_stay_hidden_however_many_matters(file: File, login: Login) -> None:
    file("가로등이 꺼졌습니다", callers=[1, 1, 1, 2, 2, 2, 3, 4])
    page = login(Role.MANAGER).get("/analytics/", {"by": "matters"})
    assert not page.context["top"].rows
    assert "data-number" not in page.content.decode()


def test_words_are_ranked_by_their_matters(file: File, login: Login) -> None:
    group(file("가로등이 꺼졌습니다", callers=range(9), count=False)[:8])
    file("쓰레기가 쌓였습니다", callers=range(6))
    rows = login(Role.MANAGER).get("/analytics/", {"by": "matters"}).context["top"].rows
    assert [(row[0].text, row[-1].value) for row in rows] == [("쓰레기", 6), ("가로등", 2)]
