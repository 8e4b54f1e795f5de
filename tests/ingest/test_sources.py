"""The times of the sources, and their pages: set up, tried, run and acknowledged in the browser."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, time
from io import StringIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django_celery_beat.models import PeriodicTask

from complaints.models import Channel
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from ingest import tasks
from ingest.models import AlertKind, RunOutcome, Source, SourceAlert, SourceKind, SourceRun
from ingest.sources import addresses, inbox, lateness, running
from ingest.sources.keeping import ensure_inboxes
from tests.ingest.conftest import MAYOR, post, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

SEOUL = ZoneInfo("Asia/Seoul")
PAGES = ["/ingest/sources/", "/ingest/sources/new/", "/ingest/sources/{}/", "/ingest/sources/{}/edit/"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def log_in(client: Client, role: Role) -> Client:
    account = Account.objects.create_account(role.value, "a long enough sentence", name="홍직원", role=role)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def source(reference: None) -> Source:
    ensure_inboxes()
    return Source.objects.select_related("channel").get(channel__code="mayor")


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    return log_in(client, Role.ADMIN)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What is handed to the workers, without a broker."""
    sent: list[list[Any]] = []
    monkeypatch.setattr(current_app, "send_task", lambda _, args, **__: sent.append(args))
    return sent


@pytest.fixture
def filled(tmp_path: Path) -> dict[str, Any]:
    """The form of a query against a SQLite file with one row, as a browser sends it."""
    path = tmp_path / "board.db"
    with closing(sqlite3.connect(path)) as file, file:
        columns = ", ".join(f'"{name}" text' for name in MAYOR)
        file.execute(f"CREATE TABLE board ({columns})")
        file.execute(f"INSERT INTO board VALUES ({', '.join('?' * len(MAYOR))})", post("1"))
    return {
        "name": "게시판 질의",
        "channel": Channel.objects.get(code="mayor").pk,
        "run_at": "03:30",
        "weekdays": ["1", "3"],
        "is_active": "on",
        "is_watched": "on",
        "url": f"sqlite:///{path}",
        "query": "SELECT * FROM board",
        "watermark_column": "",
        "watermark_kind": "",
        "watermark_value": "",
    }


@pytest.mark.parametrize(
    ("now", "days", "after", "before"),
    [
        ("2024-09-03 01:00", range(1, 8), "2024-09-03 02:00", "2024-09-02 02:00"),
        ("2024-09-03 02:00", range(1, 8), "2024-09-04 02:00", "2024-09-03 02:00"),
        ("2024-09-07 12:00", range(1, 6), "2024-09-09 02:00", "2024-09-06 02:00"),
        ("2024-09-03 03:00", [2], "2024-09-10 02:00", "2024-09-03 02:00"),
    ],
)
def test_a_source_is_due_on_its_days_at_its_time(now: str, days: Any, after: str, before: str) -> None:
    source = Source(run_at=time(2), weekdays=list(days), is_active=True)
    assert source.due_after(moment(now)) == moment(after)
    assert source.due_before(moment(now)) == moment(before)


def test_a_source_at_rest_is_never_due() -> None:
    assert Source(is_active=False).due_after(moment("2024-09-03 01:00")) is None


def test_the_beat_knows_the_times(source: Source) -> None:
    task = PeriodicTask.objects.get(name=f"source-{source.pk}")
    assert (task.task, json.loads(task.args), task.enabled) == ("ingest.tasks.run_source", [source.pk], True)
    assert (str(task.crontab.timezone), task.crontab.hour, task.crontab.minute) == ("Asia/Seoul", "2", "0")


def test_a_source_that_is_gone_is_forgotten_by_the_beat(source: Source) -> None:
    Source.objects.filter(pk=source.pk).delete()
    Channel.objects.filter(code="mayor").update(is_active=False)
    ensure_inboxes()
    assert not PeriodicTask.objects.filter(name=f"source-{source.pk}").exists()


def test_a_window_that_is_not_used_is_not_fetched(source: Source) -> None:
    Channel.objects.filter(code="mayor").update(is_active=False)
    ensure_inboxes()
    assert not PeriodicTask.objects.get(name=f"source-{source.pk}").enabled


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER, Role.MANAGER, Role.AUDITOR])
@pytest.mark.parametrize("address", PAGES)
def test_only_admins_see_sources(client: Client, source: Source, role: Role, address: str) -> None:
    assert log_in(client, role).get(address.format(source.pk)).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens(admin: Client, source: Source, address: str) -> None:
    assert admin.get(address.format(source.pk)).status_code == 200


