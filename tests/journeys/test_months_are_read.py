"""A manager reads months: from a word to its complaints and back, periods, the dictionary, reports and files."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Download, Locator, Page

    from tests.journeys.conftest import Site

    SignIn = Callable[[Page, str], Page]
    OpenCounted = Callable[[Page, str, int], None]

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("counted")]
WORD = "침수"
FEW = "5명 미만"
MINUTE = 60


@pytest.fixture(scope="session")
def events(truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By kind, of which there is one each."""
    return {event["kind"]: event for event in truth["events"]}


@pytest.fixture(scope="session")
def wet_month(events: dict[str, dict[str, Any]]) -> str:
    """Of the flood, in which five and more callers say the word."""
    return str(events["flood"]["month"])


def name_of(month: str) -> str:
    year, number = month.split("-")
    return f"{year}년 {int(number)}월"


def open_month(page: Page, month: str, by: str = "민원인 수") -> None:
    """From wherever, by the menu and the form."""
    page.locator(".app-menu").get_by_role("link", name="현황").click()
    page.get_by_label("달", exact=True).select_option(name_of(month))
    page.get_by_label("세는 법").select_option(by)
    page.get_by_role("button", name="보기", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name_of(month))


def row(page: Page, table: str, head: str) -> Locator:
    return page.locator(f"#table-{table} tbody tr").filter(has=page.get_by_role("rowheader", name=head, exact=True))


def figure(page: Page, table: str, head: str) -> int:
    """The number that stands last beside a word."""
    return int(row(page, table, head).locator("[data-number]").last.get_attribute("data-number") or 0)


def in_cloud(page: Page, word: str) -> Locator:
    return page.locator("#chart-cloud svg text").filter(has_text=re.compile(f"^{word}$"))


def total(page: Page) -> int:
    """The length of a list, of complaints or of callers; that of complaints arrives after the list."""
    return int(page.locator("[data-total]").get_attribute("data-total") or 0)


def numbers_of(page: Page) -> set[str]:
    return set(page.locator(".hit-number").all_inner_texts())


def place_of(page: Page) -> list[Any]:
    """Where she is: the page, how far down, and where the words of the cloud stand."""
    expect(in_cloud(page, WORD)).to_be_visible()
    words = page.locator("#chart-cloud svg text")
    places = words.evaluate_all("texts => texts.map(text => [text.textContent, text.getAttribute('transform')])")
    return [page.url, page.evaluate("Math.round(scrollY)"), places]


def walk_to(page: Page, place: str) -> None:
    """By the Tab key, as often as it takes."""
    for _ in range(80):
        if page.locator(f"{place}:focus").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never comes to {place}")


def saved(page: Page, button: Locator) -> Download:
    with page.expect_download() as started:
        button.click()
    return started.value


def cells_of(page: Page, table: str) -> list[list[str]]:
    """What a table shows, as a file would say it."""
    rows = page.locator(f"#table-{table} tr").all()
    return [[cell.inner_text().strip() for cell in each.locator("th, td").all()] for each in rows]


@pytest.mark.parametrize(("by", "each"), [("민원인 수", ".callers tbody tr"), ("민원 수", "a[data-hit]")])
def test_a_word_of_the_cloud_opens_its_complaints_and_back_is_the_same_place(
    by: str, each: str, page: Page, sign_in: SignIn, wet_month: str
) -> None:
    open_month(sign_in(page, "manager"), wet_month, by)
    number = figure(page, "top", WORD)
    expect(in_cloud(page, WORD)).to_be_visible()
    page.evaluate("scrollTo(0, 120)")
    place = place_of(page)
    in_cloud(page, WORD).click()
    expect(page.locator(".results-read").first).to_contain_text(f"핵심어: {WORD}")
    assert total(page) == number >= 5
    expect(page.locator(each)).to_have_count(number)
    page.go_back()
    assert place_of(page) == place


