"""A folder for every window: whole files are imported and put away, and none is ever lost."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DataError, OperationalError
from django.utils import timezone

from complaints.models import Complaint
from ingest import importing
from ingest.models import BatchState, ImportBatch, RunOutcome, Source, SourceKind, SourceRun
from ingest.receiving import receive_path
from ingest.services import cancel, confirm, run_batch
from ingest.sources import inbox, running
from ingest.sources.keeping import ensure_inboxes
from ingest.storing import store_chunk
from tests.ingest.conftest import MAYOR, post, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

# A name by which this window never called its column, so that a person has to confirm what it holds.
UNSURE = ["민원인" if name == "작성자" else name for name in MAYOR]


@pytest.fixture
def source(reference: None) -> Source:
    ensure_inboxes()
    return Source.objects.select_related("channel").get(channel__code="mayor")


@pytest.fixture
def folder(source: Source) -> Path:
    return inbox.folder_of(source)


def collect(source: Source, pause: Callable[[float], None] = lambda _: None) -> SourceRun:
    return running.run_source(source.pk, pause=pause)


def put_away(folder: Path, where: str) -> list[str]:
    """The names in a folder beneath the inbox, without the time or number before them."""
    return sorted(path.name.split("-", 2 if where != "waiting" else 1)[-1] for path in (folder / where).glob("*"))


def test_every_window_has_a_folder_of_its_own(source: Source) -> None:
    ensure_inboxes()
    folders = Source.objects.filter(kind=SourceKind.INBOX).values_list("folder", flat=True)
    assert sorted(folders) == ["discomfort", "mayor", "panel", "patrol", "petition", "saeol"]


def test_the_inbox_is_emptied_into_done(source: Source, folder: Path) -> None:
    write_csv(folder / "밤.csv", [MAYOR, post("1")])
    first, second = collect(source), collect(source)
    assert (first.outcome, first.rows, second.outcome) == (RunOutcome.DONE, 1, RunOutcome.MISSING)
    assert put_away(folder, "done") == ["밤.csv"]
    batch = ImportBatch.objects.get()
    assert (batch.source_kind, batch.state, batch.count_new) == (SourceKind.INBOX, BatchState.DONE, 1)
    assert list(first.batches.all()) == [batch]


def test_a_file_that_grows_is_left_for_another_round(source: Source, folder: Path) -> None:
    path = write_csv(folder / "밤.csv", [MAYOR])

    def somebody_copies(_: float) -> None:
        path.write_bytes(b"more and more")

    run = collect(source, somebody_copies)
    assert (run.growing, path.exists(), ImportBatch.objects.exists()) == (1, True, False)


def test_a_file_of_the_same_size_that_is_written_again_is_left_too(source: Source, folder: Path) -> None:
    path = write_csv(folder / "밤.csv", [MAYOR, post("1")])
    assert collect(source, lambda _: os.utime(path, (0, 0))).growing == 1


@pytest.mark.parametrize("name", [".밤.csv", "~$밤.xlsx", "밤.csv.part", "밤.TMP", "밤.csv.filepart", "밤.crdownload"])
def test_a_partial_file_is_not_touched(source: Source, folder: Path, name: str) -> None:
    write_csv(folder / name, [MAYOR, post("1")])
    assert collect(source).outcome == RunOutcome.MISSING
    assert (folder / name).exists()


def test_a_link_is_not_followed(source: Source, folder: Path, tmp_path: Path) -> None:
    elsewhere = write_csv(tmp_path / "secret.csv", [MAYOR, post("1")])
    (folder / "밤.csv").symlink_to(elsewhere)
    assert collect(source).outcome == RunOutcome.MISSING
    assert elsewhere.exists()


def test_files_of_the_same_name_are_all_kept(source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_stamp", lambda: "20240903-020000")
    for number in range(3):
        write_csv(folder / "밤.csv", [MAYOR, post(str(number))])
        collect(source)
    assert put_away(folder, "done") == ["밤-2.csv", "밤-3.csv", "밤.csv"]
    assert Complaint.objects.count() == 3


def test_a_refused_file_is_moved_to_failed_and_told(source: Source, folder: Path) -> None:
    (folder / "사진.xlsx").write_bytes(b"\x89PNG\r\n")
    assert collect(source).outcome == RunOutcome.FAILED
    assert put_away(folder, "failed") == ["사진.xlsx"]
    assert ImportBatch.objects.get().state == BatchState.REFUSED
    assert "그림 파일" in source.alerts.get().message


def test_a_file_over_the_limit_is_moved_to_failed(source: Source, folder: Path, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 10
    write_csv(folder / "밤.csv", [MAYOR, post("1")])
    run = collect(source)
    assert (run.outcome, put_away(folder, "failed")) == (RunOutcome.FAILED, ["밤.csv"])
    assert "큽니다" in run.message


def test_a_file_that_may_not_be_read_stays_and_the_others_go_on(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_unless_locked(path: Path, *words: object, **options: object) -> object:
        if path.name == "가.csv":
            raise PermissionError
        return receive(path, *words, **options)  # type: ignore[arg-type]

    receive = receive_path
    monkeypatch.setattr(inbox, "receive_path", open_unless_locked)
    for name in ("가.csv", "나.csv"):
        write_csv(folder / name, [MAYOR, post(name)])
    run = collect(source)
    assert (run.outcome, put_away(folder, "done")) == (RunOutcome.FAILED, ["나.csv"])
    assert (folder / "가.csv").exists()
    assert "권한" in run.message


def test_a_file_that_needs_a_decision_waits_and_is_put_away_after_it(source: Source, folder: Path) -> None:
    write_csv(folder / "밤.csv", [UNSURE, post("1")])
    run = collect(source)
    assert (run.outcome, put_away(folder, "waiting")) == (RunOutcome.WAITING, ["밤.csv"])
    batch = run.batches.get()
    confirm(batch, "admin")
    run_batch(batch.pk)
    running.tend(run.at)
    run.refresh_from_db()
    assert (run.outcome, put_away(folder, "waiting"), put_away(folder, "done")) == (RunOutcome.DONE, [], ["밤.csv"])


def test_what_is_decided_later_takes_nothing_from_what_a_newer_run_told(source: Source, folder: Path) -> None:
    write_csv(folder / "밤.csv", [UNSURE, post("1")])
    waiting = collect(source)
    (folder / "사진.xlsx").write_bytes(b"\x89PNG\r\n")
    collect(source)
    assert set(source.alerts.filter(ended_at=None).values_list("kind", flat=True)) == {"waiting", "failed"}
    cancel(waiting.batches.get(), "admin")
    running.tend(waiting.at)
    assert list(source.alerts.filter(ended_at=None).values_list("kind", flat=True)) == ["failed"]


def test_a_file_that_nobody_wants_goes_to_failed(source: Source, folder: Path) -> None:
    write_csv(folder / "밤.csv", [UNSURE, post("1")])
    run = collect(source)
    cancel(run.batches.get(), "admin")
    running.tend(run.at)
    run.refresh_from_db()
    assert (run.outcome, put_away(folder, "failed")) == (RunOutcome.CANCELLED, ["밤.csv"])
    assert not source.alerts.filter(ended_at=None, kind="failed").exists()


def test_one_broken_file_does_not_end_the_round(source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def store(batch: ImportBatch, chunk: object, directory: object) -> object:
        if "666" in str(chunk):
            raise DataError("value too long: DETAIL: 010-8271-9634")
        return store_chunk(batch, chunk, directory)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "store_chunk", store)
    for name, number in (("가.csv", "1"), ("나.csv", "666"), ("다.csv", "2")):
        write_csv(folder / name, [MAYOR, post(number)])
    assert collect(source).outcome == RunOutcome.FAILED
    assert put_away(folder, "failed") == ["나.csv"]
    assert list(ImportBatch.objects.order_by("pk").values_list("state", flat=True)) == ["done", "failed", "done"]


def test_an_error_before_the_run_does_not_end_the_round(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("가.csv", "나.csv"):
        write_csv(folder / name, [MAYOR])
    monkeypatch.setattr(inbox, "receive_path", lambda *_, **__: 1 / 0)
    assert collect(source).outcome == RunOutcome.FAILED
    assert put_away(folder, "failed") == ["가.csv", "나.csv"]


def test_a_file_waits_while_the_database_is_away_and_the_run_is_taken_up_again(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: int) -> None:
        raise OperationalError

    path = write_csv(folder / "가.csv", [MAYOR, post("1")])
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "run_in_turn", away)
        with pytest.raises(OperationalError):
            collect(source)
    assert path.exists()
    run = collect(source)
    assert (run.outcome, run.attempts, SourceRun.objects.count()) == (RunOutcome.DONE, 2, 1)
    assert Complaint.objects.count() == 1


def test_a_delivered_file_goes_with_the_originals_of_its_window(source: Source, folder: Path) -> None:
    write_csv(folder / "밤.csv", [MAYOR, post("1")])
    collect(source)
    days = timedelta(days=source.channel.keep_originals_days)
    assert inbox.delete_old(timezone.now() + days - timedelta(hours=1)) == 0
    assert inbox.delete_old(timezone.now() + days + timedelta(hours=1)) == 1
    assert put_away(folder, "done") == []
