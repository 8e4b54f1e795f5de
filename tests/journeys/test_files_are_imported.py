"""An admin uploads what the windows gave: counts that add up, and a sentence for each file that is none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.test_every_page import SIZES, findings, wider_than_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.journeys.conftest import Site

    SignIn = Callable[[Page, str], Page]

pytestmark = pytest.mark.journey
SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples"
STATES = ("new", "changed", "same", "merged", "rejected", "not_a_row")


def upload(page: Page, path: Path, channel: str = "") -> Page:
    page.goto("/ingest/upload/")
    if channel:
        page.get_by_label("민원창구").select_option(label=channel)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="올리기").click()
    page.wait_for_url(re.compile(r"/ingest/\d+/"))
    return page


def imports(site: Site) -> list[dict[str, Any]]:
    """The finished imports of the running site, through its own models."""
    script = (
        "import json; from ingest.models import ImportBatch as B; "
        "print(json.dumps([dict(b.counts, file=b.file_name, kind=b.source_kind, rows=b.rows_in_file, "
        "state=b.state, channel=b.channel and b.channel.code) for b in B.objects.order_by('id')]))"
    )
    run = site.command("shell", "--no-imports", "-c", script)
    found: list[dict[str, Any]] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def test_the_demo_came_in_row_for_row(site: Site, truth: dict[str, Any]) -> None:
    batches = {batch["file"]: batch for batch in imports(site) if batch["kind"] == "demo"}
    for file in truth["files"]:
        batch = batches[Path(file["file"]).name]
        assert sum(batch[state] for state in STATES) == batch["rows"] == file["rows"]
        assert {name: batch[name] for name in file["expected"]} == file["expected"]


def test_the_same_files_again_change_nothing(site: Site, truth: dict[str, Any]) -> None:
    files = [(file["channel"], str(truth["folder"] / file["file"])) for file in truth["files"]]
    # One program for all, which takes longer to start than a file to be read.
    script = (
        "from django.core.management import call_command\n"
        f"for channel, path in {files!r}: call_command('import_file', path, channel=channel)"
    )
    run = site.command("shell", "--no-imports", "-c", script)
    assert run.returncode == 0, run.stdout + run.stderr
    again = [batch for batch in imports(site) if batch["kind"] == "command"]
    assert {(batch["new"], batch["changed"]) for batch in again} == {(0, 0)}


def good_rows(page: Page) -> Locator:
    """The button by which a person lets the good rows in, once the file has been looked at."""
    button = page.get_by_role("button", name=re.compile("정상 행 .*건 들여오기"))
    expect(button).to_be_visible(timeout=60_000)
    return button


def test_an_upload_waits_for_a_yes_and_a_worker_imports_it_then(
    page: Page, sign_in: SignIn, truth: dict[str, Any]
) -> None:
    file = next(file for file in truth["files"] if file["channel"] == "petition")
    sign_in(page, "admin")
    upload(page, truth["folder"] / file["file"])
    good_rows(page).click()
    expect(page.locator("main")).to_contain_text("모두 살폈습니다", timeout=60_000)
    expect(page.locator("main")).to_contain_text("구민 청원")
    expect(page.locator(".batch-counts")).to_contain_text(
        re.compile(rf"신규\s*0\s*변경\s*0\s*동일\s*{file['complaints']}")
    )


def with_other_columns(folder: Path, number: str, column: str) -> Path:
    """An export of the mayor's board with a column of a name that nobody knows."""
    path = folder / f"{number}.csv"
    head = f"글번호,제목,글쓴이,작성일시,{column},공개구분"
    body = "가람로 12 앞 가로등이 사흘째 꺼져 있어 밤길이 매우 어둡습니다. 고쳐 주십시오"
    rows = [f"{number}{line},가로등 고장,홍상철,2024-09-03 10:00,{body} {line},공개" for line in range(5)]
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("script", "column"), [(True, "말씀"), (False, "하고 싶은 말")], ids=["with script", "without script"]
)
def test_a_person_says_what_a_column_means_and_it_is_remembered(
    script: bool, column: str, page: Page, plain_context: BrowserContext, sign_in: SignIn, tmp_path: Path
) -> None:
    here = sign_in(page if script else plain_context.new_page(), "admin")
    number = "71" if script else "72"
    upload(here, with_other_columns(tmp_path, number, column), "구청장에게 바란다")
    wait_for_the_look(here, script=script)
    said = here.get_by_label(column)
    said.select_option(label="답변")
    here.get_by_role("button", name="다시 읽기").click()
    wait_for_the_look(here, script=script)
    expect(said).to_have_value("answer")
    good_rows(here).click()
    wait_until(here, "모두 살폈습니다", script=script)
    upload(here, with_other_columns(tmp_path, f"{number}9", column), "구청장에게 바란다")
    wait_for_the_look(here, script=script)
    here.locator("#review-columns ~ details summary").click()
    expect(said).to_have_value("answer")
    here.get_by_role("button", name="아무것도 들여오지 않기").click()
    expect(here.locator("main")).to_contain_text("아무것도 들여오지 않기로 했습니다")


@pytest.mark.parametrize("size", list(SIZES))
def test_the_page_of_a_waiting_file_is_for_everybody(size: str, page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, "admin")
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    upload(page, with_other_columns(tmp_path, "73", "남긴 말"), "구청장에게 바란다")
    good_rows(page)
    page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
    assert findings(page) == []
    assert not wider_than_screen(page)


def wait_for_the_look(page: Page, *, script: bool) -> None:
    wait_until(page, "읽는 법", script=script)


def wait_until(page: Page, words: str, *, script: bool) -> None:
    """Until the page tells something; without a script by asking for it again, as its link does."""
    if script:
        expect(page.locator("main")).to_contain_text(words, timeout=60_000)
        return
    for _ in range(60):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(1000)
        page.reload()
    pytest.fail(f"the page never told: {words}")


@pytest.mark.parametrize(
    ("file", "channel", "words", "state"),
    [
        ("should_fail/picture.xlsx", "", "그림 파일", "refused"),
        ("should_fail/empty.xlsx", "", "빈 파일", "refused"),
        ("should_fail/no_header.xlsx", "", "열 이름", "waiting"),
        ("petition", "새올상담민원", "구민 청원", "waiting"),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_stores_nothing(
    file: str,
    channel: str,
    words: str,
    state: str,
    page: Page,
    sign_in: SignIn,
    site: Site,
) -> None:
    path = SAMPLES / file
    path = next((path / "should_pass").iterdir()) if path.is_dir() else path
    sign_in(page, "admin")
    upload(page, path, channel)
    expect(page.locator(".batch-message")).to_contain_text(words, timeout=60_000)
    last = imports(site)[-1]
    assert (last["state"], [last[state] for state in STATES]) == (state, [0] * 6)
