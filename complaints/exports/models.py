"""Exports that a worker writes: who asked for what and why, and how far the file is."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from complaints.models import Department

KEPT_FOR = timedelta(hours=24)


class FileFormat(models.TextChoices):
    """As what kind of file rows are written."""

    XLSX = "xlsx", "엑셀 파일(xlsx)"
    CSV = "csv", "CSV 파일(다른 프로그램용)"


class ExportState(models.TextChoices):
    """How far an export has come."""

    QUEUED = "queued", "대기 중"
    RUNNING = "running", "쓰는 중"
    DONE = "done", "끝남"
    FAILED = "failed", "실패"
    CANCELLED = "cancelled", "그만둠"


UNDERWAY = (ExportState.QUEUED, ExportState.RUNNING)
_BADGES = {
    ExportState.QUEUED: "gray",
    ExportState.RUNNING: "primary",
    ExportState.DONE: "success",
    ExportState.FAILED: "danger",
    ExportState.CANCELLED: "disabled",
}


class Export(models.Model):
    """One export too large to be answered at once. What was searched is kept sealed, and only while it is needed.

    `department` is the one whose non-public texts its reader might read when the file was written.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name="누가")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="부서"
    )
    file_format = models.CharField("파일 종류", max_length=4, choices=FileFormat.choices)
    with_callers = models.BooleanField("민원인 열 포함", default=False)
    purpose = models.CharField("목적", max_length=200)
    searched = models.TextField("찾은 것", blank=True)
    sealed_search = models.BinaryField(default=b"", editable=False)
    state = models.CharField("상태", max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    message = models.TextField("안내", blank=True)
    attempts = models.PositiveSmallIntegerField("시도", default=0)
    rows_total = models.PositiveIntegerField("전체 건수", null=True, blank=True)
    rows_written = models.PositiveIntegerField("쓴 건수", default=0)
    stored_as = models.CharField(max_length=40, blank=True, editable=False)
    file_bytes = models.BigIntegerField("크기", default=0)
    heartbeat_at = models.DateTimeField("마지막 소식", default=timezone.now)
    created_at = models.DateTimeField("요청한 때", default=timezone.now)
    finished_at = models.DateTimeField("마친 때", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "내려받기"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(file_format__in=FileFormat.values), name="export_format_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-id"], name="export_of_account"),
            models.Index(fields=["heartbeat_at"], condition=Q(state__in=UNDERWAY), name="export_underway"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}:{self.file_format}"

    @property
    def is_underway(self) -> bool:
        return self.state in UNDERWAY

    @property
    def is_ready(self) -> bool:
        """Whether the file can be fetched."""
        return bool(self.stored_as) and self.state == ExportState.DONE

    @property
    def percent(self) -> int:
        """How much of the rows is written, 0 to 100."""
        return min(100, 100 * self.rows_written // self.rows_total) if self.rows_total else 0

    @property
    def kept_until(self) -> str:
        """Until when the file can be fetched."""
        until = timezone.localtime((self.finished_at or self.created_at) + KEPT_FOR)
        return f"{until:%Y-%m-%d %H:%M}"

    @property
    def state_badge(self) -> str:
        return _BADGES[ExportState(self.state)]
