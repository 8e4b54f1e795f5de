"""Large exports: written by a worker, watched, stopped, fetched by their owner and deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from complaints.exports import sealing, services, tasks
from complaints.exports.models import KEPT_FOR, Export, ExportState
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role
from complaints.records import SourceRecord
from complaints.services import store
from tests.complaints.exports.conftest import queued, table

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Channel, Department
    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.exports.conftest import Login

pytestmark = pytest.mark.django_db


def test_five_thousand_rows_are_all_written_without_a_query_for_each(
    login: Login,
    windows: dict[str, Channel],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    sent: list[Any],
) -> None:
    made = (
        SourceRecord(channel_id=windows["saeol"].pk, receipt_number=f"{n}", title="맨홀", received_at=timezone.now())
        for n in range(5000)
    )
    store(list(made), origin="test")
    client = login(Role.OFFICER)
    export = queued(client)
    with django_assert_max_num_queries(60):
        tasks.write_export(export.pk)
    assert len(table(client.get(f"/exports/{export.pk}/file/"))) == 5001


def test_the_broker_learns_a_number_only(
    login: Login,
    complaint: MakeComplaint,
    large: None,
    sent: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    complaint("1", mobile="010-8271-9634")
    client = login(Role.OFFICER)
    ticket = client.post("/", {"q": "010-8271-9634"})["Location"].split("?")[1]
    with django_capture_on_commit_callbacks(execute=True):
        export = queued(client, ticket)
    assert sent == [("complaints.exports.tasks.write_export", {"args": [export.pk], "retry": False})]
    stored = json.dumps(list(Export.objects.values()), default=str) + str(bytes(export.sealed_search))
    assert "9634" not in stored
    assert "010-8271-9634" in sealing.unseal(bytes(export.sealed_search))


def test_with_the_broker_away_an_export_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise BrokerError

    monkeypatch.setattr(current_app, "send_task", away)
    services.enqueue(1)


def test_a_large_one_is_written_and_fetched_by_its_owner(login: Login, complaint: MakeComplaint, large: None) -> None:
    for number in range(3):
        complaint(f"{number}", title="맨홀")
    client = login(Role.OFFICER)
    export = queued(client)
    assert "대기 중" in client.get(f"/exports/{export.pk}/").content.decode()
    tasks.write_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.rows_total, export.rows_written) == (ExportState.DONE, 3, 3)
    assert len(table(client.get(f"/exports/{export.pk}/file/"))) == 4
    steps = [event.detail["step"] for event in AccessEvent.objects.filter(action="export").order_by("pk")]
    assert steps == ["asked", "written", "fetched"]


def test_the_kept_file_and_search_are_not_readable(
    login: Login, complaint: MakeComplaint, large: None, tmp_path: Path
) -> None:
    complaint("1", title="맨홀")
    export = queued(login(Role.OFFICER))
    tasks.write_export(export.pk)
    (kept,) = (tmp_path / "exports").iterdir()
    assert "맨홀".encode() not in kept.read_bytes()
    assert bytes(Export.objects.get().sealed_search) == b""


def test_nobody_else_sees_stops_or_fetches_it(login: Login, complaint: MakeComplaint, large: None) -> None:
    complaint("1", title="맨홀")
    export = queued(login(Role.OFFICER))
    tasks.write_export(export.pk)
    other = login(Role.MANAGER)
    for url in ("", "file/"):
        assert other.get(f"/exports/{export.pk}/{url}").status_code == 404
    assert other.post(f"/exports/{export.pk}/cancel/").status_code == 404
    assert "맨홀" not in other.get("/exports/").content.decode()


def test_progress_is_told_while_it_is_written(
    login: Login, complaint: MakeComplaint, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        complaint(f"{number}", title="맨홀")
    client, pages = login(Role.OFFICER), []
    export, beat = queued(client), services._beat

    def watched(running: Export, **values: object) -> None:
        beat(running, **values)
        pages.append(client.get(f"/exports/{export.pk}/", headers={"HX-Request": "true"}).content.decode())

    monkeypatch.setattr(services, "_beat", watched)
    tasks.write_export(export.pk)
    assert ["4건 가운데 2건" in page for page in pages] == [False, False, True, False, False]
    assert all('hx-trigger="every 2s"' in page for page in pages)
    assert "hx-get" not in client.get(f"/exports/{export.pk}/").content.decode()


def test_one_that_is_cancelled_meanwhile_leaves_no_file(
    login: Login, complaint: MakeComplaint, large: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(3):
        complaint(f"{number}", title="맨홀")
    client = login(Role.OFFICER)
    export, beat = queued(client), services._beat

    def cancelled_at_two(running: Export, **values: object) -> None:
        if values.get("rows_written") == 2:
            client.post(f"/exports/{export.pk}/cancel/")
        beat(running, **values)

    monkeypatch.setattr(services, "_beat", cancelled_at_two)
    tasks.write_export(export.pk)
    assert Export.objects.get().state == ExportState.CANCELLED
    assert list((tmp_path / "exports").iterdir()) == []
    assert "요청한 사람이 그만두었습니다" in client.get(f"/exports/{export.pk}/").content.decode()


@pytest.mark.parametrize(
    "change", [{"role": Role.COUNTER}, {"is_active": False}, {"valid_until": timezone.localdate() - timedelta(days=1)}]
)
def test_rights_are_looked_at_again_when_it_is_written(
    change: dict[str, Any], login: Login, complaint: MakeComplaint, large: None
) -> None:
    complaint("1", title="맨홀")
    export = queued(login(Role.OFFICER))
    Account.objects.update(**change)
    tasks.write_export(export.pk)
    export.refresh_from_db()
    assert (export.state, "권한" in export.message, export.stored_as) == (ExportState.FAILED, True, "")


def test_what_was_non_public_when_it_is_written_is_not_in_it(
    login: Login, complaint: MakeComplaint, large: None, roads: Department, parks: Department
) -> None:
    complaint("1", title="비밀", is_public=False, department=roads)
    client = login(Role.OFFICER, roads)
    export = queued(client, "")
    Account.objects.update(department=parks)
    tasks.write_export(export.pk)
    assert table(client.get(f"/exports/{export.pk}/file/"))[1][2] == "[비공개 민원]"


def test_a_file_is_not_taken_along_to_another_department(
    login: Login, complaint: MakeComplaint, large: None, roads: Department, parks: Department
) -> None:
    complaint("1", title="비밀", is_public=False, department=roads)
    client = login(Role.OFFICER, roads)
    export = queued(client, "")
    tasks.write_export(export.pk)
    Account.objects.update(department=parks)
    assert client.get(f"/exports/{export.pk}/file/").status_code == 403


def test_the_export_of_a_dead_worker_is_taken_up_by_another_and_given_up_in_the_end(
    login: Login, complaint: MakeComplaint, large: None, sent: list[Any]
) -> None:
    complaint("1", title="맨홀")
    export, now = queued(login(Role.OFFICER)), timezone.now()
    silent = {"state": ExportState.RUNNING, "heartbeat_at": now - services.SILENT_FOR - timedelta(seconds=1)}
    Export.objects.update(attempts=1, **silent)
    assert (services.tend(now), services.tend(now)) == (1, 0)
    assert [message[1]["args"] for message in sent] == [[export.pk]]
    assert Export.objects.get().state == ExportState.QUEUED
    Export.objects.update(attempts=services.MOST_ATTEMPTS, **silent)
    assert services.tend(now) == 1
    assert (Export.objects.get().state, "끝내지 못했습니다" in Export.objects.get().message) == ("failed", True)


def test_a_worker_that_was_thought_dead_stops(
    login: Login, complaint: MakeComplaint, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint("1", title="맨홀")
    export, beat = queued(login(Role.OFFICER)), services._beat

    def overtaken(running: Export, **values: object) -> None:
        Export.objects.filter(pk=export.pk).update(attempts=9)
        beat(running, **values)

    monkeypatch.setattr(services, "_beat", overtaken)
    tasks.write_export(export.pk)
    assert (Export.objects.get().state, Export.objects.get().stored_as) == (ExportState.RUNNING, "")


def test_a_message_that_comes_twice_writes_once(login: Login, complaint: MakeComplaint, large: None) -> None:
    complaint("1", title="맨홀")
    export = queued(login(Role.OFFICER))
    tasks.write_export(export.pk)
    tasks.write_export(export.pk)
    assert Export.objects.get().attempts == 1


def test_a_full_disk_is_told(
    login: Login, complaint: MakeComplaint, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    complaint("1", title="맨홀")
    export = queued(login(Role.OFFICER))
    monkeypatch.setattr(sealing, "keep", full)
    tasks.write_export(export.pk)
    assert "디스크" in Export.objects.get().message


def test_files_are_deleted_after_a_day(login: Login, complaint: MakeComplaint, large: None, tmp_path: Path) -> None:
    complaint("1", title="맨홀")
    client = login(Role.OFFICER)
    export = queued(client)
    tasks.write_export(export.pk)
    services.tend(timezone.now() + KEPT_FOR - timedelta(minutes=1))
    assert len(list((tmp_path / "exports").iterdir())) == 1
    (tmp_path / "exports" / "left").mkdir()
    (tmp_path / "exports" / "left" / "export").write_text("x")
    services.tend(timezone.now() + KEPT_FOR + timedelta(minutes=1))
    assert list((tmp_path / "exports").iterdir()) == []
    assert client.get(f"/exports/{export.pk}/file/").status_code == 404
    assert "24시간이 지나" in client.get(f"/exports/{export.pk}/").content.decode()


def test_polling_does_not_prolong_the_session(
    login: Login, complaint: MakeComplaint, large: None, settings: Any
) -> None:
    complaint("1", title="맨홀")
    client = login(Role.OFFICER)
    export = queued(client)
    asked = client.get(f"/exports/{export.pk}/", headers={"HX-Request": "true", "HX-Trigger": "export-progress"})
    assert asked.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in asked.cookies
