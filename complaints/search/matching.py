"""A query and a reader become a QuerySet: the permission is inside, so that rows, counts and lists agree."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Contains

from complaints.models import Complaint
from complaints.privacy.roles import Right
from complaints.search import lexemes
from complaints.search.lexemes import SEPARATOR, TEXT_FIELDS, Kind
from complaints.search.query import AllTerms, AnyTerm, NoTerm, Term
from complaints.search.readings import WRITTEN
from complaints.search.tsquery import AllOf, AnyOf, Lexeme, Node, NoneOf, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Expression, Query
    from complaints.search.readings import Meaning, Reading

# No complaint carries this lexeme.
NOTHING = Lexeme(":nothing")


def find(query: Query, reader: Reader) -> ComplaintQuerySet:
    """Complaints that match, as far as the reader may know; unordered.

    A term matches by text only where the reader may read the text; by caller and number for all who may search.
    """
    rows = Complaint.objects.all()
    if query.is_unreadable or not reader.may(Right.SEARCH):
        return rows.none()
    if query.expression is None:
        return rows
    candidates = _candidates(query.expression, reader)
    if candidates is not None:
        rows = rows.filter(search__matches=str(candidates))
    return rows if _is_exact(query.expression) else rows.filter(_condition(query.expression, reader, is_settled=True))


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


def _is_exact(expression: Expression) -> bool:
    match expression:
        case Term(_, readings):
            return all(reading.is_exact for reading in readings)
        case AllTerms(parts) | AnyTerm(parts):
            return all(map(_is_exact, parts))
        case NoTerm(part):
            return _is_exact(part)


def _condition(expression: Expression, reader: Reader, *, is_settled: bool) -> Q:
    """What decides; `is_settled` when the row is known to be among the candidates of this very part."""
    match expression:
        case Term(_, readings):
            index = Q() if is_settled else Q(search__matches=str(_candidates(expression, reader)))
            return index if _is_exact(expression) else index & _recheck(list(readings), reader)
        case AllTerms(parts):
            return reduce(and_, (_condition(part, reader, is_settled=is_settled) for part in parts))
        case AnyTerm(parts):
            return reduce(or_, (_condition(part, reader, is_settled=False) for part in parts))
        case NoTerm(part):
            return ~_condition(part, reader, is_settled=False)


def meanings(term: Term, complaint: Complaint, reader: Reader) -> list[Meaning]:
    """In which of its meanings a term matches a complaint that was found."""
    readable = reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id)
    own = set(lexemes.lexemes_of(complaint, complaint.text_normal))
    return [
        reading.meaning
        for reading in term.readings
        if (readable or reading.meaning not in WRITTEN) and _matches(reading, complaint, own)
    ]


def _node(reading: Reading, reader: Reader) -> Node:
    if reading.meaning not in WRITTEN or reader.reads_all or not reading.is_exact:
        # What is looked at again is held against the reader's rights there, by short columns.
        return reading.node
    if not reader.may(Right.READ_TEXT):
        return NOTHING
    readable: list[Node] = [Lexeme(lexemes.marked(Kind.VISIBILITY, 1))]
    if reader.may(Right.READ_OWN_RESTRICTED) and reader.department_id is not None:
        readable.append(Lexeme(lexemes.marked(Kind.DEPARTMENT, reader.department_id)))
    return all_of(reading.node, any_of(*readable))


def _recheck(readings: list[Reading], reader: Reader) -> Q:
    """The index has found candidates; keep those in which an inexact reading really holds, or an exact one does.

    PostgreSQL evaluates from left to right: short columns first, then the text, the row's many lexemes last.
    """
    exact = [reading for reading in readings if reading.is_exact]
    proofs = [_any_column(*reading.shortcut) for reading in exact if reading.shortcut]
    again = [_holds_again(reading, reader) for reading in readings if not reading.is_exact]
    rest = [Q(search__matches=str(any_of(*(_node(reading, reader) for reading in exact))))] if exact else []
    return reduce(or_, [*proofs, *again, *rest])


def _any_column(pattern: str, columns: Iterable[str]) -> Q:
    return Q(*((f"{name}__regex", pattern) for name in columns), _connector=Q.OR)


def _holds_again(reading: Reading, reader: Reader) -> Q:
    if reading.pattern:
        return _any_column(reading.pattern, reading.columns)
    if reading.received:
        since, until = reading.received
        return Q(received_at__gte=since, received_at__lt=until)
    readable = _readable(reader) if reading.meaning in WRITTEN else Q()
    if not reading.fields:
        return readable & Q(*(Q(text_normal__contains=text) for text in reading.texts))
    return readable & reduce(or_, (Q(_field_contains(name, text)) for name in reading.fields for text in reading.texts))


def _field_contains(name: str, text: str) -> Contains:
    place = Value(TEXT_FIELDS.index(name) + 1)
    field = Func(F("text_normal"), Value(SEPARATOR), place, function="split_part", output_field=TextField())
    return Contains(field, text)


def _readable(reader: Reader) -> Q:
    """The texts that the reader may read, by columns; `_node` says the same by lexemes."""
    if reader.reads_all:
        return Q()
    if not reader.may(Right.READ_TEXT):
        return Q(pk__in=())
    own = Q(department=reader.department_id) if reader.department_id and reader.may(Right.READ_OWN_RESTRICTED) else Q()
    return Q(is_public=True) | own if own else Q(is_public=True)


def _matches(reading: Reading, complaint: Complaint, own: set[str]) -> bool:
    if reading.pattern and not any(re.search(reading.pattern, getattr(complaint, name)) for name in reading.columns):
        return False
    if reading.received and not reading.received[0] <= complaint.received_at < reading.received[1]:
        return False
    if reading.texts:
        texts = complaint.text_normal.split(SEPARATOR)
        chosen = [texts[TEXT_FIELDS.index(name)] for name in reading.fields or TEXT_FIELDS]
        return all(any(text in field for field in chosen) for text in reading.texts)
    return _holds(reading.node, own)


def _holds(node: Node, own: set[str]) -> bool:
    match node:
        case Lexeme(value, is_prefix=True):
            return any(lexeme.startswith(value) for lexeme in own)
        case Lexeme(value):
            return value in own
        case AllOf(parts):
            return all(_holds(part, own) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, own) for part in parts)
        case NoneOf(part):
            return not _holds(part, own)
