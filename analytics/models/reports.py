"""What is kept and sent: monthly reports, alerts of rising keywords, and who wants them by mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from analytics.models.keywords import Keyword


class MonthlyReport(models.Model):
    """The figures of a month as they were when it was made; never changed afterwards.

    `contents` is what `analytics.reporting` wrote; it counts public complaints only and hides cells under five persons.
    A newer report of the same month stands beside the older one.
    """

    month = models.DateField("달")
    made_at = models.DateTimeField("만든 때", default=timezone.now)
    actor = models.CharField("누가", max_length=60)
    contents = models.JSONField("내용")

    class Meta:
        ordering: ClassVar = ["-month", "-id"]
        verbose_name = "월간 보고서"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Subscription(models.Model):
    """What an account wants by mail."""

    account = models.OneToOneField("privacy.Account", models.CASCADE, related_name="subscription")
    email = models.EmailField("전자우편")
    alerts = models.BooleanField("급증 낱말", default=True)
    reports = models.BooleanField("월간 보고서", default=True)

    class Meta:
        verbose_name = "메일 받기"

    def __str__(self) -> str:
        return str(self.account_id)


class Delivery(models.Model):
    """One mail to one subscriber, sent or still to be sent; `failure` says in Korean why the last try failed."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    report = models.ForeignKey(MonthlyReport, models.CASCADE, null=True, related_name="deliveries")
    alert = models.ForeignKey("analytics.KeywordAlert", models.CASCADE, null=True, related_name="deliveries")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField("보낸 때", null=True)
    attempts = models.PositiveSmallIntegerField("시도", default=0)
    failure = models.CharField("실패한 까닭", max_length=200, blank=True)

    class Meta:
        verbose_name = "보낸 메일"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "report"], name="delivery_of_report_once"),
            models.UniqueConstraint(fields=["subscription", "alert"], name="delivery_of_alert_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KeywordAlert(models.Model):
    """A keyword that public complaints of a month hold three times as often as before; raised once a month."""

    month = models.DateField("달")
    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="alerts")
    raised_at = models.DateTimeField("알린 때", default=timezone.now)
    complaints = models.PositiveIntegerField("민원")
    callers = models.PositiveIntegerField("민원인")
    ratio = models.FloatField("몇 배")
    is_over = models.BooleanField("더는 아님", default=False)

    class Meta:
        ordering: ClassVar = ["-month", "-callers"]
        verbose_name = "급증 낱말"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "keyword"], name="keywordalert_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.keyword_id}"
