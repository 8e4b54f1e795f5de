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
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from civicsearch.runtime.state import runtime_environment  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser, FilePayload, Page, ViewportSize

IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "fixtures" / "samples"
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1366, "height": 768},
    "phone": {"width": 390, "height": 844},
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker for updates on its own; nothing of that belongs on a closed network.
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WORD = "불법주정차"
MISSPELT = "가로둥 고장"
OPEN = {"channel": "saeol", "status": ["assigned", "in_progress"]}
COUNT = "#results-title em"  # arrives after the list
IMPORT_SECONDS = 120
NARROWED = {"q": WORD, "channel": "saeol", "status": "answered", "from": "2024-01-01"}
# Searches that are kept: by whom, the name, whether the department sees it, and the address.
KEPT: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
    ("officer", "학교 앞 불법주정차", False, {"q": "불법주정차 학교", "status": ["assigned", "in_progress"]}),
    ("officer", "매주 점검할 가로등", True, {"q": "가로등 -철거", "overdue": "true"}),
    ("manager", "기한 지난 현장 민원", True, {"channel": ["discomfort", "patrol"], "overdue": "true"}),
)
SYNONYM = "밤샘주차"
PURPOSE = "민원인 본인 전화에 처리 상황 안내"
# A complaint whose window calls its state by a word that nobody has decided on.
NEW_WORD = (
    ("접수번호", "접수일자", "상담제목", "상담내용", "민원인명", "처리구분", "공개여부"),
    (
        *("202432300150990001", "2024-09-03", "가로등 점검 요청"),
        *("가로등이 자주 깜박입니다.", "홍상철", "현장확인중", "공개"),
    ),
)
# A later export of that window: a column of a new name, a new department, a row that changes, one without its day.
TO_REVIEW = (
    ("접수번호", "접수일자", "상담제목", "상담내용", "민원인명", "손전화", "담당부서", "처리구분", "공개여부"),
    (
        *("202432300150990001", "2024-09-03", "가로등 점검 요청", "가로등이 자주 깜박입니다."),
        *("홍상철", "010-8271-9634", "도로과", "처리완료", "공개"),
    ),
    (
        *("202432300150990002", "2024-09-04", "보도블록 파손 신고", "학교 앞 보도블록이 깨져 있습니다."),
        *("김순자", "010-3348-1207", "도로시설팀", "접수", "공개"),
    ),
    (
        *("202432300150990003", "2024-09-04", "빗물받이 청소 요청", "비가 조금만 와도 골목에 물이 고입니다."),
        *("박영호", "010-5512-8890", "치수과", "현장방문예정", "공개"),
    ),
    (
        *("202432300150990004", "", "불법주정차 단속 요청", "시장 입구에 밤마다 차가 서 있습니다."),
        *("이정숙", "010-2290-4471", "주차관리과", "접수", "비공개"),
    ),
    (
        *("202432300150990005", "2024-09-05", "공원 의자 수리 요청", "느티나무 공원의 의자가 부러졌습니다."),
        *("최영수", "010-7713-5502", "공원녹지과", "접수", "공개"),
    ),
)
# What a window that nobody knows yet gives.
SAMPLE = (
    ("건의번호", "접수일", "제목", "내용", "건의한 사람", "휴대전화", "처리상태"),
    (
        *("건의-2024-0003", "2024-09-03", "느티나무 벤치"),
        "느티나무 아래에 벤치를 하나 더 놓아 주시면 어르신들이 쉬어 가시기에 좋겠습니다.",
        *("홍상철", "010-8271-9634", "접수"),
    ),
    (
        *("건의-2024-0004", "2024-09-04", "게시판 글씨"),
        "건의함 옆 게시판 글씨가 작아 잘 보이지 않으니 더 크게 적어 주시기를 바랍니다.",
        *("김순자", "010-3348-1207", "처리중"),
    ),
    (
        *("건의-2024-0005", "2024-09-05", "문 여는 시각"),
        "점심시간에도 민원대를 열어 두면 직장에 다니는 사람이 들를 수 있어 좋겠습니다.",
        *("박영호", "010-5512-8890", "해결"),
    ),
)


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


def csv_file(name: str, rows: Sequence[Sequence[str]]) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": "\n".join(map(",".join, rows)).encode()}


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


def scroll_to(page: Page, heading: str) -> None:
    """Right under the head of the page, which stays in its place."""
    page.locator(heading).evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 80)")


def part_of(address: str, heading: str) -> Callable[[Page], None]:
    """A page from one of its headings on."""

    def show(page: Page) -> None:
        page.goto(address)
        scroll_to(page, heading)

    return show


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


if __name__ == "__main__":
    main()
