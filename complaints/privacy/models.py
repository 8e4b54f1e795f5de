"""Accounts and the access log."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from datetime import date


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; there is none until an admin is made by a command that asks."""

    def create_account(self, employee_number: str, password: str, *, name: str, role: Role) -> Account:
        account = self.model(employee_number=employee_number, name=name, role=role)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One person of the office, never shared."""

    employee_number = models.CharField("직원번호", max_length=30, unique=True)
    name = models.CharField("이름", max_length=60)
    department = models.ForeignKey(
        "complaints.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="부서",
    )
    extension = models.CharField("내선", max_length=20, blank=True)
    role = models.CharField("역할", max_length=10, choices=Role.choices)
    is_active = models.BooleanField("사용", default=True)
    valid_until = models.DateField("사용 기한", null=True, blank=True)
    created_at = models.DateTimeField("만든 때", default=timezone.now)

    USERNAME_FIELD = "employee_number"
    REQUIRED_FIELDS: ClassVar = ["name", "role"]
    objects = AccountManager()

    class Meta:
        ordering: ClassVar = ["employee_number"]
        verbose_name = "계정"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="account_role_known"),
        ]

    def __str__(self) -> str:
        return self.employee_number

    def is_valid_on(self, day: date) -> bool:
        """Whether the account may still be used on this date."""
        return self.is_active and (self.valid_until is None or self.valid_until >= day)


class Action(models.TextChoices):
    """What somebody did with personal data, or tried to."""

    LOGIN = "login", "로그인"
    LOGIN_FAILED = "login_failed", "로그인 실패"
    LOGOUT = "logout", "로그아웃"
    SEARCH = "search", "검색"
    VIEW = "view", "열람"
    REVEAL = "reveal", "가림 해제"
    EXPORT = "export", "내려받기"
    COPY = "copy", "답변 복사"
    DECIDE = "decide", "판단"
    UPLOAD = "upload", "자료 올리기"
    ACCOUNT = "account", "계정 변경"
    REFUSED = "refused", "권한 없음"


class AccessEvent(models.Model):
    """One line of the access log (접속기록). A trigger refuses to change or delete it.

    Standards for measures to secure personal information (개인정보의 안전성 확보조치 기준), article 8: account, time,
    place, whose data, what was done.
    """

    at = models.DateTimeField("때", default=timezone.now)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="access_events")
    actor = models.CharField("행위자", max_length=60)
    ip = models.GenericIPAddressField("접속지", null=True)
    action = models.CharField("행위", max_length=20, choices=Action.choices)
    query = models.TextField("검색어", blank=True)
    person_hashes = ArrayField(models.CharField(max_length=32), default=list)
    complaint_ids = ArrayField(models.BigIntegerField(), default=list)
    count = models.IntegerField("건수", default=0)
    purpose = models.CharField("목적", max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "접속기록"
        indexes: ClassVar = [
            models.Index(fields=["account", "-at"], name="accessevent_of_account"),
            models.Index(fields=["-at"], name="accessevent_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action}"
