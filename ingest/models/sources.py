"""Where files come from by themselves, what each fetch brought, and what is amiss with it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from complaints.models import Channel
from ingest.models.batches import ImportBatch
from ingest.models.states import UNATTENDED, SourceKind

# As ISO counts them: Monday is 1.
WEEKDAYS = ((1, "월"), (2, "화"), (3, "수"), (4, "목"), (5, "금"), (6, "토"), (7, "일"))
NIGHT = time(2, 0)


def every_day() -> list[int]:
    """All seven days."""
    return [number for number, _ in WEEKDAYS]


class WatermarkKind(models.TextChoices):
    """What the column holds by which a query asks for what is newer."""

    MOMENT = "moment", "날짜와 시각"
    NUMBER = "number", "숫자"
    TEXT = "text", "글자"


class Source(models.Model):
    """One folder or query from which a window's data are fetched at set times."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="sources", verbose_name="민원창구")
    kind = models.CharField("종류", max_length=10, choices=[(k.value, k.label) for k in SourceKind if k in UNATTENDED])
    name = models.CharField(
        "이름",
        max_length=60,
        unique=True,
        error_messages={"unique": "같은 이름이 이미 있습니다. 다른 이름을 적어 주세요."},
    )
    is_active = models.BooleanField("정한 시각에 받기", default=True)
    run_at = models.TimeField("받는 시각", default=NIGHT)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=every_day, verbose_name="받는 요일")
    is_watched = models.BooleanField("이상하면 알리기", default=True)
    is_full = models.BooleanField("기간의 전체 자료", default=False)
    folder = models.CharField("폴더", max_length=60, blank=True)
    sealed_url = models.BinaryField(default=b"", editable=False)
    # What may be shown of the address: never a password.
    address = models.CharField("데이터베이스", max_length=200, blank=True)
    query = models.TextField("질의", blank=True)
    watermark_column = models.CharField("갱신 기준 열", max_length=60, blank=True)
    watermark_kind = models.CharField("갱신 기준의 종류", max_length=10, choices=WatermarkKind.choices, blank=True)
    watermark_value = models.CharField("마지막으로 받은 값", max_length=100, blank=True)
    # When it was last known that nothing newer than what is here was to be had.
    fresh_at = models.DateTimeField("마지막으로 받은 때", null=True, blank=True)
    created_at = models.DateTimeField("만든 때", default=timezone.now)

    class Meta:
        ordering: ClassVar = ["channel__position", "kind", "pk"]
        verbose_name = "자료 받아 오기"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=sorted(UNATTENDED)), name="source_kind_known"),
            models.UniqueConstraint(fields=["channel"], condition=Q(kind=SourceKind.INBOX), name="source_one_inbox"),
            models.UniqueConstraint(
                fields=["folder"],
                condition=~Q(folder=""),
                name="source_folder_once",
                violation_error_message="다른 창구가 쓰는 폴더입니다. 다른 이름을 적어 주세요.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_inbox(self) -> bool:
        """Whether it is a folder."""
        return self.kind == SourceKind.INBOX

    @property
    def is_incremental(self) -> bool:
        """Whether each fetch brings only what is newer than the one before."""
        return bool(self.watermark_column)

    @property
    def weekdays_label(self) -> str:
        """`매일`, or the days in their order."""
        if len(self.weekdays) == len(WEEKDAYS):
            return "매일"
        return "·".join(label for number, label in WEEKDAYS if number in self.weekdays)

    def due_after(self, moment: datetime) -> datetime | None:
        """The next time at which it is to be fetched; None while it is not."""
        return self._due(moment, 1) if self.is_active else None

    def due_before(self, moment: datetime) -> datetime | None:
        """The last time, this moment included, at which it was to be fetched."""
        return self._due(moment, -1) if self.is_active else None

    def _due(self, moment: datetime, step: int) -> datetime | None:
        local = timezone.localtime(moment)
        for days in range(8):
            day = local.date() + timedelta(days=step * days)
            due = datetime.combine(day, self.run_at, tzinfo=local.tzinfo)
            is_past = due <= local
            if day.isoweekday() in self.weekdays and is_past == (step < 0):
                return due
        return None


class RunOutcome(models.TextChoices):
    """How a fetch ended."""

    QUEUED = "queued", "곧 시작"
    RUNNING = "running", "받는 중"
    DONE = "done", "들여옴"
    WAITING = "waiting", "확인 기다림"
    MISSING = "missing", "파일 없음"
    EMPTY = "empty", "빈 자료"
    CANCELLED = "cancelled", "들여오지 않음"
    FAILED = "failed", "실패"


UNFINISHED = (RunOutcome.QUEUED, RunOutcome.RUNNING)
RUN_BADGES = {
    RunOutcome.QUEUED: "gray",
    RunOutcome.RUNNING: "primary",
    RunOutcome.DONE: "success",
    RunOutcome.WAITING: "warning",
    RunOutcome.MISSING: "gray",
    RunOutcome.EMPTY: "warning",
    RunOutcome.CANCELLED: "gray",
    RunOutcome.FAILED: "danger",
}


class SourceRun(models.Model):
    """One fetch of one source: what came, and the imports that it led to."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    at = models.DateTimeField("때", default=timezone.now)
    finished_at = models.DateTimeField("끝", null=True, blank=True)
    actor = models.CharField("시킨 사람", max_length=60, blank=True)
    is_scheduled = models.BooleanField("정한 시각에", default=True)
    attempts = models.PositiveSmallIntegerField("시도", default=0)
    outcome = models.CharField("결과", max_length=10, choices=RunOutcome.choices, default=RunOutcome.QUEUED)
    rows = models.PositiveIntegerField("행", default=0)
    # Of all that came, whatever the order of its files or rows.
    sha256 = models.CharField(max_length=64, blank=True)
    batches = models.ManyToManyField(ImportBatch, related_name="source_runs", verbose_name="들여오기")
    # What went wrong beside the imports; they have messages of their own.
    message = models.TextField("안내", blank=True)
    growing = models.PositiveSmallIntegerField("복사 중인 파일", default=0)
    watermark_before = models.CharField(max_length=100, blank=True)
    watermark_after = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "받아 온 기록"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=RunOutcome.values), name="sourcerun_outcome_known"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(outcome__in=UNFINISHED), name="sourcerun_one_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["source", "-id"], name="sourcerun_newest")]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether it has not ended, so that a page should look again."""
        return self.outcome in UNFINISHED

    @property
    def outcome_badge(self) -> str:
        """The colour of the outcome."""
        return RUN_BADGES[RunOutcome(self.outcome)]


class AlertKind(models.TextChoices):
    """What may be amiss with a source."""

    FAILED = "failed", "받지 못함"
    WAITING = "waiting", "확인 기다림"
    MISSING = "missing", "자료가 오지 않음"
    EMPTY = "empty", "빈 자료"
    HALVED = "halved", "평소의 절반 아래"
    UNCHANGED = "unchanged", "이틀 밤 그대로"


class SourceAlert(models.Model):
    """Something amiss with a source, from when to when, and who has seen it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="alerts")
    run = models.ForeignKey(SourceRun, models.SET_NULL, null=True, related_name="alerts")
    kind = models.CharField("종류", max_length=10, choices=AlertKind.choices)
    message = models.TextField("안내")
    raised_at = models.DateTimeField("생긴 때", default=timezone.now)
    ended_at = models.DateTimeField("끝난 때", null=True, blank=True)
    mailed_at = models.DateTimeField("메일을 보낸 때", null=True, blank=True)
    acknowledged_at = models.DateTimeField("확인한 때", null=True, blank=True)
    acknowledged_by = models.CharField("확인한 사람", max_length=60, blank=True)
    note = models.CharField("메모", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "자료 알림"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="sourcealert_kind_known"),
            models.UniqueConstraint(
                fields=["source", "kind"], condition=Q(ended_at=None), name="sourcealert_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.kind}"
