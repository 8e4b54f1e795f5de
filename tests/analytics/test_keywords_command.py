"""`manage.py keywords`: the words of a month as JSON and as a table, recorded; rebuilding and learning before it."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from analytics.models import ComplaintKeywords, DictionaryWord, KeywordMonth, StaleComplaint
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent

if TYPE_CHECKING:
    from tests.analytics.conftest import File

pytestmark = pytest.mark.django_db


def run(*options: str) -> str:
    out = StringIO()
    call_command("keywords", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def answer(*options: str) -> Any:
    return json.loads(run(*options, "--json"))


def test_the_words_of_a_month_with_ranks_and_how_they_changed(file: File) -> None:
    file("신호등", callers=range(1, 4), day="2024-08-05")
    file("가로등", callers=range(1, 3), day="2024-08-05")
    file("가로등", callers=[1, 1, 2, 3], is_public=False)
    file("포트홀", callers=[1, 2])
    file("신호등", callers=[1, 2])
    assert answer("--month", "2024-09") == {
        "month": "2024-09",
        "keywords": [
            {"word": "가로등", "callers": 3, "complaints": 4, "rank": 1, "change": 1},
            {"word": "신호등", "callers": 2, "complaints": 2, "rank": 2, "change": -1},
            {"word": "포트홀", "callers": 2, "complaints": 2, "rank": 2, "change": None},
        ],
    }


def test_a_word_far_behind_last_month_is_not_new(file: File) -> None:
    for number in range(310):
        file(f"A{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}{number // 676}", count=False, day="2024-08-05")
    file("가로등", day="2024-08-06", count=False)
    file("가로등", callers=[1, 2])
    [word] = answer("--month", "2024-09")["keywords"]
    assert word["change"] is not None


def test_a_table_is_readable_by_people(file: File) -> None:
    file("가로등", callers=range(1, 4))
    lines = run("--month", "2024-09").splitlines()
    assert lines[0] == "2024년 9월 핵심어 1개(민원인 수로 셈)"
    assert [part in lines[2] for part in ("1", "가로등", "3", "새로")] == [True] * 4


def test_so_many_words_as_asked_for(file: File) -> None:
    file("가로등과 신호등, 포트홀")
    assert [len(answer("--month", "2024-09", "--limit", limit)["keywords"]) for limit in ("2", "0")] == [2, 3]


def test_a_month_without_complaints_is_said_to() -> None:
    assert answer("--month", "2024-09") == {"month": "2024-09", "keywords": []}
    assert "센 민원이 없습니다" in run("--month", "2024-09")


def test_it_is_recorded() -> None:
    run("--month", "2024-09")
    event = AccessEvent.objects.get()
    assert event.actor.startswith("명령줄:")
    assert event.detail == {"page": "keywords", "month": "2024-09"}


@pytest.mark.parametrize("month", ["2024", "2024-13", "9월", "2024-09-01", ""])
def test_a_wrong_month_is_told_in_a_sentence(month: str) -> None:
    with pytest.raises(CommandError, match="2024-09 처럼"):
        run("--month", month)


def test_without_a_month_it_is_asked_for() -> None:
    with pytest.raises(CommandError, match="볼 달을"):
        run()


def test_a_rebuild_makes_everything_anew(file: File) -> None:
    kept, gone = file("가로등", callers=[1, 2])
    ComplaintKeywords.objects.filter(pk=kept).update(keyword_ids=[])
    Complaint.objects.filter(pk=gone).delete()
    KeywordMonth.objects.all().delete()
    [word] = answer("--month", "2024-09", "--rebuild")["keywords"]
    assert (word["word"], word["complaints"]) == ("가로등", 1)
    assert not StaleComplaint.objects.exists()
    assert not ComplaintKeywords.objects.filter(pk=gone).exists()


def test_it_learns_when_it_is_told_to(file: File) -> None:
    file("공원석탄", callers=range(1, 11))
    assert answer("--month", "2024-09", "--learn", "--rebuild")["keywords"][0]["word"] == "공원석탄"
    assert DictionaryWord.objects.filter(text="공원석탄", origin="learned").exists()
