"""Files come in: kept encrypted, named without identifiers, and queued."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from django.db import transaction

from complaints.models import Channel
from complaints.text.identifiers import remove_identifiers
from ingest import originals
from ingest.models import ImportBatch, SourceKind
from ingest.services import enqueue_batch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from complaints.privacy.models import Account

_PIECE = 1 << 20


def receive_upload(file: UploadedFile[Any], channel: Channel | None, account: Account) -> ImportBatch:
    """Keep an uploaded file and queue its import. Without a channel it is recognised by its header."""
    return _receive(
        file.chunks(),
        file.name or "",
        ImportBatch(channel=channel, account=account, actor=account.employee_number, source_kind=SourceKind.UPLOAD),
    )


def receive_path(
    path: Path,
    channel_code: str | None,
    *,
    source_kind: str = SourceKind.COMMAND,
    who: str = "",
    enqueue: bool = True,
) -> ImportBatch:
    """Keep a file of this machine and queue its import. Raises Channel.DoesNotExist for an unknown code."""
    channel = Channel.objects.get(code=channel_code) if channel_code else None
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(_PIECE), b"")
        return _receive(
            pieces,
            path.name,
            ImportBatch(
                channel=channel,
                actor=who[:60],
                source_kind=source_kind,
                # Who gave the command has decided already.
                is_confirmed=source_kind in {SourceKind.COMMAND, SourceKind.DEMO},
            ),
            enqueue=enqueue,
        )


def _receive(pieces: Iterable[bytes], name: str, batch: ImportBatch, *, enqueue: bool = True) -> ImportBatch:
    original = originals.keep(pieces)
    # A browser may send a whole path, and a name may hold somebody's number.
    bare = PureWindowsPath(PurePosixPath(name).name).name
    batch.file_name, removed = remove_identifiers(bare)
    batch.file_name = batch.file_name[:255]
    batch.removed = dict(removed)
    batch.sha256, batch.file_bytes = original.sha256, original.size
    batch.save()
    if enqueue:
        transaction.on_commit(lambda: enqueue_batch(batch.pk))
    return batch
