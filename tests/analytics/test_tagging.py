"""The keywords of single complaints: without the people who stand in their rows, counted by who complains."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from analytics.models import ComplaintKeywords, Keyword
from analytics.tagging import VERSION, caller_of, keyword_ids, tag, text_of
from analytics.vocabulary import current_vocabulary, names_of_office
from complaints.models import Complaint
from complaints.text.keywords import KEYWORD_VERSION
from complaints.text.tagger import TAGGER_VERSION

if TYPE_CHECKING:
    from tests.analytics.conftest import File


def words_in(complaint_id: int) -> set[str]:
    numbers = ComplaintKeywords.objects.get(pk=complaint_id).keyword_ids
    return set(Keyword.objects.filter(pk__in=numbers).values_list("text", flat=True))


@pytest.mark.parametrize(
    ("name", "officer", "body"),
    [
        ("황보가람", "", "황보가람 가로등이 꺼졌습니다"),
        ("", "홍상철(주무관)", "홍상철에게 가로등을 말했습니다"),
        ("홍상철, 김다은", "", "홍상철 김다은 둘이 본 가로등"),
        ("홍*철", "", "홍*철 가로등"),
        ("홍상철", "", "홍 상 철 가로등"),
        ("(주)대한건설", "", "(주)대한건설 가로등"),
    ],
)
def test_who_stands_in_the_row_is_no_keyword(name: str, officer: str, body: str) -> None:
    text = text_of(Complaint(title="", body=body, complainant_name=name, officer=officer))
    assert "가로등" in text
    assert not any(part in "".join(text.split()) for part in ("황보", "홍", "상철", "다은", "대한건설"))


@pytest.mark.parametrize("name", ["가로등", "민원인", "등", "***", "[가-힣", "", "\\"])
def test_what_is_no_name_takes_no_word_away(name: str) -> None:
    assert "가로등이 꺼졌다" in text_of(Complaint(title="", body="가로등이 꺼졌다", complainant_name=name))


def test_a_title_and_a_body_make_no_word_together(file: File) -> None:
    [pk] = file("주정차 하는 차", title="이것은 불법")
    assert "불법주정차" not in words_in(pk)


def test_a_row_says_by_what_it_is_counted(file: File, roads: object) -> None:
    [pk] = file("가로등", day="2024-09-30", is_public=False, channel="mayor")
    row = ComplaintKeywords.objects.get(pk=pk)
    assert (f"{row.day}", row.is_public, row.department_id, row.version) == ("2024-09-30", False, 0, VERSION)
    assert row.channel_id == Complaint.objects.get(pk=pk).channel_id


def test_a_complaint_without_any_word_has_a_row(file: File) -> None:
    [pk] = file("...")
    assert ComplaintKeywords.objects.get(pk=pk).keyword_ids == []


def test_who_gives_no_name_and_no_number_counts_as_one(file: File) -> None:
    first, second = file("가로등", callers=[None, None], channel="patrol")
    callers = set(ComplaintKeywords.objects.values_list("caller", flat=True))
    assert callers == {-first, -second}


def test_a_caller_is_the_same_number_in_every_window(file: File) -> None:
    file("가로등", callers=[1])
    file("신호등", callers=[1, 2], channel="mayor")
    assert len(set(ComplaintKeywords.objects.values_list("caller", flat=True))) == 2


@pytest.mark.parametrize("key", [UUID(int=0), UUID(int=2**128 - 1)])
def test_a_key_fits_the_column(key: UUID) -> None:
    assert 0 <= caller_of(key, 5) < 2**63


def test_a_removed_complaint_loses_its_row(file: File) -> None:
    [pk] = file("가로등")
    Complaint.objects.filter(pk=pk).delete()
    tag([pk], current_vocabulary())
    assert not ComplaintKeywords.objects.exists()


@pytest.mark.django_db
def test_a_word_has_one_number_however_it_is_written() -> None:
    first = keyword_ids(["CCTV", "가로등"])
    again = keyword_ids(["cctv", "신호등"])
    assert again["cctv"] == first["cctv"]
    assert set(again) == {"cctv", "신호등"}


def test_a_change_of_either_rule_is_another_version() -> None:
    assert VERSION not in {100 * (KEYWORD_VERSION + 1) + TAGGER_VERSION, 100 * KEYWORD_VERSION + TAGGER_VERSION + 1}


@pytest.mark.parametrize(
    ("institution", "names"),
    [
        ("가온구청", {"가온구청", "가온구", "가온"}),
        ("중구청", {"중구청", "중구"}),
        ("구청", set()),
        ("새봄특별시 가온구", {"새봄특별시", "새봄특별", "가온구", "가온"}),
    ],
)
def test_the_office_itself_is_no_keyword(institution: str, names: set[str]) -> None:
    assert names_of_office(institution) == names
