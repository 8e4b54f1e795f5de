"""What an export keeps, encrypted: the search it was asked for, and the file itself, each under a key of its own."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from django.conf import settings

from complaints.privacy.keys import keyed_hash
from complaints.privacy.sealed_files import SealError, cipher_of, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

__all__ = ["SealError", "folder", "forget", "keep", "opened", "seal", "unseal"]

_PIECE = 1 << 20


def seal(text: str) -> bytes:
    """A text that only this installation can read."""
    return cipher_of(_key("search")).encrypt(text.encode())


def unseal(token: bytes) -> str:
    """The text again. Raises SealError when it was changed or the key is another one."""
    try:
        return cipher_of(_key("search")).decrypt(token).decode()
    except InvalidToken as error:
        raise SealError from error


def folder() -> Path:
    """Where the files lie, for the program's own user only."""
    found = Path(settings.DATA_DIR) / "exports"
    found.mkdir(parents=True, exist_ok=True)
    os.chmod(found, 0o700)  # noqa: PTH101 - the mode of an existing folder is set as well
    return found


def keep(source: Path, name: str) -> None:
    """Encrypt a file into the folder under this name."""
    with source.open("rb") as file, (folder() / name).open("wb") as out:
        out.writelines(sealed(iter(partial(file.read, _PIECE), b""), _key(name)))


def opened(name: str) -> Iterator[bytes]:
    """The kept file in the clear, a megabyte at a time. Raises SealError, at once when the file is gone."""
    try:
        lines = (folder() / name).open("rb")
    except FileNotFoundError as error:
        raise SealError from error
    return _pieces(lines, name)


def forget(name: str) -> None:
    """Delete a kept file."""
    (folder() / name).unlink(missing_ok=True)


def _pieces(lines: IO[bytes], name: str) -> Iterator[bytes]:
    with lines:
        yield from unsealed(lines, _key(name))


def _key(name: str) -> bytes:
    return keyed_hash("export", name)
