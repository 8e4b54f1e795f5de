"""Whether the search finds all that a plain scan finds, and nothing else: random substrings of the texts themselves."""

from __future__ import annotations

import random
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.samples import sample
from bench.scan import scan
from complaints.models import Complaint
from complaints.privacy.access import operator
from complaints.search.lexemes import SEPARATOR
from complaints.search.matching import find
from complaints.search.query import parse
from complaints.search.readings import Meaning
from complaints.synonyms.models import SynonymWord
from complaints.text.initials import initials
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 8
PLAIN_SHARE = 5  # every fifth substring is typed as it is, the others as a phrase of the texts


@dataclass(frozen=True, slots=True)
class Substring:
    """What stands somewhere in the normal form, and how somebody types it."""

    normal: str
    typed: str

    @property
    def is_plain(self) -> bool:
        return self.typed == self.normal


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows one substring should find, how many it missed, and how many it found for no reason."""

    wanted: int
    missed: int
    extra: int


def recall(number: int, seed: int) -> dict[str, Any]:
    """Recall and precision over `number` substrings, whole and by length; seconds of the scan."""
    asked = _substrings(number, seed)
    start = time.perf_counter()
    scanned = scan([substring.normal for substring in asked])
    seconds = round(time.perf_counter() - start, 1)
    print(f"  scanned for {number} substrings in {seconds} s", file=sys.stderr)
    lengths: dict[int, list[Compared]] = defaultdict(list)
    for substring, wanted in zip(asked, scanned, strict=True):
        lengths[len(substring.normal)].append(_compared(substring, set(wanted)))
    every = [compared for each in lengths.values() for compared in each]
    return {
        **_summary(every),
        "plain_words": sum(substring.is_plain for substring in asked),
        "scan_s": seconds,
        "by_length": {length: _summary(lengths[length]) for length in sorted(lengths)},
    }


def _summary(compared: Sequence[Compared]) -> dict[str, Any]:
    wanted, missed = sum(each.wanted for each in compared), sum(each.missed for each in compared)
    extra = sum(each.extra for each in compared)
    return {
        "substrings": len(compared),
        "rows": wanted,
        "recall": ratio(wanted - missed, wanted),
        "precision": ratio(wanted - missed, wanted - missed + extra),
        "imperfect": sum(bool(each.missed or each.extra) for each in compared),
    }


def ratio(part: int, whole: int) -> float:
    """Rounded down, so that 1.0 means every single row; 1.0 of nothing."""
    return int(part * 1_000_000 / whole) / 1_000_000 if whole else 1.0


def _substrings(number: int, seed: int) -> list[Substring]:
    chance = random.Random(f"recall {seed}")
    rows = [row for row in sample(number, f"recall {seed}") if row.text_normal.strip(SEPARATOR)]
    # A word with synonyms finds theirs too, and rightly so.
    others = set(SynonymWord.objects.values_list("normal", flat=True))
    found: list[Substring] = []
    while len(found) < number:
        substring = _substring(chance, chance.choice(rows).text_normal, is_plain=len(found) % PLAIN_SHARE == 0)
        if substring.normal not in others:
            found.append(substring)
    return found


def _substring(chance: random.Random, text: str, *, is_plain: bool) -> Substring:
    """One to eight characters of one of the texts; spaces anywhere between them unless it is plain."""
    field = chance.choice([field for field in text.split(SEPARATOR) if field])
    length = min(len(field), chance.randint(1, LONGEST))
    start = chance.randrange(len(field) - length + 1)
    normal = field[start : start + length]
    # A word that the query language keeps for itself (제외) is looked for in quotes.
    if is_plain and not parse(normal).is_unreadable:
        return Substring(normal, normal)
    spaced = "".join(sign + " " * chance.choice((0, 0, 0, 1, 2)) for sign in normal)
    return Substring(normal, f'내용:"{spaced.strip()}"')


def _compared(substring: Substring, wanted: set[int]) -> Compared:
    query = parse(substring.typed)
    found = set(find(query, operator()).rows().values_list("id", flat=True))
    extra = found - wanted
    if extra and substring.is_plain:
        extra -= _otherwise(query, extra)
    return Compared(len(wanted), len(wanted - found), len(extra))


def _otherwise(query: Any, ids: Iterable[int]) -> set[int]:
    """Those of the complaints whose name or numbers hold what was typed: found by that, and rightly so."""
    values = [r.value for term in query.terms for r in term.readings if r.meaning is not Meaning.TEXT]
    rows = Complaint.objects.filter(id__in=list(ids)).values_list("id", "complainant_name", "mobile", "receipt_number")
    return {number for number, *cells in rows if any(_holds(cell, value) for value in values for cell in cells)}


def _holds(cell: str, value: str) -> bool:
    return any(value in form for form in (cell, normalise(cell), initials(cell), re.sub(r"\D", "", cell)))
