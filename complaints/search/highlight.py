"""Where the words stand in a text: escaped first, then marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from complaints.text.normal import normalise, normalise_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BEFORE, WIDTH = 6, 110


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Start and end of each place where a word (normal form) stands, however it is spaced; merged, in order."""
    normal = normalise(text)
    here = [word for word in words if word and word in normal]
    if not here:
        return []
    normal, offsets = normalise_with_offsets(text)
    found: list[tuple[int, int]] = []
    for word in here:
        at = normal.find(word)
        while at >= 0:
            found.append((offsets[at], offsets[at + len(word) - 1] + 1))
            at = normal.find(word, at + len(word))
    return _merged(sorted(found))


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The whole text, escaped, each place marked."""
    return _render(text, spans(text, words))


def passage(texts: Mapping[str, str], words: Sequence[str]) -> tuple[str, SafeString]:
    """The label of the first text in which a word stands, and what surrounds it; nothing if no text has one."""
    for label, text in texts.items():
        places = spans(text, words)
        if places:
            start = max(0, places[0][0] - BEFORE)
            end = min(len(text), max(start + WIDTH, places[0][1]))
            inside = [(a - start, min(b, end) - start) for a, b in places if a < end]
            before, after = "…" * (start > 0), "…" * (end < len(text))
            return label, mark_safe(f"{before}{_render(text[start:end], inside)}{after}")  # noqa: S308 - escaped in _render
    return "", SafeString("")


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _render(text: str, places: list[tuple[int, int]]) -> SafeString:
    pieces, at = [], 0
    for start, end in places:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - every piece of text is escaped
