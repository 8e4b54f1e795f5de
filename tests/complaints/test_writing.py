"""What COPY writes is what a window gave, sign for sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from complaints.models import Complaint
from complaints.services import record_of, store
from complaints.writing import COLUMNS

if TYPE_CHECKING:
    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db
STRANGE = "a\\b\\N\tc\r\nd'\"{},\\.\n\\.\n끝 🙏 \\x41 \\u0041"


def test_every_column_is_written() -> None:
    assert {*COLUMNS} == {field.column for field in Complaint._meta.concrete_fields}


def test_signs_of_the_format_stay_as_they_are(complaint: MakeComplaint) -> None:
    fields = {"body": STRANGE, "officer": "홍'상\\철", "source_fields": {STRANGE: STRANGE}, "category": "\\N"}
    row = complaint("1\\2'", **fields)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in fields} == fields
    assert record_of(row).digest() == bytes(row.source_digest)


def test_new_and_changed_rows_of_many_portions_are_all_written(complaint: MakeComplaint, found: Find) -> None:
    first = record_of(complaint("0", body="가로등"))
    store([replace(first, receipt_number=f"{n}", body="가로등") for n in range(250)], origin="one")
    store([replace(first, receipt_number=f"{n}", body=f"보안등{n}") for n in range(500)], origin="two")
    assert Complaint.objects.filter(body__startswith="보안등").count() == 500
    assert found("보안등499") == {"499"}
    assert not found("가로등")
