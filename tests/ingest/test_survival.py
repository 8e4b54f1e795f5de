"""Runs survive: a killed worker, a queue that goes away, a database that goes away; nothing twice, nothing lost."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connections
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from complaints.privacy.models import Account
from complaints.privacy.roles import Role
from ingest import failures, importing, locks, receiving, services, tasks
from ingest.models import BatchState, ImportBatch, SourceKind
from ingest.storing import store_chunk
from tests.ingest.conftest import MAYOR, post, write_csv
from tests.soak.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

ROWS = 2500
MOST = 3


@pytest.fixture
def batch(reference: None, tmp_path: Path) -> ImportBatch:
    rows = [post(str(number)) for number in range(100, 135)]
    return receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, *rows]), "mayor", enqueue=False)


@pytest.fixture(autouse=True)
def _soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_ATTEMPTS", MOST)


@pytest.fixture
def dies_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes every run die when it comes to this portion of ten rows."""
    monkeypatch.setattr(importing, "CHUNK", 10)

    def dies(portion: int) -> None:
        def store(batch: ImportBatch, chunk: object, directory: object) -> object:
            if batch.chunks_done == portion:
                raise KeyboardInterrupt
            return store_chunk(batch, chunk, directory)  # type: ignore[arg-type]

        monkeypatch.setattr(importing, "store_chunk", store)

    return dies


def run_and_die(batch: ImportBatch) -> ImportBatch:
    with pytest.raises(KeyboardInterrupt):
        services.run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def test_what_always_kills_its_worker_is_given_up_with_a_sentence(
    batch: ImportBatch, dies_at: Callable[[int], None]
) -> None:
    dies_at(2)
    for _ in range(MOST):
        assert run_and_die(batch).state == BatchState.RUNNING
    ended = services.run_batch(batch.pk)
    assert (ended.state, "파일을 나누어" in ended.message) == (BatchState.FAILED, True)


def test_deaths_with_progress_between_them_never_add_up(batch: ImportBatch, dies_at: Callable[[int], None]) -> None:
    for portion in (0, 0, 1, 1, 2, 2):
        dies_at(portion)
        assert run_and_die(batch).state == BatchState.RUNNING
    dies_at(99)
    assert services.run_batch(batch.pk).count_new == Complaint.objects.count() == 35


def test_a_run_that_goes_on_says_so_until_it_ends(batch: ImportBatch, dies_at: Callable[[int], None]) -> None:
    dies_at(1)
    assert run_and_die(batch).message == ""
    assert "이어서" in run_and_die(batch).message
    dies_at(99)
    assert services.run_batch(batch.pk).message == ""


def test_a_look_that_always_kills_its_worker_is_given_up(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    ImportBatch.objects.update(source_kind=SourceKind.UPLOAD, is_confirmed=False)
    monkeypatch.setattr("ingest.looking.rehearsed", die)
    for _ in range(MOST):
        assert run_and_die(batch).state == BatchState.LOOKING
    assert services.run_batch(batch.pk).state == BatchState.FAILED


@pytest.mark.parametrize("state", [BatchState.LOOKING, BatchState.RUNNING, BatchState.UNDOING])
def test_silent_work_of_every_kind_is_handed_over_and_an_undo_stays_one(
    batch: ImportBatch, settings: Settings, monkeypatch: pytest.MonkeyPatch, state: BatchState
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(services, "enqueue_batch", handed.append)
    silent(batch, settings, state)
    assert (tasks.requeue_stale_batches(), handed) == (1, [batch.pk])
    batch.refresh_from_db()
    assert batch.state == (state if state == BatchState.UNDOING else BatchState.QUEUED)
    assert "이어서" in batch.message


def silent(batch: ImportBatch, settings: Settings, state: str) -> None:
    long_ago = timezone.now() - timedelta(seconds=settings.IMPORT_STALE_SECONDS + 1)
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, heartbeat_at=long_ago)


def test_a_slow_run_that_lives_is_left_alone(batch: ImportBatch, settings: Settings) -> None:
    silent(batch, settings, BatchState.RUNNING)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [locks.BATCH, batch.pk])
        assert services.stale_batches(timezone.now()) == []
        # A closed connection gives its locks back a moment later.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert services.stale_batches(timezone.now()) == [batch]


