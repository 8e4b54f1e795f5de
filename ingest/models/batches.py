"""One run of one file, from its receipt to its end."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from complaints.models import Channel
from ingest.models.formats import ColumnMapping
from ingest.models.states import BADGES, ENDED, UNATTENDED, UNDER_WAY, BatchState, RowState, SourceKind, WaitsFor
from ingest.sentences import IDENTIFIER_NAMES


class ImportBatch(models.Model):
    """One run of one file: what came, from whom, how far it is, and what became of its rows."""

    channel = models.ForeignKey(
        Channel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name="민원창구",
    )
    source_kind = models.CharField("온 길", max_length=10, choices=SourceKind.choices, default=SourceKind.UPLOAD)
    file_name = models.CharField("파일 이름", max_length=255)
    file_bytes = models.BigIntegerField("크기", default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name="올린 사람",
    )
    actor = models.CharField("행위자", max_length=60, blank=True)
    state = models.CharField("상태", max_length=10, choices=BatchState.choices, default=BatchState.QUEUED)
    message = models.TextField("안내", blank=True)
    waits_for = ArrayField(
        models.CharField(max_length=10, choices=WaitsFor.choices), default=list, blank=True, verbose_name="기다리는 것"
    )
    is_confirmed = models.BooleanField("들여오기로 함", default=False)
    confirmed_by = models.CharField("확인한 사람", max_length=60, blank=True)
    confirmed_at = models.DateTimeField("확인한 때", null=True, blank=True)
    # How a person wants the file read: sheets, encoding, headers {sheet: [first, last]}, columns {header: role}.
    reading = models.JSONField("읽는 법", default=dict, blank=True)
    planned = models.JSONField("미리 본 결과", default=dict, blank=True)
    is_full = models.BooleanField("기간의 전체 자료", default=False)
    is_bulk = models.BooleanField("대량 적재", default=False)
    count_vanished = models.PositiveIntegerField("사라진 민원", default=0)
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name="고친 들여오기"
    )
    # What it made or moved beside complaints: departments, status words and mappings by id, the day of the data before.
    made = models.JSONField("함께 만든 것", default=dict, blank=True)
    original_deleted_at = models.DateTimeField("원본 삭제", null=True, blank=True)
    undone_by = models.CharField("되돌린 사람", max_length=60, blank=True)
    undone_at = models.DateTimeField("되돌린 때", null=True, blank=True)
    mapping = models.ForeignKey(ColumnMapping, models.PROTECT, null=True, blank=True, related_name="batches")
    sheets = models.JSONField("시트", default=list)
    attempts = models.PositiveSmallIntegerField("시도", default=0)
    chunks_done = models.PositiveIntegerField(default=0)
    rows_in_file = models.PositiveIntegerField("파일의 줄 수", default=0)
    count_new = models.PositiveIntegerField("신규", default=0)
    count_changed = models.PositiveIntegerField("변경", default=0)
    count_same = models.PositiveIntegerField("동일", default=0)
    count_merged = models.PositiveIntegerField("합침", default=0)
    count_rejected = models.PositiveIntegerField("거절", default=0)
    count_not_a_row = models.PositiveIntegerField("민원 아님", default=0)
    removed = models.JSONField("지운 고유식별정보", default=dict)
    created_at = models.DateTimeField("올린 때", default=timezone.now)
    started_at = models.DateTimeField("시작", null=True, blank=True)
    finished_at = models.DateTimeField("끝", null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "자료 들여오기"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="importbatch_state_known"),
            models.CheckConstraint(
                condition=~Q(state=BatchState.DONE)
                | Q(
                    rows_in_file=F("count_new")
                    + F("count_changed")
                    + F("count_same")
                    + F("count_merged")
                    + F("count_rejected")
                    + F("count_not_a_row"),
                ),
                name="importbatch_rows_add_up",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "heartbeat_at"], name="importbatch_waiting")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name}"

    def keep(self, **values: object) -> None:
        """Set and save these fields, and no others."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))

    @property
    def origin(self) -> str:
        """How the history of a complaint names this import."""
        return f"batch:{self.pk}"

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended in each of the six states."""
        return {state.value: getattr(self, f"count_{state.value}") for state in RowState}

    @property
    def rows_done(self) -> int:
        """How many rows have ended in a state, or have been looked at."""
        if self.state == BatchState.LOOKING:
            return int(self.planned.get("seen", 0))
        return sum(self.counts.values())

    @property
    def rows_total(self) -> int:
        """How many rows there are to do; 0 until the file has been looked through."""
        return self.rows_in_file

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def is_running(self) -> bool:
        """Whether a worker has it in hand or will take it, so that a page should look again."""
        return self.state in UNDER_WAY

    @property
    def is_silent(self) -> bool:
        """Whether a worker has it in hand or will take it, and nothing was heard of it for too long."""
        heard = self.heartbeat_at or self.created_at
        return self.is_running and heard < timezone.now() - timedelta(seconds=settings.IMPORT_STALE_SECONDS)

    @property
    def is_unattended(self) -> bool:
        """Whether nobody looked on when it came."""
        return self.source_kind in UNATTENDED

    @property
    def waits_for_labels(self) -> list[str]:
        """What a person has to say, in Korean."""
        return [str(WaitsFor(code).label) for code in self.waits_for]

    @property
    def state_label(self) -> str:
        """The state in Korean."""
        return BatchState(self.state).label

    @property
    def state_badge(self) -> str:
        """The colour of the state."""
        return BADGES[BatchState(self.state)]

    @property
    def who(self) -> str:
        """Who brought the file."""
        return (self.account.name if self.account else "") or self.actor

    @property
    def removed_identifiers(self) -> dict[str, int]:
        """How many unique identifiers were taken out of the file, by their Korean names."""
        return {IDENTIFIER_NAMES.get(kind, kind): number for kind, number in sorted(self.removed.items())}

    @property
    def progress_percent(self) -> int:
        """0 to 100; a batch under way never shows 100."""
        if self.state == BatchState.DONE:
            return 100
        return min(99, self.rows_done * 100 // self.rows_in_file) if self.rows_in_file else 0

    @property
    def rows_per_second(self) -> int:
        """The speed so far."""
        end = self.finished_at or self.heartbeat_at
        if not (self.started_at and end):
            return 0
        seconds = (end - self.started_at).total_seconds()
        return round(self.rows_done / seconds) if seconds > 0 else 0

    @property
    def seconds_left(self) -> int | None:
        """At the speed so far; None before there is one."""
        speed = self.rows_per_second
        return round((self.rows_in_file - self.rows_done) / speed) if speed and not self.is_finished else None
