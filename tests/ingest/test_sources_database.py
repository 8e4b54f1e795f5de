"""Another system's database: read by a query, never written, and imported as a file would be."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from sqlalchemy import URL, make_url, text

from complaints.models import Channel, Complaint
from ingest import originals
from ingest.models import BatchState, ImportBatch, RunOutcome, Source, SourceKind, WatermarkKind
from ingest.services import confirm, run_batch
from ingest.sources import addresses, database, running
from ingest.sources.addresses import SourceError
from tests.ingest.conftest import MAYOR, post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

    Make = Callable[..., Source]

OTHER = f"{settings.DATABASES['default']['NAME']}_other_system"
READER, PASSWORD = f"{OTHER}_reader", "p@ss/w:rd-9634"
TRUSTING = pytest.mark.skipif(not settings.DATABASES["default"].get("PASSWORD"), reason="a server that trusts all")
COLUMNS = ", ".join(f'"{name}"' for name in MAYOR)
TABLE = f"CREATE TABLE board (changed timestamp, {', '.join(f'{chr(34)}{name}{chr(34)} text' for name in MAYOR)})"
INSERT = f"INSERT INTO board VALUES ({', '.join(['%s'] * (len(MAYOR) + 1))})"
ALL = f"SELECT {COLUMNS} FROM board ORDER BY 1"
NEWER = f"SELECT {COLUMNS}, changed FROM board WHERE changed >= :watermark ORDER BY changed"


def own() -> dict[str, Any]:
    known = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {name: known[key] for name, key in names.items() if known[key]}


def reader(cursor: Any) -> tuple[str, str]:
    """A role that may only read and its password; our own where we may make none."""
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        return own()["user"], own()["password"]
    cursor.execute(f"DROP ROLE IF EXISTS {READER}")
    cursor.execute(f"CREATE ROLE {READER} LOGIN PASSWORD %s", [PASSWORD])
    return READER, PASSWORD


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of a second database of the same server, with one table."""
    admin = psycopg2.connect(dbname="postgres", **own())
    admin.autocommit = True
    with closing(admin), admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {OTHER} WITH (FORCE)")
        user, password = reader(cursor)
        cursor.execute(f"CREATE DATABASE {OTHER}")
        with closing(psycopg2.connect(dbname=OTHER, **own())) as other, other, other.cursor() as table:
            table.execute(TABLE)
            table.execute("CREATE SEQUENCE numbers")
            table.execute(f"GRANT SELECT, INSERT ON board TO {user}; GRANT USAGE ON numbers TO {user}")
        where: dict[str, str] = {name: str(own()[name]) for name in own().keys() & {"host", "port"}}
        url = URL.create("postgresql", user, password, database=OTHER, query=where)
        yield url.render_as_string(hide_password=False)
        cursor.execute(f"DROP DATABASE {OTHER} WITH (FORCE)")
        if user == READER:
            cursor.execute(f"DROP ROLE {READER}")


@pytest.fixture
def board(server: str) -> Callable[..., None]:
    """Fill the other system's table: `board((day, row), ...)`."""

    def fill(*rows: tuple[str, list[str]]) -> None:
        with closing(psycopg2.connect(dbname=OTHER, **own())) as other, other, other.cursor() as cursor:
            cursor.execute("TRUNCATE board")
            cursor.executemany(INSERT, [[day, *row] for day, row in rows])

    fill()
    return fill


@pytest.fixture
def make(reference: None) -> Make:
    """A source of the mayor's board."""

    def made(address: str, query: str = ALL, **fields: Any) -> Source:
        return Source.objects.create(
            channel=Channel.objects.get(code="mayor"),
            kind=SourceKind.DATABASE,
            name="구청장 게시판",
            sealed_url=addresses.seal(address),
            query=query,
            **fields,
        )

    return made


@pytest.fixture
def newer(make: Make, server: str) -> Source:
    fields = {"watermark_column": "changed", "watermark_kind": WatermarkKind.MOMENT}
    return make(server, NEWER, watermark_value="2024-09-01", **fields)


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """The address of a SQLite file with one row."""
    path = tmp_path / "게시판 1.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(TABLE)
        file.execute(INSERT.replace("%s", "?"), ["2024-09-03", *post("1")])
    return f"sqlite:///{path}"


def asked(address: str, query: str, **fields: Any) -> Source:
    """A source that is stored nowhere."""
    return Source(sealed_url=addresses.seal(address), query=query, **fields)


