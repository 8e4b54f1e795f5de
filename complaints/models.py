"""One table for the complaints of all windows, and the small tables that give its words their meaning."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from complaints.choices import ComplaintType, Flag, Outcome, Status
from complaints.querysets import ComplaintQuerySet
from complaints.search.fields import LexemesField


class Department(models.Model):
    """A department of the office, found by its name, an alias, or the name it had before."""

    name = models.CharField("부서명", max_length=100, unique=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name="다른 이름")
    renamed_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="former_names",
        verbose_name="바뀐 이름의 부서",
    )
    phone = models.CharField("대표 전화", max_length=20, blank=True)
    is_active = models.BooleanField("사용", default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = "부서"

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A window (민원창구) through which complaints come in. Rows of this table are data, six of them a fixture."""

    code = models.SlugField("코드", max_length=30, unique=True)
    name = models.CharField("이름", max_length=60, unique=True)
    short_name = models.CharField("짧은 이름", max_length=20)
    badge = models.CharField("배지 색", max_length=20, default="gray")
    position = models.PositiveSmallIntegerField("순서", default=0)
    has_callers = models.BooleanField("민원인이 있음", default=True)
    default_type = models.CharField(
        "기본 민원 종류",
        max_length=20,
        choices=ComplaintType.choices,
        default=ComplaintType.UNKNOWN,
    )
    content_key_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name="접수번호가 없을 때 쓰는 항목",
    )
    loaded_until = models.DateField("자료 기준일", null=True, blank=True)
    is_late = models.BooleanField("새 자료가 늦음", default=False)
    keep_originals_days = models.PositiveIntegerField("원본 보관 일수", default=365)
    is_active = models.BooleanField("사용", default=True)

    class Meta:
        ordering: ClassVar = ["position", "code"]
        verbose_name = "민원창구"

    def __str__(self) -> str:
        return self.name


