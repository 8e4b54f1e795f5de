"""What a change of the dictionary would do to the last month that has ended, by really reading its complaints again."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from analytics.affected import by_dictionary
from analytics.links import listing_url
from analytics.models import ComplaintKeywords, Keyword, MonthTotal, StaleComplaint, WordKind
from analytics.months import last_day, month_of
from analytics.numbers import Number, counted
from analytics.scopes import By, Scope, Tally
from analytics.tagging import TEXT_COLUMNS, words_of
from analytics.vocabulary import current_vocabulary, used_words, with_synonyms_of
from complaints.models import Complaint
from complaints.search.limits import TooSlowError, time_limit
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from complaints.privacy.reader import Reader
    from complaints.text.keywords import Vocabulary

Words = set[str]  # in the normal form
TOP = 50
COUNT_MS = 3000  # how long the complaints of all months are counted
FIND_MS = 10_000  # how long those of the month are looked for
READ_SECONDS = 10.0  # how long those of the month are read again
_BITE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands in a month: its rank, and of how many callers and complaints it is."""

    rank: int
    callers: Number
    complaints: Number


@dataclass(frozen=True, slots=True)
class Line:
    """One word of the top, which is not as it was: it came (`before` is None), went (`after` is None) or changed."""

    text: str
    before: Place | None
    after: Place | None

    @property
    def what(self) -> str:
        """The kind of change, in Korean."""
        if self.before is None:
            return "들어옴"
        if self.after is None:
            return "빠짐"
        return "순위만 바뀜" if self.is_moved else "수가 바뀜"

    @property
    def is_moved(self) -> bool:
        """Whether it only changes places with others."""
        return bool(self.before and self.after) and _numbers(self.before) == _numbers(self.after)

    @property
    def badge(self) -> str:
        """The colour of its badge."""
        return {"들어옴": "success", "빠짐": "danger", "수가 바뀜": "information"}.get(self.what, "gray")


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes in the top of a month, and how much is read again; None where that takes too long to say.

    `month` is None where there are no complaints; `same` is how many of the top stay as they are.
    """

    month: date | None
    lines: list[Line] | None
    same: int
    read: int | None
    in_all_months: int | None

    @property
    def changed(self) -> list[Line]:
        """Those that come or go, or whose numbers change."""
        return [line for line in self.lines or [] if not line.is_moved]

    @property
    def moved(self) -> list[Line]:
        """Those of which only the rank changes."""
        return [line for line in self.lines or [] if line.is_moved]


@dataclass(frozen=True, slots=True)
class _Row:
    caller: int
    words: Words


def preview(kind: str, added: Collection[str], removed: Collection[str], reader: Reader) -> Preview:
    """The top of the month for this reader before and after words come into the dictionary and go out of it."""
    in_all_months = _count(kind, added, removed)
    month = preview_month()
    if month is None:
        return Preview(None, [], 0, 0, in_all_months)
    scope, texts = Scope(reader), dict[str, str]()
    before = _rows(scope, month, texts)
    # A stop word that comes takes itself away and nothing else, so that no text has to be read for it.
    dropped = set(map(normalise, added)) if kind == WordKind.STOP else Words()
    try:
        with time_limit(FIND_MS):
            ids = _in_month(kind, added, removed, month) & before.keys()
            read = _in_month(kind, [], removed, month) & before.keys() if dropped else ids
    except TooSlowError:
        return Preview(month, None, 0, None, in_all_months)
    waiting = set(StaleComplaint.objects.filter(pk__in=ids).values_list("pk", flat=True))
    now = _read(sorted(waiting), current_vocabulary(), texts)
    found = _read(sorted(read | waiting), _vocabulary(kind, added, removed), texts)
    if now is None or found is None:
        return Preview(month, None, 0, len(ids), in_all_months)
    before = {pk: _Row(row.caller, now.get(pk, row.words)) for pk, row in before.items()}
    after = {pk: _Row(row.caller, found.get(pk, row.words) - dropped) for pk, row in before.items()}
    first, then = (_top(scope, month, rows.values(), texts) for rows in (before, after))
    kept = [word for word in first if word in then and _is_same(first[word], then[word])]
    changed = [word for word in [*then, *first] if word not in kept]
    lines = [Line(texts[word], first.get(word), then.get(word)) for word in dict.fromkeys(changed)]
    return Preview(month, lines, len(kept), len(ids), in_all_months)


def preview_month() -> date | None:
    """The last month with complaints that has ended; the running one if there is no other."""
    months = MonthTotal.objects.aggregate(newest=Max("month"))
    ended = MonthTotal.objects.filter(month__lt=month_of(timezone.localdate())).aggregate(newest=Max("month"))
    newest: date | None = ended["newest"] or months["newest"]
    return newest


def _vocabulary(kind: str, added: Collection[str], removed: Collection[str]) -> Vocabulary:
    used = dict(zip((WordKind.COMPOUND, WordKind.STOP), used_words(), strict=True))
    used[WordKind(kind)] = used[WordKind(kind)].union(added).difference(removed)
    return with_synonyms_of(*used.values())


def _rows(scope: Scope, month: date, texts: dict[str, str]) -> dict[int, _Row]:
    """The complaints of the month that the reader may read, with their words of now; `texts` learns how these read."""
    rows = list(scope.readable(month, last_day(month)).values_list("pk", "caller", "keyword_ids"))
    numbers = {number for _, _, ids in rows for number in ids}
    words = {pk: (normal, text) for pk, normal, text in Keyword.objects.filter(pk__in=numbers).values_list(
        "pk", "normal", "text"
    )}  # fmt: skip
    texts.update(words.values())
    return {pk: _Row(caller, {words[number][0] for number in ids}) for pk, caller, ids in rows}


def _in_month(kind: str, added: Collection[str], removed: Collection[str], month: date) -> set[int]:
    touched = by_dictionary(kind, added, removed)
    days = ComplaintKeywords.objects.filter(day__range=(month, last_day(month)))
    return {pk for found in touched for pk in days.filter(pk__in=found).values_list("pk", flat=True)}


def _read(ids: list[int], vocabulary: Vocabulary, texts: dict[str, str]) -> dict[int, Words] | None:
    """The words of complaints by another vocabulary; None if that takes too long."""
    end, found = time.monotonic() + READ_SECONDS, dict[int, Words]()
    for start in range(0, len(ids), _BITE):
        if time.monotonic() > end:
            return None
        for row in Complaint.objects.filter(pk__in=ids[start : start + _BITE]).only(*TEXT_COLUMNS):
            words = {normalise(word): word for word in words_of(row, vocabulary)}
            texts.update({normal: word for normal, word in words.items() if normal not in texts})
            found[row.pk] = set(words)
    return found


def _top(scope: Scope, month: date, rows: Iterable[_Row], texts: Mapping[str, str]) -> dict[str, Place]:
    """The most frequent words in order, by callers; without those of too few persons, as everywhere."""
    complaints: Counter[str] = Counter()
    callers: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        complaints.update(row.words)
        for word in row.words:
            callers[word].add(row.caller)
    tallies = {word: Tally(number, len(callers[word])) for word, number in complaints.items()}
    shown = [(word, tally) for word, tally in tallies.items() if not scope.hides(tally)]
    shown.sort(key=lambda each: (-each[1].callers, -each[1].complaints, texts[each[0]]))
    ranks: dict[int, int] = {}
    return {
        word: Place(
            ranks.setdefault(tally.callers, place),
            *(_number(replace(scope, by=by), month, tally, texts[word]) for by in (By.CALLERS, By.COMPLAINTS)),
        )
        for place, (word, tally) in enumerate(shown[:TOP], 1)
    }


def _number(scope: Scope, month: date, tally: Tally, text: str) -> Number:
    return counted(scope, tally, listing_url(scope, month, last_day(month), [text]))


def _numbers(place: Place | None) -> tuple[float | None, float | None] | None:
    return (place.callers.value, place.complaints.value) if place else None


def _is_same(first: Place, then: Place) -> bool:
    return first.rank == then.rank and _numbers(first) == _numbers(then)


def _count(kind: str, added: Collection[str], removed: Collection[str]) -> int | None:
    """How many complaints of all months are read again."""
    parts = []
    for found in by_dictionary(kind, added, removed):
        try:
            parts.append(found.order_by().query.sql_with_params())
        except EmptyResultSet:
            continue
    if not parts:
        return 0
    statement = " UNION ".join(f"({part})" for part, _ in parts)
    try:
        with time_limit(COUNT_MS), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ({statement}) AS found",  # noqa: S608 - our own words
                [value for _, params in parts for value in params],
            )
            (number,) = cursor.fetchone() or (0,)
    except TooSlowError:
        return None
    return int(number)
