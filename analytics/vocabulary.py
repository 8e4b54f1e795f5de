"""The words of the dictionary and of the synonyms as the extraction takes them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from analytics.models import DictionaryWord, WordKind, WordOrigin
from complaints.synonyms.models import SynonymWord
from complaints.text.keywords import LONGEST, SHORTEST, Vocabulary, keywords, listed_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILES = {WordKind.COMPOUND: "compounds.txt", WordKind.STOP: "stop_words.txt"}
_NO_WORDS = Vocabulary()
_OFFICES = frozenset({"구청", "군청", "시청", "도청"})  # the name of none


def squeezed(word: str) -> str:
    """A word as the extraction takes it: without blanks, with Latin capitals."""
    return "".join(word.split()).upper()


def current_vocabulary() -> Vocabulary:
    """What people have said of words until now; two queries."""
    return with_synonyms_of(*used_words())


def used_words() -> tuple[set[str], set[str]]:
    """The compounds and the stop words of the dictionary."""
    used: dict[str, set[str]] = defaultdict(set)
    for kind, text in DictionaryWord.objects.filter(is_used=True).values_list("kind", "text"):
        used[kind].add(text)
    return used[WordKind.COMPOUND], used[WordKind.STOP]


def with_synonyms_of(compounds: Iterable[str], stop_words: Iterable[str]) -> Vocabulary:
    """These words with the synonyms of now; a synonym of several words (도로 파임) is kept whole as a compound is."""
    groups = _groups()
    whole = {word for words in groups for word in words if not is_found_alone(word)}
    stopped = frozenset(stop_words) | names_of_office(settings.INSTITUTION_NAME)
    return Vocabulary(frozenset(compounds) | whole, stopped, _counted_as(groups))


def names_of_office(institution: str) -> set[str]:
    """How people name the office itself, which is no matter of a complaint: 가온구청, 가온구, 가온."""
    parts = {squeezed(part) for part in institution.split()} - _OFFICES
    areas = {part.removesuffix("청") for part in parts}
    return {name for name in (*parts, *areas, *(area.rstrip("구군시도") for area in areas)) if len(name) >= SHORTEST}


def counted_as() -> dict[str, str]:
    """Of every group of synonyms its later words, each with the first one, as which it is counted."""
    return _counted_as(_groups())


@lru_cache(maxsize=5_000)
def is_found_alone(word: str) -> bool:
    """Whether a word is a keyword without being told so: 노점 is, 도로파임 is not."""
    return word in keywords(word, _NO_WORDS)


def _counted_as(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    return {word: first for first, *others in groups for word in others}


def _groups() -> list[list[str]]:
    """The words of each group that can be keywords, distinct, in its order."""
    groups: dict[int, dict[str, None]] = defaultdict(dict)
    for group, text in SynonymWord.objects.order_by("group", "position").values_list("group_id", "text"):
        if SHORTEST <= len(word := squeezed(text)) <= LONGEST:
            groups[group][word] = None
    return [list(words) for words in groups.values()]


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