def test_the_flood_s_complaints_are_those_behind_its_word(
    page: Page, sign_in: SignIn, truth: dict[str, Any], wet_month: str
) -> None:
    open_month(sign_in(page, "manager"), wet_month, "민원 수")
    in_cloud(page, WORD).click()
    # Of other windows some complaints are read by their department only.
    told = {
        case["number"]
        for case in truth["complaints"]
        if case["channel"] == "discomfort" and WORD in case["words"] and case["received"].startswith(wet_month)
    }
    expect(page.locator("[data-total]")).to_be_visible()
    assert told
    assert told <= numbers_of(page)


def test_a_word_is_opened_by_keys_alone(page: Page, sign_in: SignIn, wet_month: str) -> None:
    open_month(sign_in(page, "manager"), wet_month)
    expect(in_cloud(page, WORD)).to_be_visible()
    walk_to(page, "#chart-cloud [data-plot]")
    news = page.locator("#chart-cloud [data-plot-news]")
    said = ""
    while not said.startswith(f"{WORD}, "):
        page.keyboard.press("ArrowRight")
        expect(news).not_to_have_text(said)
        said = news.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".results-read").first).to_contain_text(f"핵심어: {WORD}")
    assert said == f"{WORD}, 민원인 수, {total(page)}명, Enter로 열기"


def test_a_word_is_opened_without_javascript(plain_context: BrowserContext, sign_in: SignIn, wet_month: str) -> None:
    page = sign_in(plain_context.new_page(), "manager")
    open_month(page, wet_month)
    number = figure(page, "cloud", WORD)
    row(page, "cloud", WORD).locator("[data-number]").click()
    assert total(page) == number >= 5
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(name_of(wet_month))


def test_two_months_are_compared_and_a_number_opened(page: Page, sign_in: SignIn, wet_month: str) -> None:
    sign_in(page, "manager").goto("/analytics/")
    page.get_by_role("link", name="기간 비교").click()
    year, month = wet_month.split("-")
    before = f"{int(year) - 1}-{month}"
    for place, chosen in (("앞", before), ("뒤", wet_month)):
        for end in ("첫", "끝"):
            page.get_by_label(f"{place} 기간의 {end} 달").select_option(chosen)
    page.get_by_role("button", name="보기", exact=True).click()
    expect(page.locator("#table-totals tbody th")).to_have_text([before, wet_month])
    number = figure(page, "words", WORD)
    row(page, "words", WORD).locator("[data-number]").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("민원인별 목록")
    assert total(page) == number >= 5


def test_a_compound_reaches_old_months_and_undo_brings_them_back(
    page: Page, sign_in: SignIn, open_counted: OpenCounted, events: dict[str, dict[str, Any]]
) -> None:
    """The letters of one month all say 데이터센터 건립, and nothing else of building."""
    sign_in(page, "manager")
    month = events["many_callers"]["month"]
    days = f"from={month}-01&to={month}-28"

    def counted_now() -> tuple[list[list[str]], int, int]:
        open_counted(page, f"/analytics/?month={month}", MINUTE)
        cells = cells_of(page, "top")
        lengths = []
        for word in ("건립", "데이터센터건립"):
            page.goto(f"/complaints/?q={quote('키워드:' + word)}&{days}")
            lengths.append(total(page))
        return cells, lengths[0], lengths[1]

    before = counted_now()
    assert before[1] > before[2] == 0
    page.goto("/analytics/dictionary/")
    page.get_by_role("link", name="낱말 넣기").click()
    page.get_by_label("넣을 낱말").fill("데이터센터 건립")
    page.get_by_role("button", name="미리 보기").click()
    told = page.locator(".dictionary-preview dd").first.inner_text()
    assert int(re.sub(r"\D", "", told)) >= before[1]
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("status").first).to_contain_text("저장했습니다")
    assert counted_now()[1:] == (0, before[1])
    page.goto("/analytics/dictionary/history/")
    page.get_by_role("button", name="되돌리기").first.click()
    expect(page.get_by_role("status").first).to_contain_text("되돌렸습니다")
    assert counted_now() == before


