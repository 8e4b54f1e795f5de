"""The dictionary: words that are never keywords and words that are kept whole, and who changed them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

LONGEST_WORD = 20  # characters, as of a keyword


class WordKind(models.TextChoices):
    """What a word of the dictionary is."""

    COMPOUND = "compound", "복합어"
    STOP = "stop", "불용어"


class WordOrigin(models.TextChoices):
    """How a word came into the dictionary."""

    REFERENCE = "reference", "처음부터"
    PERSON = "person", "직접 넣음"
    LEARNED = "learned", "자동으로 배움"


class DictionaryWord(models.Model):
    """A word of the dictionary as the extraction takes it: without blanks, with Latin capitals.

    One that was taken out stays, not in use, so that it is not learned again.
    """

    kind = models.CharField("종류", max_length=10, choices=WordKind.choices)
    text = models.CharField("낱말", max_length=LONGEST_WORD)
    origin = models.CharField("어디에서", max_length=10, choices=WordOrigin.choices, default=WordOrigin.PERSON)
    since = models.DateTimeField("언제부터", default=timezone.now)
    is_used = models.BooleanField("사용", default=True)

    class Meta:
        ordering: ClassVar = ["text"]
        verbose_name = "사전 낱말"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "text"], name="dictionaryword_once"),
            models.CheckConstraint(condition=Q(kind__in=WordKind.values), name="dictionaryword_kind_known"),
            models.CheckConstraint(condition=Q(origin__in=WordOrigin.values), name="dictionaryword_origin_known"),
        ]

    def __str__(self) -> str:
        return self.text


class DictionaryChange(models.Model):
    """One change of the dictionary: who, when, which words of one kind came in and went out."""

    at = models.DateTimeField("때", default=timezone.now)
    account = models.ForeignKey("privacy.Account", models.PROTECT, null=True, related_name="+")
    actor = models.CharField("누가", max_length=60)
    kind = models.CharField("종류", max_length=10, choices=WordKind.choices)
    added = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, verbose_name="넣은 낱말")
    removed = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, verbose_name="뺀 낱말")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "사전 이력"

    def __str__(self) -> str:
        return f"{self.actor} {self.get_kind_display()}"
