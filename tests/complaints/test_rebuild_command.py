"""`manage.py rebuild_search`: what it says, how it ends."""

from __future__ import annotations

import time
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from complaints.models import Complaint
from complaints.search.lexemes import VERSION
from complaints.search.rebuilding import stale

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command("rebuild_search", *words, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def old_rows(complaint: MakeComplaint) -> None:
    for number in range(5):
        complaint(str(number), body="가로등")
    Complaint.objects.update(search=[], search_version=VERSION - 1)


@pytest.mark.usefixtures("old_rows")
def test_it_tells_how_far_it_is_and_then_that_all_is_new() -> None:
    said = run("--batch", "2")
    assert [line.split(",")[0].strip() for line in said[1:4]] == ["2 / 5건(40%)", "4 / 5건(80%)", "5 / 5건(100%)"]
    assert said[1].endswith("초")
    assert "5건을 새로 만들었습니다" in said[4]
    assert run() == [f"모두 최신입니다(검색 규칙 {VERSION}판)."]
    assert "5건을 새로 만들었습니다" in run("--all")[-1]


@pytest.mark.usefixtures("old_rows")
def test_ctrl_c_between_two_batches_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_search", "--batch", "2", "--pause", "9", stdout=out)
    assert (ended.value.code, stale()) == (130, 3)
    assert "2건은 새로 만들었습니다. 다시 실행하면 나머지를 이어서 합니다." in out.getvalue()
    monkeypatch.undo()
    assert "3건을 새로 만들었습니다" in run()[-1]


@pytest.mark.parametrize("words", [("--batch", "0"), ("--batch", "1000000"), ("--pause", "-1"), ("--pause", "nan")])
def test_a_number_that_makes_no_sense_is_refused_with_a_sentence(words: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=f"{words[0]} 에는"):
        run(*words)
