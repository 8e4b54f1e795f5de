"""The uploaded files as they came, encrypted under their digest; opened only into a temporary file, never served."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from complaints.privacy.sealed_files import SealError, sealed, unsealed
from ingest.readers.errors import BrokenFile, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


def keep(pieces: Iterable[bytes]) -> Original:
    """Encrypt and keep a file. Raises TooLarge before more than the allowed bytes are on the disk."""
    measure = _Measure(pieces)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".incoming-", delete=False) as out:
        try:
            out.writelines(sealed(measure, _key()))
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    original = Original(measure.digest.hexdigest(), measure.size)
    Path(out.name).replace(_path(original.sha256))
    return original


@contextmanager
def opened(sha256: str) -> Iterator[Path]:
    """The file in the clear, in a private temporary place, for as long as the block lasts.

    Raises BrokenFile when the kept file is gone or was changed, or the key is another one.
    """
    with tempfile.TemporaryDirectory(prefix="civicsearch-import-") as place:
        path = Path(place) / "original"
        try:
            with _path(sha256).open("rb") as lines, path.open("wb") as out:
                out.writelines(unsealed(lines, _key()))
        except (SealError, FileNotFoundError) as error:
            raise BrokenFile from error
        yield path


def folder() -> Path:
    """Where the files lie, for the program's own user only: one `<digest>.original` each."""
    found = Path(settings.DATA_DIR) / "imports"
    found.mkdir(parents=True, exist_ok=True)
    os.chmod(found, 0o700)  # noqa: PTH101 - the mode of an existing folder is set as well
    return found


class _Measure:
    """Pieces that are counted and digested as they go by."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.digest, self.size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.digest.update(piece)
            self.size += len(piece)
            if self.size > settings.IMPORT_MAX_BYTES:
                raise TooLarge(what=f"{settings.IMPORT_MAX_BYTES // 1024 // 1024}MB 초과")
            yield piece


def _path(sha256: str) -> Path:
    return folder() / f"{sha256}.original"


def _key() -> bytes:
    return hashlib.sha256(f"civicsearch:originals:{settings.FILE_KEY}".encode()).digest()
