"""Undoing an import: the tables as they were, and every row with its fate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, models

from complaints import reverting
from complaints.models import Channel, Complaint, ComplaintEvent, Department, StatusWord
from complaints.services import redecide
from complaints.signals import complaints_stored
from ingest import failures, locks, reversing, services, undoing
from ingest.models import (
    BatchState,
    ColumnMapping,
    Fate,
    ImportBatch,
    ImportedRow,
    UndoneRow,
    VanishedComplaint,
)
from ingest.undoing import UndoRefused, start_undo
from tests.ingest.conftest import MAYOR, post, sample, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.ingest.conftest import Import

    Stored = Callable[[str], Complaint]

TABLES = [Complaint, ComplaintEvent, Department, StatusWord, ColumnMapping, Channel]


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row that an import may write, as the database has it."""
    with connection.cursor() as cursor:
        found = {}
        for model in TABLES:
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t ORDER BY id")
            found[model.__name__] = cursor.fetchall()
    return found


def undo(batch: ImportBatch) -> ImportBatch:
    """Undo a batch as the page and a worker would."""
    start_undo(batch, "A0001")
    return services.run_batch(batch.pk)


def fates(batch: ImportBatch) -> dict[str, str]:
    """The fate of each receipt number."""
    return dict(UndoneRow.objects.filter(batch=batch).values_list("receipt_number", "fate"))


def test_the_undo_of_the_last_batch_leaves_the_tables_as_they_were(import_posts: Import) -> None:
    import_posts(*(post(str(number)) for number in range(1, 6)))
    before = dump()
    batch = import_posts(
        post("1", 처리상태="답변완료", 답변일시="2024-09-05 10:00:00", 담당부서="별빛과", 내용="다른 글"),
        post("2", 작성자="김철수", 연락처="010-1111-2222", 공개구분="비공개", 작성일시="2024-08-01 09:00:00"),
        post("3"),
        post("8", 처리상태="현장협의중", 담당부서="달빛과"),
        post(""),
        name="다음.csv",
    )
    assert {name for name, rows in dump().items() if rows != before[name]} >= {"Complaint", "Department", "StatusWord"}
    assert undo(batch).state == BatchState.UNDONE
    assert dump() == before


@pytest.mark.parametrize("channel", ["saeol", "mayor", "petition", "panel", "discomfort", "patrol"])
def test_the_undo_of_a_first_import_leaves_nothing_of_it(import_file: Import, channel: str) -> None:
    before = dump()
    batch = import_file(sample(channel), channel)
    assert batch.count_new > 5
    undone = undo(batch)
    assert dump() == before
    assert UndoneRow.objects.filter(fate=Fate.REVERSED).count() == batch.count_new + batch.count_merged
    assert f"되돌림 {batch.count_new + batch.count_merged:,}행" in undone.message


def test_two_batches_are_undone_one_after_the_other(import_posts: Import) -> None:
    nothing = dump()
    first = import_posts(post("1"), post("2"))
    one = dump()
    second = import_posts(post("1", 처리상태="답변완료"), post("3", 작성일시="2024-10-01"), name="다음.csv")
    undo(second)
    assert dump() == one
    undo(first)
    assert dump() == nothing


def test_rows_that_another_import_has_changed_are_kept_and_say_by_which(import_posts: Import) -> None:
    first = import_posts(post("1"), post("2", 담당부서="별빛과"))
    second = import_posts(post("2", 처리상태="답변완료", 담당부서="도로과"), name="다음.csv")
    after_second = dump()["ComplaintEvent"]
    undo(first)
    assert fates(first) == {"1": Fate.REVERSED, "2": Fate.KEPT}
    assert UndoneRow.objects.get(fate=Fate.KEPT).reason == f"들여오기 {second.pk}번이 그 뒤에 고쳤습니다."
    assert Department.objects.filter(name="별빛과").exists(), "the history of 2 names it"
    assert dump()["ComplaintEvent"] == after_second
    assert [row.complaint_id for row in ImportedRow.objects.filter(batch=first)] == [Complaint.objects.get().pk]


