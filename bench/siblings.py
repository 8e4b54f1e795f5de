"""Sentences in groups that say the same: how many of its siblings are found by each, by which way."""

from __future__ import annotations

import csv
import math
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bench.timing import percentiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FIRST = 9  # siblings of a group of ten
STORED = 1000
READ = datetime(2024, 9, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a group; its number is its place in the file."""

    number: int
    group: str
    text: str


def read_groups(path: Path, most: int | None = None) -> list[Sentence]:
    """Read a TSV with the columns group and sentence."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"group", "sentence"} <= rows[0].keys():
        raise SystemExit(f"{path}: a TSV with the columns group and sentence is needed.")
    return [Sentence(number, row["group"], row["sentence"]) for number, row in enumerate(rows[:most])]


def siblings(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Recall among the first nine and whether the first is a sibling: the product's function, and tf-idf over words."""
    ids = _store(sentences)
    from complaints.similarity import vectors
    from complaints.similarity.finding import nearest

    numbers = {pk: number for number, pk in ids.items()}
    spent: list[float] = []

    def ask(text: str, *, by_words: bool, by_vector: bool) -> list[int]:
        start = time.perf_counter()
        found = nearest(text, FIRST + 1, answered=False, by_words=by_words, by_vector=by_vector)
        if by_words and by_vector:
            spent.append((time.perf_counter() - start) * 1000)
        return [numbers[one.complaint_id] for one in found]

    ways: dict[str, Callable[[str], list[int]]] = {
        "more like this": more_like_this([sentence.text for sentence in sentences]),
        "words": lambda text: ask(text, by_words=True, by_vector=False),
    }
    if vectors.is_available():
        ways["vectors"] = lambda text: ask(text, by_words=False, by_vector=True)
    ways["both"] = lambda text: ask(text, by_words=True, by_vector=True)
    return {"sentences": len(sentences), **{name: judged(sentences, way) for name, way in ways.items()}} | {
        "ms": percentiles(spent)
    }


def judged(sentences: Sequence[Sentence], ask: Callable[[str], list[int]]) -> dict[str, float]:
    """Of what `ask` finds for each sentence, itself left out: the share of its siblings, and of first ones that are."""
    members = Counter(sentence.group for sentence in sentences)
    found = first = wanted = 0
    for sentence in sentences:
        others = [number for number in ask(sentence.text) if number != sentence.number][:FIRST]
        right = [sentences[number].group == sentence.group for number in others]
        found += sum(right)
        first += right[:1] == [True]
        wanted += min(FIRST, members[sentence.group] - 1)
        if sentence.number % 500 == 0:
            print(f"  sentence {sentence.number:,} of {len(sentences):,}", file=sys.stderr)
    return {"recall_at_9": round(found / wanted, 4), "first_is_sibling": round(first / len(sentences), 4)}


def more_like_this(texts: Sequence[str]) -> Callable[[str], list[int]]:
    """What a plain search offers: the cosine of tf-idf over words between blanks."""
    counted = [Counter(text.lower().split()) for text in texts]
    having = Counter(word for words in counted for word in words)
    weights = {word: math.log(len(texts) / count) + 1 for word, count in having.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, words in enumerate(counted):
        length = math.sqrt(sum((count * weights[word]) ** 2 for word, count in words.items())) or 1.0
        for word, count in words.items():
            postings[word].append((number, count * weights[word] / length))

    def ask(text: str) -> list[int]:
        scores: defaultdict[int, float] = defaultdict(float)
        for word, count in Counter(text.lower().split()).items():
            for number, share in postings.get(word, ()):
                scores[number] += count * weights[word] * share
        return sorted(scores, key=lambda number: (-scores[number], number))[: FIRST + 1]

    return ask


def _store(sentences: Sequence[Sentence]) -> dict[int, int]:
    """Complaints of these sentences, by the product's writer and reader; the id of each."""
    from complaints.following import follow_up
    from complaints.models import Channel
    from complaints.records import SourceRecord
    from complaints.services import store

    channel, _ = Channel.objects.get_or_create(code="sentences", defaults={"name": "문장", "short_name": "문장"})
    ids: dict[int, int] = {}
    for start in range(0, len(sentences), STORED):
        some = sentences[start : start + STORED]
        records = [
            SourceRecord(channel_id=channel.pk, receipt_number=str(each.number), received_at=READ, body=each.text)
            for each in some
        ]
        ids |= {
            each.number: row.complaint_id or 0 for each, row in zip(some, store(records, origin="bench"), strict=True)
        }
    while not follow_up(lambda: True):
        pass
    return ids
