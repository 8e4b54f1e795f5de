"""What is known of each window's exports, and what became of every row of every file."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from complaints.models import Channel, Complaint
from ingest.sentences import IDENTIFIER_NAMES, RULES, Severity


class ExportFormat(models.Model):
    """How one window's exports are read. Rows of this table are data: a seventh window needs no code."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="export_format", verbose_name="민원창구")
    required_roles = ArrayField(models.CharField(max_length=40), verbose_name="꼭 있어야 하는 항목")
    number_pattern = models.CharField("접수번호의 꼴", max_length=200, blank=True)
    made_prefix = models.CharField("만든 번호의 머리", max_length=20, blank=True)
    title_fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="제목을 대신할 항목"
    )
    status_roles = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="상태가 있는 항목"
    )
    status_rules = models.JSONField("상태를 대신하는 항목", default=list, blank=True)
    type_words = models.JSONField("민원 종류 낱말", default=dict, blank=True)
    public_words = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="공개를 뜻하는 말"
    )
    private_words = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="비공개를 뜻하는 말"
    )
    private_statuses = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="비공개인 상태"
    )
    blank_words = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="빈칸을 뜻하는 말")

    class Meta:
        verbose_name = "자료 형식"

    def __str__(self) -> str:
        return str(self.channel)


class ColumnAlias(models.Model):
    """A name under which a window's exports carry a column, and what the column holds."""

    export_format = models.ForeignKey(ExportFormat, models.CASCADE, related_name="aliases")
    name = models.CharField("열 이름", max_length=100)
    role = models.CharField("항목", max_length=40)
    is_volatile = models.BooleanField("내려받을 때마다 바뀜", default=False)
    position = models.PositiveSmallIntegerField("순서", default=0)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = "열 이름"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export_format", "name"], name="columnalias_once_per_format"),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """One version of what a window's columns mean, as an import used it.

    A version that a person has confirmed is used again for files with the same columns; the others tell what the
    program proposed.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="column_mappings")
    version = models.PositiveIntegerField("판")
    signature = models.CharField(max_length=32)
    columns = models.JSONField("열", default=dict)
    is_confirmed = models.BooleanField("사람이 확인함", default=False)
    created_at = models.DateTimeField("만든 때", default=timezone.now)

    class Meta:
        ordering: ClassVar = ["channel", "-version"]
        verbose_name = "열 짝짓기"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "version"], name="columnmapping_version"),
            models.UniqueConstraint(fields=["channel", "signature"], name="columnmapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.version}판"


class BatchState(models.TextChoices):
    """How far an import has come."""

    QUEUED = "queued", "대기 중"
    RUNNING = "running", "들여오는 중"
    DONE = "done", "끝남"
    FAILED = "failed", "실패"
    REFUSED = "refused", "거절"


class SourceKind(models.TextChoices):
    """By which way a file came."""

    UPLOAD = "upload", "화면에서 올림"
    INBOX = "inbox", "받은 폴더"
    COMMAND = "command", "명령"
    DEMO = "demo", "시연"


class RowState(models.TextChoices):
    """In what a row of a file ends. The six add up to the rows in the file."""

    NEW = "new", "신규"
    CHANGED = "changed", "변경"
    SAME = "same", "동일"
    MERGED = "merged", "합침"
    REJECTED = "rejected", "거절"
    NOT_A_ROW = "not_a_row", "민원 아님"


ENDED = frozenset({BatchState.DONE, BatchState.FAILED, BatchState.REFUSED})
_BADGES = {
    BatchState.QUEUED: "gray",
    BatchState.RUNNING: "primary",
    BatchState.DONE: "success",
    BatchState.FAILED: "danger",
    BatchState.REFUSED: "warning",
}


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
        """How many rows have ended in a state."""
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
        """Whether it waits or works, so that a page should look again."""
        return not self.is_finished

    @property
    def state_label(self) -> str:
        """The state in Korean."""
        return BatchState(self.state).label

    @property
    def state_badge(self) -> str:
        """The colour of the state."""
        return _BADGES[BatchState(self.state)]

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


class ImportedRow(models.Model):
    """One row of a file as it came (without unique identifiers), for all but those that were the same."""

    KEPT_STATES: ClassVar = [RowState.NEW, RowState.CHANGED, RowState.MERGED, RowState.REJECTED]

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField("시트", max_length=100)
    row_number = models.PositiveIntegerField("줄")
    cells = ArrayField(models.TextField(), verbose_name="칸")
    action = models.CharField("처리", max_length=10, choices=RowState.choices)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="imported_rows")

    class Meta:
        ordering: ClassVar = ["batch", "id"]
        verbose_name = "들여온 줄"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(action=RowState.REJECTED, complaint__isnull=True)
                | Q(action__in=[RowState.NEW, RowState.CHANGED, RowState.MERGED], complaint__isnull=False),
                name="importedrow_has_complaint",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row_number}"


class RowProblem(models.Model):
    """Something wrong with one cell of one row, or (row 0) with a whole sheet."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    sheet = models.CharField("시트", max_length=100, blank=True)
    row_number = models.PositiveIntegerField("줄", default=0)
    column = models.CharField("열", max_length=200, blank=True)
    value = models.CharField("값", max_length=200, blank=True)
    code = models.CharField("종류", max_length=40)
    severity = models.CharField(
        "정도",
        max_length=10,
        choices=[(Severity.REJECT.value, "들여오지 않음"), (Severity.WARN.value, "확인 필요")],
    )
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["batch", "severity", "id"]
        verbose_name = "문제"

    def __str__(self) -> str:
        return self.code

    @property
    def severity_label(self) -> str:
        """The severity in Korean."""
        return "들여오지 않음" if self.severity == Severity.REJECT else "확인 필요"

    @property
    def sentence(self) -> str:
        """What an official reads."""
        rule = RULES.get(self.code)
        return rule.sentence.format(detail=self.detail) if rule else self.code
