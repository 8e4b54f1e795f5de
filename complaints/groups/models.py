"""Which complaints are one matter: what detection found, what people said, and the groups that follow from both."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from complaints.decisions import Decision
from complaints.models import Channel, Complaint


class Tier(models.TextChoices):
    """How sure it is that complaints are one matter."""

    CONFIRMED = "confirmed", "확인됨"
    TO_CHECK = "to_check", "확인 필요"


class Reason(models.TextChoices):
    """Why two complaints are taken for one matter."""

    PERSON = "person", "같은 민원인"
    TEXT = "text", "거의 같은 글"
    WORDS = "words", "드문 낱말이 같음"
    PLACE = "place", "같은 곳"
    NEAR = "near", "가까운 때"
    CATEGORY = "category", "같은 분야"
    DECISION = "decision", "사람이 확인함"


class Verdict(models.TextChoices):
    """What somebody has said of complaints."""

    SAME = "same", "같은 사안"
    DIFFERENT = "different", "다른 사안"


class Pair(models.Model):
    """Two complaints that detection takes for one matter; `score` from 0 to 1, `version` that of the rules.

    No constraint to the complaints in the database: they are deleted without waiting for this table.
    """

    first = models.ForeignKey(Complaint, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    second = models.ForeignKey(Complaint, models.DO_NOTHING, related_name="+", db_constraint=False)
    score = models.FloatField("점수")
    tier = models.CharField("확실함", max_length=10, choices=Tier.choices)
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason.choices), default=list)
    version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "같은 사안으로 보이는 둘"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="pair_tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"


class Group(models.Model):
    """Two complaints or more that are one matter (confirmed), or may be (to check); made by `grouping`, never by hand.

    `newest_at` is when the newest of them was received; `has_conflict` says that their answers contradict each other.
    """

    tier = models.CharField("확실함", max_length=10, choices=Tier.choices)
    size = models.PositiveIntegerField("건수")
    newest_at = models.DateTimeField("마지막 접수")
    has_conflict = models.BooleanField("엇갈린 답변", default=False)
    made_at = models.DateTimeField("묶인 때", default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-newest_at", "-id"]
        verbose_name = "같은 사안"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="group_tier_known"),
            models.CheckConstraint(condition=Q(size__gte=2), name="group_of_two_at_least"),
        ]
        indexes: ClassVar = [models.Index(fields=["tier", "-newest_at", "-id"], name="group_newest_first")]

    def __str__(self) -> str:
        return str(self.pk)


class Member(models.Model):
    """A complaint's place in a group: at most one confirmed group, and one to check that holds that one whole."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    complaint = models.ForeignKey(
        Complaint, models.DO_NOTHING, related_name="memberships", db_constraint=False, db_index=False
    )
    tier = models.CharField("확실함", max_length=10, choices=Tier.choices)

    class Meta:
        verbose_name = "같은 사안의 민원"
        constraints: ClassVar = [models.UniqueConstraint(fields=["complaint", "tier"], name="member_once_per_tier")]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.complaint_id}"


class GroupDecision(Decision):
    """What somebody said: all complaints named are one matter, or those of one side are not that of the other.

    Later decisions hold against earlier ones. An undone one stays in the history.
    """

    verdict = models.CharField("판단", max_length=10, choices=Verdict.choices)

    class Meta(Decision.Meta):
        verbose_name = "같은 사안 판단"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="groupdecision_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}:{self.verdict}"


class Named(models.Model):
    """A complaint that a decision names, by its natural key: it is meant again when its row is made again.

    `side` is 0 or 1; those of a SAME decision are all on side 0.
    """

    decision = models.ForeignKey(GroupDecision, models.CASCADE, related_name="named")
    side = models.PositiveSmallIntegerField()
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    receipt_number = models.CharField("접수번호", max_length=100)
    part = models.CharField("일부 번호", max_length=40, blank=True)

    class Meta:
        verbose_name = "판단한 민원"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "channel", "receipt_number", "part"], name="named_once_per_decision"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["receipt_number", "channel"], name="named_complaint")]

    def __str__(self) -> str:
        return f"{self.decision_id}:{self.receipt_number}"
