"""An officer finds what was answered to others before, and goes on with it as a draft that names none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from complaints.text.phones import parse_phones

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    SignIn = Callable[[Page, str], Page]
    Search = Callable[[Page, str], int]
    Row = dict[str, Any]

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("read")]
TYPED = "우리 집 앞 가로등이 며칠째 꺼져 있어 밤길이 어둡습니다. 빨리 고쳐 주세요."
COPY = re.compile("이 답변으로 초안 만들기")


def paste(page: Page, text: str = TYPED) -> None:
    """By the menu."""
    page.locator(".app-menu").get_by_role("link", name="유사 답변").click()
    page.get_by_label("새 민원의 내용").fill(text)
    page.get_by_role("button", name="비슷한 답변 찾기").click()
    expect(page.locator(".similar-card").first).to_be_visible()


def draft(page: Page) -> tuple[str, str]:
    """The number of the complaint whose answer is the first one, and what becomes of it."""
    number = page.locator(".similar-number").first.inner_text()
    page.get_by_role("button", name=COPY).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("답변 초안")
    return number, page.get_by_label("초안", exact=True).input_value()


def persons_of(truth: dict[str, Any], number: str) -> list[str]:
    """The caller and the officer of a complaint, and their telephones."""
    row = next(row for row in truth["complaints"] if row["number"] == number)
    return [who for who in (row["name"], row["officer"], row["officer_phone"], *row["phones"]) if who]


def digits_of(text: str) -> set[str]:
    return {phone.digits for phone in parse_phones(text)}


def test_a_text_finds_answers_and_says_why(page: Page, sign_in: SignIn) -> None:
    paste(sign_in(page, "officer"))
    card = page.locator(".similar-card").first
    expect(card.locator("mark").first).to_be_visible()
    expect(card.locator(".similar-why")).to_contain_text("가로등")
    expect(card.locator(".similar-answer")).not_to_be_empty()
    assert set(card.locator("mark").all_inner_texts()) <= set(re.findall(r"[가-힣]{2,}", TYPED)) | {"가로등", "어둡"}
    assert "가로등" not in unquote(page.url)


def test_answers_are_narrowed_and_widened(page: Page, sign_in: SignIn) -> None:
    paste(sign_in(page, "officer"))
    page.get_by_label("창구", exact=True).select_option(label="구청장에게 바란다")
    page.get_by_role("button", name="조건 적용").click()
    windows = page.locator(".similar-score + .krds-badge")
    expect(windows.first).to_have_text("구청장에게 바란다")
    assert set(windows.all_inner_texts()) == {"구청장에게 바란다"}
    page.get_by_label("접수일부터").fill("2031-01-01")
    page.get_by_role("button", name="조건 적용").click()
    page.get_by_role("link", name="조건 없이 다시 찾기").click()
    expect(page.locator(".similar-found h2")).to_contain_text("10건")
    assert len(set(windows.all_inner_texts())) > 1


def test_a_draft_keeps_its_source_and_none_of_the_persons(page: Page, sign_in: SignIn, truth: dict[str, Any]) -> None:
    paste(sign_in(page, "officer"))
    number, text = draft(page)
    assert re.search(r"\[담당자\]|\[담당 전화\]", text)
    assert f" {number} 답변(" in text.splitlines()[-1]
    who = persons_of(truth, number)
    assert len(who) > 2
    assert not [one for one in who if one in text]
    assert not digits_of(text) & set(who)


def test_a_draft_is_copied_by_a_button(context: BrowserContext, page: Page, sign_in: SignIn) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    paste(sign_in(page, "officer"))
    _, text = draft(page)
    page.get_by_role("button", name="복사").click()
    expect(page.get_by_role("status").filter(has_text="복사했습니다")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_without_a_script_the_draft_can_be_selected(plain_context: BrowserContext, sign_in: SignIn) -> None:
    page = sign_in(plain_context.new_page(), "officer")
    paste(page)
    _, text = draft(page)
    expect(page.get_by_role("button", name="복사")).to_be_hidden()
    page.get_by_label("초안", exact=True).press("Control+a")
    assert page.evaluate("getSelection().toString()") == text


def test_a_complaint_brings_the_answers_to_those_like_it(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "officer")
    search(page, "가로등")
    page.locator("a[data-hit]").first.click()
    case = page.locator(".case-number").inner_text()
    page.locator("#case-similar").scroll_into_view_if_needed()
    expect(page.locator("#similar-answers .similar-card").first).to_be_visible()
    assert case not in page.locator("#similar-answers .similar-number").all_inner_texts()
    draft(page)
    expect(page.locator(".similar-target")).to_contain_text(case)
    page.keyboard.press("Escape")
    expect(page.locator(".case-number")).to_have_text(case)
