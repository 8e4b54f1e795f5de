"""What every decision of a person has: who, when, why, and that it can be taken back and stays in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from complaints.privacy.reader import Reader

NOTE_LENGTH = 200
NOTE_TOO_LONG = f"까닭은 {NOTE_LENGTH}자까지 적을 수 있습니다. 줄여서 다시 해 주세요."


class DecisionRefusedError(ValueError):
    """A Korean sentence that says why nothing was decided and what to do."""


class Decision(models.Model):
    """A decision; one that was taken back (`undone_at`) holds no more and is still shown."""

    note = models.CharField("까닭", max_length=NOTE_LENGTH, blank=True)
    at = models.DateTimeField("때", default=timezone.now)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField("판단한 사람", max_length=60)
    undone_at = models.DateTimeField("되돌린 때", null=True, blank=True)
    undone_by = models.CharField("되돌린 사람", max_length=60, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-at", "-id"]

    @classmethod
    def standing(cls, decision_id: int) -> Self:
        """The decision, locked until the end of the transaction. Raises DecisionRefusedError if it holds no more."""
        decision = cls._default_manager.select_for_update().filter(pk=decision_id).first()
        if decision is None:
            raise DecisionRefusedError("그런 판단이 없습니다. 판단 이력을 새로 열고 다시 고르십시오.")
        if decision.undone_at is not None:
            raise DecisionRefusedError("이미 되돌린 판단입니다. 판단 이력을 새로 열어 확인하십시오.")
        return decision

    def take_back(self, reader: Reader) -> None:
        """It holds no more."""
        self.undone_at, self.undone_by = timezone.now(), reader.actor
        self.save(update_fields=["undone_at", "undone_by"])
