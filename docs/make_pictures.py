# ruff: noqa: INP001 - a script beside the texts, no package
"""The manual's pictures, taken in a real browser: `make pictures` while `make run` is running.

Needs the demo data and a Chromium; leaves docs/images/<page>-<desk|phone>.png.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from civicsearch.runtime.state import runtime_environment  # noqa: E402 - found by the line above
from docs.matter_pictures import card_of, take_matters  # noqa: E402 - likewise
from docs.picture_album import IMAGES, Album, part_of, scroll_to, visit  # noqa: E402 - likewise
from docs.picture_data import KEPT, NEW_WORD, SAMPLE, TO_REVIEW, csv_file  # noqa: E402 - likewise

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FilePayload, Page

SAMPLES = ROOT / "fixtures" / "samples"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker for updates on its own; nothing of that belongs on a closed network.
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WORD = "불법주정차"
MISSPELT = "가로둥 고장"
OPEN = {"channel": "saeol", "status": ["assigned", "in_progress"]}
COUNT = "#results-title em"  # arrives after the list
IMPORT_SECONDS = 120
NARROWED = {"q": WORD, "channel": "saeol", "status": "answered", "from": "2024-01-01"}
SYNONYM = "밤샘주차"
# What rises in the demo's flood, and a word that a manager might not want to count.
FLOOD_MONTH, FLOOD_WORD = "-08", "침수"
UNWANTED = "골목"
PURPOSE = "민원인 본인 전화에 처리 상황 안내"


def search(typed: str) -> Callable[[Page], None]:
    """As a clerk does: typed into the box, which stands on every page of those who may search."""

    def show(page: Page) -> None:
        page.goto("/")
        page.locator("[data-search-box]").fill(typed)
        page.keyboard.press("Enter")
        page.locator(COUNT).wait_for()

    return show


def narrowed(page: Page) -> None:
    """A list under several conditions."""
    page.goto(f"/complaints/?{urlencode(NARROWED)}")
    page.locator(COUNT).wait_for()


def suggested(page: Page) -> None:
    """What is offered while somebody types."""
    page.goto("/")
    page.locator("[data-search-box]").press_sequentially(WORD[:2])
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def synonym_preview(page: Page) -> None:
    """What one more word in a group would change; not saved."""
    page.goto(f"/synonyms/?q={WORD}")
    page.get_by_role("link", name="고치기").first.click()
    words = page.get_by_label("뜻이 같은 낱말")
    words.fill(f"{words.input_value()}\n{SYNONYM}")
    page.get_by_role("button", name="미리 보기").click()
    page.locator(".synonyms-preview").wait_for()


def keep(page: Page, name: str, *, is_shared: bool, address: dict[str, Any]) -> None:
    """A search kept under a name, unless an earlier run has left it."""
    page.goto("/saved/")
    if page.get_by_role("link", name=name, exact=True).count():
        return
    page.goto(f"/saved/new/?{urlencode(address, doseq=True)}")
    page.get_by_label("이름", exact=True).fill(name)
    if is_shared:
        page.locator("label[for=id_is_shared]").click()
    page.get_by_role("button", name="저장", exact=True).click()
    page.locator(COUNT).wait_for()


def busiest_caller(page: Page) -> str:
    """The address of an open complaint whose caller has the most others, among the newest of the channel."""
    page.goto(f"/complaints/?{urlencode(OPEN, doseq=True)}")
    rows = page.locator("tr.hit").filter(has_not_text="비공개").filter(has=page.locator(".hit-others"))
    others = [int(re.sub(r"\D", "", words)) for words in rows.locator(".hit-others").all_inner_texts()]
    address = rows.nth(others.index(max(others))).locator("a[data-hit]").get_attribute("href")
    return address or ""


def opened_reveal(address: str) -> Callable[[Page], None]:
    """A complaint with the form that asks for a purpose."""

    def show(page: Page) -> None:
        page.goto(address)
        page.get_by_text("가린 정보 보기").click()
        page.locator("#case-caller").scroll_into_view_if_needed()

    return show


def looked_at(page: Page, file: Path | FilePayload) -> str:
    """The address of an upload, once it has been looked at."""
    page.goto("/ingest/upload/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="올리기").click()
    settled(page)
    return page.url


def settled(page: Page) -> None:
    """Wait until no worker has the file in hand."""
    page.locator("#batch-progress:not([hx-get])").wait_for(timeout=IMPORT_SECONDS * 1000)


def imported(page: Page, file: FilePayload) -> None:
    """A file whose good rows were let in."""
    looked_at(page, file)
    page.get_by_role("button", name=re.compile("정상 행 .*건 들여오기")).click()
    settled(page)


def left_alone(page: Page, address: str) -> None:
    """Nothing of a file that waits, so that the next pictures show the same."""
    page.goto(address)
    page.get_by_role("button", name="아무것도 들여오지 않기").click()
    settled(page)


def reading_of(address: str) -> Callable[[Page], None]:
    """The part of a waiting file's page that tells how it is read."""

    def show(page: Page) -> None:
        page.goto(address)
        page.locator("#review-reading ~ details summary").first.click()
        scroll_to(page, "#review-reading")

    return show


