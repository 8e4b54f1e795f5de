"""The whole program as `make run` starts it, its demo data with the truth beside them, and a real browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
ROWS, SEED = 1200, 20240901
START_SECONDS = 240
COUNT_SECONDS = 240
READ_SECONDS = 240
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Chromium asks its maker for updates and word lists on its own; a closed network refuses each.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """A running installation of its own."""

    address: str
    password: str
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`manage.py ...` beside the running site."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)

    def find(self, query: str) -> set[tuple[str, str]]:
        """(channel, receipt number) of everything that `manage.py find` finds."""
        run = self.command("find", query, "--json", "--limit", "0")
        assert run.returncode == 0, run.stderr
        return {(hit["channel"], hit["receipt_number"]) for hit in json.loads(run.stdout)["results"]}


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the demo's files say: the same seed makes the same people."""
    folder = tmp_path_factory.mktemp("samples")
    script = str(ROOT / "fixtures" / "make_samples.py")
    words = ["--rows", str(ROWS), "--seed", str(SEED), "--out", str(folder)]
    subprocess.run([sys.executable, script, *words], check=True, stdout=subprocess.DEVNULL)
    made: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return {**made, "folder": folder}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Started once, ended as Ctrl-C ends it."""
    state = Path(tempfile.mkdtemp(prefix="civicsearch-journeys-"))
    ours = {"STATE_DIR": str(state), "DEMO": "1", "DEMO_ROWS": str(ROWS), "WEB_PORT": ""}
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}}
    inherited = {k: v for k, v in inherited.items() if k not in {"SECRET_KEY", "FILE_KEY", "DATA_DIR", "INBOX_DIR"}}
    environment = {**inherited, **ours}
    log = (state / "console.log").open("w+", encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-m", "civicsearch.runtime", "up"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_ready(program, state, Path(log.name))
        made = _environment_of(state)
        yield Site(made["SITE_URL"].rstrip("/"), made["DEMO_PASSWORD"], environment)
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(60)
        log.close()


def _wait_until_ready(program: subprocess.Popen[bytes], state: Path, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if program.poll() is not None:
            break
        if "Ctrl-C" in log.read_text(encoding="utf-8"):
            return
        time.sleep(0.3)
    pytest.fail(f"the site did not start: {log.read_text(encoding='utf-8')}, see {state}")


def _environment_of(state: Path) -> dict[str, str]:
    from civicsearch.runtime.state import State

    return State(state).read_environment()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = next(path for path in CHROMIUM if Path(path).exists())
    return {**browser_type_launch_args, "executable_path": executable, "args": list(QUIET)}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], site: Site) -> dict[str, Any]:
    size = {"width": 1366, "height": 768}
    return {**browser_context_args, "base_url": site.address, "locale": "ko-KR", "viewport": size}


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page of which every console error and every request to another host fails the test."""
    opened, faults = context.new_page(), []
    opened.set_default_timeout(10_000)
    host = urlsplit(site.address).netloc

    def watch_request(request: Any) -> None:
        if urlsplit(request.url).netloc not in {host, ""}:
            faults.append(f"request to {request.url}")

    def watch_console(message: Any) -> None:
        if message.type == "error" and "status of 40" not in message.text:
            faults.append(f"console: {message.text}")

    opened.on("request", watch_request)
    opened.on("console", watch_console)
    opened.on("pageerror", lambda error: faults.append(f"script: {error}"))
    yield opened
    assert faults == []


@pytest.fixture
def sign_in(site: Site) -> Callable[[Page, str], Page]:
    """Log in as one of the demo accounts."""

    def as_account(page: Page, account: str) -> Page:
        return _log_in(page, account, site)

    return as_account


def _log_in(page: Page, account: str, site: Site) -> Page:
    page.goto("/accounts/login/")
    page.get_by_label("직원번호").fill(account)
    page.get_by_label("비밀번호").fill(site.password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="로그아웃").wait_for()
    return page


@pytest.fixture(scope="session")
def open_counted() -> Callable[[Page, str, int], None]:
    """Open a page of the analytics, again and again until it does not say any more that it is counting."""

    def opened(page: Page, url: str, seconds: int) -> None:
        until = time.monotonic() + seconds
        page.goto(url)
        while page.locator(".analytics-waiting").count():
            assert time.monotonic() < until, page.locator(".analytics-waiting").inner_text()
            page.wait_for_timeout(500)
            page.reload()

    return opened


@pytest.fixture(scope="session")
def counted(site: Site, browser: Browser, open_counted: Callable[[Page, str, int], None]) -> None:
    """The analytics have counted what the demo brought."""
    context = browser.new_context(base_url=site.address, locale="ko-KR")
    open_counted(_log_in(context.new_page(), "manager", site), "/analytics/", COUNT_SECONDS)
    context.close()


@pytest.fixture(scope="session")
def read(site: Site, browser: Browser) -> None:
    """The complaints of the demo are compared with each other, as the administrator's page says."""
    context = browser.new_context(base_url=site.address, locale="ko-KR")
    page, until = _log_in(context.new_page(), "admin", site), time.monotonic() + READ_SECONDS
    line = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="비슷한 민원"))
    page.goto("/status/")
    while "모두 읽음" not in line.inner_text():
        assert time.monotonic() < until, line.inner_text()
        page.wait_for_timeout(500)
        page.reload()
    context.close()


@pytest.fixture
def search() -> Callable[[Page, str], int]:
    """Type words into the box of the first page; the number of complaints, which arrives after the list."""

    def for_words(page: Page, words: str) -> int:
        page.goto("/")
        page.locator("[data-search-box]").fill(words)
        page.keyboard.press("Enter")
        return int(page.locator("#results-title em").inner_text().replace(",", ""))

    return for_words


@pytest.fixture
def plain_context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    yield context
    context.close()
