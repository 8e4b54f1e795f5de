"""Words of the texts: times of the first page and, apart, of the count, for each kind of query."""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.look_ups import CLERK, first_page
from bench.samples import Words, sample
from bench.timing import database_time, percentiles
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.matching import find
from complaints.search.paging import PATIENCE_MS, count
from complaints.search.query import parse
from complaints.synonyms.models import SynonymGroup, SynonymWord
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE_MARK_MS, COUNT_MARK_MS = 40.0, 200.0
NOWHERE = "쀍똠방각하"
SYNONYM = "밤길밝힘불"


@dataclass(frozen=True, slots=True)
class Place:
    """One complaint out of which a query is made, and the frequent words of all."""

    row: Any
    words: Words

    @property
    def spoken(self) -> list[str]:
        return [word for word in self.row.body.split() if len(normalise(word)) > 1] or [self.row.title or "민원"]

    def said(self, start: int, number: int) -> str:
        """Some words of the body as they stand; fewer where it is short."""
        return " ".join(self.spoken[start : start + number] or self.spoken[:number])

    def syllables(self, number: int) -> str:
        """So many characters of the body, whatever their spaces."""
        normal = normalise(self.row.body) or "민원"
        start = max(0, min(50, len(normal) - number))
        return normal[start : start + number]

    @property
    def common(self) -> str:
        return self.words.near(0.44)

    @property
    def medium(self) -> str:
        return self.words.near(0.10)

    @property
    def rare(self) -> str:
        return self.words.near(0.01)

    @property
    def month(self) -> str:
        return f"{self.row.received_at:%Y-%m}"


def texts(repeat: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind with the words of random complaints, after a few others that are not measured; at last, all."""
    words = Words.counted(seed)
    ahead = [Place(row, words) for row in sample(max(2, repeat // 5), f"texts ahead {seed}")]
    places = [Place(row, words) for row in sample(repeat, f"texts {seed}")]
    pages: list[float] = []
    counts: list[float] = []
    with _synonym(words.near(0.01)):
        for kind, typed in KINDS.items():
            _times(typed, ahead)
            on_page, counted, found = _times(typed, places)
            pages += on_page
            counts += counted
            yield kind, _judged(kind, on_page, counted, found)
    yield "all", _judged("all", pages, counts, [])


def _times(typed: Callable[[Place], str], places: list[Place]) -> tuple[list[float], list[float], list[int]]:
    """Milliseconds of the pages and of the counts, and the counts themselves."""
    pages, counts, numbers = [], [], []
    for place in places:
        text = typed(place)
        with database_time() as spent:
            first_page(text)
        pages.append(sum(spent))
        found = find(parse(text), CLERK)
        # A count that takes too long is given up, as on the page; it stands among the times with what it took.
        with database_time() as spent, suppress(TooSlowError), time_limit(PATIENCE_MS):
            numbers.append(count(found)[0])
        counts.append(sum(spent))
    return pages, counts, numbers


def _judged(kind: str, pages: list[float], counts: list[float], found: list[int]) -> dict[str, Any]:
    on_page, counted = percentiles(pages), percentiles(counts)
    print(f"  {kind:<28} {on_page} count {counted}", file=sys.stderr)
    return {
        "page": on_page,
        "count": counted,
        "found_median": sorted(found)[len(found) // 2] if found else None,
        "within_marks": on_page["p95"] <= PAGE_MARK_MS and counted["p95"] <= COUNT_MARK_MS,
    }


@contextmanager
def _synonym(word: str) -> Iterator[None]:
    """One group of two words that mean the same, for as long as the queries run."""
    group = SynonymGroup.objects.create()
    for position, text in enumerate((word, SYNONYM)):
        SynonymWord.objects.create(group=group, text=text, normal=text, position=position)
    try:
        yield
    finally:
        group.delete()


def _spaced(place: Place) -> str:
    """A phrase of ten characters with its spaces moved about."""
    normal = place.syllables(10)
    at = random.Random(normal).sample(range(1, max(3, len(normal))), 2)
    return '"' + "".join(f" {sign}" if number in at else sign for number, sign in enumerate(normal)) + '"'


KINDS: dict[str, Callable[[Place], str]] = {
    "word in most texts": lambda at: "불법주정차",
    "word in 44 %": lambda at: at.common,
    "word in 10 %": lambda at: at.medium,
    "word in 1 %": lambda at: at.rare,
    "word of nowhere": lambda at: NOWHERE,
    "part of a compound": lambda at: "정차",
    "one character": lambda at: at.syllables(1),
    "two characters": lambda at: at.syllables(2),
    "three characters": lambda at: at.syllables(3),
    "four characters": lambda at: at.syllables(4),
    "five characters": lambda at: at.syllables(5),
    "six characters": lambda at: at.syllables(6),
    "seven characters": lambda at: at.syllables(7),
    "eight characters": lambda at: at.syllables(8),
    "a word as it stands": lambda at: at.said(3, 1),
    "two words": lambda at: at.said(3, 2),
    "three words": lambda at: at.said(3, 3),
    "frequent and rare": lambda at: f"불법주정차 {at.said(3, 1)}",
    "two frequent words": lambda at: "불법주정차 가로등",
    "a phrase": lambda at: f'"{at.said(4, 3)}"',
    "a phrase, spaced anew": _spaced,
    "one word or another": lambda at: f"{at.medium} OR {at.said(3, 1)}",
    "words and a choice": lambda at: f"{at.common} ({at.medium} OR {at.rare})",
    "without a word": lambda at: f"{at.medium} -불법주정차",
    "without a phrase": lambda at: f'{at.common} -"{at.said(4, 2)}"',
    "in the title": lambda at: f"제목:{at.medium}",
    "in the answer": lambda at: f"답변:{at.medium}",
    "frequent word, two filters": lambda at: f"불법주정차 상태:처리중 채널:{at.row.channel.short_name}",
    "frequent word, one month": lambda at: f"불법주정차 접수:{at.month}",
    "word, department, year": lambda at: f'{at.common} 부서:"{at.row.department.name}" 접수:{at.month[:4]}',
    "word and name": lambda at: f"{at.common} {at.row.complainant_name}",
    "a number in the texts": lambda at: "2024",
    "a synonym": lambda at: SYNONYM,
}
