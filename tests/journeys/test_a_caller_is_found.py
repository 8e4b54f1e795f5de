"""A resident is on the line: the clerk finds the complaints of all windows, and reads off who, how far, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from complaints.text.initials import initials
from complaints.text.names import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.conftest import Site

    SignIn = Callable[[Page, str], Page]
    Rows = list[dict[str, Any]]

pytestmark = pytest.mark.journey


@pytest.fixture(scope="session")
def caller(truth: dict[str, Any]) -> dict[str, Any]:
    return dict(truth["callers"][truth["demo_callers"][0]], id=truth["demo_callers"][0])


def rows_of(truth: dict[str, Any], **wanted: Any) -> Rows:
    return [
        row
        for row in truth["complaints"]
        if row["expected"] == "new" and all(row[name] == value for name, value in wanted.items())
    ]


def notations(digits: str) -> list[str]:
    area, middle, tail = digits[:3], digits[3:7], digits[7:]
    wide = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return [
        f"{area}-{middle}-{tail}",
        digits,
        f"{area} {middle} {tail}",
        f"+82 {area[1:]}-{middle}-{tail}",
        wide,
        digits[1:],
    ]


@pytest.mark.parametrize("notation", range(6))
def test_each_notation_of_a_phone_finds_the_caller_in_every_window(
    notation: int,
    site: Site,
    truth: dict[str, Any],
    caller: dict[str, Any],
) -> None:
    wanted = {
        (row["channel"], row["number"]) for row in rows_of(truth) if caller["mobile"] in row["phones"] and row["number"]
    }
    assert len({channel for channel, _ in wanted}) >= 3
    assert wanted <= site.find(notations(caller["mobile"])[notation])


def test_a_name_finds_all_of_its_bearers(site: Site, truth: dict[str, Any], caller: dict[str, Any]) -> None:
    wanted = {(row["channel"], row["number"]) for row in rows_of(truth, name=caller["name"]) if row["number"]}
    assert wanted <= site.find(caller["name"])


def test_a_word_inside_a_compound_finds_what_a_scan_finds(site: Site, truth: dict[str, Any]) -> None:
    wanted = {
        (row["channel"], row["number"])
        for row in rows_of(truth)
        if row["number"] and any("정차" in w for w in row["words"])
    }
    assert wanted
    assert wanted <= site.find("정차")


def test_a_receipt_number_finds_its_complaint(site: Site, truth: dict[str, Any]) -> None:
    for channel in ("saeol", "mayor", "petition", "discomfort", "patrol"):
        row = next(row for row in rows_of(truth, channel=channel) if row["number"])
        assert (channel, row["number"]) in site.find(row["number"])


def test_from_the_box_to_the_officers_number_in_twelve_keys(
    page: Page,
    sign_in: SignIn,
    truth: dict[str, Any],
    caller: dict[str, Any],
) -> None:
    sign_in(page, "counter")
    keys = [*caller["mobile"][-4:], "Enter"]
    for key in keys:
        page.keyboard.press(key)
    row = next(row for row in rows_of(truth, caller=caller["id"], channel="saeol") if caller["mobile"] in row["phones"])
    line = page.locator("tr.hit", has_text=row["number"])
    expect(line).to_contain_text(row["officer"])
    expect(line).to_contain_text(row["officer_phone"])
    assert len(keys) <= 12
    assert caller["mobile"][-4:] not in page.url


@pytest.mark.parametrize("what", ["name", "initials", "mixed", "name and tail"])
def test_a_caller_is_found_by(
    what: str, page: Page, sign_in: SignIn, truth: dict[str, Any], caller: dict[str, Any]
) -> None:
    name = caller["name"]
    typed = {
        "name": name,
        "initials": initials(name),
        "mixed": name[0] + initials(name[1:]),
        "name and tail": f"{name} {caller['mobile'][-4:]}",
    }[what]
    sign_in(page, "counter")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    named = [
        row for row in rows_of(truth, caller=caller["id"]) if row["number"] and clean_name(row["name_shown"]) == name
    ]
    newest = max(named, key=lambda row: row["received"])
    page.wait_for_url("**/complaints/?s=*")
    expect(page.locator("tr.hit", has_text=newest["number"])).to_contain_text(newest["officer"])


def test_arrows_enter_and_escape_walk_the_list(page: Page, sign_in: SignIn, caller: dict[str, Any]) -> None:
    sign_in(page, "counter")
    page.keyboard.type(caller["mobile"])
    page.keyboard.press("Enter")
    page.locator("tr.hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("Escape")
    page.wait_for_url("**/complaints/?s=*")
    expect(page.locator(f"a[href='{second}'][data-hit]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a[data-hit]").nth(2)).to_be_focused()


def test_nothing_found_says_where_was_looked_and_until_when(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter")
    page.keyboard.type("없는낱말이다")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("찾은 민원이 없습니다")
    expect(page.locator("#results")).to_contain_text("까지")


def test_a_masked_number_is_shown_for_a_purpose(page: Page, sign_in: SignIn, caller: dict[str, Any]) -> None:
    sign_in(page, "counter")
    page.keyboard.type(caller["mobile"])
    page.keyboard.press("Enter")
    page.locator("a[data-hit]").first.click()
    expect(page.locator("body")).not_to_contain_text(caller["mobile"][3:7])
    page.get_by_text("가린 정보 보기").click()
    page.get_by_label("목적", exact=True).select_option(index=1)
    page.get_by_role("button", name="휴대전화 보기").click()
    expect(page.locator(".revealed")).to_contain_text(caller["mobile"][3:7])