def refusal(source: Source) -> str:
    with pytest.raises(SourceError) as refused:
        database.sample(source)
    return str(refused.value)


def test_a_query_is_imported_as_a_file_would_be(make: Make, server: str, board: Callable[..., None]) -> None:
    board(("2024-09-03", post("1", 제목='콤마, "따옴표"\n줄바꿈 12:30 100%')), ("2024-09-04", post("2")))
    run = running.run_source(make(server).pk)
    batch = run.batches.get()
    assert (run.outcome, run.rows, batch.count_new, batch.source_kind) == (RunOutcome.DONE, 2, 2, SourceKind.DATABASE)
    assert Complaint.objects.get(receipt_number="1").title == '콤마, "따옴표"\n줄바꿈 12:30 100%'
    assert batch.file_name.startswith("구청장 게시판_20")
    with originals.opened(batch.sha256) as path:
        assert path.read_text(encoding="utf-8-sig").startswith("글번호,제목")


def test_the_same_rows_in_another_order_are_the_same(make: Make, server: str, board: Callable[..., None]) -> None:
    rows = [("2024-09-03", post(str(number))) for number in range(5)]
    source = make(server, f"SELECT {COLUMNS} FROM board")
    board(*rows)
    first = running.run_source(source.pk)
    board(*reversed(rows))
    second = running.run_source(source.pk)
    assert first.sha256 == second.sha256
    assert (second.batches.get().count_same, Complaint.objects.count()) == (5, 5)


def test_the_watermark_moves_on_with_what_was_imported(newer: Source, board: Callable[..., None]) -> None:
    board(("2024-08-01", post("1")), ("2024-09-02 10:00", post("2")), ("2024-09-03 11:30", post("3")))
    assert running.run_source(newer.pk).rows == 2
    newer.refresh_from_db()
    assert newer.watermark_value == "2024-09-03T11:30:00"
    assert running.run_source(newer.pk).rows == 1


def test_the_watermark_waits_for_the_decision(newer: Source, board: Callable[..., None]) -> None:
    newer.query = NEWER.replace('"작성자"', '"작성자" AS "민원인"')
    newer.save()
    board(("2024-09-02", post("2")))
    run = running.run_source(newer.pk)
    newer.refresh_from_db()
    assert (run.outcome, newer.watermark_value) == (RunOutcome.WAITING, "2024-09-01")
    assert "확인을 기다리고" in running.run_source(newer.pk).message
    confirm(run.batches.get(), "admin")
    run_batch(run.batches.get().pk)
    running.tend(run.at)
    newer.refresh_from_db()
    assert newer.watermark_value == "2024-09-02T00:00:00"


def test_a_watermark_that_somebody_has_set_meanwhile_stays(newer: Source, board: Callable[..., None]) -> None:
    board(("2024-09-02", post("2")))
    run = running.run_source(newer.pk)
    Source.objects.filter(pk=newer.pk).update(watermark_value="2020-01-01")
    running.close(run)
    newer.refresh_from_db()
    assert newer.watermark_value == "2020-01-01"


def test_no_new_row_is_no_import(newer: Source, board: Callable[..., None]) -> None:
    run = running.run_source(newer.pk)
    assert (run.outcome, ImportBatch.objects.exists()) == (RunOutcome.EMPTY, False)


def test_sqlite_is_read_and_never_made(make: Make, lite: str, tmp_path: Path) -> None:
    assert running.run_source(make(lite).pk).rows == 1
    Source.objects.update(sealed_url=addresses.seal(f"sqlite:///{tmp_path}/none.db"))
    assert "그런 이름의 데이터베이스가 없습니다" in refusal(Source.objects.get())
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("value", "kind", "query"),
    [
        ("2024-09-03", WatermarkKind.TEXT, "changed"),
        ("1", WatermarkKind.NUMBER, "rowid AS changed"),
    ],
)
def test_sqlite_goes_on_from_texts_and_numbers(make: Make, lite: str, value: str, kind: str, query: str) -> None:
    query = f"SELECT {COLUMNS}, {query} FROM board WHERE {query.split(maxsplit=1)[0]} >= :watermark"
    source = make(lite, query, watermark_column="changed", watermark_kind=kind, watermark_value=value)
    assert running.run_source(source.pk).rows == 1
    source.refresh_from_db()
    assert source.watermark_value == value