def new_channel(page: Page) -> None:
    """The form of a window whose columns were read from a file; not saved."""
    page.goto("/ingest/channels/new/")
    page.get_by_label("이름", exact=True).fill("동 주민센터 건의함")
    page.get_by_label("짧은 이름").fill("건의함")
    page.locator("#sample").set_input_files(csv_file("건의함.csv", SAMPLE))
    page.get_by_role("button", name="열 이름 읽기").click()
    page.locator("input[value=건의번호]").wait_for()
    scroll_to(page, "#channel-columns")


def demo_import(page: Page) -> None:
    """The import of the demo's largest file."""
    page.goto("/ingest/")
    page.locator("tr", has_text="시연").filter(has_text="새올상담민원").last.get_by_role("link").click()
    page.locator(".batch-counts").wait_for()


def demo_undo(page: Page) -> None:
    """What undoing that import would do; not done."""
    demo_import(page)
    page.get_by_role("link", name="이 들여오기 되돌리기").click()
    page.get_by_role("button", name="되돌리기", exact=True).wait_for()


def wait_until_counted(page: Page) -> None:
    """Until the figures hold all that was imported."""
    for _ in range(IMPORT_SECONDS):
        page.goto("/analytics/")
        if not page.locator(".analytics-waiting").count():
            return
        page.wait_for_timeout(1000)


def flood_month(page: Page) -> str:
    """The newest August in which the demo's flood made its word rise, as `2024-08`."""
    page.goto("/analytics/")
    months = page.locator("#scope-month option").evaluate_all("options => options.map((option) => option.value)")
    for month in map(str, months):
        if month.endswith(FLOOD_MONTH):
            page.goto(f"/analytics/?month={month}")
            if page.locator("#table-rising").get_by_role("link", name=FLOOD_WORD, exact=True).count():
                return month
    sys.exit("시연 자료에 침수가 늘어난 8월이 없습니다. DEMO_ROWS를 정하지 않고 make run 을 다시 실행하십시오.")


def drawn(address: str, heading: str = "h1") -> Callable[[Page], None]:
    """A page from one of its headings on, once its charts are there."""

    def show(page: Page) -> None:
        page.goto(address)
        page.locator("figure[data-drawn] svg text").first.wait_for()
        if heading != "h1":
            scroll_to(page, heading)

    return show


def dictionary_preview(page: Page) -> None:
    """What one more stop word would change; not saved."""
    page.goto("/analytics/dictionary/change/?kind=stop")
    page.get_by_label("넣을 낱말").fill(UNWANTED)
    page.get_by_role("button", name="미리 보기", exact=True).click()
    page.locator(".dictionary-preview").wait_for()
    scroll_to(page, ".dictionary-preview")


