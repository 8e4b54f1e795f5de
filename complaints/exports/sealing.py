"""What an export keeps, encrypted: the search it was asked for, and the file itself, each under a key of its own."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from complaints.privacy.keys import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRAME = 1 << 20
_MORE, _LAST = b"\x00", b"\x01"


class SealError(Exception):
    """What was kept is gone or was changed, or the key is another one."""


def seal(text: str) -> bytes:
    """A text that only this installation can read."""
    return _cipher("search").encrypt(text.encode())


def unseal(token: bytes) -> str:
    """The text again. Raises SealError when it was changed or the key is another one."""
    try:
        return _cipher("search").decrypt(token).decode()
    except InvalidToken as error:
        raise SealError from error


def folder() -> Path:
    """Where the files lie, for the program's own user only."""
    found = Path(settings.DATA_DIR) / "exports"
    found.mkdir(parents=True, exist_ok=True)
    os.chmod(found, 0o700)  # noqa: PTH101 - the mode of an existing folder is set as well
    return found


def keep(source: Path, name: str) -> None:
    """Encrypt a file into the folder under this name.

    Frames of one megabyte, each a Fernet token on a line, carry their number and whether they are the last, so that
    neither memory grows nor a frame can be left out or moved.
    """
    cipher = _cipher(name)
    with source.open("rb") as file, (folder() / name).open("wb") as out:
        number, frame = 0, file.read(_FRAME)
        while True:
            following = file.read(_FRAME)
            mark = _MORE if following else _LAST
            out.write(cipher.encrypt(number.to_bytes(8, "big") + mark + frame) + b"\n")
            if not following:
                return
            number, frame = number + 1, following


def opened(name: str) -> Iterator[bytes]:
    """The kept file in the clear, a megabyte at a time. Raises SealError, at once when the file is gone."""
    try:
        lines = (folder() / name).open("rb")
    except FileNotFoundError as error:
        raise SealError from error
    return _frames(lines, _cipher(name))


def _frames(lines: IO[bytes], cipher: Fernet) -> Iterator[bytes]:
    is_last = False
    with lines:
        for number, line in enumerate(lines):
            try:
                frame = cipher.decrypt(line.rstrip(b"\n"))
            except InvalidToken as error:
                raise SealError from error
            if frame[:8] != number.to_bytes(8, "big") or is_last:
                raise SealError
            is_last = frame[8:9] == _LAST
            yield frame[9:]
    if not is_last:
        raise SealError


def forget(name: str) -> None:
    """Delete a kept file."""
    (folder() / name).unlink(missing_ok=True)


def _cipher(name: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_hash("export", name)))
