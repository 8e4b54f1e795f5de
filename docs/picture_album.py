# ruff: noqa: INP001 - beside the texts, no package
"""Where the manual's pictures are taken and kept, and how a page is shown for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, ViewportSize

IMAGES = Path(__file__).resolve().parent / "images"
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1366, "height": 768},
    "phone": {"width": 390, "height": 844},
}


class Album:
    """Takes pictures of one running site, each page at both sizes."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self._browser, self._address, self._password = browser, address, password

    def take(self, account: str, shots: dict[str, Callable[[Page], None]]) -> None:
        """Picture each page that a function of `shots` opens, as `account` ("" for a stranger) sees it."""
        for size in SIZES:
            page = self.opened(account, size)
            for name, show in shots.items():
                show(page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=IMAGES / f"{name}-{size}.png")
            page.context.close()

    def opened(self, account: str, size: str) -> Page:
        """A browser of its own in which the account is logged in."""
        context = self._browser.new_context(base_url=self._address, locale="ko-KR", viewport=SIZES[size])
        page = context.new_page()
        page.goto("/accounts/login/")
        if account:
            page.get_by_label("직원번호").fill(account)
            page.get_by_label("비밀번호").fill(self._password)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="로그아웃").wait_for()
        return page


def visit(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def scroll_to(page: Page, heading: str) -> None:
    """Right under the head of the page, which stays in its place."""
    page.locator(heading).evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 80)")


def part_of(address: str, heading: str) -> Callable[[Page], None]:
    """A page from one of its headings on."""

    def show(page: Page) -> None:
        page.goto(address)
        scroll_to(page, heading)

    return show
