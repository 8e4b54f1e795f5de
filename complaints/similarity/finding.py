"""The past complaints most like a text or a complaint, with an answer and open to who asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Case, FloatField, Q, Value, When
from django.db.models.functions import MD5
from django.utils import timezone

from complaints.models import Complaint
from complaints.search.matching import readable
from complaints.similarity import frequencies, vectors
from complaints.similarity.candidates import branches, by_bits, by_words, differing, narrowing, parsed
from complaints.similarity.models import DIMENSIONS, Vector
from complaints.similarity.terms import BAND, MARK, text_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet
    from complaints.similarity.frequencies import Frequencies

# Less like than that is chance: any two sentences of an office have up to a seventh of their signs in common.
LEAST = 0.1
COMPARED = 150  # complaints that share words; beside them a quarter as many that may not be opened, to be counted
MOST_MONTHS = 60  # that are asked of the index; a longer period is left to the rows


@dataclass(frozen=True, slots=True)
class Filters:
    """What found complaints have to be; `until` is the last day. Days are those of receipt."""

    channel_id: int | None = None
    department_id: int | None = None
    outcome: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """A complaint and how like it is: 0..1 over all, by words 0..1, by vectors -1..1 (None: has none).

    `words` are the shared ones, the weightiest first: as they were written, so that pages show only those that the
    gate leaves in the texts. `more` counts further ones of the same text with the same answer, among those compared.
    """

    complaint_id: int
    score: float
    words: tuple[str, ...]
    lexical: float
    vector: float | None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """The most like first; `held_back` is how many of the first ones the reader may not open."""

    results: list[Similar]
    held_back: int
    by_vector: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The text that is compared with others; `leave_out` is the complaint itself."""

    words: list[str]
    bits: str | None
    leave_out: int | None = None


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The asked words, the weightiest first, and the length of their vector."""

    words: list[str]
    length: float


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate; `text` is the same for texts that are the same."""

    similar: Similar
    is_readable: bool
    text: int


_ANY = Filters()


def similar_to_text(text: str, reader: Reader, *, filters: Filters = _ANY, limit: int = 10) -> Answers:
    """The answered complaints most like a text, at most `limit`, that the reader may read."""
    return _answers(_asked(text), reader, filters, limit)


def similar_to(complaint: Complaint, reader: Reader, *, filters: Filters = _ANY, limit: int = 10) -> Answers:
    """The answered complaints most like a stored one, without itself, that the reader may read."""
    text = text_of(complaint.title, complaint.body)
    stored = Vector.objects.filter(pk=complaint.pk).values_list("bits", flat=True).first()
    asked = _Asked(words(text), stored, complaint.pk) if stored else replace(_asked(text), leave_out=complaint.pk)
    return _answers(asked, reader, filters, limit)


def nearest(text: str, limit: int, *, answered: bool, by_words: bool = True, by_vector: bool = True) -> list[Similar]:
    """The complaints most like a text, whoever may read them, copies and all; by both ways, or by one of them."""
    asked = _asked(text)
    chosen = _Asked(asked.words if by_words else [], asked.bits if by_vector else None)
    rows = Complaint.objects.exclude(answer="") if answered else Complaint.objects.all()
    return [one.similar for one in _scored(chosen, _marks(_ANY, answered=answered), rows, None)][:limit]


def _asked(text: str) -> _Asked:
    # A text is read as a stored one is: its first line as the title.
    title, _, body = text.strip().partition("\n")
    embedded = vectors.text_of(title, body) if body else vectors.text_of("", title)
    bits = vectors.bits_of([embedded])[0] if embedded and vectors.is_available() else None
    return _Asked(words(text_of("", text)), bits)


def _answers(asked: _Asked, reader: Reader, filters: Filters, limit: int) -> Answers:
    rows = Complaint.objects.exclude(answer="").filter(_condition(filters))
    if asked.leave_out is not None:
        rows = rows.exclude(pk=asked.leave_out)
    scored = _scored(asked, _marks(filters, answered=True), rows, readable(reader))
    found = [one for one in scored if one.similar.score >= LEAST]
    held_back = sum(not one.is_readable for one in found[:limit])
    results = list(islice(_without_copies([one for one in found if one.is_readable]), limit))
    return Answers(results, held_back, by_vector=asked.bits is not None)


def _without_copies(found: Sequence[_Scored]) -> Iterator[Similar]:
    """One for all complaints of the same text with the same answer, in the order of the first of them."""
    twice = {text for text, number in Counter(one.text for one in found).items() if number > 1}
    ids = [one.similar.complaint_id for one in found if one.text in twice]
    answers = dict(Complaint.objects.filter(pk__in=ids).values_list("pk", MD5("answer"))) if ids else {}
    copies: dict[tuple[int, str], list[Similar]] = {}
    for one in found:
        answer = answers.get(one.similar.complaint_id, "")
        copies.setdefault((one.text, answer), []).append(one.similar)
    for first, *others in copies.values():
        yield replace(first, more=len(others))


