"""Files as they lie on the disk: encrypted in frames, so that memory does not grow and no frame is lost or moved."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FRAME = 1 << 20
_MORE, _LAST = b"\x00", b"\x01"


class SealError(Exception):
    """What was kept is gone or was changed, or the key is another one."""


def cipher_of(key: bytes) -> Fernet:
    """The cipher of a key of 32 bytes."""
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(pieces: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The lines of a sealed file, from its content in pieces of any size.

    A line is the Fernet token of a frame of one megabyte at most, with its number and whether it is the last.
    """
    cipher, number, frames = cipher_of(key), 0, _frames(pieces)
    frame: bytes | None = next(frames, b"")
    while frame is not None:
        following = next(frames, None)
        mark = _LAST if following is None else _MORE
        yield cipher.encrypt(number.to_bytes(8, "big") + mark + frame) + b"\n"
        frame, number = following, number + 1


def unsealed(lines: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The content of a sealed file, a frame at a time. Raises SealError, for a file cut short only at its end."""
    cipher, is_last = cipher_of(key), False
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


def _frames(pieces: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= _FRAME:
            yield bytes(buffer[:_FRAME])
            del buffer[:_FRAME]
    if buffer:
        yield bytes(buffer)
