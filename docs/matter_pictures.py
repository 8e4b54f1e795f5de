# ruff: noqa: INP001 - beside the texts, no package
"""Pictures of past answers, of callers, and of what came more than once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from docs.picture_album import Album, part_of, scroll_to, visit
from docs.picture_data import PASTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

READ_SECONDS = 1200


def wait_until_read(page: Page) -> None:
    """Until all complaints that were imported are compared with each other, as the page of the state says."""
    for _ in range(READ_SECONDS):
        page.goto("/status/")
        if page.get_by_role("row", name="비슷한 민원").filter(has_text="모두 읽음").count():
            return
        page.wait_for_timeout(1000)


def pasted(page: Page) -> None:
    """Past answers for a text, from the results on."""
    page.goto("/complaints/similar/")
    page.get_by_label("새 민원의 내용").fill(PASTED)
    page.get_by_role("button", name="비슷한 답변 찾기").click()
    page.locator(".similar-card").first.wait_for()
    scroll_to(page, ".similar-layout")


def drafted(page: Page) -> None:
    """The first of those answers as a draft."""
    pasted(page)
    page.get_by_role("button", name="이 답변으로 초안 만들기").first.click()
    page.get_by_label("초안", exact=True).wait_for()


def card_of(address: str) -> Callable[[Page], None]:
    """Everything of the caller of a complaint."""

    def show(page: Page) -> None:
        page.goto(address)
        page.locator(".case-all a").click()
        page.locator(".caller-spoken").wait_for()

    return show


def largest_group(page: Page, conditions: str) -> str:
    """The address of the largest group of a page of the list whose newest complaint may be read."""
    page.goto(f"/complaints/groups/?{conditions}")
    rows = page.locator(".groups-list tbody tr").filter(has_not_text="비공개")
    if not rows.count():
        sys.exit(f"시연 자료에 {conditions} 묶음이 없습니다. DEMO_ROWS를 정하지 않고 make run 을 다시 실행하십시오.")
    sizes = [int(size.replace(",", "")) for size in rows.locator(".groups-size").all_inner_texts()]
    return rows.nth(sizes.index(max(sizes))).locator("a[data-hit]").get_attribute("href") or ""


def repeat_of(page: Page, group: str) -> str:
    """The address of the newest complaint of one caller's group as a repeat."""
    page.goto(group)
    page.locator(".groups-members a[data-hit]").first.click()
    return page.locator(".repeat-mark").get_attribute("href") or ""


def take_matters(album: Album) -> None:
    """What those see who look for past answers and for what came more than once."""
    wait_until_read(album.opened("admin", "desk"))
    officer = album.opened("officer", "desk")
    group, repeats = (largest_group(officer, of) for of in ("who=several&conflict=1", "who=one"))
    repeat = repeat_of(officer, repeats)
    album.take(
        "officer",
        {
            "similar": pasted,
            "draft": drafted,
            "groups": visit("/complaints/groups/"),
            "group": visit(group),
            "differences": part_of(group, "#compare"),
            "repeat": visit(repeat),
            "sheet": visit(f"{repeat}sheet/"),
        },
    )
