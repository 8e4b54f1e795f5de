"""Every page of every role: usable by all (axe), at a desk and on a phone, also in high contrast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    SignIn = Callable[[Page, str], Page]

pytestmark = pytest.mark.journey
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
# An address, or where a link on it leads to.
PAGES = {
    "counter": [
        "/",
        "/complaints/?q=가로등",
        "/complaints/?q=없는낱말이다 가로등",
        "/complaints/?q=가로등&print=1",
        "/complaints/?q=가로등 > a[data-hit]",
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
    ],
    "manager": [
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
        "/status/",
    ],
    "auditor": ["/", "/privacy/log/"],
}


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe."""
    # Through the debugger, since the page's own policy rightly refuses a script from elsewhere.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{page.url}: {violation['id']}: {node['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def open_page(page: Page, where: str) -> None:
    url, _, link = where.partition(" > ")
    page.goto(url)
    if link:
        page.locator(link).first.click()
    # Counts arrive after the page, and what is folded is looked at too.
    expect(page.locator("#results-counts")).to_have_count(0)
    page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")


def wider_than_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize("size", list(SIZES))
def test_the_login_is_for_everybody(size: str, page: Page) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    assert findings(page) == []


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("account", list(PAGES))
def test_pages_are_for_everybody(account: str, size: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, account)
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    faults: list[str] = []
    for mode in ("light", "high-contrast"):
        page.evaluate("mode => localStorage.setItem('civicsearch-mode', mode)", mode)
        for url in PAGES[account]:
            open_page(page, url)
            faults += findings(page)
            faults += [f"{url} is wider than the screen"] if wider_than_screen(page) else []
    assert faults == []


@pytest.mark.parametrize("mode", ["light", "high-contrast"])
def test_suggestions_are_for_everybody(mode: str, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter")
    page.evaluate("mode => { document.documentElement.dataset.krdsMode = mode }", mode)
    page.keyboard.type("불법주")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert findings(page) == []
