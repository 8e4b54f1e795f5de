"""The one table of synonyms, for whoever reads words: the search, and later the keywords."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def synonyms_of(word: str) -> tuple[str, ...]:
    """The other words of the group in which a word (normal form) stands, as their editors wrote them."""
    return synonyms_among([word]).get(word, ())


def synonyms_among(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Those of the words (normal form) that stand in a group, each with the others of it; at most one query.

    Asked anew each time, so that an edit reaches the next query in every process.
    """
    from complaints.synonyms.models import LONGEST_WORD, SynonymWord

    wanted = {word for word in words if 2 <= len(word) <= LONGEST_WORD and any(map(str.isalpha, word))}
    if not wanted:
        return {}
    groups = SynonymWord.objects.filter(normal__in=wanted).values("group_id")
    members: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for group_id, normal, text in SynonymWord.objects.filter(group_id__in=groups).values_list(
        "group_id", "normal", "text"
    ):
        members[group_id].append((normal, text))
    return {
        normal: tuple(text for other, text in group if other != normal)
        for group in members.values()
        for normal, _ in group
        if normal in wanted
    }
