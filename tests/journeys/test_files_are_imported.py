"""An admin uploads what the windows gave: counts that add up, and a sentence for each file that is none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

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
    for file in truth["files"]:
        run = site.command("import_file", "--channel", file["channel"], str(truth["folder"] / file["file"]))
        assert run.returncode == 0, run.stdout + run.stderr
    again = [batch for batch in imports(site) if batch["kind"] == "command"]
    assert {(batch["new"], batch["changed"]) for batch in again} == {(0, 0)}


def test_a_worker_imports_an_upload_while_the_page_counts(page: Page, sign_in: SignIn, truth: dict[str, Any]) -> None:
    file = next(file for file in truth["files"] if file["channel"] == "petition")
    sign_in(page, "admin")
    upload(page, truth["folder"] / file["file"])
    expect(page.locator("main")).to_contain_text("모두 살폈습니다", timeout=60_000)
    expect(page.locator("main")).to_contain_text("구민 청원")
    expect(page.locator(".batch-counts")).to_contain_text(
        re.compile(rf"신규\s*0\s*변경\s*0\s*동일\s*{file['complaints']}")
    )


@pytest.mark.parametrize(
    ("file", "channel", "words"),
    [
        ("should_fail/picture.xlsx", "", "그림 파일"),
        ("should_fail/empty.xlsx", "", "빈 파일"),
        ("should_fail/no_header.xlsx", "", "열 이름"),
        ("petition", "새올상담민원", "구민 청원"),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_stores_nothing(
    file: str,
    channel: str,
    words: str,
    page: Page,
    sign_in: SignIn,
    site: Site,
) -> None:
    path = SAMPLES / file
    path = next((path / "should_pass").iterdir()) if path.is_dir() else path
    sign_in(page, "admin")
    upload(page, path, channel)
    expect(page.locator("main")).to_contain_text(words, timeout=60_000)
    last = imports(site)[-1]
    assert (last["state"], [last[state] for state in STATES]) == ("refused", [0] * 6)
