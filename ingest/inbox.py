"""A watched folder a channel: what has stopped growing is imported and moved to done or failed in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from complaints.models import Channel
from ingest.models import BatchState, SourceKind
from ingest.readers.errors import FileRefused
from ingest.services import receive_path, run_in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUIET_SECONDS = 3.0
_WHO = "야간 작업"


def collect(pause: Callable[[float], None] = time.sleep) -> int:
    """Import every finished file of every active channel's folder; the number of files imported."""
    return sum(_collect_one(path, code, pause) for code, path in list(_waiting()))


def _waiting() -> Iterator[tuple[str, Path]]:
    for code in Channel.objects.filter(is_active=True).values_list("code", flat=True):
        folder = Path(settings.INBOX_DIR) / code
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
                yield code, path


def _collect_one(path: Path, code: str, pause: Callable[[float], None]) -> bool:
    before = path.stat()
    pause(_QUIET_SECONDS)
    now = path.stat()
    # A file that grows is being copied and waits for the next round.
    if (before.st_size, before.st_mtime_ns) != (now.st_size, now.st_mtime_ns):
        return False
    try:
        batch = receive_path(path, code, source_kind=SourceKind.INBOX, who=_WHO, enqueue=False)
    except FileRefused:
        _move(path, "failed")
        return False
    # Imported before it is moved: a file whose import is cut short lies there for the next night.
    batch = run_in_turn(batch.pk)
    _move(path, "done" if batch.state == BatchState.DONE else "failed")
    return batch.state == BatchState.DONE


def _move(path: Path, folder: str) -> None:
    target = path.parent / folder
    target.mkdir(exist_ok=True)
    stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}"
    path.rename(target / f"{stamp}-{path.name}")
