"""What became of every row of every file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from complaints.models import Complaint
from ingest.models.batches import ImportBatch
from ingest.models.states import RowState
from ingest.sentences import RULES, Severity


class ImportedRow(models.Model):
    """One row of a file as it came (without unique identifiers), for all but those that were the same."""

    KEPT_STATES: ClassVar = [RowState.NEW, RowState.CHANGED, RowState.MERGED, RowState.REJECTED]

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField("시트", max_length=100)
    row_number = models.PositiveIntegerField("줄")
    cells = ArrayField(models.TextField(), verbose_name="칸")
    action = models.CharField("처리", max_length=10, choices=RowState.choices)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="imported_rows")
    # When the complaint was touched last before this row changed it; its fields are in its events.
    complaint_before = models.DateTimeField("고치기 전 시각", null=True, blank=True)

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


class BatchPreview(models.Model):
    """What a look at a file showed to the person who decides about it; gone when the import has ended.

    `sheets`: name, is_hidden, is_read, header [first, last], columns, proposals, the first hundred rows as read.
    `samples`: by state of a row, the first hundred with their cells, of a changed row the old and new values.
    """

    batch = models.OneToOneField(ImportBatch, models.CASCADE, related_name="preview", primary_key=True)
    sheets = models.JSONField(default=list)
    samples = models.JSONField(default=dict)

    class Meta:
        verbose_name = "미리 보기"

    def __str__(self) -> str:
        return str(self.batch_id)


class VanishedComplaint(models.Model):
    """A complaint of the period of a full export that the export no longer holds; listed, never deleted."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="vanished")
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="vanished_from")

    class Meta:
        ordering: ClassVar = ["batch", "id"]
        verbose_name = "사라진 민원"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "complaint"], name="vanished_once_per_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.complaint_id}"


class Fate(models.TextChoices):
    """In what the undoing of a batch ends for each of its rows; the three add up."""

    REVERSED = "reversed", "되돌림"
    KEPT = "kept", "그 뒤에 바뀌어 그대로 둠"
    IMPOSSIBLE = "impossible", "되돌릴 수 없음"


class UndoneRow(models.Model):
    """The fate of one row of a batch that was undone, and why."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="undone_rows")
    sheet = models.CharField("시트", max_length=100, blank=True)
    row_number = models.PositiveIntegerField("줄", default=0)
    receipt_number = models.CharField("접수번호", max_length=100)
    action = models.CharField("들여올 때", max_length=10, choices=RowState.choices)
    fate = models.CharField("되돌릴 때", max_length=10, choices=Fate.choices)
    reason = models.CharField("까닭", max_length=200, blank=True)
    complaint = models.ForeignKey(Complaint, models.SET_NULL, null=True, blank=True, related_name="undone_rows")

    class Meta:
        ordering: ClassVar = ["batch", "id"]
        verbose_name = "되돌린 줄"

    def __str__(self) -> str:
        return f"{self.receipt_number}: {self.fate}"
