"""Reading a file from outside the process that reads it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.readers.errors import KINDS, BrokenFile, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.wire import load_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.errors import FileRefused
    from ingest.readers.rows import RawRow

_ROOT = Path(__file__).resolve().parents[2]


def read_rows(path: Path, file_name: str, limits: Limits | None = None) -> Iterator[RawRow]:
    """The non-blank rows of the visible sheets, streamed from a child. Raises a kind of FileRefused."""
    arguments = json.dumps(asdict(limits or Limits()))
    child = subprocess.Popen(  # noqa: S603 - our own module, no shell; the name is an argument, never a path
        [sys.executable, "-m", "ingest.readers.child", str(path), file_name, arguments],
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONUTF8": "1", "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    try:
        if child.stdout is None:
            raise BrokenFile
        for line in child.stdout:
            if line.startswith("["):
                yield load_row(line)
            elif not _is_end(line):
                raise _refusal(line)
            else:
                return
        raise _death(child.wait())
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _is_end(line: str) -> bool:
    return "end" in json.loads(line)


def _refusal(line: str) -> FileRefused:
    told = json.loads(line)
    return KINDS[told["refused"]](**told["details"])


def _death(code: int) -> FileRefused:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TooLarge(what="읽는 시간이 제한을 넘음")
    if code == -signal.SIGABRT:
        return TooLarge(what="사용한 칸의 범위")
    return BrokenFile()
