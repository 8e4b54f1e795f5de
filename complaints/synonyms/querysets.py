"""Rules about groups of synonyms, as chainable methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Max, Min

if TYPE_CHECKING:
    from complaints.synonyms.models import SynonymGroup  # noqa: F401 - named in the bases, as text


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup", "SynonymGroup"]):
    """Groups of words that mean the same."""

    def in_use(self) -> SynonymGroupQuerySet:
        """Those that have words, in the order of their words, each with `changed_at`."""
        named = self.annotate(first=Min("words__normal"), changed_at=Max("changes__at"))
        return named.filter(first__isnull=False).order_by("first").prefetch_related("words")

    def with_word_like(self, normal: str) -> SynonymGroupQuerySet:
        """Those of which a word contains this, in the normal form."""
        return self.filter(pk__in=self.model.objects.filter(words__normal__contains=normal).values("pk"))