def _scored(asked: _Asked, marks: Sequence[Sequence[str]], rows: ComplaintQuerySet, open_to: Q | None) -> list[_Scored]:
    """Candidates among the rows, the most like first; of two alike the newer one."""
    known = frequencies.current()
    shared = by_words(branches(asked.words, known), narrowing(marks, known))
    ids = _chosen(asked, shared, rows, open_to)
    distance: Any = Value(None, output_field=FloatField()) if asked.bits is None else differing(asked.bits)
    is_open = Value(True) if open_to is None else Case(When(open_to, then=True), default=False)
    found: Any = rows.filter(pk__in=ids).order_by()
    found = found.values_list("pk", is_open, distance, "likeness__terms")
    ranked = _Ranked(sorted(asked.words, key=lambda word: (-known.weight(word), word)), known.length(asked.words))
    scored = [
        _Scored(_compared(pk, ranked, own, bits, known), can_read, _text(own))
        for pk, can_read, bits, terms in found
        for own in [parsed(terms or "")]
    ]
    return sorted(scored, key=lambda one: (-one.similar.score, -one.similar.complaint_id))


def _chosen(asked: _Asked, shared: Sequence[int], rows: ComplaintQuerySet, open_to: Q | None) -> list[int]:
    """Those to compare, of the ones that share words and the ones that mean the same.

    However many may not be opened, as many that may be are among them.
    """
    near = by_bits(asked.bits, rows) if asked.bits else []
    if open_to is None:
        return [*shared[:COMPARED], *near]
    is_open = set(rows.filter(open_to, pk__in=[*shared, *near]).order_by().values_list("pk", flat=True))
    opened = [pk for pk in shared if pk in is_open]
    closed = [pk for pk in shared if pk not in is_open]
    if asked.bits and 2 * len(is_open.intersection(near)) < len(near):
        near += by_bits(asked.bits, rows.filter(open_to))
    return [*opened[:COMPARED], *closed[: COMPARED // 4], *near]


def _compared(pk: int, asked: _Ranked, terms: Sequence[str], distance: float | None, known: Frequencies) -> Similar:
    """The cosine of the words, each there or not, by their weights; beside it the share of equal signs, -1..1.

    Both count half; a vector that points elsewhere counts as nothing.
    """
    own = {term for term in terms if term[0] not in BAND + MARK}
    shared = tuple([word for word in asked.words if word in own])
    lengths = asked.length * known.length(own)
    lexical = known.length(shared) ** 2 / lengths if lengths else 0.0
    vector = None if distance is None else 1 - 2 * distance / DIMENSIONS
    score = lexical if vector is None else (lexical + max(vector, 0)) / 2
    return Similar(pk, min(score, 1.0), shared, lexical, vector)


def _text(terms: Sequence[str]) -> int:
    """Words and bands of a text as a number; to fetch the texts themselves would take longer than all the rest."""
    return hash(frozenset([term for term in terms if term[0] != MARK]))


def _condition(filters: Filters) -> Q:
    """The filters, of the complaint's row."""
    condition = Q()
    if filters.channel_id is not None:
        condition &= Q(channel=filters.channel_id)
    if filters.department_id is not None:
        condition &= Q(department=filters.department_id)
    if filters.outcome:
        condition &= Q(outcome=filters.outcome)
    if filters.since:
        condition &= Q(received_at__gte=_midnight(filters.since))
    if filters.until:
        condition &= Q(received_at__lt=_midnight(filters.until + timedelta(days=1)))
    return condition


def _marks(filters: Filters, *, answered: bool) -> list[list[str]]:
    """The same for the index of words, which may name a few too many."""
    marks = [[f"{MARK}a"]] if answered else []
    if filters.channel_id is not None:
        marks.append([f"{MARK}c{filters.channel_id}"])
    if filters.department_id is not None:
        marks.append([f"{MARK}d{filters.department_id}"])
    if filters.outcome:
        marks.append([f"{MARK}o{filters.outcome}"])
    months = _months(filters)
    return [*marks, months] if 0 < len(months) <= MOST_MONTHS else marks


def _months(filters: Filters) -> list[str]:
    """Marks of the months of a period; none of one without end."""
    if not filters.since:
        return []
    until = filters.until or timezone.localdate()
    first, last = (day.year * 12 + day.month - 1 for day in (filters.since, until))
    return [f"{MARK}m{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
