"""A watched folder a channel: what has stopped growing is imported and moved to done or failed in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from complaints.models import Channel
from ingest.failures import ProgramError, note
from ingest.models import BatchState, SourceKind
from ingest.readers.errors import FileRefused
from ingest.receiving import receive_path
from ingest.services import run_in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUIET_SECONDS = 3.0
_WHO = "야간 작업"


def collect(pause: Callable[[float], None] = time.sleep) -> int:
    """Import every finished file of every active channel's folder; the number of files imported."""
    return sum(_collect_safely(path, code, pause) for code, path in list(_waiting()))


def _waiting() -> Iterator[tuple[str, Path]]:
    for code in Channel.objects.filter(is_active=True).values_list("code", flat=True):
        folder = Path(settings.INBOX_DIR) / code
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
                yield code, path


def _collect_safely(path: Path, code: str, pause: Callable[[float], None]) -> bool:
    """One file, whose troubles must not end the round of the others."""
    try:
        return _collect_one(path, code, pause)
    except (OperationalError, InterfaceError, OSError) as error:
        # The database or the disk is away: the file stays where it is for the next round.
        note(f"inbox of {code}", error)
    except Exception as error:  # noqa: BLE001 - the boundary of a round, as of a run
        note(f"inbox of {code}", error)
        _move(path, "failed")
    return False


def _collect_one(path: Path, code: str, pause: Callable[[float], None]) -> bool:
    before = path.stat()
    pause(_QUIET_SECONDS)
    now = path.stat()
    # A file that grows is being copied and waits for the next round.
    if (before.st_size, before.st_mtime_ns) != (now.st_size, now.st_mtime_ns):
        return False
    # Imported before it is moved: a file whose import is cut short lies there for the next night.
    is_done = _is_imported(path, code)
    _move(path, "done" if is_done else "failed")
    return is_done


def _is_imported(path: Path, code: str) -> bool:
    try:
        batch = receive_path(path, code, source_kind=SourceKind.INBOX, who=_WHO, enqueue=False)
        return run_in_turn(batch.pk).state == BatchState.DONE
    except (FileRefused, ProgramError):
        return False


def _move(path: Path, folder: str) -> None:
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}"
    path.rename(target / f"{stamp}-{path.name}")
