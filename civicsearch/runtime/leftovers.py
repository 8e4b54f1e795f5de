"""Children that outlived a killed supervisor, known by a mark in their environment."""

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "CIVICSEARCH_RUN"
_PATIENCE = 10.0


def end_leftovers(run: Path) -> None:
    """End every process of an earlier run; politely first."""
    number, limit = signal.SIGTERM, time.monotonic() + _PATIENCE
    while pids := _marked(run):
        if time.monotonic() > limit:
            number = signal.SIGKILL
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        time.sleep(0.3)


def _marked(run: Path) -> list[int]:
    mark = f"{MARK}={run}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # Other people's processes cannot be read, others end while we look.
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]
