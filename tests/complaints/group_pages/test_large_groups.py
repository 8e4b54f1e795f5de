"""Groups of hundreds are shown in pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from complaints.groups.models import Group
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2024, 9, 3, 9))  # noqa: DTZ001


def test_a_group_of_hundreds_has_pages(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("0", title="맨홀")
    copies = [
        Complaint(channel_id=first.channel_id, receipt_number=f"C-{n}", received_at=START - timedelta(n), search="")
        for n in range(399)
    ]
    made = Complaint.objects.bulk_create(copies)
    group = Group.objects.create(tier="confirmed", size=400, newest_at=first.received_at)
    group.members.bulk_create(
        group.members.model(group=group, complaint_id=row.pk, tier="confirmed") for row in (first, *made)
    )
    page = login(Role.MANAGER).get(f"/complaints/groups/{group.pk}/?page=2")
    text = page.content.decode()
    assert "같은 사안 400건" in text
    assert (text.count('type="checkbox"'), "2 / 8쪽" in text) == (50, True)
    assert len(AccessEvent.objects.get(action="view").complaint_ids) <= 54
