"""What the analytics add to the query language: complaints that carry a keyword, and answers in time or late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from analytics.links import FIELD
from analytics.models import ComplaintKeywords
from analytics.spelling import keywords_of
from complaints.choices import Status
from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.named import NamedField, register
from complaints.search.readings import Meaning, Reading
from complaints.search.tsquery import any_of
from complaints.synonyms.models import SynonymWord
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_TIME, LATE = "기한 안", "기한 지나"
_HINT = "현황에서 세는 낱말이나, 그 동의어를 넣어 주세요. 글 속의 말은 쌍점 없이 찾습니다."


def register_fields() -> None:
    """Make the fields known to the search, once, at start-up."""
    register(NamedField((FIELD, "핵심어"), keyword_readings, label="핵심어", hint=_HINT))
    register(NamedField(("처리",), handling_readings, label="처리", hint=f"‘{IN_TIME}’이나 ‘{LATE}’를 넣어 주세요."))


def keyword_readings(value: str) -> Iterator[Reading]:
    """The complaints that carry a keyword, or that as which the typed word is counted.

    Each has one of its forms in its texts, by which the index finds the candidates; its keywords decide.
    """
    keyword = keywords_of([value])[value]
    if keyword is None:
        return
    same = SynonymWord.objects.filter(group__words__normal__in={normalise(value), keyword.normal})
    forms = tuple(dict.fromkeys([keyword.normal, *same.order_by("position").values_list("normal", flat=True)]))
    node = any_of(*map(lexemes.text_query, forms))
    yield Reading(Meaning.KEYWORD, node, keyword.text, condition=carries(keyword.pk), marks=forms)


def carries(keyword_id: int) -> Q:
    """Whether a complaint carries the keyword.

    A scalar subquery, which PostgreSQL asks about one row after the other and never turns into a join: who walks along
    an order keeps it, and stops where the page is full.
    """
    held = ExpressionWrapper(Q(keyword_ids__contains=[keyword_id]), output_field=BooleanField())
    own = ComplaintKeywords.objects.filter(complaint_id=OuterRef("pk")).annotate(held=held).values("held")
    return Q(Coalesce(Subquery(own), False))


def handling_readings(value: str) -> Iterator[Reading]:
    """The answered complaints that had a due time, by whether the answer kept it."""
    late = {normalise(IN_TIME): False, normalise(LATE): True}.get(normalise(value))
    if late is None:
        return
    kept = Q(answered_at__gt=F("due_at")) if late else Q(answered_at__lte=F("due_at"))
    known = Q(status=Status.ANSWERED, answered_at__isnull=False, due_at__isnull=False)
    node = lexemes.one_of(Kind.STATUS, [Status.ANSWERED.value])
    yield Reading(Meaning.IN_TIME, node, LATE if late else IN_TIME, condition=known & kept)
