"""People at their work, as a process of its own: each logs in, asks, reads, and asks again, for a stated time.

Reads one JSON object, a `Work`, from standard input and writes one: milliseconds by kind of page, and errors.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.browser import Browser, PageError

if TYPE_CHECKING:
    from collections.abc import Callable

SHARES = {"look-up": 80, "text": 15, "complaint": 4, "home": 1}
PARTS = "parts loaded afterwards"
_HIT = re.compile(r'href="(/complaints/\d+/)"')


@dataclass(frozen=True, slots=True)
class Work:
    """What all do: where, for how long, how long they think between two questions, and what they ask."""

    host: str
    port: int
    users: int
    seconds: float
    warm_seconds: float
    think_seconds: float
    accounts: list[str]
    password: str
    asked: dict[str, list[str]]
    pages: list[str]
    seed: int


class Start:
    """The moment from which times are recorded: when all have logged in, which costs the server dear, and are warm."""

    def __init__(self, work: Work) -> None:
        self.at = float("inf")
        self.warm_seconds = work.warm_seconds
        self.barrier = threading.Barrier(work.users, self._fix)

    def _fix(self) -> None:
        self.at = time.perf_counter() + self.warm_seconds


@dataclass(slots=True)
class Clerk:
    """One person, and what this person has seen: milliseconds by kind, errors by kind and reason."""

    work: Work
    number: int
    start: Start
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Log in, wait for the others, then ask until the time is over; what is asked to make warm is not recorded."""
        work, chance = self.work, random.Random(f"{self.work.seed} {self.number}")
        browser = Browser(work.host, work.port)
        is_in = self._tried("log in", browser.log_in, work.accounts[self.number % len(work.accounts)], work.password)
        self.start.barrier.wait()
        time.sleep(chance.random() * work.think_seconds)
        while is_in and time.perf_counter() < self.start.at + work.seconds:
            kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
            browser.renew()
            if self._tried(kind, self._open, browser, kind, chance):
                for path in browser.parts():
                    self._tried(PARTS, browser.part, path)
            time.sleep(work.think_seconds * chance.uniform(0.5, 1.5))
        browser.connection.close()

    def _open(self, browser: Browser, kind: str, chance: random.Random) -> None:
        if kind == "home":
            browser.get("/")
        elif kind == "complaint":
            seen = _HIT.findall(browser.page)
            browser.get(chance.choice(seen or self.work.pages))
        else:
            browser.post("/", q=chance.choice(self.work.asked[kind]))

    def _tried(self, kind: str, act: Callable[..., None], *given: object) -> bool:
        start = time.perf_counter()
        try:
            act(*given)
        except (PageError, OSError, http.client.HTTPException) as reason:
            if start >= self.start.at or kind == "log in":
                self.errors[f"{kind}: {reason or type(reason).__name__}"] += 1
            return False
        if start >= self.start.at:
            self.times[kind].append((time.perf_counter() - start) * 1000)
        return True


def main() -> int:
    work = Work(**json.load(sys.stdin))
    start = Start(work)
    clerks = [Clerk(work, number, start) for number in range(work.users)]
    threads = [threading.Thread(target=clerk.run) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times: dict[str, list[float]] = defaultdict(list)
    errors: Counter[str] = Counter()
    for clerk in clerks:
        errors += clerk.errors
        for kind, values in clerk.times.items():
            times[kind] += values
    json.dump({"times": times, "errors": errors}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