def test_a_later_change_that_was_undone_itself_stands_in_no_way(import_posts: Import) -> None:
    first = import_posts(post("1"))
    undo(import_posts(post("1", 처리상태="답변완료"), name="다음.csv"))
    undo(first)
    assert not Complaint.objects.exists()


def test_rows_that_a_decision_has_changed_are_kept_and_say_so(import_posts: Import) -> None:
    batch = import_posts(post("1", 처리상태="현장협의중"), post("2"))
    word = StatusWord.objects.get(word="현장협의중")
    word.is_decided = True
    word.save()
    origin = f"word:{word.pk}"
    redecide(word.channel_id, word.word, status="in_progress", outcome="none", flags=[], origin=origin)
    undo(batch)
    assert fates(batch) == {"1": Fate.KEPT, "2": Fate.REVERSED}
    assert "‘현장협의중’의 뜻을 정해" in UndoneRow.objects.get(fate=Fate.KEPT).reason
    assert StatusWord.objects.filter(pk=word.pk).exists()


def test_rows_that_something_holds_cannot_be_reversed(import_posts: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = import_posts(post("1"), post("2"))
    relation = VanishedComplaint._meta.get_field("complaint").remote_field
    monkeypatch.setattr(relation, "on_delete", models.PROTECT)
    VanishedComplaint.objects.create(batch=batch, complaint=Complaint.objects.get(receipt_number="1"))
    undo(batch)
    assert fates(batch) == {"1": Fate.IMPOSSIBLE, "2": Fate.REVERSED}
    assert "‘사라진 민원’에서 쓰고 있어" in UndoneRow.objects.get(fate=Fate.IMPOSSIBLE).reason


def test_rows_whose_history_is_gone_cannot_be_reversed(import_posts: Import) -> None:
    import_posts(post("1"))
    batch = import_posts(post("1", 처리상태="답변완료"), name="다음.csv")
    ComplaintEvent.objects.all().delete()
    undo(batch)
    assert fates(batch) == {"1": Fate.IMPOSSIBLE}
    assert Complaint.objects.get().status == "answered"


def test_rows_that_were_merged_share_the_fate_of_their_complaint(import_file: Import) -> None:
    batch = import_file(sample("discomfort"), "discomfort")
    stored = ImportedRow.objects.filter(batch=batch, complaint__isnull=False).count()
    changed = Complaint.objects.filter(imported_rows__action="merged").first()
    assert changed
    changed.events.create(field="status", old="received", new="answered", origin="hand")
    rows = changed.imported_rows.count()
    undo(batch)
    assert UndoneRow.objects.filter(batch=batch).count() == stored
    assert UndoneRow.objects.filter(batch=batch, fate=Fate.KEPT).count() == rows > 1


@pytest.mark.parametrize(
    ("state", "chunks", "words"),
    [
        (BatchState.UNDONE, 1, "이미 되돌린"),
        (BatchState.UNDOING, 1, "지금 되돌리고"),
        (BatchState.RUNNING, 1, "아직 들여오는 중"),
        (BatchState.QUEUED, 0, "아직 들여오는 중"),
        (BatchState.WAITING, 0, "아직 들여오지 않은"),
        (BatchState.CANCELLED, 0, "들여온 것이 없어"),
        (BatchState.FAILED, 0, "들여온 것이 없어"),
    ],
)
def test_what_cannot_be_undone_now_is_refused_in_korean(db: None, state: str, chunks: int, words: str) -> None:
    batch = ImportBatch.objects.create(file_name="a.csv", sha256="0", state=state, chunks_done=chunks)
    with pytest.raises(UndoRefused, match=words):
        start_undo(batch, "A0001")


def test_an_import_that_failed_halfway_can_be_undone(import_posts: Import) -> None:
    batch = import_posts(post("1"))
    batch.keep(state=BatchState.FAILED)
    undo(batch)
    assert not Complaint.objects.exists()


def test_an_undo_that_was_killed_goes_on(import_posts: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()
    batch = import_posts(*(post(str(number)) for number in range(100, 125)))
    monkeypatch.setattr(reversing, "PORTION", 10)
    start_undo(batch, "A0001")
    real, seen = reverting.revert, []

    def killed_at_the_second(*args: Any, **kwargs: Any) -> Any:
        seen.append(args)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(reversing, "revert", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        services.run_batch(batch.pk)
    batch.refresh_from_db()
    assert (Complaint.objects.count(), undoing.rows_undone(batch), undoing.rows_stored(batch)) == (15, 10, 25)
    assert services.run_batch(batch.pk).state == BatchState.UNDONE
    assert dump() == before
    assert UndoneRow.objects.count() == 25


def test_an_undo_waits_for_the_import_that_knows_its_department(import_posts: Import, tmp_path: Path) -> None:
    batch = import_posts(post("1", 담당부서="별빛과"))
    other = ImportBatch.objects.create(file_name="a.csv", sha256="0", state=BatchState.RUNNING)
    start_undo(batch, "A0001")
    with pytest.raises(locks.Busy):
        services.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDOING
    for _ in range(failures.MOST_ATTEMPTS):
        with pytest.raises(locks.Busy):
            services.run_batch(batch.pk)
    other.keep(state=BatchState.DONE)
    assert services.run_batch(batch.pk).state == BatchState.UNDONE
    assert not Department.objects.filter(name="별빛과").exists()


def test_departments_and_words_that_somebody_uses_stay(import_posts: Import) -> None:
    batch = import_posts(post("1", 담당부서="별빛과", 처리상태="현장협의중"), post("2", 담당부서="달빛과"))
    import_posts(post("3", 담당부서="별빛과", 처리상태="현장협의중"), name="다음.csv")
    undo(batch)
    assert [one.name for one in Department.objects.filter(name__in=["별빛과", "달빛과"])] == ["별빛과"]
    assert StatusWord.objects.filter(word="현장협의중").exists()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_mapping_goes_with_the_only_import_that_used_it(import_posts: Import, *, is_confirmed: bool) -> None:
    first = import_posts(post("1"))
    ColumnMapping.objects.update(is_confirmed=is_confirmed)
    other = import_posts(post("2"), name="다음.csv")
    undo(first)
    assert ColumnMapping.objects.get() == other.mapping
    other.keep(mapping=None)
    first.keep(state=BatchState.DONE)
    undo(first)
    assert not ColumnMapping.objects.exists()


def test_the_day_of_the_data_is_what_the_other_imports_brought(import_posts: Import) -> None:
    first = import_posts(post("1", 작성일시="2024-09-10"))
    second = import_posts(post("2", 작성일시="2024-09-08"), name="다음.csv")
    undo(first)
    day = Channel.objects.values_list("loaded_until", flat=True)
    assert str(day.get(code="mayor")) == "2024-09-08"
    undo(second)
    assert day.get(code="mayor") is None


def test_it_tells_the_months_that_rows_have_left_and_come_back_to(
    import_posts: Import, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[dict[str, Any]] = []

    def listen(**kwargs: Any) -> None:
        heard.append(kwargs)

    import_posts(post("1", 작성일시="2024-03-05"))
    batch = import_posts(post("1", 작성일시="2024-05-05"), post("2", 작성일시="2024-07-05"), name="다음.csv")
    complaints_stored.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        start_undo(batch, "A0001")
        services.run_batch(batch.pk)
    complaints_stored.disconnect(listen)
    assert {month.month for one in heard for month in one["months"]} == {3, 5, 7}


def test_the_forecast_is_what_happens(import_posts: Import) -> None:
    import_posts(post("1"), post("2"))
    batch = import_posts(post("1", 처리상태="답변완료"), post("2", 제목="새"), post("3"), post("4"), name="다음.csv")
    import_posts(post("1", 제목="또"), post("3", 제목="또"), post("4"), name="셋째.csv")
    told = undoing.forecast(batch)
    assert (told.new, told.changed, told.kept, told.later_batches) == (2, 2, 2, 1)
    undo(batch)
    assert dict(undoing.fates(batch)) == {Fate.REVERSED: 2, Fate.KEPT: 2, Fate.IMPOSSIBLE: 0}


def test_a_file_that_was_undone_is_new_again(import_file: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [MAYOR, post("1"), post("2")])
    undo(import_file(path, "mayor"))
    assert import_file(path, "mayor").count_new == 2
