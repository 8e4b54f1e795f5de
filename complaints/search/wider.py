"""Ways out of a search that found nothing: what may have been meant, and wider searches, each with its number."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from complaints.search.corrections import other_mode, respelt
from complaints.search.expressions import AllTerms, AnyTerm, NoTerm, Term, all_terms, any_term
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.looking import plan_by_index
from complaints.search.query import Query, parse
from complaints.text.particles import without_particle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from django.http import QueryDict

    from complaints.privacy.reader import Reader
    from complaints.search.expressions import Expression
    from complaints.search.found import Found

    Look = Callable[[Query, QueryDict], Found]

MOST_COUNTS = 8  # with the two queries of corrections.respelt at most ten in all
ONE_MILLISECONDS, ALL_MILLISECONDS = 150, 600
SHORTEST_MILLISECONDS = 10
MOST_COUNTED = 1000
MOST_PARTS = 4  # of a query that are left out one by one
PERIOD = ("from", "to")
# What an address holds beside the query, the filters and the order.
OF_THE_PAGE = ("page", "print", "counts")
_NOUN = re.compile(r"(?<![가-힣])[가-힣]{3,}(?![가-힣:])")


@dataclass(frozen=True, slots=True)
class Way:
    """Another search: its words and filters, and how many complaints it finds; None when counting took too long."""

    label: str
    query: Query
    params: QueryDict
    number: int | None
    is_capped: bool = False

    @property
    def url(self) -> str | None:
        """The address; None where the words name a person, and a form has to send them."""
        params = self.params.copy()
        if not params.get("s"):
            if self.query.is_personal:
                return None
            params["q"] = self.query.text
        return f"{reverse('complaints:list')}?{params.urlencode()}"

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the form sends beside the words."""
        return [(name, value) for name, values in self.params.lists() for value in values]


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What to offer instead of an empty list."""

    corrections: list[Way] = field(default_factory=list)
    wider: list[Way] = field(default_factory=list)

    @property
    def persons(self) -> list[str]:
        """Names and numbers of persons that are offered, for the access log."""
        return list(dict.fromkeys(person for way in self.corrections for person in way.query.persons))


def ways_out(query: Query, params: QueryDict, labels: Mapping[str, str], look: Look, reader: Reader) -> WaysOut:
    """Searches that find something where `query` under the filters in `params` finds nothing.

    `labels` are the parameters that filter, with their names in Korean; `look` finds for the reader what a query and
    the parameters of an address stand for. Asks for complaints at most ten times, and offers nothing known to be empty.
    """
    finder = _Finder(look)
    filters = _active(params, labels)
    unfiltered = _without(params, labels)
    found = finder.offered([_Try("조건 없이 찾기", query, unfiltered)]) if filters else []
    if found:
        return WaysOut(wider=[*found, *finder.offered([*_filters(query, params, filters), *_words(query, params)])])
    # The words alone find nothing, so that the filters are not what is in the way.
    corrected = [*other_mode(query.text), *respelt(query.text, reader)] if query.text else []
    tries = [_Try(f"‘{text}’ 찾기", parse(text), _without(unfiltered, ("s",))) for text in corrected]
    counted = [way for way in finder.offered(tries) if way.number is not None]
    return WaysOut(counted, finder.offered(_words(query, unfiltered)))


class _Try(NamedTuple):
    label: str
    query: Query
    params: QueryDict


class _Finder:
    """Counts what is tried, as long as there is time and nothing is asked twice."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._counts_left, self._until = MOST_COUNTS, time.monotonic() + ALL_MILLISECONDS / 1000
        self._seen: set[tuple[str, str]] = set()

    def offered(self, tries: Iterable[_Try]) -> list[Way]:
        """Those that find something, or that take too long to know."""
        counted = (self._counted(each) for each in tries if self._is_new(each))
        return [way for way in counted if way and way.number != 0]

    def _is_new(self, each: _Try) -> bool:
        key = (each.query.text, each.params.urlencode())
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _counted(self, each: _Try) -> Way | None:
        left = int((self._until - time.monotonic()) * 1000)
        if not self._counts_left or left < SHORTEST_MILLISECONDS:
            return None
        self._counts_left -= 1
        limit = min(left, ONE_MILLISECONDS)
        rows = self._look(each.query, each.params).rows().values("id")
        try:
            with time_limit(limit):
                plan_by_index(limit)
                number = rows[: MOST_COUNTED + 1].count()
        except TooSlowError:
            return Way(*each, None)
        return Way(*each, min(number, MOST_COUNTED), number > MOST_COUNTED)


