"""A manager makes the report of a month, prints it and takes it along; the paper has its letters with it."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    SignIn = Callable[[Page, str], Page]

pytestmark = pytest.mark.journey
COUNTING_SECONDS = 120
KOREAN = re.compile(r"[가-힣]")


def streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def letters_of(pdf: bytes) -> set[str]:
    """The letters whose shapes a PDF brings along, by the tables through which its text is searched and copied."""
    found: set[str] = set()
    for table in streams(pdf):
        for lines in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            found |= {text_of(to) for to in re.findall(rb"<\w+> <(\w+)>", lines)}
        for lines in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
            for first, last, to in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", lines):
                found |= {chr(int(to, 16) + step) for step in range(int(last, 16) - int(first, 16) + 1)}
    return found


def text_of(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def printed(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True, print_background=True)


def make(page: Page) -> None:
    """Of last month; a site that has just been filled counts for a while, and says so."""
    heading = page.get_by_role("heading", level=1)
    for _ in range(COUNTING_SECONDS // 2):
        page.goto("/analytics/reports/")
        page.get_by_role("button", name="지금 만들기").click()
        page.get_by_role("status").first.wait_for()
        if "몇 분 뒤에" not in page.get_by_role("status").first.inner_text():
            break
        page.wait_for_timeout(2000)
    expect(heading).to_have_text(re.compile(r"\d{4}년 \d{1,2}월 민원 보고서"))


def test_a_report_is_made_printed_and_taken_along(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "manager")
    make(page)
    title = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator("[data-drawn] svg").first).to_be_visible()
    page.emulate_media(media="print")
    said = set(KOREAN.findall(page.locator("article").inner_text()))
    pdf = printed(page)
    assert len(said) > 100
    assert said <= letters_of(pdf)
    # Pretendard is a variable font, whose shapes a PDF holds without a name; whatever has one is of the machine.
    assert b"/Type3" in pdf
    assert re.findall(rb"/BaseFont /(\S+)", pdf) == []
    page.emulate_media(media="screen")
    with page.expect_download() as started:
        page.get_by_role("link", name="엑셀로 받기").click()
    assert started.value.suggested_filename == f"{title}.xlsx"
    assert load_workbook(io.BytesIO(started.value.path().read_bytes())).worksheets[0]["B1"].value == title


def test_paper_without_the_font_would_be_noticed(context: BrowserContext, sign_in: SignIn) -> None:
    page = context.new_page()
    page.route("**/*.woff2", lambda route: route.abort())
    make(sign_in(page, "manager"))
    said = set(KOREAN.findall(page.locator("article").inner_text()))
    pdf = printed(page)
    assert re.findall(rb"/BaseFont /(\S+)", pdf)
    assert b"/Type3" not in pdf or not said <= letters_of(pdf)
