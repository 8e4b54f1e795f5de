"""Groups of words that mean the same, and who changed them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from complaints.synonyms.querysets import SynonymGroupQuerySet

LONGEST_WORD = 40


class SynonymGroup(models.Model):
    """Words that mean the same. A deleted group has no words; it stays for its history, and to be taken back."""

    code = models.SlugField("기준 자료의 이름", max_length=40, blank=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "동의어 묶음"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="synonymgroup_code_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(word.text for word in self.words.all())


class SynonymWord(models.Model):
    """One word of one group, found by its normal form."""

    group = models.ForeignKey(SynonymGroup, models.CASCADE, related_name="words")
    text = models.CharField("낱말", max_length=LONGEST_WORD * 2)
    normal = models.CharField(max_length=LONGEST_WORD, unique=True)
    position = models.PositiveSmallIntegerField("순서")

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = "동의어"

    def __str__(self) -> str:
        return self.text


class SynonymChange(models.Model):
    """One change of a group: who, when, the words before and after; none before a new one, none after a deletion."""

    group = models.ForeignKey(SynonymGroup, models.CASCADE, related_name="changes")
    at = models.DateTimeField("때", default=timezone.now)
    account = models.ForeignKey("privacy.Account", models.PROTECT, null=True, related_name="+")
    actor = models.CharField("누가", max_length=60)
    old = ArrayField(models.CharField(max_length=LONGEST_WORD * 2), verbose_name="전")
    new = ArrayField(models.CharField(max_length=LONGEST_WORD * 2), verbose_name="후")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "동의어 이력"

    def __str__(self) -> str:
        return f"{self.actor} {self.group_id}"

    @property
    def added(self) -> list[str]:
        """The words that came in."""
        return [word for word in self.new if word not in self.old]

    @property
    def removed(self) -> list[str]:
        """The words that went out."""
        return [word for word in self.old if word not in self.new]

    @property
    def kept(self) -> list[str]:
        """The words that were there and stayed."""
        return [word for word in self.old if word in self.new]

    @property
    def what(self) -> str:
        """The kind of change, in Korean."""
        return "추가" if not self.old else "삭제" if not self.new else "수정"

    @property
    def badge(self) -> str:
        """The colour of its badge."""
        return {"추가": "success", "삭제": "danger"}.get(self.what, "gray")