def _active(params: QueryDict, labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The filters in use by their names in Korean, each with its parameters; both ends of a period are one."""
    used = [name for name in labels if any(params.getlist(name))]
    period = tuple(name for name in PERIOD if name in used)
    return {labels[name]: (name,) for name in used if name not in PERIOD} | ({"접수일": period} if period else {})


def _without(params: QueryDict, names: Iterable[str]) -> QueryDict:
    """The parameters that are kept when the words change or some filters go; the words stand beside them."""
    kept = params.copy()
    for name in ("q", *OF_THE_PAGE, *names):
        kept.pop(name, None)
    return kept


def _filters(query: Query, params: QueryDict, filters: Mapping[str, tuple[str, ...]]) -> Iterator[_Try]:
    """One filter less, or a longer period."""
    longer = _twice_as_long(params)
    if longer:
        yield _Try("기간을 두 배로 늘려 찾기", query, longer)
    for label, names in filters.items():
        said = "전체 기간에서 찾기" if names[0] in PERIOD else f"‘{label}’ 조건만 빼고 찾기"
        yield _Try(said, query, _without(params, names))


def _twice_as_long(params: QueryDict) -> QueryDict | None:
    since, until = day_of(params, "from"), day_of(params, "to")
    if since is None:
        return None
    more = max((until or timezone.localdate()) - since, timedelta(days=1))
    longer = _without(params, ())
    try:
        if until:
            longer["to"] = str(until + more / 2)
        longer["from"] = str(since - (more / 2 if until else more))
    except OverflowError:
        return None
    return longer


def day_of(params: QueryDict, name: str) -> date | None:
    """The day in one parameter of an address; None where it is not one."""
    try:
        return parse_date(params.get(name, ""))
    except ValueError:
        return None


def _words(query: Query, params: QueryDict) -> Iterator[_Try]:
    """The same filters with particles taken off, with fewer words, with one word of several."""
    kept = _without(params, ("s",))
    bare = _NOUN.sub(lambda word: without_particle(word[0]), query.text)
    if bare != query.text:
        yield _Try(f"조사를 떼고 ‘{bare}’ 찾기", parse(bare), kept)
    parts = list(_parts(query.expression))[:MOST_PARTS]
    wanted = [part for part in parts if not isinstance(part, NoTerm)]
    if len(parts) == 2:
        yield from (_Try(f"‘{written(part)}’만으로 찾기", _query(part), kept) for part in wanted)
    elif len(parts) > 2:
        for part in parts:
            yield _Try(
                f"‘{written(part)}’ 빼고 찾기", _query(all_terms(other for other in parts if other != part)), kept
            )
    if len(wanted) > 1:
        yield _Try("낱말 가운데 하나라도 있으면 찾기", _query(any_term(wanted)), kept)


def _query(expression: Expression | None) -> Query:
    """A part of a query that has been read; by its words it is read again when it is sent."""
    if isinstance(expression, AnyTerm):
        return Query(written(expression)[1:-1], expression)
    return Query(" ".join(map(written, _parts(expression))), expression)


def _parts(expression: Expression | None) -> Iterator[Expression]:
    """What must hold, each by itself."""
    if isinstance(expression, AllTerms):
        for part in expression.parts:
            yield from _parts(part)
    elif expression is not None:
        yield expression


def written(expression: Expression) -> str:
    """An expression in the query language, so that reading it gives the expression again."""
    match expression:
        case Term(shown):
            return shown
        case AllTerms(parts):
            return f"({' '.join(map(written, parts))})"
        case AnyTerm(parts):
            return f"({' OR '.join(map(written, parts))})"
        case NoTerm(part):
            words = written(part)
            return f"-({words})" if " " in words and isinstance(part, Term) else f"-{words}"
