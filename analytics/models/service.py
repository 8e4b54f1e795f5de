"""How the office dealt with the complaints of a month."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analytics.models.keywords import ALL


class ServiceMonth(models.Model):
    """The complaints that one channel received in one month for one department (ALL: none yet), public ones or not.

    All numbers add up over cells. `days[n]` is how many were answered after n working days, the last place for all that
    took longer. `open_dues` are the due times of the open ones, for whether one is late depends on the clock.
    `few_callers` are the callers (as in ComplaintKeywords) where they are fewer than five, else null: by them it is
    known of any sum of cells whether five persons stand behind it.
    """

    month = models.DateField()
    channel_id = models.BigIntegerField()
    department_id = models.BigIntegerField(default=ALL)
    is_public = models.BooleanField()
    received = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    answered_late = models.PositiveIntegerField()
    open = models.PositiveIntegerField()
    days = ArrayField(models.PositiveIntegerField(), default=list)
    open_dues = ArrayField(models.DateTimeField(), default=list)
    few_callers = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        verbose_name = "달마다의 처리 현황"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "channel_id", "department_id", "is_public"], name="servicemonth_cell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
