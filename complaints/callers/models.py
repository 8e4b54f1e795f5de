"""What people have said about who is who; the complaints themselves stay as their windows gave them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from complaints.decisions import Decision


class Verdict(models.TextChoices):
    """What somebody has found out about two callers."""

    SAME = "same", "같은 사람"
    DIFFERENT = "different", "다른 사람"


class CallerDecision(Decision):
    """Two caller keys are one person, or are not; the newest that is not undone holds, older ones are its history.

    Keys outlive rows: the same source gives the same key again after an undo or a new import.
    """

    first_key = models.UUIDField()
    second_key = models.UUIDField()
    verdict = models.CharField("판단", max_length=10, choices=Verdict.choices)
    # The key that both share when the two above are finer ones (`persons.named_key`).
    shared_key = models.UUIDField(null=True, blank=True)
    # What the person saw when deciding; only to show the decision again.
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()

    class Meta(Decision.Meta):
        verbose_name = "민원인 판단"
        constraints: ClassVar = [
            # One order of the two, so that each pair is asked for once.
            models.CheckConstraint(condition=Q(first_key__lt=F("second_key")), name="callerdecision_in_order"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="callerdecision_verdict_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first_key", "second_key"], name="callerdecision_pair"),
            models.Index(fields=["second_key"], name="callerdecision_second"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}:{self.verdict}"