def test_a_query_is_set_up_tried_and_run_without_its_address_shown(admin: Client, filled: dict[str, Any]) -> None:
    answer = admin.post("/ingest/sources/new/", filled)
    source = Source.objects.get(name="게시판 질의")
    assert answer["Location"] == f"/ingest/sources/{source.pk}/"
    assert (source.weekdays, PeriodicTask.objects.get(name=f"source-{source.pk}").crontab.day_of_week) == (
        [1, 3],
        "1,3",
    )
    tried = admin.post(f"/ingest/sources/{source.pk}/trial/").content.decode()
    assert "앞의 1행" in tried
    assert not {"홍길동", "010-8271-9634", filled["url"]} & set(tried.replace("<", " ").replace(">", " ").split())
    edit = admin.get(f"/ingest/sources/{source.pk}/edit/").content.decode()
    assert filled["url"] not in edit
    assert filled["url"] not in str(list(AccessEvent.objects.values_list("detail", flat=True)))
    assert running.run_source(source.pk).outcome == RunOutcome.DONE


def test_an_address_left_empty_stays(admin: Client, filled: dict[str, Any]) -> None:
    admin.post("/ingest/sources/new/", filled)
    source = Source.objects.get(name="게시판 질의")
    admin.post(f"/ingest/sources/{source.pk}/edit/", {**filled, "url": "", "run_at": "04:00"})
    source.refresh_from_db()
    assert (source.run_at, addresses.unseal(bytes(source.sealed_url))) == (time(4), filled["url"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": ""}, "데이터베이스의 주소를 적어 주세요"),
        ({"url": "postgresql://host"}, "데이터베이스 이름이 없습니다"),
        ({"query": "DELETE FROM board"}, "SELECT 나 WITH 로"),
        ({"query": "SELECT * FROM board WHERE d >= :watermark"}, "‘갱신 기준 열’도 정해 주세요"),
        ({"watermark_column": "d"}, "조건에 :watermark 를"),
        ({"weekdays": []}, "요일을 하나 넘게"),
        ({"run_at": "두 시"}, "02:30 처럼"),
        ({"channel": ""}, "어느 창구의 자료인지"),
        ({"name": "구청장 받은 폴더"}, "같은 이름이 이미"),
        (
            {
                "query": "SELECT * FROM board WHERE d >= :watermark",
                "watermark_column": "d",
                "watermark_kind": "moment",
                "watermark_value": "어제",
            },
            "고른 종류와 다릅니다",
        ),
    ],
)
def test_a_wrong_form_says_what_to_do(
    admin: Client, source: Source, filled: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    answer = admin.post("/ingest/sources/new/", {**filled, **change})
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert filled["url"] not in answer.content.decode()


@pytest.mark.parametrize("folder", ["../elsewhere", "/etc", "a/b", "done", "", "saeol"])
def test_a_folder_is_a_plain_name_of_its_own(
    admin: Client, source: Source, filled: dict[str, Any], folder: str
) -> None:
    answer = admin.post(f"/ingest/sources/{source.pk}/edit/", {**filled, "folder": folder})
    assert answer.status_code == 400
    source.refresh_from_db()
    assert source.folder == "mayor"


def test_running_now_is_asked_for_once(admin: Client, source: Source, handed: list[list[Any]]) -> None:
    first = admin.post(f"/ingest/sources/{source.pk}/run/", follow=True).content.decode()
    second = admin.post(f"/ingest/sources/{source.pk}/run/", follow=True).content.decode()
    run = SourceRun.objects.get()
    assert handed == [[source.pk, "admin", False, run.pk]]
    assert ("받기 시작합니다" in first, "이미 받는 중" in second) == (True, True)
    tasks.run_source.apply(args=tuple(handed[0]))
    run.refresh_from_db()
    assert (run.outcome, run.actor) == (RunOutcome.MISSING, "admin")
    tasks.run_source.apply(args=tuple(handed[0]))
    assert SourceRun.objects.count() == 1


def test_a_run_that_no_worker_has_is_handed_over_again(source: Source, handed: list[list[Any]]) -> None:
    run = SourceRun.objects.create(source=source, at=moment("2024-09-03 02:00"), outcome=RunOutcome.RUNNING)
    running.tend(moment("2024-09-03 02:05"))
    assert [args[-1] for args in handed] == [run.pk]


def test_a_run_that_always_kills_its_worker_is_given_up(source: Source) -> None:
    SourceRun.objects.create(source=source, outcome=RunOutcome.RUNNING, attempts=running.MOST_ATTEMPTS)
    run = running.run_source(source.pk)
    assert (run.outcome, SourceAlert.objects.get().kind) == (RunOutcome.FAILED, AlertKind.FAILED)


def test_files_that_are_being_copied_are_looked_for_again(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def growing(source_id: int, **_: object) -> SourceRun:
        rounds.append(source_id)
        return SourceRun(growing=1)

    monkeypatch.setattr(running, "run_source", growing)
    tasks.run_source.apply(args=(source.pk,))
    assert rounds == [source.pk] * 6


def test_a_window_that_is_new_has_its_folder_within_a_minute(source: Source) -> None:
    Channel.objects.create(code="seventh", name="일곱째 창구", short_name="일곱째")
    tasks.tend_sources()
    assert Source.objects.get(channel__code="seventh").folder == "seventh"


def test_an_alert_is_acknowledged_with_a_note_and_recorded(admin: Client, source: Source) -> None:
    alert = SourceAlert.objects.create(source=source, kind=AlertKind.MISSING, message="파일이 없었습니다.")
    assert "자료 알림 1건" in admin.get("/ingest/").content.decode()
    page = admin.post(f"/ingest/sources/alerts/{alert.pk}/", {"note": "창구에 물어봄"}, follow=True).content.decode()
    assert "창구에 물어봄" in page
    assert "자료 알림 1건" not in page
    assert "파일이 없었습니다." in admin.get("/status/").content.decode()
    assert AccessEvent.objects.get(action=Action.UPLOAD).detail == {
        "source": source.pk,
        "act": "acknowledge",
        "alert": alert.pk,
    }


def test_a_query_is_deleted_and_a_folder_is_not(admin: Client, source: Source, filled: dict[str, Any]) -> None:
    admin.post("/ingest/sources/new/", filled)
    query = Source.objects.get(kind=SourceKind.DATABASE)
    admin.post(f"/ingest/sources/{query.pk}/delete/")
    assert not PeriodicTask.objects.filter(name=f"source-{query.pk}").exists()
    assert admin.post(f"/ingest/sources/{source.pk}/delete/").status_code == 404


@pytest.mark.parametrize(
    ("fresh", "now", "is_late"),
    [
        (None, "2024-09-03 12:00", False),
        ("2024-09-03 02:05", "2024-09-03 12:00", False),
        ("2024-09-02 02:05", "2024-09-03 03:59", False),
        ("2024-09-02 02:05", "2024-09-03 04:00", True),
    ],
)
def test_a_window_is_late_when_its_time_has_passed_without_data(
    source: Source, fresh: str | None, now: str, is_late: bool
) -> None:
    Source.objects.filter(pk=source.pk).update(fresh_at=moment(fresh) if fresh else None)
    lateness.mark_late(moment(now))
    assert set(Channel.objects.filter(is_late=True)) == ({source.channel} if is_late else set())


def test_searchers_see_which_window_is_late(client: Client, source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(fresh_at=moment("2020-01-01 02:00"))
    tasks.tend_sources()
    counter = log_in(client, Role.COUNTER)
    assert "1곳 늦음" in counter.get("/").content.decode()
    assert "그 뒤의 민원은 검색에 나오지 않습니다" in counter.get("/complaints/?q=가로등").content.decode()
    Source.objects.filter(pk=source.pk).update(fresh_at=datetime.now(SEOUL))
    tasks.tend_sources()
    assert "늦음" not in counter.get("/").content.decode()


def test_the_command_fetches_and_tells(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "QUIET_SECONDS", 0)
    write_csv(inbox.folder_of(source) / "밤.csv", [MAYOR, post("1")])
    out = StringIO()
    call_command("receive_sources", str(source.pk), stdout=out)
    assert "구청장 받은 폴더: 들여옴, 1행" in out.getvalue()
    with pytest.raises(CommandError, match="그런 번호"):
        call_command("receive_sources", "999999", stdout=out)
