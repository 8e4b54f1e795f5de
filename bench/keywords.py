"""Keywords of Korean complaints, time and quality: `python bench/keywords.py --rows 2000`.

Our extraction, bare MeCab and peers read the same texts of 400 characters on one core, in turns, the best turn counted;
and the same sentences with marked keywords. Peers are given our stop words, and one-syllable nouns are not held against
them. Prints one JSON object as its last line and writes it to bench/results/.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpus import read_texts
from bench.gold import marks_of_parts, read_gold
from bench.machine import machine
from bench.outcome import RESULTS, publish
from bench.peers.nouns import bare_mecab, peers
from complaints.text.keywords import KEYWORD_VERSION, Vocabulary, keywords, listed_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.gold import Sentence

KOREAN = Path(__file__).resolve().parent.parent / "fixtures" / "korean"
LENGTH = 400  # characters of a text
BATCH, TURNS = 50, 5
PATIENCE = 4.0  # seconds of best turns, after which a slow peer is given no more batches
OURS, BARE = "CivicSearch", "bare MeCab"


def main() -> int:
    options = _options()
    gold = read_gold(options.gold)
    vocabulary = seed_vocabulary()
    systems: dict[str, Callable[[str], Any]] = {OURS: lambda text: keywords(text, vocabulary), BARE: bare_mecab()}
    absent: dict[str, str] = {}
    for name, found in peers():
        if isinstance(found, str):
            absent[name] = found
        else:
            systems[name] = _judged_alike(found, vocabulary)
    milliseconds = _times(systems, _texts(options, gold))
    measured = {
        name: {
            "ms_per_text": round(spent, 4),
            "texts_per_second": round(1000 / spent),
            "times_bare_mecab": round(spent / milliseconds[BARE], 2),
            **({} if name == BARE else {"marks": marks_of_parts(gold, systems[name])}),
        }
        for name, spent in milliseconds.items()
    }
    result = {
        "bench": "keywords",
        "rows": options.rows,
        "machine": machine(),
        "gold": options.gold.name,
        "keyword_version": KEYWORD_VERSION,
        "systems": measured,
        "absent": absent,
    }
    publish(result, options.results / f"keywords-{options.rows}.json")
    return 0


def seed_vocabulary() -> Vocabulary:
    """The vocabulary of a new installation."""
    compounds, stop_words = (
        listed_words((KOREAN / name).read_text(encoding="utf-8")) for name in ("compounds.txt", "stop_words.txt")
    )
    return Vocabulary(compounds, stop_words)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000, help="texts to time")
    parser.add_argument("--gold", type=Path, default=KOREAN / "keywords.tsv", help="sentences with marked keywords")
    parser.add_argument("--texts", help="real texts to time, one JSON object a line with title, content and answer")
    parser.add_argument("--seed", type=int, default=20240903)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    return parser.parse_args()


def _texts(options: argparse.Namespace, gold: Sequence[Sentence]) -> list[str]:
    """As many texts as asked for, each of LENGTH characters, put together from sentences or from real texts."""
    chance = random.Random(options.seed)
    pieces = [sentence.text for sentence in gold]
    if options.texts:
        pieces = [text for written in read_texts(options.texts) if (text := f"{written.title} {written.body}".strip())]
    return [_text(pieces, chance) for _ in range(options.rows)]


def _text(pieces: Sequence[str], chance: random.Random) -> str:
    text = ""
    while len(text) < LENGTH:
        text += chance.choice(pieces) + " "
    return text[:LENGTH]


def _judged_alike(nouns: Callable[[str], Iterable[str]], vocabulary: Vocabulary) -> Callable[[str], list[str]]:
    """The nouns of a peer without what our rules for marking leave out as well."""
    stop_words = vocabulary.stop_words
    return lambda text: [noun for noun in dict.fromkeys(nouns(text)) if len(noun) > 1 and noun not in stop_words]


def _times(systems: dict[str, Callable[[str], Any]], texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds that each system needs for a text: the best of its turns with each batch of them, in the mean."""
    best: dict[str, list[float]] = {name: [] for name in systems}
    for start in range(0, len(texts), BATCH):
        print(f"text {start:,} of {len(texts):,}", file=sys.stderr)
        batch = texts[start : start + BATCH]
        for name, read in systems.items():
            if sum(best[name]) * BATCH < PATIENCE * 1000:
                read(batch[0])
                best[name].append(min(_milliseconds(read, batch) for _ in range(TURNS)))
    return {name: fmean(spent) for name, spent in best.items()}


def _milliseconds(read: Callable[[str], Any], batch: Sequence[str]) -> float:
    start = time.perf_counter()
    for text in batch:
        read(text)
    return (time.perf_counter() - start) * 1000 / len(batch)


if __name__ == "__main__":
    sys.exit(main())
