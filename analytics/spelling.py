"""From a word as somebody types it to the keyword that it is counted as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.models import ALL, Keyword, KeywordMonth
from analytics.scopes import Scope
from analytics.vocabulary import counted_as, squeezed
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.privacy.reader import Reader


def keywords_of(words: Iterable[str]) -> dict[str, Keyword | None]:
    """The keyword of each word as typed, a synonym's being that of its group; None where nothing is counted so."""
    first = counted_as()
    normals = {word: normalise(first.get(squeezed(word), word)) for word in words}
    found = {keyword.normal: keyword for keyword in Keyword.objects.filter(normal__in=set(normals.values()))}
    return {word: found.get(normal) for word, normal in normals.items()}


def known_keyword(word: str, reader: Reader) -> Keyword | None:
    """The keyword of a word, if any complaint that the reader may read holds it."""
    keyword = keywords_of([word])[word]
    if keyword is None or reader.reads_all:
        return keyword
    cells = KeywordMonth.objects.filter(keyword=keyword, channel_id=ALL, viewer_id__in=Scope(reader).viewer_ids)
    return keyword if cells.exists() else None
