"""The whole program as `make run` starts it, without the demo data."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from civicsearch.runtime.leftovers import MARK
from civicsearch.runtime.state import State

ROOT = Path(__file__).resolve().parents[2]
UP = [sys.executable, "-m", "civicsearch.runtime", "up"]
PATIENCE = 120


class Terminal:
    """One `make run` and what it has printed so far."""

    def __init__(self, state: State) -> None:
        named = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR", "INBOX_DIR"}
        self.state = state
        self.environment = {name: value for name, value in os.environ.items() if name not in named}
        self.environment |= {"STATE_DIR": str(state.root), "DEMO": "0"}
        self.printed = state.root / "printed"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.printed.open("wb") as output:
            return subprocess.Popen(UP, cwd=ROOT, env=self.environment, stdout=output, stderr=output)

    def wait_for(self, pattern: str) -> str:
        limit = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.printed.read_text(encoding="utf-8"))):
            assert self.process.poll() is None, self.printed.read_text(encoding="utf-8")
            assert time.monotonic() < limit, self.printed.read_text(encoding="utf-8")
            time.sleep(0.1)
        return found.group(0)

    def site(self) -> str:
        """The address, of a new start when there is none."""
        if self.process.poll() is not None:
            self.process = self.start()
        return self.wait_for(r"http://127.0.0.1:\d+/")

    def children(self) -> list[str]:
        """Command lines of all that this site runs, PostgreSQL and the broker by their folder."""
        marks = (f"{MARK}={self.state.root}".encode(), os.fsencode(self.state.root))
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                told = (process / "environ").read_bytes() + os.fsencode((process / "cwd").readlink())
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if words and int(process.name) != self.process.pid and any(mark in told for mark in marks):
                found.append(f"{process.name} {words}")
        return found


@pytest.fixture(scope="module")
def terminal(state: State) -> Iterator[Terminal]:
    terminal = Terminal(state)
    yield terminal
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(60)


def test_it_prints_an_address_that_answers(terminal: Terminal) -> None:
    site = terminal.site()
    with urlopen(Request(f"{site}health/", headers={"X-Forwarded-Proto": "https"})) as answer:  # noqa: S310 - ours
        assert answer.status == 200


def test_a_second_one_names_the_address_and_does_no_harm(terminal: Terminal) -> None:
    site = terminal.site()
    second = subprocess.run(UP, cwd=ROOT, env=terminal.environment, capture_output=True, text=True, check=True)
    assert site in second.stdout
    assert terminal.process.poll() is None


def test_commands_in_another_terminal_find_its_database(terminal: Terminal) -> None:
    terminal.site()
    command = [sys.executable, "manage.py", "migrate", "--check"]
    subprocess.run(command, cwd=ROOT, env=terminal.environment | {"DEMO": ""}, check=True)


@pytest.mark.parametrize(("label", "words"), [("웹 서버", "gunicorn"), ("작업 처리기", "celery -A")])
def test_a_killed_part_comes_back(terminal: Terminal, label: str, words: str) -> None:
    terminal.site()
    pid = min(int(line.split()[0]) for line in terminal.children() if words in line)
    os.kill(pid, signal.SIGKILL)
    terminal.wait_for(re.escape(f"[{label}] 멈췄습니다(종료 코드 -9)"))
    site = terminal.site()
    with urlopen(Request(f"{site}health/", headers={"X-Forwarded-Proto": "https"}), timeout=30) as answer:  # noqa: S310
        assert answer.status == 200


def test_ctrl_c_ends_all_and_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.site()
    assert len(terminal.children()) > 5
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(60) == 0
    assert terminal.children() == []
    assert not terminal.state.environment_file.exists()


def test_the_next_start_takes_seconds_and_survives_a_kill(terminal: Terminal) -> None:
    terminal.site()
    terminal.process.kill()
    terminal.process.wait()
    terminal.site()
