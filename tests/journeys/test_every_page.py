"""Every page of every role: usable by all (axe), at a desk and on a phone, also in high contrast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.conftest import Site

    SignIn = Callable[[Page, str], Page]

pytestmark = pytest.mark.journey
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
MODES = ("light", "high-contrast")
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
ANALYTICS = [
    "/analytics/",
    "/analytics/?month=2019-01&channel=saeol&public=1&by=complaints",
    "/analytics/trend/?words=가로등,주차,없는낱말이다",
    "/analytics/heat/",
    "/analytics/compare/",
    "/analytics/service/",
    "/analytics/keywords/가로등/",
    "/analytics/callers/?q=키워드:가로등",
    "/analytics/callers/?q=키워드:없는낱말이다",
    "/analytics/alerts/",
    "/analytics/subscription/",
    "/analytics/reports/",
    "/analytics/reports/ > a[data-hit]",
]
GROUPS = [
    "/complaints/groups/",
    "/complaints/groups/?tier=to_check&channel=saeol&who=several",
    "/complaints/groups/?conflict=1 > a[data-hit]",
    "/complaints/groups/?tier=to_check > a[data-hit]",
]
# Its newest complaint, the same content of one caller.
REPEAT = "/complaints/groups/?who=one > a[data-hit] > .groups-members a[data-hit] > .repeat-mark"
# An address, or where the links on it lead to, one after another.
PAGES = {
    "counter": [
        "/",
        "/complaints/?q=가로등",
        "/complaints/?q=없는낱말이다 가로등",
        "/complaints/?q=가로등&print=1",
        "/complaints/?q=가로등 > a[data-hit]",
        "/complaints/?q=주차 > .hit-others",
        "/complaints/?channel=patrol > a[data-hit]",
        "/complaints/callers/decisions/",
        *GROUPS,
        REPEAT,
        "/saved/",
        "/ingest/",
        "/없는곳/",
    ],
    "officer": [
        "/complaints/?q=불법주정차&status=answered&channel=saeol&from=2020-01-01&overdue=true",
        "/complaints/?status=received&from=2020-01-01&overdue=true",
        "/saved/new/?q=가로등",
        "/exports/",
        "/exports/new/?q=가로등",
        "/complaints/similar/",
        "/complaints/groups/?from=2031-01-02&to=2031-01-01",
        "/complaints/groups/?channel=patrol&from=2031-01-01",
        "/complaints/groups/decisions/",
        f"{REPEAT} > a[href$='/sheet/']",
        *ANALYTICS,
    ],
    "manager": [
        *ANALYTICS,
        "/analytics/keywords/없는낱말이다/",
        "/analytics/compare/ > #table-totals tbody a",
        "/analytics/dictionary/",
        "/analytics/dictionary/?kind=stop",
        "/analytics/dictionary/?q=없는낱말이다",
        "/analytics/dictionary/change/",
        "/analytics/dictionary/change/?remove=불법주정차 > button[value=preview]",
        "/analytics/dictionary/history/",
        "/synonyms/",
        "/synonyms/new/",
        "/synonyms/ > .synonyms-table a",
        "/synonyms/ > .synonyms-table a + a",
        "/synonyms/history/",
    ],
    "admin": [
        "/",
        "/ingest/",
        "/ingest/upload/",
        "/ingest/1/",
        "/ingest/1/undo/",
        "/ingest/words/",
        "/ingest/channels/",
        "/ingest/channels/new/",
        "/ingest/channels/ > tbody th a",
        "/ingest/departments/",
        "/ingest/departments/ > tbody th a",
        "/ingest/sources/",
        "/ingest/sources/new/",
        "/ingest/sources/ > .app-table a",
        "/holidays/",
        "/holidays/?year=2031",
        "/status/",
    ],
    "auditor": ["/", "/privacy/log/"],
}


@pytest.fixture(scope="module")
def report(site: Site, counted: None) -> None:
    """One report, whatever its month."""
    words = "from datetime import date; from analytics.reporting import make_report"
    made = site.command("shell", "-c", f"{words}; make_report(date(2024, 9, 1), 'manager')")
    assert made.returncode == 0, made.stderr


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe."""
    if not page.evaluate("'axe' in window"):
        # Through the debugger, since the page's own policy rightly refuses a script from elsewhere.
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{page.url}: {violation['id']}: {node['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def faults_of(page: Page) -> list[str]:
    """The same, and whether it is wider than the screen."""
    return findings(page) + ([f"{page.url} is wider than the screen"] if wider_than_screen(page) else [])


def open_page(page: Page, where: str) -> None:
    url, *links = where.split(" > ")
    page.goto(url)
    for link in links:
        with page.expect_navigation():
            page.locator(link).first.click()
    # Counts and charts arrive after the page, and what is folded is looked at too.
    expect(page.locator("#results-counts")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")


def switch(page: Page, mode: str) -> None:
    """Show the page in a mode, with all colours there at once."""
    page.evaluate(
        """async mode => {
            document.documentElement.dataset.krdsMode = mode
            await new Promise(requestAnimationFrame)
            document.getAnimations().forEach(each => each.finish())
        }""",
        mode,
    )


def wider_than_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def faults_in_both_modes(page: Page) -> list[str]:
    """Of a page that no address leads to."""
    faults = []
    for mode in MODES:
        switch(page, mode)
        faults += faults_of(page)
    return faults


@pytest.mark.parametrize("size", list(SIZES))
def test_the_login_is_for_everybody(size: str, page: Page) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    assert findings(page) == []


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("account", list(PAGES))
@pytest.mark.usefixtures("report", "read")
def test_pages_are_for_everybody(account: str, size: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, account)
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    faults: list[str] = []
    for place, url in enumerate(PAGES[account]):
        # Each is looked at in both modes; which it opens in, and which it is switched to, takes turns.
        first, then = MODES if place % 2 else MODES[::-1]
        page.evaluate("mode => localStorage.setItem('civicsearch-mode', mode)", first)
        open_page(page, url)
        faults += faults_of(page)
        switch(page, then)
        faults += faults_of(page)
    assert faults == []


@pytest.mark.parametrize("mode", MODES)
def test_suggestions_are_for_everybody(mode: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter")
    page.evaluate("mode => { document.documentElement.dataset.krdsMode = mode }", mode)
    page.keyboard.type("불법주")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert findings(page) == []


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.usefixtures("read")
def test_found_answers_and_drafts_are_for_everybody(size: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    faults: list[str] = []
    for text in ("", "가로등이 며칠째 꺼져 있어 밤길이 어둡습니다."):
        page.goto("/complaints/similar/")
        page.locator("#id_text").fill(text)
        with page.expect_navigation():
            page.locator(".similar-form button").click()
        faults += faults_in_both_modes(page)
    with page.expect_navigation():
        page.locator(".similar-copy button").first.click()
    assert faults + faults_in_both_modes(page) == []


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.usefixtures("read")
def test_answers_beside_a_complaint_are_for_everybody(size: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    open_page(page, "/complaints/?q=가로등 > a[data-hit]")
    page.locator("#case-similar").scroll_into_view_if_needed()
    page.locator(".similar-card").first.wait_for()
    faults = faults_in_both_modes(page)
    with page.expect_navigation():
        page.locator(".similar-all a").click()
    assert faults + faults_in_both_modes(page) == []


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.usefixtures("read")
def test_deciding_is_for_everybody(size: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "officer")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    open_page(page, "/complaints/groups/ > a[data-hit]")
    page.locator("[name=pick]").first.press("Space")
    faults = faults_of(page)
    with page.expect_navigation():
        page.locator("button[formaction$='/split/']").click()
    faults += faults_in_both_modes(page)
    page.go_back()
    page.locator("#id_number").fill("없는번호")
    with page.expect_navigation():
        page.get_by_role("button", name="더할 민원 찾기").click()
    assert faults + faults_in_both_modes(page) == []
