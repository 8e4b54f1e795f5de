"""Those who answer look at what the program takes for one matter: confirm, split, take back, print a repeat's sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    SignIn = Callable[[Page, str], Page]

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("read")]
A4 = (595, 842)  # points


def open_groups(page: Page) -> None:
    page.locator(".app-menu").get_by_role("link", name="같은 사안").click()
    page.wait_for_url("**/complaints/groups/")


def open_first(page: Page, *, of: int) -> None:
    """The first group of the list with at least so many complaints, all open and of windows that give numbers."""
    listed = page.url
    rows = page.locator(".groups-list tbody tr").filter(has_not_text="평가단")
    sizes = [int(size.replace(",", "")) for size in rows.locator(".groups-size").all_inner_texts()]
    addresses = rows.locator("a[data-hit]").evaluate_all("links => links.map(link => link.href)")
    for address in [address for address, size in zip(addresses, sizes, strict=True) if size >= of]:
        page.goto(address)
        if not page.get_by_text("볼 수 없는 비공개").count():
            return
    pytest.fail(f"no open group of {of} in {listed}")


def size_of(page: Page) -> int:
    """How many complaints the group that is open has."""
    return int(re.sub(r"\D", "", page.get_by_role("heading", level=1).inner_text()))


def badge_of(page: Page, address: str) -> str:
    """What a complaint's page and, the same, its line in a list say of its group."""
    page.goto(address)
    badge = page.locator(".case-tags a.krds-badge:not(.repeat-mark)")
    said = badge.first.inner_text() if badge.count() else ""
    number = page.locator(".case-number").inner_text()
    page.locator("[data-search-box]").fill(number)
    page.keyboard.press("Enter")
    line = page.locator("tr.hit", has_text=number).first
    line.wait_for()
    assert line.locator("a.krds-badge").all_inner_texts() == [said] * bool(said)
    return said


def members(page: Page) -> list[str]:
    """The addresses of the complaints of a group."""
    links = page.locator(".groups-members a[data-hit]")
    return [str(address) for address in links.evaluate_all("links => links.map(link => link.getAttribute('href'))")]


def take_back(page: Page) -> None:
    """The newest decision, by the history."""
    page.goto("/complaints/groups/decisions/")
    page.get_by_role("button", name=re.compile("되돌리기")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("판단을 되돌렸습니다")
    expect(page.locator(".groups-decisions li").first).to_contain_text("되돌림")


def split_first(page: Page) -> None:
    """Split the first complaint of the open group off, by the keyboard."""
    page.locator("[name=pick]").first.press("Space")
    page.get_by_role("button", name="다른 사안으로 나누기").press("Enter")
    page.get_by_role("heading", name="다른 사안으로 나누기").wait_for()
    page.get_by_label(re.compile("^까닭")).fill("장소가 다름")
    page.get_by_role("button", name="나누기", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("민원 1건을 다른 사안으로 나누었습니다")


def test_a_group_to_check_is_confirmed_and_taken_back(page: Page, sign_in: SignIn) -> None:
    open_groups(sign_in(page, "manager"))
    page.get_by_role("link", name=re.compile("^확인 필요")).click()
    page.wait_for_url("**tier=to_check**")
    open_first(page, of=2)
    number, one = size_of(page), members(page)[0]
    page.get_by_role("button", name="모두 같은 사안으로 확인").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"같은 사안 {number}건 확인됨")
    assert badge_of(page, one) == f"같은 사안 {number}건"
    take_back(page)
    assert badge_of(page, one) != f"같은 사안 {number}건"


def test_a_confirmed_group_is_split_and_taken_back(page: Page, sign_in: SignIn) -> None:
    open_groups(sign_in(page, "officer"))
    open_first(page, of=3)
    number, (one, other, *_) = size_of(page), members(page)
    split_first(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"같은 사안 {number - 1}건")
    assert badge_of(page, other) == f"같은 사안 {number - 1}건"
    assert "같은 사안" not in badge_of(page, one)
    take_back(page)
    assert badge_of(page, one) == badge_of(page, other) == f"같은 사안 {number}건"


def test_what_was_just_decided_is_taken_back_at_once_without_a_script(
    plain_context: BrowserContext, sign_in: SignIn
) -> None:
    page = sign_in(plain_context.new_page(), "manager")
    open_groups(page)
    open_first(page, of=3)
    number = size_of(page)
    split_first(page)
    page.get_by_role("button", name="방금 한 판단 되돌리기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"같은 사안 {number}건")


def test_members_are_set_side_by_side_with_their_differences(page: Page, sign_in: SignIn) -> None:
    open_groups(sign_in(page, "officer"))
    open_first(page, of=3)
    for place in range(2):
        page.locator("[name=pick]").nth(place).press("Space")
    page.get_by_role("button", name="고른 민원 나란히 보기").press("Enter")
    expect(page.locator(".groups-column")).to_have_count(2)
    expect(page.locator(".groups-facts .differs").first).to_be_visible()


def test_a_clerk_sees_a_group_and_does_not_decide(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter").goto("/complaints/groups/")
    open_first(page, of=2)
    expect(page.get_by_role("heading", level=1)).to_contain_text("같은 사안")
    expect(page.get_by_role("button", name=re.compile("같은 사안으로 확인|나누기|확정"))).to_have_count(0)


def test_the_sheet_of_a_repeat_is_one_page_of_paper(page: Page, sign_in: SignIn) -> None:
    open_groups(sign_in(page, "manager"))
    page.get_by_label("민원인", exact=True).select_option(label="한 사람 (반복)")
    page.get_by_role("button", name="조건 적용").click()
    page.wait_for_url("**who=one**")
    open_first(page, of=3)
    page.locator(".groups-members a[data-hit]").first.click()
    page.get_by_role("link", name=re.compile(r"반복 \d+번째")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("번째 민원")
    page.get_by_role("link", name="종결 검토서").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("반복민원 종결 검토서")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [A4]
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
