"""A seventh window, made in the browser by an administrator: its file is known, imported, and found at the counter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    SignIn = Callable[[Page, str], Page]

pytestmark = pytest.mark.journey
NAME = "동 주민센터 건의함"
TITLE = "동 주민센터 건의함 접수 목록"
HEADER = ("건의번호", "적은 날", "무엇을", "어떻게 해 주기를", "건의한 사람", "손전화", "처리상태")
WISHES = {
    "느티나무 벤치": "느티나무 아래에 벤치를 하나 더 놓아 주시면 어르신들이 쉬어 가시기에 좋겠습니다.",
    "게시판 글씨": "건의함 옆 게시판 글씨가 작아 잘 보이지 않으니 더 크게 적어 주시기를 바랍니다.",
    "문 여는 시각": "점심시간에도 민원대를 열어 두면 직장에 다니는 사람이 들를 수 있어 좋겠습니다.",
}
WRITERS = (
    ("홍상철", "010-8271-9634", "접수"),
    ("김순자", "010-3348-1207", "처리중"),
    ("박영호", "010-5512-8890", "해결"),
)
# What a person says of each column; the last two are guessed.
MEANT = {
    "건의번호": "접수번호",
    "적은 날": "접수 일시",
    "무엇을": "제목",
    "어떻게 해 주기를": "내용",
    "건의한 사람": "민원인 이름",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "건의함_202409.csv"
    rows = [
        (f"건의-2024-{number:04}", f"2024-09-{number:02}", *wish, *writer)
        for number, (wish, writer) in enumerate(zip(WISHES.items(), WRITERS, strict=True), start=3)
    ]
    lines = [TITLE, *(",".join(row) for row in (HEADER, *rows))]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def test_a_seventh_window_is_created_mapped_imported_and_found(page: Page, sign_in: SignIn, file: Path) -> None:
    sign_in(page, "admin")
    create(page, file)
    bring_in(page, file)
    page.get_by_role("button", name="로그아웃").click()
    sign_in(page, "counter")
    page.locator("[data-search-box]").fill("느티나무 벤치")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title em")).to_have_text("1")
    hit = page.locator(".hit").first
    expect(hit).to_contain_text("건의함")
    expect(page.locator("main")).to_contain_text("동 주민센터 건의함")
    hit.locator("a[data-hit]").click()
    page.get_by_text("값마다 온 칸").click()
    expect(page.locator(".case-origin").first).to_contain_text("건의함_202409.csv")
    expect(page.locator(".case-origin").first).to_contain_text("‘어떻게 해 주기를’ 열")


def create(page: Page, file: Path) -> None:
    """Make the window from its own file: what could not be guessed is said by hand."""
    page.goto("/")
    page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="창구·부서").click()
    page.get_by_role("link", name="창구 추가").click()
    page.get_by_label("이름", exact=True).fill(NAME)
    page.get_by_label("짧은 이름").fill("건의함")
    page.locator("label", has_text="빨강").click()
    page.locator("#sample").set_input_files(file)
    page.get_by_role("button", name="열 이름 읽기").click()
    expect(page.get_by_label("이름", exact=True)).to_have_value(NAME)
    for column, meaning in MEANT.items():
        page.get_by_label(re.compile(f"{column}에 든 항목")).select_option(label=meaning)
    page.get_by_role("button", name="저장").first.click()
    expect(page.locator(".app-message.success")).to_contain_text("창구를 만들었습니다")
    expect(page.locator("main")).to_contain_text("dong-juminsenteo-geonuiham")


def bring_in(page: Page, file: Path) -> None:
    """Upload without naming the window, look at what would become of the rows, and import them."""
    page.goto("/ingest/upload/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="올리기").click()
    page.wait_for_url(re.compile(r"/ingest/\d+/"))
    expect(page.locator("main")).to_contain_text(NAME, timeout=60_000)
    page.get_by_role("button", name=re.compile("들여오기")).first.click()
    expect(page.locator("main")).to_contain_text("모두 살폈습니다", timeout=60_000)
    expect(page.locator(".batch-counts")).to_contain_text(re.compile(r"신규\s*3"))
