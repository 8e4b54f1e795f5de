"""What is known of each window's exports."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from complaints.models import Channel


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
    is_full_export = models.BooleanField("늘 기간의 전체 자료", default=False)

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
    confirmed_by = models.CharField("확인한 사람", max_length=60, blank=True)
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
