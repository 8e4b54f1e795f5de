"""What was stored, removed or given another meaning is counted again, nothing else, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from analytics import outdated, refreshing
from analytics.counting import words_in
from analytics.models import ComplaintKeywords, DictionaryWord, Keyword, KeywordMonth, StaleComplaint, StaleMonth
from analytics.outdated import mark_lost
from analytics.refreshing import is_due, mark_stale, refresh
from analytics.scopes import Scope
from analytics.tagging import VERSION
from complaints.models import Complaint
from complaints.privacy.reader import Reader
from complaints.privacy.roles import Role
from complaints.reverting import revert
from complaints.services import record_of, store
from complaints.synonyms.services import change, take_back
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.analytics.conftest import File

    OnCommit = Callable[..., Any]

SEPTEMBER, OCTOBER = date(2024, 9, 1), date(2024, 10, 1)
WHO = Reader(actor="kim")


def counted(month: date = SEPTEMBER) -> dict[str, int]:
    """How many complaints hold each word, by the roll-up."""
    rows = KeywordMonth.objects.filter(month=month, channel_id=0, viewer_id=0)
    return dict(rows.values_list("keyword__text", "complaints"))


def everything() -> set[tuple[Any, ...]]:
    """Every row of the roll-up."""
    return set(
        KeywordMonth.objects.values_list("month", "channel_id", "viewer_id", "keyword__normal", "complaints", "callers")
    )


def test_what_is_stored_is_marked_and_counted(file: File, django_capture_on_commit_callbacks: OnCommit) -> None:
    [pk] = file("가로등이 꺼졌습니다")
    record = record_of(Complaint.objects.get(pk=pk))
    with django_capture_on_commit_callbacks(execute=True):
        store([replace(record, body="신호등이 꺼졌습니다")], origin="test")
    assert list(StaleComplaint.objects.values_list("pk", flat=True)) == [pk]
    refresh()
    assert counted() == {"신호등": 1}


def test_a_complaint_that_moves_leaves_its_old_month(file: File, django_capture_on_commit_callbacks: OnCommit) -> None:
    [pk] = file("가로등")
    moved = replace(record_of(Complaint.objects.get(pk=pk)), received_at=timezone.now().replace(2024, 10, 5))
    with django_capture_on_commit_callbacks(execute=True):
        store([moved], origin="test")
    refresh()
    assert (counted(SEPTEMBER), counted(OCTOBER)) == ({}, {"가로등": 1})


def test_an_import_that_is_undone_goes_from_the_numbers(
    file: File, django_capture_on_commit_callbacks: OnCommit
) -> None:
    kept, gone = file("가로등", callers=[1, 2])
    with django_capture_on_commit_callbacks(execute=True):
        revert([gone], {}, origin="test")
    refresh()
    assert counted() == {"가로등": 1}
    assert list(ComplaintKeywords.objects.values_list("pk", flat=True)) == [kept]


def test_only_what_was_touched_is_read_and_counted(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    file("가로등", day="2024-10-02")
    [pk] = file("신호등", count=False)
    months: list[date] = []
    monkeypatch.setattr(refreshing, "count_month", months.append)
    refresh()
    assert months == [SEPTEMBER]
    assert ComplaintKeywords.objects.filter(pk=pk).exists()


def test_a_refresh_stops_when_it_is_told_and_goes_on_later(file: File) -> None:
    file("가로등", callers=range(3), count=False)
    assert not refresh(lambda: False)
    assert StaleComplaint.objects.count() == 3
    assert refresh()
    assert counted() == {"가로등": 3}


@pytest.mark.parametrize(
    ("newest", "oldest", "due"), [(1, 1, False), (6, 30, True), (1, 119, False), (1, 121, True), (None, None, True)]
)
@pytest.mark.django_db
def test_a_burst_of_marks_is_waited_for_but_not_without_end(newest: int, oldest: int, due: bool) -> None:
    for number, age in enumerate(filter(None, (newest, oldest))):
        StaleComplaint.objects.create(pk=number, at=timezone.now() - timedelta(seconds=age))
    assert is_due() is due


@pytest.mark.django_db
def test_who_is_marked_again_has_waited_since_the_first_time() -> None:
    before = timezone.now() - timedelta(minutes=3)
    StaleMonth.objects.create(month=SEPTEMBER, at=before)
    mark_stale(months=[SEPTEMBER])
    assert StaleMonth.objects.get().at == before


def test_months_that_are_marked_meanwhile_are_counted_next_time(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    file("가로등", count=False)
    counts: list[date] = []

    def count_and_mark(month: date) -> None:
        counts.append(month)
        mark_stale(months=[month])

    monkeypatch.setattr(refreshing, "count_month", count_and_mark)
    assert not refresh()
    assert counts == [SEPTEMBER]


def test_rows_of_other_rules_are_read_again(file: File) -> None:
    old, _, later = file("가로등", callers=range(3))
    ComplaintKeywords.objects.filter(pk=old).update(version=VERSION - 1, keyword_ids=[])
    ComplaintKeywords.objects.filter(pk=later).update(version=VERSION + 1, keyword_ids=[])
    assert refresh()
    assert counted() == {"가로등": 3}


def test_a_first_installation_over_an_old_table_reads_all_of_it_newest_first(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (7, 8, 9):
        file("가로등", callers=range(4), day=f"2024-0{month}-03", count=False)
    StaleComplaint.objects.all().delete()
    counts: list[date] = []
    monkeypatch.setattr(outdated, "PORTION", 4)
    monkeypatch.setattr(refreshing, "count_month", counts.append)
    assert refresh()
    assert counts == [date(2024, 9, 1), date(2024, 8, 1), date(2024, 7, 1)]
    assert ComplaintKeywords.objects.count() == 12


def test_what_a_killed_process_did_not_mark_is_found_at_night(file: File) -> None:
    changed, gone, missing = file("가로등", callers=range(3))
    Complaint.objects.filter(pk=changed).update(body="신호등", updated_at=timezone.now())
    Complaint.objects.filter(pk=gone).delete()
    ComplaintKeywords.objects.filter(pk=missing).delete()
    assert mark_lost() == 3 + 1  # the month of the last has a matter less
    refresh()
    assert counted() == {"가로등": 1, "신호등": 1}
    assert not ComplaintKeywords.objects.filter(pk=gone).exists()


def test_a_night_without_losses_marks_nothing(file: File) -> None:
    file("가로등", callers=range(3))
    assert mark_lost() == 0


def test_a_killed_worker_loses_nothing(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    file("가로등", callers=range(2), count=False)
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "tag", _dies)
        with pytest.raises(KeyboardInterrupt):
            refresh()
    assert StaleComplaint.objects.count() == 2
    refresh()
    assert counted() == {"가로등": 2}


@pytest.mark.parametrize("variant", ["팟홀", "도로 파임", "CCTV", "보도블럭 꺼짐"])
def test_a_synonym_is_counted_as_the_first_word_and_by_itself_after_an_undo(file: File, variant: str) -> None:
    file(f"집 앞 {variant}을 고쳐 주세요", callers=[1, 2])
    file("포트홀 신고합니다", callers=[3])
    before = everything()
    made = change(None, ["포트홀", variant], WHO)
    refresh()
    assert counted()["포트홀"] == 3
    take_back(made.pk, WHO)
    refresh()
    assert everything() == before


def test_a_group_that_gets_another_first_word_is_counted_as_that(file: File) -> None:
    file("포트홀 신고", callers=[1])
    file("팟홀 신고", callers=[2])
    made = change(None, ["포트홀", "팟홀"], WHO)
    refresh()
    change(made.group_id, ["팟홀", "포트홀"], WHO)
    refresh()
    assert (counted().get("포트홀"), counted()["팟홀"]) == (None, 2)


def test_synonyms_of_a_stop_word_come_back_when_it_is_the_first_no_more(file: File) -> None:
    DictionaryWord.objects.create(kind="stop", text="구덩이")
    file("포트홀", callers=[1])
    made = change(None, ["구덩이", "포트홀"], WHO)
    refresh()
    assert counted() == {}
    change(made.group_id, ["포트홀", "구덩이"], WHO)
    refresh()
    assert counted() == {"포트홀": 1}


def test_numbers_of_a_scope_follow(file: File) -> None:
    file("가로등", callers=[1, 1, 2])
    word = Keyword.objects.get(normal="가로등")
    assert words_in(Scope(reader(Role.OFFICER)), SEPTEMBER, date(2024, 9, 30))[word.pk].callers == 2


def _dies(*args: object) -> None:
    raise KeyboardInterrupt
