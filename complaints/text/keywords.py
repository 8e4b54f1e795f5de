"""Keywords of a complaint: nouns, compounds kept whole, and Latin words with a meaning; never people or numbers.

The rules are those by which `fixtures/korean/keywords.tsv` was marked.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from complaints.text.mentions import without_names
from complaints.text.noun_runs import TAGS, Morpheme, words_of
from complaints.text.particles import is_particle
from complaints.text.tagger import morphemes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# To be raised with each change of the rules below, of noun_runs and of the tagger; stored beside every result.
KEYWORD_VERSION = 1

SHORTEST, LONGEST = 2, 20  # characters of a keyword

_SHORTEST_APART = 3  # characters; 살 수 is not 살수
_PARTS, _LEAST_TEXTS, _LEAST_SHARE = range(2, 5), 10, 0.3  # of terms that are learned

_HANGING = "JE"  # first letters of the tags of particles and endings
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s가-힣]+|[\w.+-]+@[\w.-]+")
_SYLLABLES = re.compile(r"[가-힣]{1,6}")
_LONG_NUMBER = re.compile(r"\d[\d().~*/-]{3,}\d|\d{2,4}[ )]{1,2}\d{3,4}[ -]\d{4}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What people have said of words, each as it is written without blanks and with Latin capitals.

    `compounds` are kept whole, with blanks inside or without; `stop_words` are never keywords; `synonyms` maps a word
    to the one that it is counted as.
    """

    compounds: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    starts: dict[str, list[str]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """File the compounds under their first two characters, the longest first."""
        for compound in sorted(self.compounds, key=len, reverse=True):
            self.starts.setdefault(compound[:2], []).append(compound)


def listed_words(file: str) -> frozenset[str]:
    """The words of a file with one a line; lines that begin with # are remarks."""
    lines = (line.strip() for line in file.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def keywords(text: str, vocabulary: Vocabulary) -> list[str]:
    """The distinct keywords of a text in the order of their first place, in the words that they are counted as."""
    stop_words, synonyms = vocabulary.stop_words, vocabulary.synonyms
    found: dict[str, None] = {}
    for word_unit in word_units(text, vocabulary):
        for word in word_unit:
            counted = synonyms.get(word, word)
            if word not in stop_words and counted not in stop_words and SHORTEST <= len(counted) <= LONGEST:
                found[counted] = None
    return list(found)


def word_units(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The words of each run of nouns in one word unit, one for a known compound; stop words are among them."""
    reading = _Reading.of(text)
    compounds = reading.compounds(vocabulary.starts)
    run: list[Morpheme] = []
    skip_to = 0
    for token, begin in zip(reading.tokens, reading.begins, strict=False):
        if begin < skip_to:
            continue
        is_noun = token[1] in TAGS
        compound = compounds.get(begin)
        if run and (compound or not is_noun or begin in reading.word_begins):
            yield tuple(words_of(run, token[0], reading.lone_before(run, begin)))
            run = []
        if compound:
            yield (compound,)
            skip_to = begin + len(compound)
        elif is_noun:
            run.append(token)
    if run:
        yield tuple(words_of(run, "", reading.lone_before(run, len(reading.squeezed))))


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
            list(accumulate((len(surface) for surface, _ in tokens), initial=0)),
            frozenset(accumulate(map(len, readable.split(" ")), initial=0)),
        )

    def lone_before(self, run: list[Morpheme], end: int) -> str:
        """The syllable before a run, given its end, if it begins their word unit."""
        begin = end - (len(run[0][0]) if len(run) == 1 else sum(len(surface) for surface, _ in run))
        if begin in self.word_begins or begin - 1 not in self.word_begins:
            return ""
        return self.squeezed[begin - 1]

    def compounds(self, starts: Mapping[str, list[str]]) -> dict[int, str]:
        """The compounds by where they begin, which is at no particle unless a word unit does."""
        found = {}
        squeezed, word_begins = self.squeezed, self.word_begins
        for (_, tag), begin in zip(self.tokens, self.begins, strict=False):
            if tag[0] not in _HANGING or begin in word_begins:
                candidates = starts.get(squeezed[begin : begin + 2])
                if candidates and (compound := self._longest(begin, candidates)):
                    found[begin] = compound
        return found

    def _longest(self, begin: int, candidates: list[str]) -> str | None:
        """The first of the compounds, the longest being first, that begins at a place and ends where a word may."""
        for compound in candidates:
            if self.squeezed.startswith(compound, begin) and self._may_be(compound, begin):
                return compound
        return None

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
