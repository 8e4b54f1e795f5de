"""The words of the dictionary and of the synonyms as the extraction takes them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from django.conf import settings

from analytics.models import DictionaryWord, WordKind, WordOrigin
from complaints.synonyms.models import SynonymWord
from complaints.text.keywords import Vocabulary, listed_words

FILES = {WordKind.COMPOUND: "compounds.txt", WordKind.STOP: "stop_words.txt"}


def squeezed(word: str) -> str:
    """A word as the extraction takes it: without blanks, with Latin capitals."""
    return "".join(word.split()).upper()


def current_vocabulary() -> Vocabulary:
    """What people have said of words until now; two queries, and one more at the first start."""
    used: dict[str, set[str]] = defaultdict(set)
    for kind, text in DictionaryWord.objects.filter(is_used=True).values_list("kind", "text"):
        used[kind].add(text)
    return Vocabulary(
        compounds=frozenset(used[WordKind.COMPOUND]),
        stop_words=frozenset(used[WordKind.STOP]),
        synonyms=counted_as(),
    )


def counted_as() -> dict[str, str]:
    """Of every group of synonyms its later words, each with the first one, as which it is counted."""
    firsts: dict[int, str] = {}
    found = {}
    for group, text in SynonymWord.objects.order_by("group", "position").values_list("group_id", "text"):
        first = firsts.setdefault(group, squeezed(text))
        if squeezed(text) != first:
            found[squeezed(text)] = first
    return found


def fill_dictionary() -> None:
    """Put the reference words into an empty dictionary, once; staff edit it from there."""
    if DictionaryWord.objects.exists():
        return
    DictionaryWord.objects.bulk_create(
        [
            DictionaryWord(kind=kind, text=word, origin=WordOrigin.REFERENCE)
            for kind in FILES
            for word in sorted(_reference_words(kind))
        ],
        ignore_conflicts=True,
    )


@cache
def _reference_words(kind: WordKind) -> frozenset[str]:
    path = Path(settings.BASE_DIR) / "fixtures" / "korean" / FILES[kind]
    return frozenset(map(squeezed, listed_words(path.read_text(encoding="utf-8"))))
