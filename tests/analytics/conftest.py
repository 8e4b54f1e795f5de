"""A small named cast for the analytics: one office, two departments, a few windows, complaints by the only writer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from django.utils import timezone

from analytics.refreshing import mark_stale, refresh
from complaints.groups.models import Group, Member, Tier
from complaints.models import Channel, Department
from complaints.privacy.models import Account
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.records import SourceRecord
from complaints.services import store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.test import Client

    File = Callable[..., list[int]]
    Login = Callable[..., Client]


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """Pages without collected files, accounts without slow passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def windows(db: None) -> dict[str, Channel]:
    names = {"saeol": "새올상담민원", "mayor": "구청장에게 바란다", "patrol": "환경 순찰"}
    return {
        code: Channel.objects.create(
            code=code, name=name, short_name=name[:4], position=position, has_callers=code != "patrol"
        )
        for position, (code, name) in enumerate(names.items())
    }


@pytest.fixture
def roads(db: None) -> Department:
    return Department.objects.create(name="도로과")


@pytest.fixture
def parks(db: None) -> Department:
    return Department.objects.create(name="공원녹지과")


@pytest.fixture
def file(windows: dict[str, Channel]) -> File:
    """Stores complaints with one text, one from each caller, and counts: `file("가로등이 꺼졌다", callers="가나다")`.

    `callers` are phone numbers' last digits, one complaint each, repeated for a caller who writes again; `day` is
    "2024-09-03". Further fields are those of a record. `count=False` leaves counting to the test.
    """
    filed = iter(range(1, 1_000_000))

    def store_all(
        text: str,
        *,
        callers: Sequence[object] = (1,),
        day: str = "2024-09-03",
        channel: str = "saeol",
        department: Department | None = None,
        count: bool = True,
        **fields: Any,
    ) -> list[int]:
        received = timezone.make_aware(datetime.fromisoformat(f"{day}T09:12"))
        records = [
            SourceRecord(
                channel_id=windows[channel].pk,
                receipt_number=f"N-{next(filed)}",
                received_at=received,
                department_id=department.pk if department else None,
                body=text,
                mobile=mobile_of(caller),
                **fields,
            )
            for caller in callers
        ]
        ids = [plan.complaint_id for plan in store(records, origin="test") if plan.complaint_id]
        mark_stale(ids)
        if count:
            refresh()
        return ids

    return store_all


def group(ids: Sequence[int], tier: Tier = Tier.CONFIRMED) -> Group:
    """One matter, as detection and people's decisions would leave it; months are counted by the test."""
    made = Group.objects.create(tier=tier, size=len(ids), newest_at=timezone.now())
    Member.objects.bulk_create(Member(group=made, complaint_id=pk, tier=tier) for pk in ids)
    return made


def mobile_of(caller: object) -> str:
    """A number for a caller who is named by a letter or a number; None has none."""
    if caller is None:
        return ""
    digits = f"{crc32(str(caller).encode()) % 10**8:08}"
    return f"010-{digits[:4]}-{digits[4:]}"


def reader(role: Role, department: Department | None = None) -> Reader:
    return Reader(actor=role.value, rights=RIGHTS[role], department_id=department.pk if department else None)


@pytest.fixture
def login(db: None, client: Client) -> Login:
    """The test client, logged in as one of the roles."""

    def as_role(role: Role, department: Department | None = None) -> Client:
        account = Account.objects.create_account(role.value, "a long enough sentence", name="홍직원", role=role)
        account.department = department
        account.save()
        client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
        return client

    return as_role
