"""Keywords of a complaint: nouns, compounds kept whole, and Latin words with a meaning; never people or numbers.

The rules are those by which `fixtures/korean/keywords.tsv` was marked.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, chain
from operator import itemgetter
from typing import TYPE_CHECKING

from complaints.text.mentions import without_names
from complaints.text.noun_runs import COMMON, DETERMINER, TAGS, Morpheme, words_of
from complaints.text.particles import is_particle
from complaints.text.tagger import morphemes

if TYPE_CHECKING:
    from collections.abc import Mapping

# To be raised with each change of the rules below, of noun_runs and of the tagger; stored beside every result.
KEYWORD_VERSION = 2

SHORTEST, LONGEST = 2, 20  # characters of a keyword

_SHORTEST_APART = 3  # characters; 살 수 is not 살수
_PARTS, _LEAST_TEXTS, _LEAST_SHARE = range(2, 5), 10, 0.3  # of terms that are learned

_HANGING = "JE"  # first letters of the tags of particles and endings
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s가-힣]+|[\w.+-]+@[\w.-]+")
_SYLLABLES = re.compile(r"[가-힣]{1,6}")
_LONG_NUMBER = re.compile(r"\d[\d() .~*/-]{3,}\d(?![A-Za-z])")
_SURFACE = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What people have said of words, each as it is written without blanks and with Latin capitals.

    `compounds` are kept whole, with blanks inside or without; `stop_words` are never keywords; `synonyms` maps a word
    to the one that it is counted as.
    """

    compounds: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note how long the compounds are that begin with the same two characters, the longest first."""
        for start, length in sorted({(word[:2], len(word)) for word in self.compounds}, reverse=True):
            self.lengths.setdefault(start, []).append(length)


def listed_words(file: str) -> frozenset[str]:
    """The words of a file with one a line; lines that begin with # are remarks."""
    lines = (line.strip() for line in file.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def keywords(text: str, vocabulary: Vocabulary) -> list[str]:
    """The distinct keywords of a text in the order of their first place, in the words that they are counted as."""
    stop_words, synonyms = vocabulary.stop_words, vocabulary.synonyms
    words = dict.fromkeys(chain.from_iterable(word_units(text, vocabulary)))
    counted = dict.fromkeys(synonyms.get(word, word) for word in words if word not in stop_words)
    return [word for word in counted if word not in stop_words and SHORTEST <= len(word) <= LONGEST]


def word_units(text: str, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The words of each run of nouns in one word unit, one for a known compound; stop words are among them."""
    reading = _Reading.of(text)
    begins = reading.begins
    compounds = reading.compounds(vocabulary)
    units: list[tuple[str, ...]] = []
    first = past = skip_to = 0  # the run of nouns goes from one morpheme to before another
    for index in reading.nouns_and(compounds):
        begin = begins[index]
        if begin < skip_to:
            continue
        compound = compounds.get(index)
        if past != index or compound or begin in reading.word_begins:
            if past > first:
                units.append(reading.words_of_run(first, past))
            first = index
        past = index + 1
        if compound:
            units.append((compound,))
            skip_to = begin + len(compound)
            first = past
    if past > first:
        units.append(reading.words_of_run(first, past))
    return units


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text without blanks, what MeCab makes of it, and where in it morphemes and word units begin."""

    squeezed: str
    tokens: list[Morpheme]
    begins: list[int]
    word_begins: frozenset[int]

    @classmethod
    def of(cls, text: str) -> _Reading:
        """Read a text; addresses of the net and long numbers are taken out, Latin letters become capitals."""
        plain = unicodedata.normalize("NFKC", text)
        if "@" in plain or "www." in plain or "://" in plain:
            plain = _ADDRESS.sub(" ", plain)
        readable = " ".join(without_names(_LONG_NUMBER.sub(" ", plain)).split())
        if not readable.isprintable():
            readable = " ".join(_UNREADABLE.sub(" ", readable).split())
        tokens = morphemes(readable)
        squeezed = readable.replace(" ", "")
        capitals = squeezed.upper()
        return cls(
            capitals if len(capitals) == len(squeezed) else squeezed,
            tokens,
            list(accumulate(map(len, map(_SURFACE, tokens)), initial=0)),
            frozenset(accumulate(map(len, readable.split(" ")), initial=0)),
        )

    def nouns_and(self, compounds: Mapping[int, str]) -> list[int]:
        """The morphemes that are nouns, or with which a compound begins."""
        return [index for index, (_, tag) in enumerate(self.tokens) if tag in TAGS or index in compounds]

    def words_of_run(self, first: int, past: int) -> tuple[str, ...]:
        """The words of the nouns from one morpheme to before another."""
        begin = self.begins[first]
        following = self.tokens[past][0] if past < len(self.tokens) else ""
        # The syllable before, if it begins the word unit and the run does not.
        before = "" if begin in self.word_begins or begin - 1 not in self.word_begins else self.squeezed[begin - 1]
        run = self.tokens[first:past]
        if before and self.tokens[first - 1][1] == DETERMINER and len(run[0][0]) == 1:
            # 새터로, of which MeCab made 새 터 로: no word begins with its second half.
            return words_of([(before + run[0][0], COMMON), *run[1:]], following, "")
        return words_of(run, following, before)

    def compounds(self, vocabulary: Vocabulary) -> dict[int, str]:
        """The compounds by the morpheme with which they begin, which is no particle unless a word unit begins there."""
        squeezed, lengths = self.squeezed, vocabulary.lengths
        found = {}
        for index, begin in enumerate(self.begins[:-1]):
            if (start := squeezed[begin : begin + 2]) in lengths and self._may_begin(index, begin):
                for length in lengths[start]:
                    word = squeezed[begin : begin + length]
                    if word in vocabulary.compounds and self._may_be(word, begin):
                        found[index] = word
                        break
        return found

    def _may_begin(self, index: int, begin: int) -> bool:
        return self.tokens[index][1][0] not in _HANGING or begin in self.word_begins

    def _may_be(self, compound: str, begin: int) -> bool:
        end = begin + len(compound)
        if len(compound) < _SHORTEST_APART and begin + 1 in self.word_begins:
            return False
        following = bisect_left(self.begins, end)
        return (
            following == len(self.begins)
            or self.begins[following] == end
            or end in self.word_begins
            or is_particle(self._rest_of_word(end))
        )

    def _rest_of_word(self, place: int) -> str:
        """What is left of a word unit up to the next sign or blank, at most six syllables."""
        rest = _SYLLABLES.match(self.squeezed, place)
        end = rest.end() if rest else place
        return self.squeezed[place : next((at for at in range(place, end) if at in self.word_begins), end)]


def joined_forms(counts: Mapping[tuple[str, ...], int], stop_words: frozenset[str] = frozenset()) -> set[str]:
    """The words that people write together often enough to be terms of their own.

    `counts` says in how many texts each run of `word_units` stands, alone as (주차,) or joined as (주차, 단속). A
    joined run of two to four words is a term if ten texts or more have it, and if they are three in ten or more of all
    that hold its rarest word: so is 재난+지원금; 가로등+고장 is not, for both mostly stand apart. A run of stop words
    alone is no term, nor is one longer than a keyword.
    """
    holding: Counter[str] = Counter()
    for run, count in counts.items():
        for word in set(run):
            holding[word] += count
    return {
        joined
        for run, count in counts.items()
        if len(run) in _PARTS
        and count >= _LEAST_TEXTS
        and count >= _LEAST_SHARE * min(holding[word] for word in run)
        and len(joined := "".join(run)) <= LONGEST
        and not stop_words.issuperset(run)
    }
