"""What was found is narrowed and widened, kept, shared and taken along; also where no script runs."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from complaints.privacy.masking import mask_name
from complaints.text.keyboard import as_latin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    SignIn = Callable[[Page, str], Page]
    Search = Callable[[Page, str], int]

pytestmark = pytest.mark.journey
NUMBER = "#results-title em"
PURPOSE = "부서 처리 현황 보고"


@pytest.fixture(scope="session")
def name(truth: dict[str, Any]) -> str:
    """Of a caller of several windows."""
    return str(truth["callers"][truth["demo_callers"][0]]["name"])


def counted(page: Page, label: str) -> str:
    """How many complaints a filter's value says it would leave."""
    shown = page.locator("#filter-form li", has_text=label).locator(".facet-number")
    expect(shown).to_have_text(re.compile(r"\d"))
    return re.sub(r"[^\d,]", "", shown.inner_text())


def keep(page: Page, name: str, *, shared: bool = False) -> None:
    page.get_by_text("검색 저장", exact=True).click()
    page.locator("#saved-name").fill(name)
    if shared:
        page.get_by_text("우리 부서와 함께 쓰기").click()
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("저장했습니다")


def download(page: Page, kind: str = "xlsx") -> Path:
    page.get_by_label("목적", exact=True).select_option(PURPOSE)
    page.locator(f"label[for=format-{kind}]").click()
    page.get_by_text("민원인 열 넣기").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="내려받기").click()
    return started.value.path()


def rows_of(path: Path, kind: str) -> list[list[str]]:
    if kind == "xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("민원").to_python()
        return [[str(cell) for cell in row] for row in sheet]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_two_words_leave_what_has_both(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "counter")
    both, first, only_first = (search(page, words) for words in ("밤샘주차 화물차", "밤샘주차", "밤샘주차 -화물차"))
    assert both > 0
    assert both + only_first == first


def test_a_filter_narrows_back_widens_and_a_chip_takes_it_off(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "officer")
    before, left = f"{search(page, '가로등'):,}", counted(page, "답변 완료")
    option = page.locator("#filter-form li", has_text="답변 완료")
    for leave in (page.go_back, page.locator(".results-chip").first.click):
        option.locator("label").click()
        page.wait_for_url("**status=answered**")
        expect(page.locator(NUMBER)).to_have_text(left)
        leave()
        expect(page.locator(NUMBER)).to_have_text(before)
        expect(option.locator("input")).not_to_be_checked()
        assert "status" not in page.url


def test_a_name_typed_in_the_wrong_mode_is_offered(page: Page, sign_in: SignIn, search: Search, name: str) -> None:
    sign_in(page, "counter")
    assert search(page, as_latin(name)) == 0
    page.get_by_role("button", name=f"‘{name}’ 찾기").click()
    page.wait_for_url("**/complaints/?s=*")
    expect(page.locator(NUMBER)).not_to_have_text("0")


def test_a_suggestion_is_taken_by_keys(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter")
    page.keyboard.type("불법주")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[aria-selected=true] .suggestion-text").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".results-query")).to_have_text(chosen)


def test_a_search_is_kept_opened_again_and_shared(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "officer")
    search(page, "가로등")
    page.locator("#filter-form label", has_text="답변 완료").click()
    page.wait_for_url("**status=answered**")
    keep(page, "끝난 가로등 민원", shared=True)
    found = page.locator(NUMBER).inner_text()
    page.context.clear_cookies()
    sign_in(page, "manager")
    page.get_by_role("link", name="저장한 검색").click()
    page.get_by_role("link", name="끝난 가로등 민원").click()
    expect(page.locator(".results-chips")).to_contain_text("진행 상황: 답변 완료")
    expect(page.locator(NUMBER)).to_have_text(found)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_officer_takes_results_along_masked(
    kind: str, page: Page, sign_in: SignIn, search: Search, name: str
) -> None:
    sign_in(page, "officer")
    found = search(page, name)
    page.locator(".results-acts").get_by_role("link", name="내려받기").click()
    page.get_by_role("button", name="내려받기").click()
    expect(page.get_by_role("alert")).to_contain_text("목적을 고르거나")
    head, *rows = rows_of(download(page, kind), kind)
    callers = [row[head.index("민원인")] for row in rows[:found]]
    assert mask_name(name) in callers
    assert name not in str(rows)


def test_a_counter_clerk_takes_nothing_along(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "counter")
    search(page, "가로등")
    expect(page.get_by_role("link", name="내려받기")).to_have_count(0)
    page.goto("/exports/new/?q=가로등")
    expect(page.locator("main")).to_contain_text("권한이 없습니다")


def test_a_synonym_is_found_by_the_next_search_until_undone(page: Page, sign_in: SignIn, search: Search) -> None:
    sign_in(page, "manager")
    known = search(page, "반려견")
    page.goto("/synonyms/new/")
    page.get_by_label("뜻이 같은 낱말").fill("반려견, 댕댕이친구")
    page.get_by_role("button", name="미리 보기").click()
    page.get_by_role("button", name="저장").click()
    assert search(page, "댕댕이친구") == known > 0
    expect(page.locator(".hit-matched").first).to_have_text("동의어 반려견")
    page.goto("/synonyms/history/")
    page.get_by_role("button", name="되돌리기").first.click()
    expect(page.get_by_role("status")).to_contain_text("되돌렸습니다")
    assert search(page, "댕댕이친구") == 0


def test_everything_works_without_javascript(plain_context: BrowserContext, sign_in: SignIn) -> None:
    page = sign_in(plain_context.new_page(), "officer")
    page.locator("[data-search-box]").fill("불법주정차")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="건수 보기").click()
    left = counted(page, "답변 완료")
    page.locator("#filter-form label", has_text="답변 완료").click()
    page.get_by_role("button", name="조건 적용").click()
    page.get_by_role("link", name="건수 보기").click()
    expect(page.locator(NUMBER)).to_have_text(left)
    keep(page, "글자만 있는 화면")
    page.get_by_role("link", name="다음", exact=True).click()
    page.locator("a[data-hit]").first.click()
    expect(page.locator(".case-phone")).to_be_visible()
    page.get_by_role("link", name="검색 결과로").click()
    page.locator(".results-acts").get_by_role("link", name="내려받기").click()
    assert len(rows_of(download(page), "xlsx")) > int(left)
