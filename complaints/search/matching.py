"""A query and a reader become a QuerySet: the permission is inside, so that rows, counts and lists agree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.models import Complaint
from complaints.privacy.roles import Right
from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.readings import Meaning
from complaints.search.tsquery import AllOf, AnyOf, Lexeme, Node, NoneOf, all_of, any_of

if TYPE_CHECKING:
    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Query, Term
    from complaints.search.readings import Reading


def find(query: Query, reader: Reader) -> ComplaintQuerySet:
    """Complaints that match every term, as far as the reader may know; unordered.

    A term matches by text only where the reader may read the text; by caller and number for all who may search.
    """
    rows = Complaint.objects.all()
    if query.is_unreadable or not reader.may(Right.SEARCH):
        return rows.none()
    for term in query.terms:
        readings = [reading for reading in term.readings if _is_permitted(reading, reader)]
        if not readings:
            return rows.none()
        rows = rows.filter(search__matches=str(any_of(*(_node(reading, reader) for reading in readings))))
        if not all(reading.is_exact for reading in readings):
            rows = rows.filter(_recheck(readings, reader))
    return rows


def meanings(term: Term, complaint: Complaint, reader: Reader) -> list[Meaning]:
    """In which of its meanings a term matches a complaint that was found."""
    readable = reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id)
    own = set(lexemes.lexemes_of(complaint, complaint.text_normal))
    return [
        reading.meaning
        for reading in term.readings
        if (reading.meaning is not Meaning.TEXT or readable) and _matches(reading, complaint, own)
    ]


def _is_permitted(reading: Reading, reader: Reader) -> bool:
    return reading.meaning is not Meaning.TEXT or reader.reads_all or reader.may(Right.READ_TEXT)


def _node(reading: Reading, reader: Reader) -> Node:
    if reading.meaning is not Meaning.TEXT or reader.reads_all:
        return reading.node
    readable: list[Node] = [Lexeme(lexemes.marked(Kind.VISIBILITY, 1))]
    if reader.may(Right.READ_OWN_RESTRICTED) and reader.department_id is not None:
        readable.append(Lexeme(lexemes.marked(Kind.DEPARTMENT, reader.department_id)))
    return all_of(reading.node, any_of(*readable))


def _recheck(readings: list[Reading], reader: Reader) -> Q:
    """The index has found candidates; keep those in which an inexact reading really holds, or an exact one does."""
    condition = Q()
    exact = [_node(reading, reader) for reading in readings if reading.is_exact]
    for reading in readings:
        if reading.pattern:
            condition |= Q(*((f"{name}__regex", reading.pattern) for name in reading.columns), _connector=Q.OR)
        elif not reading.is_exact:
            condition |= _readable(reader) & Q(*(Q(text_normal__contains=text) for text in reading.texts))
    return condition | Q(search__matches=str(any_of(*exact))) if exact else condition


def _readable(reader: Reader) -> Q:
    """The texts that the reader may read, by columns; `_node` says the same by lexemes."""
    if reader.reads_all:
        return Q()
    own = Q(department=reader.department_id) if reader.department_id and reader.may(Right.READ_OWN_RESTRICTED) else Q()
    return Q(is_public=True) | own if own else Q(is_public=True)


def _matches(reading: Reading, complaint: Complaint, own: set[str]) -> bool:
    if reading.texts:
        return all(text in complaint.text_normal for text in reading.texts)
    if reading.pattern and not any(re.search(reading.pattern, getattr(complaint, name)) for name in reading.columns):
        return False
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
