"""Hangul in Latin letters, syllable by syllable after the Revised Romanisation, for codes that a person may change."""

from __future__ import annotations

import re
import unicodedata

_FIRST, _LAST = 0xAC00, 0xD7A3  # Unicode, chapter 3.12
_TABLE = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
_ONSETS, _VOWELS, _CODAS = (row.split() for row in _TABLE)
_SIGNS = re.compile(r"[^a-z0-9]+")


def romanise(text: str) -> str:
    """`동 주민센터 건의함` gives `dong juminsenteo geonuiham`; other characters stay."""
    return "".join(map(_latin, unicodedata.normalize("NFC", text)))


def slug_of(text: str, longest: int) -> str:
    """Letters a to z, digits and hyphens, at most `longest`; "" for a text that has none."""
    return _SIGNS.sub("-", romanise(text).lower()).strip("-")[:longest].strip("-")


def _latin(char: str) -> str:
    if not _FIRST <= ord(char) <= _LAST:
        return char
    rest, coda = divmod(ord(char) - _FIRST, len(_CODAS))
    onset, vowel = divmod(rest, len(_VOWELS))
    return (_ONSETS[onset] + _VOWELS[vowel] + _CODAS[coda]).replace("-", "")