def test_a_report_has_a_sheet_for_every_chart(page: Page, sign_in: SignIn, wet_month: str) -> None:
    sign_in(page, "manager").goto("/analytics/")
    page.get_by_role("link", name="보고서").click()
    page.get_by_label("달", exact=True).select_option(name_of(wet_month))
    page.get_by_role("button", name="지금 만들기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name_of(wet_month)} 민원 보고서")
    charts = page.locator(".analytics-chart-title").all_inner_texts()
    with saved(page, page.get_by_role("link", name="엑셀로 받기")).path().open("rb") as file:
        book = load_workbook(file)
    assert len(charts) >= 3
    assert set(charts) <= set(book.sheetnames)
    said = {cell for sheet in book.worksheets for line in sheet.iter_rows(values_only=True) for cell in line}
    assert {WORD, "새올상담민원"} <= said


def test_a_chart_and_a_table_are_taken_along(page: Page, sign_in: SignIn, wet_month: str, tmp_path: Path) -> None:
    open_month(sign_in(page, "manager"), wet_month)
    title = f"{name_of(wet_month)} 낱말 구름"
    for kind in ("svg", "png"):
        file = saved(page, page.get_by_role("button", name=f"{kind.upper()} 그림 저장: {title}"))
        assert file.suggested_filename == f"{title}.{kind}"
        file.save_as(tmp_path / file.suggested_filename)
    assert (tmp_path / f"{title}.png").read_bytes().startswith(b"\x89PNG")
    picture = ElementTree.parse(tmp_path / f"{title}.svg")  # noqa: S314 - made by our own page
    assert {title, WORD} <= {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    page.locator("#chart-cloud").get_by_text("표로 보기").click()
    file = saved(page, page.get_by_role("link", name=f"CSV 파일 받기: {title}"))
    with file.path().open(encoding="utf-8-sig", newline="") as table:
        headline, *rows = csv.reader(table)
    assert headline[0].startswith(title)
    assert rows == cells_of(page, "cloud")


def test_a_flood_and_a_fire_are_seen_in_their_months_and_one_caller_s_campaign_is_not(
    page: Page, sign_in: SignIn, events: dict[str, dict[str, Any]]
) -> None:
    """Whether they rise needs more complaints than a demo has; that a campaign never does shows in any number."""
    sign_in(page, "manager")
    for kind, word in (("flood", WORD), ("fire", "화재")):
        open_month(page, events[kind]["month"])
        assert figure(page, "top", word) >= 5
    campaign = events["one_caller"]
    for by in ("민원인 수", "민원 수"):
        open_month(page, campaign["month"], by)
        heads = page.locator(".analytics-table tbody th").all_inner_texts()
        assert heads
        assert not set(campaign["keywords"]) & set(heads)


def test_few_persons_are_hidden_but_for_the_own_department(page: Page, sign_in: SignIn, site: Site) -> None:
    words = "from complaints.privacy.models import Account"
    asked = f"{words}; print(Account.objects.get(employee_number='officer').department.name)"
    own = site.command("shell", "-v0", "-c", asked).stdout.strip()
    sign_in(page, "officer").goto("/analytics/")
    page.get_by_role("link", name="처리 현황").click()
    page.get_by_role("link", name="지난해").click()
    others = page.locator("#table-departments tbody tr").filter(has_text=FEW).locator("th")
    other = others.first.inner_text()
    assert own not in others.all_inner_texts()
    shown = {}
    for department in (own, other):
        page.get_by_label("담당 부서").select_option(department)
        page.get_by_role("button", name="보기", exact=True).click()
        expect(page.get_by_label("담당 부서").locator("option:checked")).to_have_text(department)
        cells = {cell for line in cells_of(page, "months")[1:] for cell in line[1:]}
        shown[department] = cells
    assert FEW not in shown[own]
    assert shown[own] & set("1234")
    assert FEW in shown[other]


def test_a_counter_clerk_has_no_analytics(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "counter")
    expect(page.locator(".app-menu").get_by_role("link", name="민원 검색")).to_be_visible()
    expect(page.locator(".app-menu").get_by_role("link", name="현황")).to_have_count(0)
    answer = page.goto("/analytics/")
    assert answer
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("권한이 없습니다")
