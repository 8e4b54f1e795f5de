"""A small named cast: one office, two departments, a few windows, and complaints made by the only writer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints import facets
from complaints.models import Channel, Complaint, Department
from complaints.privacy.models import Account
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.records import SourceRecord
from complaints.search import corrections, namesakes, paging, wider
from complaints.search.matching import find
from complaints.search.query import parse
from complaints.services import store

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    MakeComplaint = Callable[..., Complaint]
    Find = Callable[..., set[str]]

PASSWORD = "a long enough sentence"


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    """Pages without collected files, passwords without the work that guessing should cost."""
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def roads(db: None) -> Department:
    return Department.objects.create(name="도로과")


@pytest.fixture
def parks(db: None) -> Department:
    return Department.objects.create(name="공원녹지과")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine changes nothing: the limits of time are tested by those who set them."""
    for module, name in (
        (corrections, "MILLISECONDS"),
        (namesakes, "MILLISECONDS"),
        (wider, "ONE_MILLISECONDS"),
        (wider, "ALL_MILLISECONDS"),
        (facets, "PASS_MS"),
        (paging, "PATIENCE_MS"),
    ):
        monkeypatch.setattr(module, name, 60_000)


@pytest.fixture
def windows(db: None) -> dict[str, Channel]:
    names = {"saeol": "새올상담민원", "mayor": "구청장에게 바란다", "patrol": "환경 순찰"}
    return {
        code: Channel.objects.create(code=code, name=name, short_name=name[:4], position=position)
        for position, (code, name) in enumerate(names.items())
    }


@pytest.fixture
def complaint(windows: dict[str, Channel]) -> MakeComplaint:
    """Stores one complaint: `complaint("88213", body="...", mobile="010-8271-9634")`."""

    def make(number: str, *, channel: str = "saeol", **fields: Any) -> Complaint:
        received = fields.pop("received_at", timezone.make_aware(datetime(2024, 9, 3, 9, 12)))  # noqa: DTZ001
        department = fields.pop("department", None)
        record = SourceRecord(
            channel_id=windows[channel].pk,
            receipt_number=number,
            received_at=received,
            department_id=department.pk if department else None,
            **fields,
        )
        store([record], origin="test")
        return Complaint.objects.get(channel=windows[channel], receipt_number=number)

    return make


def reader(role: Role, department: Department | None = None) -> Reader:
    return Reader(actor=role.value, rights=RIGHTS[role], department_id=department.pk if department else None)


@pytest.fixture
def found(db: None) -> Find:
    """The receipt numbers that a query finds, for a counter clerk unless said otherwise."""

    def numbers(query: str, who: Reader | None = None) -> set[str]:
        rows = find(parse(query), who or reader(Role.COUNTER)).rows()
        return set(rows.values_list("receipt_number", flat=True))

    return numbers


@pytest.fixture
def login(client: Client) -> Callable[..., Client]:
    """The test client, logged in as one of the roles."""

    def as_role(role: Role, department: Department | None = None) -> Client:
        account = Account.objects.create_account(role.value, PASSWORD, name="홍직원", role=role)
        account.department = department
        account.save()
        client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
        return client

    return as_role
