"""`manage.py find`: the same as the page, masked, recorded."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from complaints.privacy.models import AccessEvent

if TYPE_CHECKING:
    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("find", *words, stdout=out)
    return out.getvalue()


def test_it_gives_what_other_programs_rely_on(complaint: MakeComplaint, roads: Department) -> None:
    row = complaint("88213", mobile="010-8271-9634", department=roads, officer="고길동", officer_phone="02-2147-1")
    answer = json.loads(run("9634", "--json"))
    assert (answer["query"], answer["total"], answer["total_is_capped"]) == ("9634", 1, False)
    assert answer["results"] == [
        {
            "id": row.pk,
            "channel": "saeol",
            "receipt_number": "88213",
            "title": "",
            "status": "received",
            "department": "도로과",
            "officer": "고길동",
            "officer_phone": "02-2147-1",
            "received_at": "2024-09-03T09:12:00+09:00",
            "due_at": None,
            "matched": ["전화"],
        },
    ]


def test_it_shows_no_person_and_is_recorded(complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철", mobile="010-8271-9634", body="홍상철 010-8271-9634", is_public=False)
    assert "홍*철" in (text := run("홍상철"))
    assert "8271" not in text
    event = AccessEvent.objects.get()
    assert (event.query, event.count, event.actor.startswith("명령줄:")) == ("[개인정보]", 1, True)


def test_limit_zero_means_all(complaint: MakeComplaint) -> None:
    for number in range(25):
        complaint(str(number), body="맨홀")
    assert len(json.loads(run("맨홀", "--json"))["results"]) == 20
    assert len(json.loads(run("맨홀", "--json", "--limit", "0"))["results"]) == 25
