"""A query and a reader become what is found: the permission is inside, so that rows, counts and lists agree."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from complaints.models import Complaint
from complaints.privacy.roles import Right
from complaints.search import lexemes
from complaints.search.expressions import AllTerms, AnyTerm, NoTerm, Term, all_terms
from complaints.search.found import Found
from complaints.search.lexemes import SEPARATOR, TEXT_FIELDS, Kind
from complaints.search.readings import BY_PERSON, WRITTEN
from complaints.search.tsquery import AllOf, AnyOf, Lexeme, Node, NoneOf, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.privacy.reader import Reader
    from complaints.search.expressions import Expression
    from complaints.search.query import Query
    from complaints.search.readings import Reading

    Held = Sequence[tuple[Reading, set[int]]]


def find(query: Query, reader: Reader) -> Found:
    """Complaints that match, as far as the reader may know.

    A term matches by text only where the reader may read the text; by caller and number for all who may search.
    """
    if query.is_unreadable or not reader.may(Right.SEARCH):
        return Found(is_nothing=True)
    spans, rest = _periods_apart(query.expression)
    persons = [reading.node for term in query.wanted for reading in term.readings if reading.meaning in BY_PERSON]
    found = Found(
        candidates=_candidates(rest, reader) if rest else None,
        again=_again(rest, reader) if rest else Q(),
        is_narrow=rest is not None and not query.is_broad,
        is_filtered=isinstance(rest, AllTerms) and any(map(_is_column, rest.parts)),
        words=tuple(dict.fromkeys(query.texts)),
        persons=any_of(*persons) if persons else None,
        readable=readable(reader),
    )
    for since, until in spans:
        found = found.narrowed(received=(since, until - timedelta(microseconds=1)))
    return found


def conditions_held(query: Query, complaints: Iterable[Complaint]) -> Held:
    """By which readings that have a condition which of these complaints match; a query for each such reading."""
    ids = [complaint.pk for complaint in complaints]
    decided = [(reading, reading.condition) for term in query.wanted for reading in term.readings]
    return [
        (reading, set(Complaint.objects.filter(condition, pk__in=ids).values_list("pk", flat=True)))
        for reading, condition in decided
        if condition is not None
    ]


def matching_readings(term: Term, complaint: Complaint, reader: Reader, held: Held = ()) -> list[Reading]:
    """The readings by which a term matches a complaint that was found; `held` are those decided by a condition."""
    readable = reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id)
    own = set(lexemes.marks_of(complaint))
    return [
        reading
        for reading in term.readings
        if (readable or reading.meaning not in WRITTEN) and _matches(reading, complaint, own, held)
    ]


def readable(reader: Reader) -> Q | None:
    """The rows whose texts the reader may read; None when all."""
    if reader.reads_all:
        return None
    if not reader.may(Right.READ_TEXT):
        return Q(pk__in=())
    own = Q(department=reader.department_id) if reader.department_id and reader.may(Right.READ_OWN_RESTRICTED) else Q()
    return Q(is_public=True) | own if own else Q(is_public=True)


def _periods_apart(expression: Expression | None) -> tuple[list[tuple[datetime, datetime]], Expression | None]:
    """The periods that every match must lie in, at which a walk can begin, and the rest of the query."""
    parts = expression.parts if isinstance(expression, AllTerms) else (expression,) if expression else ()
    spans = [span for part in parts if (span := _period(part))]
    return spans, all_terms(part for part in parts if not _period(part))


def _period(expression: Expression) -> tuple[datetime, datetime] | None:
    readings = expression.readings if isinstance(expression, Term) else ()
    return readings[0].received if len(readings) == 1 else None


def _candidates(expression: Expression, reader: Reader) -> Node | None:
    """What the index can say: every match and perhaps more; None when it can say nothing."""
    match expression:
        case Term(_, readings):
            return any_of(*(_node(reading, reader) for reading in readings))
        case AllTerms(parts):
            nodes = _known(parts, reader)
            return all_of(*nodes) if nodes else None
        case AnyTerm(parts):
            nodes = _known(parts, reader)
            return any_of(*nodes) if len(nodes) == len(parts) else None
        case NoTerm(part):
            # A candidate is not yet a match, so that only an exact part may be excluded by the index.
            nodes = _known([part], reader) if _is_exact(part) else []
            return NoneOf(nodes[0]) if nodes else None


def _known(parts: Iterable[Expression], reader: Reader) -> list[Node]:
    return [node for part in parts if (node := _candidates(part, reader)) is not None]


def _node(reading: Reading, reader: Reader) -> Node:
    """A reading as the index can say it, the right to read included; `readable` says the same by columns."""
    if reading.meaning not in WRITTEN or reader.reads_all:
        return reading.node
    if not reader.may(Right.READ_TEXT):
        return lexemes.NOTHING
    # Few complaints are not public, so that leaving them out costs less than keeping to the others.
    is_public = NoneOf(Lexeme(lexemes.marked(Kind.VISIBILITY, 0)))
    if not reader.may(Right.READ_OWN_RESTRICTED) or reader.department_id is None:
        return all_of(reading.node, is_public)
    return all_of(reading.node, any_of(is_public, Lexeme(lexemes.marked(Kind.DEPARTMENT, reader.department_id))))


def _is_exact(expression: Expression) -> bool:
    match expression:
        case Term(_, readings):
            return all(reading.is_exact for reading in readings)
        case AllTerms(parts) | AnyTerm(parts):
            return all(map(_is_exact, parts))
        case NoTerm(part):
            return _is_exact(part)


def _condition(expression: Expression, reader: Reader) -> Q:
    """What decides about any row, by the row itself."""
    match expression:
        case Term(_, readings) if _is_column(expression):
            return reduce(or_, (Q(reading.lookup) for reading in readings))
        case Term(_, readings):
            # Most rows hold by their text, which is looked at in half the time of their lexemes.
            texts_first = sorted(readings, key=lambda reading: not reading.texts)
            return reduce(or_, (_holds(reading, reader) for reading in texts_first))
        case AllTerms(parts):
            return reduce(and_, (_condition(part, reader) for part in parts))
        case AnyTerm(parts):
            return reduce(or_, (_condition(part, reader) for part in parts))
        case NoTerm(part):
            return ~_condition(part, reader)


def _again(expression: Expression, reader: Reader) -> Q:
    """What decides about a row that the index has named a candidate; nothing where the index decides alone.

    That a row lacks a lexeme is never the index's to say: while PostgreSQL moves new rows from its pending list into
    the index, they stand there with some of their lexemes.
    """
    match expression:
        case AllTerms(parts):
            short_columns_first = sorted(parts, key=_reads_text)
            return reduce(and_, (_again(part, reader) for part in short_columns_first))
        case Term(_, readings) if _is_exact(expression) and not _is_column(expression):
            open_to = readable(reader)
            others = [reading for reading in readings if reading.meaning not in WRITTEN]
            if open_to is None or len(others) == len(readings):
                return Q()
            return reduce(or_, (_holds(reading, reader) for reading in others), open_to)
        case AnyTerm(parts) if not any(_again(part, reader) for part in parts):
            return Q()
    # Of a column the index knows as much; but who walks along an order leaves out what costs nothing to see.
    return _condition(expression, reader)


def _is_column(expression: Expression) -> bool:
    """Whether short columns say as much as the index."""
    return isinstance(expression, Term) and all(reading.lookup for reading in expression.readings)


def _reads_text(expression: Expression) -> bool:
    return not isinstance(expression, Term) or any(reading.texts for reading in expression.readings)


def _holds(reading: Reading, reader: Reader) -> Q:
    if reading.received:
        since, until = reading.received
        return Q(received_at__gte=since, received_at__lt=until)
    if reading.condition is not None:
        return _where_open(reading, reading.condition, reader)
    if reading.texts:
        return _holds_in_text(reading, reader)
    index = Q(search__matches=str(reading.node))
    return _any_column(reading.pattern, reading.columns) & index if reading.pattern else index


def _holds_in_text(reading: Reading, reader: Reader) -> Q:
    if reading.fields:
        inside = reduce(or_, (_contains(_field(name), text) for name in reading.fields for text in reading.texts))
    else:
        inside = reduce(and_, (_contains(F("text_normal"), text) for text in reading.texts))
    return _where_open(reading, inside, reader)


def _where_open(reading: Reading, holds: Q, reader: Reader) -> Q:
    """What is written counts only in texts that the reader may read."""
    open_to = readable(reader) if reading.meaning in WRITTEN else None
    return holds if open_to is None else open_to & holds


def _contains(text: F | Func, part: str) -> Q:
    """STRPOS looks through a text in a third of the time of LIKE."""
    return Q(GreaterThan(StrIndex(text, Value(part)), 0))


def _field(name: str) -> Func:
    place = Value(TEXT_FIELDS.index(name) + 1)
    return Func(F("text_normal"), Value(SEPARATOR), place, function="split_part", output_field=TextField())


def _any_column(pattern: str, columns: Iterable[str]) -> Q:
    return Q(*((f"{name}__regex", pattern) for name in columns), _connector=Q.OR)


def _matches(reading: Reading, complaint: Complaint, own: set[str], held: Held) -> bool:
    if reading.condition is not None:
        return any(decided is reading and complaint.pk in ids for decided, ids in held)
    if reading.received and not reading.received[0] <= complaint.received_at < reading.received[1]:
        return False
    if reading.texts:
        texts = complaint.text_normal.split(SEPARATOR)
        chosen = [texts[TEXT_FIELDS.index(name)] for name in reading.fields or TEXT_FIELDS]
        return all(any(text in field for field in chosen) for text in reading.texts)
    if reading.pattern and not any(re.search(reading.pattern, getattr(complaint, name)) for name in reading.columns):
        return False
    return _has(reading.node, own)


def _has(node: Node, own: set[str]) -> bool:
    match node:
        case Lexeme(value, is_prefix=True):
            return any(lexeme.startswith(value) for lexeme in own)
        case Lexeme(value):
            return value in own
        case AllOf(parts):
            return all(_has(part, own) for part in parts)
        case AnyOf(parts):
            return any(_has(part, own) for part in parts)
        case NoneOf(part):
            return not _has(part, own)
