"""What the person at the terminal reads, and the signals by which that person ends everything."""

import contextlib
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Self


class SetupError(Exception):
    """Why the program cannot go on; the text is a Korean sentence that says what to do."""


class StoppedError(Exception):
    """Ctrl-C, a request to terminate, or the terminal has gone."""


def say(sentence: str) -> None:
    # The terminal may have gone already; the work must still end in order.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log file, indented, to be shown beneath a sentence."""
    with contextlib.suppress(OSError):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines)
    return ""


class StopSignals:
    """Remembers that an end was asked for; nothing is interrupted half-way, waiting code asks `check`."""

    def __init__(self) -> None:
        self.requested = False
        self.interrupted = False
        self._terminal = False

    @classmethod
    def installed(cls) -> Self:
        """Listening from now on; a second Ctrl-C does not cut the orderly end short."""
        signals = cls()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signals._remember)
        # Under nohup the hang-up is ignored on purpose.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, signals._remember)
            signals._terminal = sys.stdout.isatty()
        return signals

    def check(self) -> None:
        # A hang-up is told to the first process of a terminal alone, which may be `make`.
        if self._terminal and not sys.stdout.isatty():
            self.requested = True
        if self.requested:
            raise StoppedError

    def pause(self, seconds: float) -> None:
        """Sleep a little, at most; raise StoppedError when the end was asked for."""
        self.check()
        time.sleep(seconds)
        self.check()

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self.requested = True
        self.interrupted = number == signal.SIGINT
