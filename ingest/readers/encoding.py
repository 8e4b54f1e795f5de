"""Which encoding a text file is in: BOM, then strict UTF-8, then CP949, each over the whole file."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from ingest.readers.errors import UnknownFormat

if TYPE_CHECKING:
    from pathlib import Path

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
# A few broken characters in a long CP949 file are a source's cut texts; more of them are another format.
_BROKEN_PER_MILLION = 200


def encoding_of(path: Path) -> str:
    """The codec's name. Raises UnknownFormat when it is no text at all."""
    with path.open("rb") as file:
        head = file.read(4)
        for bom, name in BOMS:
            if head.startswith(bom):
                return name
        file.seek(0)
        if _is_strict(file, "utf-8"):
            return "utf-8"
        file.seek(0)
        if _is_nearly_cp949(file):
            return "cp949"
    raise UnknownFormat


def open_text(path: Path) -> IO[str]:
    """The file as text, line ends untouched, broken characters shown as U+FFFD."""
    return path.open("r", encoding=encoding_of(path), errors="replace", newline="")


def _is_strict(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_nearly_cp949(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("cp949")("replace")
    size = broken = 0
    while chunk := file.read(_CHUNK):
        if b"\0" in chunk:
            return False
        size += len(chunk)
        broken += decoder.decode(chunk).count("\ufffd")
    return broken <= 1 + size * _BROKEN_PER_MILLION // 1_000_000
