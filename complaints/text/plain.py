"""Texts in which digits, letters and dashes of any width are ASCII, character by character."""

import re
import unicodedata

_DASHES = "‐‑‒–—―−﹘﹣－ーㅡ᠆⁃"
_OPENING, _CLOSING = "（［【〔", "）］】〕"
_SPACES = "\u00a0\u3000\u2002\u2003\u2009\u202f\t"
_OTHERS = {
    "．": ".",
    "。": ".",
    "：": ":",
    "／": "/",
    "＋": "+",
    "，": ",",
    "＊": "*",
    "’": "'",
    "‘": "'",
    "｀": "'",
}


class _Ascii(dict[int, str]):
    """The ASCII form of each code point, one character for one, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            char = str(digit)
        elif len(folded) == 1 and folded.isascii() and folded.isalnum():
            char = folded
        self[code] = char
        return char


_ASCII = _Ascii(
    {ord(char): char for char in map(chr, range(128))}
    | dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _OPENING), "(")
    | dict.fromkeys(map(ord, _CLOSING), ")")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | {ord(char): plain for char, plain in _OTHERS.items()}
)


# Looking up every character of a Korean text takes ten times as long.
_MAY_CHANGE = re.compile(r"[^\x00-\x08\n-\x7f가-힣]")


def plain(text: str) -> str:
    """Return a text of the same length, so that a place found in it is the place in the original."""
    return _MAY_CHANGE.sub(lambda char: _ASCII[ord(char[0])], text)
