"""Reading a file from outside the process that reads it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ingest.readers.errors import KINDS, BrokenFile, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.wire import load_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.readers.errors import FileRefused
    from ingest.readers.rows import RawRow

_TICK_MILLISECONDS = 1000
_PIECE = 1 << 18
_ROOT = Path(__file__).resolve().parents[2]


def read_rows(
    path: Path,
    file_name: str,
    limits: Limits | None = None,
    *,
    while_waiting: Callable[[], None] | None = None,
) -> Iterator[RawRow]:
    """The non-blank rows of the visible sheets, streamed from a child. Raises a kind of FileRefused.

    `while_waiting` is called about once a second as long as the child gives nothing: a large workbook is read whole
    before its first row comes.
    """
    arguments = json.dumps(asdict(limits or Limits()))
    child = subprocess.Popen(  # noqa: S603 - our own module, no shell; the name is an argument, never a path
        [sys.executable, "-m", "ingest.readers.child", str(path), file_name, arguments],
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONUTF8": "1", "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if child.stdout is None:
            raise BrokenFile
        for line in _lines(child.stdout, while_waiting):
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


def _lines(pipe: IO[bytes], while_waiting: Callable[[], None] | None) -> Iterator[str]:
    """The whole lines of a pipe; one that its writer did not finish is left out."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    rest: list[bytes] = []
    while True:
        while not poll.poll(_TICK_MILLISECONDS):
            if while_waiting:
                while_waiting()
        piece = os.read(pipe.fileno(), _PIECE)
        if not piece:
            return
        head, newline, tail = piece.rpartition(b"\n")
        if newline:
            yield from b"".join([*rest, head]).decode().split("\n")
            rest = []
        rest.append(tail)


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
