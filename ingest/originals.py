"""The uploaded files as they came, encrypted under their digest; opened only into a temporary file, never served."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from ingest.readers.errors import BrokenFile, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FRAME = 1 << 20
_LAST = b"\x01"
_MORE = b"\x00"


@dataclass(frozen=True, slots=True)
class Original:
    """A kept file: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


def keep(pieces: Iterable[bytes]) -> Original:
    """Encrypt and keep a file. Raises TooLarge before more than the allowed bytes are on the disk.

    Frames of one megabyte, each a Fernet token on a line, carry their number and whether they are the last, so that
    neither memory grows nor a frame can be left out or moved.
    """
    with tempfile.NamedTemporaryFile(dir=_folder(), prefix=".incoming-", delete=False) as out:
        try:
            original = _encrypt(_frames(pieces), out)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    Path(out.name).replace(_path(original.sha256))
    return original


@contextmanager
def opened(sha256: str) -> Iterator[Path]:
    """The file in the clear, in a private temporary place, for as long as the block lasts.

    Raises BrokenFile when the kept file is gone or was changed, or the key is another one.
    """
    with tempfile.TemporaryDirectory(prefix="civicsearch-import-") as folder:
        path = Path(folder) / "original"
        with path.open("wb") as out:
            _decrypt(_path(sha256), out)
        yield path


def _encrypt(frames: Iterator[bytes], out: IO[bytes]) -> Original:
    cipher, digest, size, number = _cipher(), hashlib.sha256(), 0, 0
    frame: bytes | None = next(frames, b"")
    while frame is not None:
        digest.update(frame)
        size += len(frame)
        if size > settings.IMPORT_MAX_BYTES:
            raise TooLarge(what=f"{settings.IMPORT_MAX_BYTES // 1024 // 1024}MB 초과")
        following = next(frames, None)
        mark = _LAST if following is None else _MORE
        out.write(cipher.encrypt(number.to_bytes(8, "big") + mark + frame) + b"\n")
        frame, number = following, number + 1
    return Original(digest.hexdigest(), size)


def _decrypt(source: Path, out: IO[bytes]) -> None:
    cipher, is_last = _cipher(), False
    try:
        with source.open("rb") as lines:
            for number, line in enumerate(lines):
                frame = cipher.decrypt(line.rstrip(b"\n"))
                if frame[:8] != number.to_bytes(8, "big") or is_last:
                    raise BrokenFile
                is_last = frame[8:9] == _LAST
                out.write(frame[9:])
    except (InvalidToken, FileNotFoundError) as error:
        raise BrokenFile from error
    if not is_last:
        raise BrokenFile


def _frames(pieces: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= _FRAME:
            yield bytes(buffer[:_FRAME])
            del buffer[:_FRAME]
    if buffer:
        yield bytes(buffer)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)  # noqa: PTH101 - the mode of an existing folder is set as well
    return folder


def _path(sha256: str) -> Path:
    return _folder() / f"{sha256}.original"


def _cipher() -> Fernet:
    key = hashlib.sha256(f"civicsearch:originals:{settings.FILE_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
