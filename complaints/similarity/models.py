"""What complaints are compared by, beside the complaints, so that neither imports nor searches wait for it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from complaints.models import Complaint
from complaints.search.fields import LexemesField

DIMENSIONS = 512


class BitsField(models.Field):  # type: ignore[type-arg]
    """A row of DIMENSIONS bits, written as text of 0 and 1: the signs of a sentence vector's numbers."""

    def db_type(self, connection: object) -> str:
        del connection
        return f"bit({DIMENSIONS})"


class Likeness(models.Model):
    """The words, text bands and marks of one complaint (`terms.py`); `version` is that of the rules that made them."""

    # No constraint in the database: complaints are written and deleted without waiting for this table.
    complaint = models.OneToOneField(
        Complaint, models.DO_NOTHING, primary_key=True, related_name="likeness", db_constraint=False
    )
    terms = LexemesField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "민원의 비교 자료"
        indexes: ClassVar = [
            GinIndex(fields=["terms"], name="likeness_terms", gin_pending_list_limit=4096),
            models.Index(fields=["version"], name="likeness_rules"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Vector(models.Model):
    """The sentence vector of one complaint as bits: none until it is computed, or for good without the package.

    `digest` is that of the text that is read, so that a vector outlives changes of everything else.
    """

    complaint = models.OneToOneField(
        Complaint, models.DO_NOTHING, primary_key=True, related_name="vector", db_constraint=False
    )
    bits = BitsField(null=True)
    digest = models.BigIntegerField()
    version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "민원의 문장 벡터"
        indexes: ClassVar = [models.Index(fields=["complaint"], name="vector_missing", condition=Q(bits=None))]

    def __str__(self) -> str:
        return str(self.pk)


class Unread(models.Model):
    """A complaint that was stored or taken back since it was last read; its row may be gone.

    `attempts` counts the times that reading it was begun: one that breaks the reading is tried alone, then left.
    """

    complaint_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("때")
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "다시 읽을 민원"
        indexes: ClassVar = [models.Index(F("attempts"), F("complaint_id").desc(), name="unread_in_turn")]

    def __str__(self) -> str:
        return str(self.pk)