def test_a_batch_that_came_back_to_life_is_not_handed_over(batch: ImportBatch, settings: Settings) -> None:
    silent(batch, settings, BatchState.RUNNING)
    (seen,) = services.stale_batches(timezone.now())
    services.run_batch(batch.pk)
    services.requeue(seen)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("2024001", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.mark.parametrize(("state", "words"), [("running", "소식이 없습니다"), ("queued", "차례가 되면")])
def test_the_page_tells_a_silence_also_when_no_worker_is_left(
    batch: ImportBatch, settings: Settings, admin: Client, state: str, words: str
) -> None:
    page = reverse("ingest:detail", args=[batch.pk])
    ImportBatch.objects.update(state=state, heartbeat_at=timezone.now())
    assert words not in admin.get(page).content.decode()
    silent(batch, settings, state)
    assert words in admin.get(page).content.decode()


def test_a_database_that_is_away_when_a_failure_is_marked_is_waited_for(
    batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(importing, "store_chunk", lambda *_: 1 / 0)
    monkeypatch.setattr(services, "mark_failed", away)
    with pytest.raises(OperationalError):
        services.run_told(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with Installation(stale_seconds=2, durable=False) as running:
        yield running


def begun(installation: Installation, folder: Path, first: int) -> int:
    """The number of a batch of which some rows are stored, and not all."""
    rows = [post(str(first * 100_000 + number)) for number in range(ROWS)]
    (number,) = installation.receive([(write_csv(folder / "a.csv", [MAYOR, *rows]), "mayor")], "command")
    installation.wait_for(lambda: of(installation, number)["count_new"] > 0, 60)
    assert of(installation, number)["count_new"] < ROWS
    return number


def of(installation: Installation, number: int) -> dict[str, Any]:
    return next(one for one in installation.batches() if one["id"] == number)


def assert_whole(installation: Installation, number: int) -> None:
    """The batch ends with every row once, and nothing is left of its troubles."""
    installation.wait_for(lambda: of(installation, number)["state"] == "done", 60)
    ended = of(installation, number)
    assert (ended["count_new"], ended["count_not_a_row"], ended["message"]) == (ROWS, 1, "")
    counted = installation.rows(
        "SELECT count(*), count(DISTINCT row_number) AS rows, count(DISTINCT complaint_id) AS complaints "
        "FROM ingest_importedrow WHERE batch_id = %s",
        number,
    )
    assert list(counted[0].values()) == [ROWS, ROWS, ROWS]


def test_a_killed_worker_leaves_nothing_twice_and_nothing_out(installation: Installation, tmp_path: Path) -> None:
    number = begun(installation, tmp_path, 1)
    installation.kill("worker")
    killed = of(installation, number)
    installation.start("worker")
    installation.wait_for(lambda: "이어서" in of(installation, number)["message"], 20)
    assert killed["state"] == "running"
    assert_whole(installation, number)


def test_a_queue_that_forgets_everything_holds_nobody_up(installation: Installation, tmp_path: Path) -> None:
    number = begun(installation, tmp_path, 2)
    second = write_csv(tmp_path / "b.csv", [MAYOR, post("7")])
    (waiting,) = installation.receive([(second, "mayor")], "command")
    installation.kill("valkey")
    (unheard,) = installation.receive([(write_csv(tmp_path / "c.csv", [MAYOR, post("8")]), "mayor")], "command")
    installation.start("valkey")
    assert_whole(installation, number)
    installation.wait_for(lambda: not installation.under_way(), 60)
    assert [of(installation, one)["count_new"] for one in (waiting, unheard)] == [1, 1]


def test_a_database_that_goes_away_is_waited_for(installation: Installation, tmp_path: Path) -> None:
    number = begun(installation, tmp_path, 3)
    installation.stop("postgres")
    time.sleep(3)
    installation.start("postgres")
    assert_whole(installation, number)
    assert all(child.process.poll() is None for child in installation.supervisor.children)
