"""HTML and XML of any encoding as the UTF-8 that lxml is fed with, watched for what a lenient parser would lose."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import IO, TYPE_CHECKING

from lxml import etree

from ingest.readers.errors import BrokenFile, FileRefused, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

# Neither XML nor a cell may hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Longer than the beginning of any tag that is looked for, and than an entity.
_HELD_BACK = 80


class MarkupStream:
    """Reads bytes in `encoding` and gives UTF-8: libxml2's own EUC-KR does not know the rest of CP949.

    `repair` mends each portion; `seen` counts what `tokens` finds, in small letters; `latest` is the place of the
    last of each in their order.
    """

    def __init__(
        self,
        file: IO[bytes],
        encoding: str,
        tokens: re.Pattern[str],
        repair: Callable[[str], str] = str,
    ) -> None:
        self.seen: Counter[str] = Counter()
        self.latest: dict[str, int] = {}
        self._file, self._tokens, self._repair = file, tokens, repair
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = ""

    def read(self, size: int = -1) -> bytes:
        """The next portion; its length is not what was asked for, which lxml does not mind."""
        while chunk := self._file.read(size):
            text = self._rest + self._decoder.decode(chunk)
            cut = _cut(text)
            self._rest = text[cut:]
            if portion := self._mended(text[:cut]):
                return portion
        text, self._rest = self._rest + self._decoder.decode(b"", final=True), ""
        return self._mended(text)

    def _mended(self, text: str) -> bytes:
        for found in self._tokens.finditer(text):
            token = found[0].lower()
            self.seen[token] += 1
            self.latest[token] = self.seen.total()
        return self._repair(_CONTROL.sub("", text)).encode()


def _cut(text: str) -> int:
    """Where a portion may end without cutting a tag's beginning, a comment's end or an entity in two."""
    start = max(text.rfind("<"), text.rfind("&"))
    return start if start >= 0 and start > len(text) - _HELD_BACK else max(len(text) - 2, 0)


def forget(element: etree._Element) -> None:
    """Free an element that has been read, and what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def refusal_of(error: etree.XMLSyntaxError) -> FileRefused:
    """What an error of the parser means; it reports full memory as a fault of the text."""
    code = error.args[1] if len(error.args) > 1 else None
    return TooLarge(what="읽는 데 필요한 기억 장치") if code == etree.ErrorTypes.ERR_NO_MEMORY else BrokenFile()