class StatusWord(models.Model):
    """What one window's status word means: (status, outcome, flags), decided once by a person."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="status_words")
    word = models.CharField("원 상태", max_length=60)
    status = models.CharField("상태", max_length=24, choices=Status.choices, default=Status.RECEIVED)
    outcome = models.CharField("결과", max_length=20, choices=Outcome.choices, default=Outcome.NONE)
    flags = ArrayField(
        models.CharField(max_length=24, choices=Flag.choices),
        default=list,
        blank=True,
        verbose_name="표시",
    )
    is_decided = models.BooleanField("결정됨", default=True)

    class Meta:
        ordering: ClassVar = ["channel", "word"]
        verbose_name = "상태 낱말"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "word"], name="statusword_once_per_channel"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="statusword_status_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="statusword_outcome_known"),
        ]

    def __str__(self) -> str:
        return self.word


# Every number under which an office knows a complaint.
NUMBERS = ("receipt_number", "application_number", "original_receipt_number")


class Holiday(models.Model):
    """A day on which offices are closed beside Saturdays and Sundays; those of a year are put in once, then edited."""

    day = models.DateField("날", unique=True)
    name = models.CharField("이름", max_length=60)

    class Meta:
        ordering: ClassVar = ["day"]
        verbose_name = "공휴일"

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Complaint(models.Model):
    """One complaint in one window. Source fields are read-only here: the window stays the system of record.

    The natural key is (channel, receipt_number, part). Names, phones, addresses and texts leave this table only
    through `complaints.privacy`.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="complaints", verbose_name="민원창구")
    receipt_number = models.CharField("접수번호", max_length=100)
    part = models.CharField("일부 번호", max_length=40, default="", blank=True)
    number_is_made = models.BooleanField("만든 번호", default=False)
    application_number = models.CharField("신청번호", max_length=60, blank=True)
    original_receipt_number = models.CharField("원 접수번호", max_length=60, blank=True)

    complaint_type = models.CharField(
        "민원 종류",
        max_length=20,
        choices=ComplaintType.choices,
        default=ComplaintType.UNKNOWN,
    )
    category = models.CharField("분야", max_length=200, blank=True)
    intake_route = models.CharField("접수 경로", max_length=60, blank=True)
    title = models.TextField("제목", blank=True)
    body = models.TextField("내용", blank=True)
    answer = models.TextField("답변", blank=True)
    follow_up_answer = models.TextField("추가 답변", blank=True)
    is_public = models.BooleanField("공개", default=True)

    complainant_name = models.CharField("민원인", max_length=100, blank=True)
    phone = models.CharField("전화", max_length=60, blank=True)
    mobile = models.CharField("휴대전화", max_length=60, blank=True)
    email = models.CharField("전자우편", max_length=200, blank=True)
    login_id = models.CharField("누리집 계정", max_length=200, blank=True)
    address = models.CharField("주소", max_length=300, blank=True)
    caller_key = models.UUIDField("민원인 열쇠", null=True, editable=False)

    admin_dong = models.CharField("동", max_length=60, blank=True)
    incident_location = models.CharField("발생 위치", max_length=300, blank=True)
    latitude = models.FloatField("위도", null=True, blank=True)
    longitude = models.FloatField("경도", null=True, blank=True)

    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="처리 부서",
    )
    receiving_department = models.CharField("접수 부서", max_length=100, blank=True)
    officer = models.CharField("담당자", max_length=100, blank=True)
    officer_phone = models.CharField("담당자 전화", max_length=60, blank=True)

    applied_at = models.DateTimeField("신청 일시", null=True, blank=True)
    received_at = models.DateTimeField("접수 일시")
    due_at = models.DateTimeField("처리 기한", null=True, blank=True)
    answered_at = models.DateTimeField("답변 일시", null=True, blank=True)

    status = models.CharField("상태", max_length=24, choices=Status.choices, default=Status.RECEIVED)
    outcome = models.CharField("결과", max_length=20, choices=Outcome.choices, default=Outcome.NONE)
    flags = ArrayField(
        models.CharField(max_length=24, choices=Flag.choices),
        default=list,
        blank=True,
        verbose_name="표시",
    )
    source_status = models.CharField("원 상태", max_length=100, blank=True)
    status_is_decided = models.BooleanField("상태 결정됨", default=True)
    satisfaction = models.CharField("만족도", max_length=40, blank=True)
    support_count = models.PositiveIntegerField("지지 수", null=True, blank=True)

    source_fields = models.JSONField("원 항목", default=dict, blank=True)
    source_digest = models.BinaryField(max_length=16, default=b"", editable=False)
    text_normal = models.TextField(editable=False, default="")
    search = LexemesField(editable=False)
    search_version = models.PositiveSmallIntegerField(editable=False, default=0)
    created_at = models.DateTimeField("처음 들어온 때", default=timezone.now)
    updated_at = models.DateTimeField("마지막 바뀐 때", default=timezone.now)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        verbose_name = "민원"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "receipt_number", "part"], name="complaint_natural_key"),
            models.CheckConstraint(condition=~Q(receipt_number=""), name="complaint_has_number"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="complaint_status_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="complaint_outcome_known"),
            models.CheckConstraint(condition=Q(complaint_type__in=ComplaintType.values), name="complaint_type_known"),
            models.CheckConstraint(condition=Q(flags__contained_by=Flag.values), name="complaint_flags_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="complaint_place_on_earth",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="complaint_newest_first"),
            models.Index(fields=["caller_key", "-received_at"], name="complaint_of_caller"),
            models.Index(fields=["due_at", "id"], name="complaint_due_first"),
            models.Index(Lower("email"), name="complaint_email", condition=~Q(email="")),
            models.Index(fields=["search_version"], name="complaint_rules"),
            GinIndex(fields=["search"], name="complaint_search", gin_pending_list_limit=4096),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.receipt_number}"


class ComplaintEvent(models.Model):
    """One changed field of one complaint, so that the history of a case is visible even if its source kept none."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    at = models.DateTimeField("때", default=timezone.now)
    field = models.CharField("항목", max_length=40)
    old = models.JSONField("전", null=True)
    new = models.JSONField("후", null=True)
    origin = models.CharField("어디에서", max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        verbose_name = "민원 이력"
        indexes: ClassVar = [models.Index(fields=["complaint", "-at"], name="event_of_complaint")]

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.field}"
