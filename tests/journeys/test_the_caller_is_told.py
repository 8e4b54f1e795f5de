"""A resident is on the line: the clerk reads a sentence to her or him, and says which complaints are of another."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

    SignIn = Callable[[Page, str], Page]
    Row = dict[str, Any]

pytestmark = pytest.mark.journey
PAGE = 20  # complaints on a page of a card
OPEN = {"received", "assigned", "in_progress", "supplement_requested"}


def of_callers(truth: dict[str, Any]) -> Iterator[tuple[Row, list[Row]]]:
    """Whose mobile and name are nobody else's, the demo's own first, and what each submitted, the newest first."""
    rows = [row for row in truth["complaints"] if row["expected"] == "new" and row["received"]]
    taken = Counter(caller[mark] for caller in truth["callers"].values() for mark in ("mobile", "name"))
    for one in dict.fromkeys([*truth["demo_callers"], *truth["callers"]]):
        caller = truth["callers"][one]
        if caller["mobile"] and taken[caller["mobile"]] == taken[caller["name"]] == 1:
            own = [row for row in rows if row["caller"] == one]
            yield caller, sorted(own, key=lambda row: str(row["received"]), reverse=True)


@pytest.fixture(scope="session")
def waiting(truth: dict[str, Any]) -> tuple[Row, list[Row], Row]:
    """A caller, what she or he has submitted with a phone, and the newest of all that an officer has in hand."""
    for caller, rows in of_callers(truth):
        known = [row for row in rows if caller["mobile"] in row["phones"] and row["number"]]
        newest = next((row for row in rows if row["status"] in OPEN), None)
        if newest in known and newest["officer"] and "future_date" not in newest["dirt"] and 1 < len(known) < PAGE:
            return caller, known, newest
    pytest.fail("nobody of several complaints waits for an answer")


@pytest.fixture(scope="session")
def perhaps(truth: dict[str, Any]) -> tuple[str, str]:
    """The mobile of a caller, and the number of the only petition of hers or his, under a masked name."""
    for caller, rows in of_callers(truth):
        petitions = [row for row in rows if row["channel"] == "petition"]
        known = [row for row in rows if caller["mobile"] in row["phones"]]
        if len(petitions) == 1 and "*" in petitions[0]["name_shown"] and 1 < len(known) < PAGE:
            return caller["mobile"], petitions[0]["number"]
    pytest.fail("nobody has a petition under a masked name")


def open_card(page: Page, phone: str) -> None:
    """From the box, in which a phone is typed, it takes two clicks."""
    page.goto("/")
    page.locator("#home-q").fill(phone)
    page.locator("main").get_by_role("button", name="검색").click()
    page.locator(".hit-others").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("님의 민원")


def line(page: Page, number: str) -> Locator:
    return page.locator("tr.hit", has_text=number)


def say(page: Page, number: str, verdict: str) -> None:
    """That a complaint is of the same or of another person."""
    row = line(page, number)
    row.locator(".caller-decide summary").click()
    row.get_by_label("까닭").fill("통화하여 확인")
    row.get_by_role("button", name=verdict, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"‘{verdict}’으로 남겼습니다")


def take_back(page: Page) -> None:
    page.get_by_role("link", name="이 민원인에 대한 판단 이력").click()
    expect(page.locator(".caller-decisions li").first).to_contain_text("통화하여 확인")
    page.get_by_role("button", name=re.compile("되돌리기")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("되돌렸습니다")


def test_the_sentence_to_read_is_two_clicks_from_the_box(
    page: Page, sign_in: SignIn, waiting: tuple[Row, list[Row], Row]
) -> None:
    caller, known, newest = waiting
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    open_card(sign_in(page, "counter"), caller["mobile"])
    month, day = map(int, newest["received"][5:10].split("-"))
    sentence = page.locator(".caller-spoken .case-summary")
    expect(sentence).to_contain_text(re.compile(rf"\b{month}월 {day}일 ‘.+’ 창구로 접수된 민원은 "))
    expect(sentence).to_contain_text(f"{newest['department']} {newest['officer']} 담당자")
    expect(sentence).to_contain_text(newest["officer_phone"])
    for row in known:
        expect(line(page, row["number"])).to_contain_text(re.compile("같은 전화 확실함|지금 연 민원"))
    assert asked
    assert not [url for url in asked if caller["name"] in url or caller["mobile"][3:] in url]


@pytest.mark.parametrize(
    ("verdict", "left"), [("같은 사람", "사람이 확인함"), ("다른 사람", "‘다른 사람’으로 판단한 민원 1건은 뺐습니다")]
)
def test_what_was_said_of_a_person_holds_until_it_is_taken_back(
    verdict: str, left: str, page: Page, sign_in: SignIn, perhaps: tuple[str, str]
) -> None:
    mobile, petition = perhaps
    sure, possible = (page.locator(f"[aria-labelledby=caller-{part}]") for part in ("sure", "possible"))
    open_card(sign_in(page, "counter"), mobile)
    expect(possible).to_contain_text(petition)
    say(page, petition, verdict)
    open_card(page, mobile)
    expect(page.locator("main")).to_contain_text(left)
    expect(sure.locator("tr.hit", has_text=petition)).to_have_count(1 if verdict == "같은 사람" else 0)
    expect(possible).not_to_contain_text(petition)
    take_back(page)
    open_card(page, mobile)
    expect(possible).to_contain_text(petition)


def test_without_a_script_a_clerk_says_so_too(
    plain_context: BrowserContext, sign_in: SignIn, perhaps: tuple[str, str]
) -> None:
    mobile, petition = perhaps
    page = sign_in(plain_context.new_page(), "counter")
    open_card(page, mobile)
    say(page, petition, "다른 사람")
    take_back(page)
