"""A changed complaint is found by its new words and no longer by its old ones, before anybody has committed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from complaints.services import record_of, store

if TYPE_CHECKING:
    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "no_longer", "now"),
    [
        ({"body": "가로등 고장"}, {"body": "맨홀 파손"}, ["가로등", "등고장"], ["맨홀", "본문:홀파"]),
        ({"title": "소음"}, {"title": "악취"}, ["제목:소음", "소"], ["제목:악취", "악"]),
        ({"answer": ""}, {"answer": "철거 예정"}, ["-답변:철거"], ["답변:철거"]),
        ({"complainant_name": "홍상철"}, {"complainant_name": "김철수"}, ["홍상철", "ㅎㅅㅊ"], ["철수", "김ㅊㅅ"]),
        ({"complainant_name": "홍상철"}, {"complainant_name": "김*수"}, ["상철"], ["김철수"]),
        ({"mobile": "010-8271-9634"}, {"mobile": "01055501234"}, ["9634", "010 8271 9634"], ["1234", "5550"]),
        ({"phone": "02-2147-1111"}, {"phone": ""}, ["1111", "전화:2147"], []),
        ({"application_number": "SPP-2409-77"}, {"application_number": "SPP-2409-88"}, ["SPP-2409-77"], ["240988"]),
        ({"status": "received"}, {"status": "answered"}, ["상태:접수"], ["상태:답변"]),
        ({"officer": "고길동"}, {"officer": "마이콜"}, ["담당:고길동"], ["담당:마이콜"]),
    ],
)
def test_a_change_is_found_at_once(
    before: dict[str, Any],
    after: dict[str, Any],
    no_longer: list[str],
    now: list[str],
    complaint: MakeComplaint,
    found: Find,
) -> None:
    row = complaint("88213", **before)
    assert [found(typed) for typed in (*no_longer, *now)] == [{"88213"}] * len(no_longer) + [set()] * len(now)
    store([replace(record_of(row), **after)], origin="batch:2")
    assert [found(typed) for typed in (*no_longer, *now)] == [set()] * len(no_longer) + [{"88213"}] * len(now)


def test_a_new_number_of_the_source_is_another_complaint(complaint: MakeComplaint, found: Find) -> None:
    row = complaint("88213", body="가로등")
    store([replace(record_of(row), receipt_number="99104")], origin="batch:2")
    assert (found("88213"), found("99104"), found("가로등")) == ({"88213"}, {"99104"}, {"88213", "99104"})
