"""Every number on every page of the analytics is the length of the list that it opens, for whoever looks."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from html.parser import HTMLParser
from http import HTTPStatus
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from analytics.models import Keyword
from analytics.refreshing import mark_stale, refresh
from analytics.urls import urlpatterns
from complaints.groups.models import Member, Tier
from complaints.privacy.roles import Role
from tests.analytics.conftest import group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from complaints.models import Department
    from tests.analytics.conftest import File, Login

MONTHS = ("2023-09", "2024-08", "2024-09")
TEXTS = ("가로등이 꺼졌습니다", "불법주정차와 소음이 심합니다")
WORDS = ("가로등", "소음")
# Pages with their parameters; below, those that may be without any number, and those that are no pages of figures.
WITH_NUMBERS = {
    "month": ("",),
    "trend": ("", "words=가로등,소음&unit=week&since=2024-08-26&until=2024-09-11"),
    "heat": ("",),
    "compare": ("", "first_from=2023-09&first_to=2024-08&second_from=2024-08&second_to=2024-09"),
    "service": ("",),
    "word": ("month=2024-09",),
}
PERHAPS_WITHOUT = {
    "alerts": ("",),
    "reports": ("",),
    "subscription": ("",),
    "dictionary": ("",),
    "dictionary-history": ("",),
}
ELSEWHERE = {
    "find", "callers", "matters", "report", "report-make", "report-file", "dictionary-change", "dictionary-undo",
}  # fmt: skip


class Opened(NamedTuple):
    """A number as a page shows it, and the address that it opens."""

    value: float
    url: str


class Numbers(HTMLParser):
    """Collects what a page shows: the elements with data-number, and the values and addresses of its charts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Opened] = []
        self._is_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-number" in given:
            self.found.append(Opened(float(given["data-number"] or "nan"), given.get("href") or ""))
        self._is_data = tag == "script" and given.get("type") == "application/json"

    def handle_data(self, data: str) -> None:
        if self._is_data and data.strip():
            self.found += drawn(json.loads(data))
        self._is_data = False


def drawn(chart: Any) -> Iterator[Opened]:
    """The points of a chart that open something."""
    for series in chart.get("series", ()):
        pairs = zip(series["values"], series["urls"], strict=True)
        yield from (Opened(float(value), url) for value, url in pairs if url)


@pytest.fixture
def office(file: File, roads: Department, parks: Department) -> None:
    """Months of all kinds of complaints: callers and matters that come again, departments, windows, open and late."""
    filed: list[int] = []
    for place, (month, text) in enumerate((month, text) for month in MONTHS for text in TEXTS):
        day, due = f"{month}-{1 + place % 9:02}", timezone.make_aware(datetime.fromisoformat(f"{month}-20"))
        fields: dict[str, Any] = {"count": False, "admin_dong": "잠실2동", "category": "도로"}
        answered = {"status": "answered", "due_at": due}
        filed += file(text, callers=range(place, place + 7), day=day, **fields)
        filed += file(text, callers="가가나다라마바", day=f"{month}-28", department=roads, due_at=due, **fields)
        filed += file(text, callers=range(6), day=day, department=roads, is_public=False, **fields)
        filed += file(text, callers="가나다라마바", department=parks, day=day, answered_at=due, **answered, **fields)
        late = {**answered, "answered_at": due.replace(day=25)}
        filed += file(text, callers="사아자", department=parks, day=day, is_public=False, **late, **fields)
        filed += file(text, callers=[None] * 5, channel="patrol", day=day, **fields)
        filed += file(text, callers="가나", channel="mayor", day=day, count=False)
    filed += file(TEXTS[0], callers=range(100, 125), day="2024-09-12", count=False)
    chance = Random(1)
    for among in (filed, filed[-80:]):  # over months, departments and windows, and within a month
        free = sorted({*among} - set(Member.objects.values_list("complaint_id", flat=True)))
        mixed = chance.sample(free, 60 if among is filed else 40)
        for start in range(0, len(mixed), 5):
            group(mixed[start : start + 5])
    group(mixed, Tier.TO_CHECK)
    mark_stale(filed)
    refresh()


def pages(client: Client, role: Role) -> Iterator[tuple[str, str]]:
    """The names and addresses of all pages that are there for this role."""
    for name, asked in {**WITH_NUMBERS, **PERHAPS_WITHOUT}.items():
        if name.startswith("dictionary") and role is not Role.MANAGER:
            continue
        addresses = [reverse(f"analytics:{name}", args=[word] if name == "word" else []) for word in WORDS]
        for address in dict.fromkeys(addresses):
            if sys.modules[resolve(address).func.__module__].__doc__ == "Placeholder.":
                continue
            yield from ((name, f"{address}?{params}") for params in asked)


class Lists:
    """The lengths of lists as their pages say them, each asked for once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._lengths: dict[str, float] = {}

    def length(self, url: str) -> float:
        if url not in self._lengths:
            self._lengths[url] = self._asked(url)
        return self._lengths[url]

    def _asked(self, url: str) -> float:
        is_grouped = url.startswith((reverse("analytics:callers"), reverse("analytics:matters")))
        assert is_grouped or url.startswith(reverse("complaints:list")), url
        # Of a page that is there already only the results are sent, with their total.
        answer = self.client.get(url if is_grouped else f"{url}&counts=1", headers={"HX-Request": "true"})
        page = answer.content.decode()
        said = re.findall(r'data-total="(\d+)"', page)
        return float(said[0]) if len(said) == 1 else float("nan")


FILTERS = {
    "none": "",
    "channel": "channel=saeol",
    "department": "department={roads}",
    "public": "public=1",
    "by complaints": "by=complaints",
    "by matters": "by=matters",
    "by matters, channel and department": "by=matters&channel=saeol&department={roads}",
}


@pytest.mark.parametrize(
    ("role", "own"), [(Role.OFFICER, "roads"), (Role.MANAGER, "parks"), (Role.MANAGER, "")], ids=["roads", "parks", "-"]
)
def test_every_number_is_the_length_of_the_list_that_it_opens(
    office: None, login: Login, roads: Department, parks: Department, role: Role, own: str
) -> None:
    client = login(role, {"roads": roads, "parks": parks, "": None}[own])
    client.raise_request_exception = False
    lists, seen = Lists(client), 0
    wrong: list[tuple[str, Opened]] = []
    assert Keyword.objects.filter(text__in=WORDS).count() == len(WORDS)
    for filtered in FILTERS.values():
        for name, address in pages(client, role):
            url = f"{address}&{filtered.format(roads=roads.pk)}"
            page = client.get(url)
            numbers = Numbers(page.content.decode()).found
            if page.status_code != HTTPStatus.OK or not (numbers or name in PERHAPS_WITHOUT):
                wrong.append((f"{page.status_code} {url}", Opened(0, "no number")))
            wrong += [(url, number) for number in numbers if lists.length(number.url) != number.value]
            seen += len(numbers)
    assert not wrong, f"{len(wrong)} of {seen}: " + "\n".join(map(str, wrong[:20]))


def test_no_page_is_forgotten() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*WITH_NUMBERS, *PERHAPS_WITHOUT, *ELSEWHERE}
