"""Reading a file from outside the process that reads it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ingest.readers.choice import ReadingChoice
from ingest.readers.errors import KINDS, BrokenFile, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.wire import load_row, load_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ingest.readers.choice import SheetInfo
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
    choice: ReadingChoice | None = None,
    while_waiting: Callable[[], None] | None = None,
) -> Iterator[RawRow]:
    """The non-blank rows of the visible or chosen sheets, streamed from a child. Raises a kind of FileRefused.

    A file may turn out to be refused after many of its rows. `while_waiting` is called about once a second as long as
    the child gives nothing: a large workbook is read whole before its first row comes.
    """
    request = _request("rows", path, file_name, choice)
    yield from map(load_row, answers(request, limits or Limits(), while_waiting))


def sheet_list(
    path: Path,
    file_name: str,
    limits: Limits | None = None,
    *,
    choice: ReadingChoice | None = None,
) -> list[SheetInfo]:
    """All sheets of a file in their order, hidden ones too; of the choice only the encoding counts.

    Workbooks are opened for it, texts and pages read through. Raises a kind of FileRefused.
    """
    return list(map(load_sheet, answers(_request("sheets", path, file_name, choice), limits or Limits())))


def _request(task: str, path: Path, file_name: str, choice: ReadingChoice | None) -> dict[str, object]:
    choice = choice or ReadingChoice()
    return {
        "task": task,
        "path": str(path),
        "file_name": file_name,
        "sheets": choice.sheets,
        "encoding": choice.encoding,
    }


def answers(
    request: Mapping[str, object],
    limits: Limits,
    while_waiting: Callable[[], None] | None = None,
) -> Iterator[str]:
    """The lines that a reading child answers. Raises the kind of FileRefused that it ends with."""
    child = subprocess.Popen(
        [sys.executable, "-m", "ingest.readers.child"],
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONUTF8": "1", "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if child.stdin is None or child.stdout is None:
            raise BrokenFile
        # A child that is dead already is told by its exit.
        with suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(json.dumps({**request, "limits": asdict(limits)}).encode())
        for line in _lines(child.stdout, while_waiting):
            if line.startswith("["):
                yield line
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
