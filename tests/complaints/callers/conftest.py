"""Decisions as people make them, and the card as its readers get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.callers.deciding import decide
from complaints.callers.links import linked
from complaints.callers.models import CallerDecision, Verdict
from complaints.privacy.roles import Role
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Channel, Complaint

    Say = Callable[[Complaint, Complaint], CallerDecision]
    Links = Callable[[Complaint], dict[str, tuple[str, str]]]


@pytest.fixture
def windows(windows: dict[str, Channel]) -> dict[str, Channel]:
    windows["patrol"].has_callers = False
    windows["patrol"].save()
    return windows


@pytest.fixture
def same(db: None) -> Say:
    return lambda one, other: decide(one.pk, other.pk, Verdict.SAME, reader(Role.COUNTER)).decision


@pytest.fixture
def different(db: None) -> Say:
    return lambda one, other: decide(one.pk, other.pk, Verdict.DIFFERENT, reader(Role.COUNTER)).decision


@pytest.fixture
def links(db: None) -> Links:
    """Reason and strength of each linked complaint, by its receipt number."""
    from complaints.models import Complaint

    def by_number(complaint: Complaint) -> dict[str, tuple[str, str]]:
        found = linked(complaint, reader(Role.COUNTER))
        numbers = dict(Complaint.objects.values_list("pk", "receipt_number"))
        return {numbers[link.complaint_id]: (link.reason.value, link.strength.value) for link in found}

    return by_number
