"""Sentences with the keywords that a reader marked, and how near a program comes to them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_BETWEEN = re.compile(r"[\s,;|/]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `compounds` are those of its keywords that can be written with a blank inside."""

    text: str
    keywords: frozenset[str]
    compounds: frozenset[str]
    part: str


def read_gold(path: Path) -> list[Sentence]:
    """Read a TSV with the columns sentence and keywords, and perhaps compounds and part."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"sentence", "keywords"} <= rows[0].keys():
        raise SystemExit(f"{path}: a TSV with the columns sentence and keywords is needed.")
    return [
        Sentence(row["sentence"], _words(row["keywords"]), _words(row.get("compounds")), row.get("part") or "all")
        for row in rows
    ]


def marks(gold: Sequence[Sentence], extract: Callable[[str], Iterable[str]]) -> dict[str, float]:
    """Precision and recall over all keywords of all sentences, and the share of compounds that come out whole."""
    right = wrong = missed = whole = compounds = 0
    for sentence in gold:
        found = set(extract(sentence.text))
        right += len(found & sentence.keywords)
        wrong += len(found - sentence.keywords)
        missed += len(sentence.keywords - found)
        whole += len(found & sentence.compounds)
        compounds += len(sentence.compounds)
    return {
        "sentences": len(gold),
        "precision": _share(right, right + wrong),
        "recall": _share(right, right + missed),
        "compounds_whole": _share(whole, compounds),
    }


def marks_of_parts(gold: Sequence[Sentence], extract: Callable[[str], Iterable[str]]) -> dict[str, dict[str, float]]:
    """The marks of each part of the sentences, and of all."""
    parts = dict.fromkeys(sentence.part for sentence in gold)
    by_part = {part: marks([each for each in gold if each.part == part], extract) for part in parts}
    return {**by_part, "all": marks(gold, extract)}


def _words(cell: str | None) -> frozenset[str]:
    return frozenset(word for word in _BETWEEN.split(cell or "") if word)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
