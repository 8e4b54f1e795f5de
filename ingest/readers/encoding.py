"""Which encoding a text file is in: BOM, then strict UTF-8, then whichever of UTF-8 and CP949 breaks less.

Each is tried over the whole file, for Hangul may begin far down.
"""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from ingest.readers.choice import ENCODINGS
from ingest.readers.errors import UnknownFormat

if TYPE_CHECKING:
    from pathlib import Path

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
# A few broken characters in a long file are a source's cut texts; more of them are another format.
_BROKEN_PER_MILLION = 200


def encoding_of(path: Path, chosen: str = "") -> str:
    """The codec's name; one of ENCODINGS that a person chose goes before the guess.

    Raises UnknownFormat when it is no text at all.
    """
    if chosen in ENCODINGS:
        return ENCODINGS[chosen]
    with path.open("rb") as file:
        head = file.read(4)
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    broken = _broken(path, "utf-8")
    if broken == 0:
        return "utf-8"
    broken, best = min((broken, "utf-8"), (_broken(path, "cp949"), "cp949"))
    if broken > 1 + path.stat().st_size * _BROKEN_PER_MILLION // 1_000_000:
        raise UnknownFormat
    return best


def open_text(path: Path, chosen: str = "") -> IO[str]:
    """The file as text, line ends untouched, broken characters shown as U+FFFD."""
    return path.open("r", encoding=encoding_of(path, chosen), errors="replace", newline="")


def _broken(path: Path, encoding: str) -> int:
    """How many characters do not decode. Raises UnknownFormat at a zero byte, which no such text has."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    broken = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise UnknownFormat
            text = decoder.decode(chunk)
            broken += text.count("\ufffd") - (chunk.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    return broken + decoder.decode(b"", final=True).count("\ufffd")
