"""Learns words from the newest complaints that people write together as one term."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from analytics import dictionary
from analytics.models import ComplaintKeywords, DictionaryWord, WordKind, WordOrigin
from analytics.tagging import TEXT_COLUMNS, text_of
from analytics.vocabulary import counted_as, current_vocabulary, fill_dictionary, squeezed
from complaints.models import Complaint
from complaints.privacy.reader import Reader
from complaints.text.keywords import SHORTEST, joined_forms, word_units
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from complaints.text.keywords import Vocabulary

LEARNER = Reader(actor="자동")
MOST_READ = 20_000
MOST_LEARNED = 50  # at once; what is learned can be looked through
_BITE = 500
_LONGEST_RUN = 4

Run = tuple[str, ...]


def learn(seconds: float) -> list[str]:
    """Add to the dictionary what the newest complaints join often enough; the words.

    Never a word that people have taken out, made a stop word or a synonym, or that is somebody's name. Reads for so
    many seconds at most.
    """
    fill_dictionary()
    vocabulary = current_vocabulary()
    counts = _counts(vocabulary, seconds)
    forms = joined_forms(counts, vocabulary.stop_words)
    words = _new([run for run in counts if "".join(run) in forms and _is_made_of_words(run)], counts)
    if words:
        dictionary.change(WordKind.COMPOUND, words, [], LEARNER, origin=WordOrigin.LEARNED)
    return words


def _counts(vocabulary: Vocabulary, seconds: float) -> Counter[Run]:
    """In how many of the newest complaints each run of words stands; joined ones by how many callers."""
    counts: Counter[Run] = Counter()
    seen: set[tuple[int, Run]] = set()
    end = time.monotonic() + seconds
    for complaints in _bites():
        for caller, complaint in complaints:
            runs = {run for run in word_units(text_of(complaint), vocabulary) if 0 < len(run) <= _LONGEST_RUN}
            # One caller with forty posts has written a word together once.
            counts.update(run for run in runs if len(run) == 1 or (caller, run) not in seen)
            seen.update((caller, run) for run in runs if len(run) > 1)
        if time.monotonic() > end:
            break
    return counts


def _bites() -> Iterator[list[tuple[int, Complaint]]]:
    """The newest complaints with their callers, some hundred at a time."""
    rows = ComplaintKeywords.objects.order_by("-day", "-pk").values_list("pk", "caller")[:MOST_READ]
    callers = list(rows)
    for start in range(0, len(callers), _BITE):
        bite = dict(callers[start : start + _BITE])
        found = Complaint.objects.filter(pk__in=bite).only(*TEXT_COLUMNS)
        yield [(bite[row.pk], row) for row in found]


def _is_made_of_words(run: Run) -> bool:
    """Whether every part is a word that the tagger knows, not what it made of a word that it does not."""
    return len(run) > 1 and all(len(part) >= SHORTEST and is_common_word(part) for part in run)


def _new(runs: Iterable[Run], counts: Mapping[Run, int]) -> list[str]:
    """Of the words that the runs make, those that nobody has said anything of yet; the most frequent."""
    frequency: Counter[str] = Counter()
    for run in runs:
        frequency[squeezed("".join(run))] += counts[run]
    synonyms = counted_as()
    known = {*DictionaryWord.objects.values_list("text", flat=True), *synonyms, *synonyms.values()}
    fresh = [word for word, _ in sorted(frequency.items(), key=lambda each: (-each[1], each[0])) if word not in known]
    asked = fresh[: 2 * MOST_LEARNED]
    refused = dictionary.faults(WordKind.COMPOUND, asked)
    return [word for word in asked if word not in refused][:MOST_LEARNED]
