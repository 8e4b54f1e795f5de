"""Two periods beside each other: which words are more of the one than of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.counting import complaints_of_words, readable_in, received_in, words_in
from analytics.links import listing_url, word_url
from analytics.models import Keyword
from analytics.months import last_day, months_between
from analytics.numbers import Chart, Column, Number, Series, Table, Words, counted
from analytics.scopes import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from analytics.counting import Tallies
    from analytics.scopes import Scope, Tally

CANDIDATES = 300  # words of each period that may differ
SHOWN = 40
COUNTED = 60  # of them, whose callers are counted
IN_CHART = 12
PER = 1000  # callers or complaints to which shares are scaled


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, both included."""

    first: date
    last: date

    @property
    def until(self) -> date:
        return last_day(self.last)

    @property
    def name(self) -> str:
        """`2024-07~2024-09`, one month as `2024-09`."""
        return f"{self.first:%Y-%m}" if self.first == self.last else f"{self.first:%Y-%m}~{self.last:%Y-%m}"

    @property
    def length(self) -> int:
        return len(months_between(self.first, self.last))


@dataclass(frozen=True, slots=True)
class _Compared:
    """One word in both periods; `ratio` is the share in the second against that in the first, None from nothing."""

    text: str
    first: Tally
    second: Tally
    shares: tuple[float, float]

    @property
    def ratio(self) -> float | None:
        return self.shares[1] / self.shares[0] if self.shares[0] else None


class Comparison:
    """Two periods under one scope."""

    def __init__(self, scope: Scope, first: Period, second: Period) -> None:
        self.scope, self.first, self.second = scope, first, second
        among = _differing(
            *(complaints_of_words(scope, each.first, each.until, CANDIDATES) for each in (first, second))
        )
        tallies = [words_in(scope, each.first, each.until, among) for each in (first, second)]
        totals = [max(1, scope.value(readable_in(scope, each.first, each.until))) for each in (first, second)]
        texts = Keyword.objects.filter(pk__in=among).values_list("pk", "text")
        self._words = [self._compared(pk, text, tallies, totals) for pk, text in texts]

    def totals(self) -> Table:
        """All complaints of both."""
        numbers = [
            counted(self.scope, received_in(self.scope, each.first, each.until), self._url(each))
            for each in (self.first, self.second)
        ]
        columns = (Column("기간"), Column("달", is_number=True), Column(self.scope.by.label, is_number=True))
        periods = zip((self.first, self.second), numbers, strict=True)
        rows = tuple((Words(each.name), Number(each.length), number) for each, number in periods)
        return Table("totals", "두 기간의 민원", columns, rows)

    def words(self) -> Table:
        """The words that differ most, in either direction, then the others."""
        columns = (
            Column("낱말"),
            *(Column(each.name, is_number=True) for each in (self.first, self.second)),
            *(Column(f"{each.name} {PER:,}{self.scope.unit}당", is_number=True) for each in (self.first, self.second)),
            Column("몇 배", is_number=True),
        )
        rows = tuple(self._row(each) for each in self._shown()[:SHOWN])
        return Table("words", "두 기간의 낱말", columns, rows, empty="두 기간에 함께 볼 낱말이 없습니다.")

    def chart(self) -> Chart:
        """The most frequent of both, side by side."""
        words = sorted(self._shown(), key=lambda each: -sum(each.shares))[:IN_CHART]
        series = tuple(
            Series(each.name, tuple(self._number(word, each) for word in words)) for each in (self.first, self.second)
        )
        labels = tuple(word.text for word in words)
        urls = tuple(word_url(word.text, self.scope, self.second.last) for word in words)
        return Chart("both", "bar", "많이 나온 말", "낱말", labels, series, self.scope.unit, label_urls=urls)

    def _compared(self, pk: int, text: str, tallies: Sequence[Tallies], totals: Sequence[int]) -> _Compared:
        first, second = (found.get(pk, NOTHING) for found in tallies)
        values = (self.scope.value(first), self.scope.value(second))
        return _Compared(text, first, second, (PER * values[0] / totals[0], PER * values[1] / totals[1]))

    def _shown(self) -> list[_Compared]:
        """Without words that are too few in both periods; those whose share differs most come first."""
        seen = [each for each in self._words if not all(map(self._is_small, (each.first, each.second)))]
        return sorted(seen, key=lambda each: (-abs(each.shares[1] - each.shares[0]), each.text))

    def _is_small(self, tally: Tally) -> bool:
        return not tally.complaints or self.scope.hides(tally)

    def _row(self, word: _Compared) -> tuple[Words | Number, ...]:
        numbers = self._number(word, self.first), self._number(word, self.second)
        tells = not any(number.is_hidden for number in numbers)
        shares = (
            Number(None, is_hidden=number.is_hidden) if number.is_hidden else Number(share, text=f"{share:.1f}")
            for number, share in zip(numbers, word.shares, strict=True)
        )
        ratio = Number(word.ratio or 0, text=_times(word)) if tells else Number(None)
        return (Words(word.text, word_url(word.text, self.scope, self.second.last)), *numbers, *shares, ratio)

    def _number(self, word: _Compared, period: Period) -> Number:
        tally = word.first if period == self.first else word.second
        return counted(self.scope, tally, self._url(period, word.text))

    def _url(self, period: Period, *words: str) -> str:
        return listing_url(self.scope, period.first, period.until, words)


def _times(word: _Compared) -> str:
    if not word.first.complaints:
        return "새로"
    return f"{word.ratio:.1f}배" if word.second.complaints else "없어짐"


def _differing(first: Mapping[int, int], second: Mapping[int, int]) -> set[int]:
    """The words whose shares of all these complaints differ most, and the most frequent ones of both periods."""
    wholes = [max(1, sum(found.values())) for found in (first, second)]
    shares = {
        word: [found.get(word, 0) / whole for found, whole in zip((first, second), wholes, strict=True)]
        for word in {**first, **second}
    }
    differing = sorted(shares, key=lambda word: (-abs(shares[word][1] - shares[word][0]), word))[:COUNTED]
    return {*differing, *sorted(shares, key=lambda word: (-sum(shares[word]), word))[:IN_CHART]}