def test_a_trial_shows_columns_and_masked_rows_and_imports_nothing(
    db: None, server: str, board: Callable[..., None]
) -> None:
    board(*[("2024-09-03", post(str(number))) for number in range(9)])
    shown = database.sample(asked(server, ALL))
    assert (list(shown.columns), len(shown.rows)) == (MAYOR, 5)
    assert {"홍길동", "010-8271-9634"}.isdisjoint(cell for row in shown.rows for cell in row)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"password": "wrong-one"}, "비밀번호가 맞지 않거나", marks=TRUSTING),
        ({"username": "nobody_at_all"}, "비밀번호가 맞지 않거나"),
        ({"host": "no-such-host.invalid", "query": {}}, "서버를 찾을 수 없습니다"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "서버에 연결할 수 없습니다"),
        ({"database": "no_such_database"}, "그런 이름의 데이터베이스가 없습니다"),
    ],
)
def test_a_wrong_address_is_told_and_no_password_is(
    make: Make, server: str, change: dict[str, Any], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = make_url(server).set(**change)
    source = make(url.render_as_string(hide_password=False))
    with caplog.at_level(logging.DEBUG):
        run = running.run_source(source.pk)
    assert words in run.message
    assert words in source.alerts.get().message
    assert url.password
    for told in (run.message, caplog.text, repr(vars(source))):
        assert url.password not in told


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * FROM nothing", "표나 열이 없습니다"),
        ("SELECT nothing FROM board", "표나 열이 없습니다"),
        ("SELECT FROM WHERE", "문법이 맞지 않습니다"),
        ("SELECT * FROM pg_authid", "읽을 권한이 없습니다"),
        ("SELECT changed > :watermark FROM board", "갱신 기준의 종류"),
        ("SELECT '\\x00'::bytea AS photo", "이진 자료"),
    ],
)
def test_a_query_that_fails_is_told(server: str, board: Callable[..., None], query: str, words: str) -> None:
    board(("2024-09-03", post("1")))
    assert words in refusal(asked(server, query, watermark_value="5", watermark_kind=WatermarkKind.NUMBER))


def test_a_slow_query_is_stopped(make: Make, server: str, settings: Settings) -> None:
    settings.SOURCE_QUERY_SECONDS = 1
    run = running.run_source(make(server, "SELECT pg_sleep(20)").pk)
    assert "너무 오래 걸려" in run.message


def test_a_slow_query_of_sqlite_is_stopped(make: Make, lite: str, settings: Settings) -> None:
    settings.SOURCE_QUERY_SECONDS = 1
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    assert "너무 오래 걸려" in running.run_source(make(lite, endless).pk).message


def test_a_result_over_the_limit_is_stopped(make: Make, server: str, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1 << 20
    run = running.run_source(make(server, "SELECT repeat('a', 1000) AS a FROM generate_series(1, 50000)").pk)
    assert "넘습니다" in run.message


def test_a_function_that_writes_is_refused_by_the_transaction(server: str) -> None:
    assert "자료를 바꾸는 질의" in refusal(asked(server, "SELECT nextval('numbers')"))


def test_sqlite_is_opened_to_be_read_only(lite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "read_only", text)
    assert "자료를 바꾸는 질의" in refusal(asked(lite, "INSERT INTO board (changed) VALUES ('2024-01-01')"))


def test_an_address_sealed_under_another_key_is_asked_for_again(settings: Settings) -> None:
    source = asked("sqlite:///a.db", ALL)
    settings.FILE_KEY = "another key of the installation"
    assert "주소를 다시 적어" in refusal(source)


def test_a_broken_driver_ends_in_a_sentence_and_no_value(
    make: Make, lite: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise UnicodeDecodeError("utf-8", PASSWORD.encode(), 0, 1, PASSWORD)

    monkeypatch.setattr(database, "fetch", broken)
    run = running.run_source(make(lite).pk)
    assert (run.outcome, "프로그램 오류" in run.message) == (RunOutcome.FAILED, True)
    assert PASSWORD not in caplog.text


def test_a_run_whose_worker_died_goes_on_with_its_import(newer: Source, board: Callable[..., None]) -> None:
    board(("2024-09-02", post("2")))
    run = running.run_source(newer.pk)
    run.outcome, run.finished_at = RunOutcome.RUNNING, None
    run.save()
    again = running.run_source(newer.pk)
    assert (again.pk, again.outcome, ImportBatch.objects.count()) == (run.pk, RunOutcome.DONE, 1)
    assert ImportBatch.objects.get().state == BatchState.DONE