def report_of(page: Page, month: str) -> str:
    """The address of the report of a month, which is made unless an earlier run has left one."""
    year, number = month.split("-")
    page.goto("/analytics/reports/")
    links = page.locator("a[data-hit]", has_text=f"{year}년 {int(number)}월")
    if links.count():
        return links.first.get_attribute("href") or ""
    page.locator("#report-month").select_option(month)
    page.get_by_role("button", name="지금 만들기").click()
    page.locator("article.report").wait_for()
    return page.url


def name_of_caller(page: Page, address: str) -> str:
    """Who called about that complaint, read as a clerk may: for a purpose that is recorded."""
    opened_reveal(address)(page)
    page.get_by_label("목적", exact=True).select_option(PURPOSE)
    page.get_by_role("button", name="이름 보기").click()
    return page.locator(".revealed").first.inner_text()


def main() -> None:
    values = runtime_environment()
    if not values.get("DEMO_PASSWORD"):
        sys.exit("프로그램이 켜져 있지 않습니다. 다른 창에서 make run 을 먼저 실행하십시오.")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        album = Album(browser, values["SITE_URL"].rstrip("/"), values["DEMO_PASSWORD"])
        album.take("", {"login": visit("/accounts/login/")})
        take_data(album)
        take_search(album)
        take_office(album)
        take_matters(album)
        take_figures(album)
        browser.close()


def take_data(album: Album) -> None:
    """What the administrator sees."""
    admin = album.opened("admin", "desk")
    imported(admin, csv_file("새올상담민원.csv", NEW_WORD))
    wrong_file = looked_at(admin, SAMPLES / "should_fail" / "picture.xlsx")
    waiting = looked_at(admin, csv_file("새올상담민원_20240903_20240905.csv", TO_REVIEW))
    album.take(
        "admin",
        {
            "upload": visit("/ingest/upload/"),
            "review": visit(waiting),
            "columns": part_of(waiting, "#review-columns"),
            "reading": reading_of(waiting),
            "imported": demo_import,
            "undo": demo_undo,
            "refused": visit(wrong_file),
            "imports": visit("/ingest/"),
            "words": visit("/ingest/words/"),
            "channel": new_channel,
            "departments": visit("/ingest/departments/"),
            "sources": visit("/ingest/sources/"),
            "status": visit("/status/"),
        },
    )
    left_alone(admin, waiting)


def take_search(album: Album) -> None:
    """What a clerk sees, and what the log says of it."""
    counter = album.opened("counter", "desk")
    complaint = busiest_caller(counter)
    caller = name_of_caller(counter, complaint)
    album.take(
        "counter",
        {
            "home": visit("/"),
            "suggestions": suggested,
            "word": search(WORD),
            "empty": search(MISSPELT),
            "caller": search(caller),
            "complaint": visit(complaint),
            "reveal": opened_reveal(complaint),
            "card": card_of(complaint),
        },
    )
    name_of_caller(counter, complaint)
    album.take("auditor", {"log": visit("/privacy/log/")})


def take_office(album: Album) -> None:
    """What those see who answer complaints and keep the words."""
    for account, name, is_shared, address in KEPT:
        keep(album.opened(account, "desk"), name, is_shared=is_shared, address=address)
    album.take(
        "officer",
        {
            "narrowed": narrowed,
            "saved": visit("/saved/"),
            "export": visit(f"/exports/new/?{urlencode(NARROWED)}"),
        },
    )
    album.take("manager", {"synonyms": visit("/synonyms/"), "synonym": synonym_preview})


def take_figures(album: Album) -> None:
    """What a manager sees of months."""
    manager = album.opened("manager", "desk")
    wait_until_counted(manager)
    month = flood_month(manager)
    year_before = f"{int(month[:4]) - 1}{FLOOD_MONTH}"
    album.take(
        "manager",
        {
            "month": drawn(f"/analytics/?month={month}"),
            "keyword": drawn(f"/analytics/keywords/{quote(FLOOD_WORD)}/?month={month}"),
            "compare": drawn(f"/analytics/compare/?first_from={year_before}&second_from={month}", "#compare-totals"),
            "service": drawn("/analytics/service/"),
            "report": drawn(report_of(manager, month)),
            "dictionary": dictionary_preview,
        },
    )


if __name__ == "__main__":
    main()
