"""Errors nobody thought of: they end one file, are told on its page, and no value of a row reaches a log."""

from __future__ import annotations

import logging
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError

from complaints.privacy.models import AccessEvent, Action
from ingest import importing, receiving, services, tasks
from ingest.failures import ProgramError
from ingest.models import BatchState, ImportBatch
from ingest.storing import store_chunk
from tests.ingest.conftest import MAYOR, post, sample, write_csv

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "010-8271-9634"


@pytest.fixture
def broken_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Storing fails, as a database would, on every file with a row numbered 666."""

    def store(batch: ImportBatch, chunk: object, directory: object) -> object:
        if "666" in str(chunk):
            raise DataError(f"value too long: DETAIL: {SECRET}")
        return store_chunk(batch, chunk, directory)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "store_chunk", store)


def test_a_worker_logs_the_place_and_never_the_value(
    reference: None, broken_rows: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("666")]), "mayor", enqueue=False)
    with caplog.at_level(logging.DEBUG):
        result = tasks.import_batch.apply(args=(batch.pk,))
    batch.refresh_from_db()
    assert (batch.state, f"{batch.pk}번" in batch.message) == (BatchState.FAILED, True)
    assert isinstance(result.result, ProgramError)
    assert "DataError" in caplog.text
    for told in (caplog.text, str(result.traceback), str(result.result), batch.message):
        assert SECRET not in told


def test_an_error_travels_without_its_context(reference: None, broken_rows: None, tmp_path: Path) -> None:
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("666")]), "mayor", enqueue=False)
    with pytest.raises(ProgramError) as caught:
        services.run_told(batch.pk)
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_an_older_broken_batch_stands_in_nobodys_way(reference: None, broken_rows: None, tmp_path: Path) -> None:
    first = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("666")]), "mayor", enqueue=False)
    second = receiving.receive_path(write_csv(tmp_path / "b.csv", [MAYOR, post("1")]), "mayor", enqueue=False)
    assert services.run_in_turn(second.pk).state == BatchState.DONE
    first.refresh_from_db()
    assert first.state == BatchState.FAILED


def test_the_command_says_so_and_records_it(reference: None, broken_rows: None, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [MAYOR, post("666")])
    with pytest.raises(CommandError, match="프로그램 오류로 멈췄습니다"):
        call_command("import_file", str(path), channel="mayor", stdout=StringIO())
    assert ImportBatch.objects.get().state == BatchState.FAILED
    assert AccessEvent.objects.get(action=Action.UPLOAD).detail == {"batch": ImportBatch.objects.get().pk}


def test_an_import_by_command_is_recorded_with_its_rows(reference: None) -> None:
    call_command("import_file", str(sample("mayor")), channel="mayor", stdout=StringIO())
    event = AccessEvent.objects.get(action=Action.UPLOAD)
    batch = ImportBatch.objects.get()
    assert (event.count, event.detail) == (batch.rows_in_file, {"batch": batch.pk})
    assert event.actor.startswith("명령줄:")
