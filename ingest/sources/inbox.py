"""A watched folder a channel: what has stopped growing is imported and moved to done, waiting or failed in it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from complaints.text.identifiers import remove_identifiers
from ingest.failures import AWAY, ProgramError, note
from ingest.models import BatchState, ImportBatch, Source, SourceKind
from ingest.readers.errors import FileRefused
from ingest.receiving import receive_path
from ingest.services import run_in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ingest.models import SourceRun

QUIET_SECONDS = 3.0
DONE, WAITING, FAILED = "done", "waiting", "failed"
_HEADS = (".", "~$")
_TAILS = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download")


@dataclass(slots=True)
class Collected:
    """What is to be told of a round: sentences on what went wrong, and how many files were still being copied."""

    problems: list[str] = field(default_factory=list)
    growing: int = 0


def folder_of(source: Source) -> Path:
    """The folder of a source, made where it is not there yet."""
    found = Path(settings.INBOX_DIR) / source.folder
    found.mkdir(parents=True, exist_ok=True)
    return found


def collect(source: Source, run: SourceRun, pause: Callable[[float], None] = time.sleep) -> Collected:
    """Import every finished file of a source's folder; the imports are added to the run."""
    told = Collected()
    try:
        files = list(_files(folder_of(source)))
        quiet = _quiet(files, pause)
    except OSError as error:
        note(f"inbox of {source.folder}", error)
        told.problems.append(
            "받은 폴더를 읽을 수 없습니다. 폴더가 있는지, 프로그램이 읽고 쓸 권한이 있는지 확인해 주세요."
        )
        return told
    told.growing = len(files) - len(quiet)
    for path in quiet:
        if problem := _collect_safely(path, source, run):
            told.problems.append(problem)
    return told


def put_away(batch: ImportBatch, source: Source) -> None:
    """Move the file of an import that waited for a person to where it belongs now. Raises OSError."""
    for path in (folder_of(source) / WAITING).glob(f"{batch.pk}번-*"):
        kept = path.name.partition("-")[2]
        _move(path, folder_of(source) / (DONE if batch.state == BatchState.DONE else FAILED), f"{_stamp()}-{kept}")


def delete_old(now: datetime) -> int:
    """Delete files moved to done or failed so long ago that originals of their window are not kept; how many."""
    deleted = 0
    for source in Source.objects.filter(kind=SourceKind.INBOX).select_related("channel"):
        first_kept = (now - timedelta(days=source.channel.keep_originals_days)).timestamp()
        for path in (path for name in (DONE, FAILED) for path in (folder_of(source) / name).glob("*")):
            # Moving a file touches this time and not that of its content.
            if path.is_file() and path.lstat().st_ctime < first_kept:
                path.unlink()
                deleted += 1
    return deleted


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        is_whole = not path.name.startswith(_HEADS) and not path.name.lower().endswith(_TAILS)
        if is_whole and not path.is_symlink() and path.is_file():
            yield path


def _quiet(files: list[Path], pause: Callable[[float], None]) -> list[Path]:
    """Those that have stopped growing; one that grows is being copied and waits for another round."""
    if not files:
        return []
    before = [_measure(path) for path in files]
    pause(QUIET_SECONDS)
    return [path for path, seen in zip(files, before, strict=True) if seen and seen == _measure(path)]


def _measure(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _collect_safely(path: Path, source: Source, run: SourceRun) -> str:
    """One file, whose troubles must not end the round of the others; a sentence on them, "" without any.

    With the database away the round ends, and every file stays where it is.
    """
    name, _ = remove_identifiers(path.name)
    try:
        return _collect_one(path, source, run)
    except AWAY:
        raise
    except OSError as error:
        note(f"inbox of {source.folder}", error)
        return f"‘{name}’ 파일을 읽거나 옮길 수 없어 그대로 두었습니다. 파일과 폴더의 권한을 확인해 주세요."
    except Exception as error:  # noqa: BLE001 - the boundary of a round, as of a run
        note(f"inbox of {source.folder}", error)
    _put(path, FAILED)
    return f"‘{name}’ 파일을 받다가 프로그램 오류가 났습니다. 시스템 관리자에게 알려 주세요."


def _collect_one(path: Path, source: Source, run: SourceRun) -> str:
    # Imported before it is moved: a file whose import is cut short lies there for the next round.
    try:
        batch = _received(path, source, run)
    except FileRefused as refusal:
        _put(path, FAILED)
        return refusal.sentence
    batch = _imported(batch)
    if batch.state == BatchState.WAITING:
        _move(path, path.parent / WAITING, f"{batch.pk}번-{path.name}")
    else:
        _put(path, DONE if batch.state == BatchState.DONE else FAILED)
    return ""


def _received(path: Path, source: Source, run: SourceRun) -> ImportBatch:
    code = source.channel.code
    batch = receive_path(path, code, source_kind=SourceKind.INBOX, who=run.actor, enqueue=False)
    if source.is_full:
        batch.keep(is_full=True)
    run.batches.add(batch)
    return batch


def _imported(batch: ImportBatch) -> ImportBatch:
    try:
        return run_in_turn(batch.pk)
    except ProgramError:
        batch.refresh_from_db()
        return batch


def _put(path: Path, folder: str) -> None:
    _move(path, path.parent / folder, f"{_stamp()}-{path.name}")


def _move(path: Path, folder: Path, name: str) -> None:
    """Move a file and write over none."""
    folder.mkdir(exist_ok=True)
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    path.rename(target)


def _stamp() -> str:
    return f"{timezone.localtime():%Y%m%d-%H%M%S}"
