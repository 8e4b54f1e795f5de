"""Queries, addresses, values and refusals of other databases, without any of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from ingest.models import Source, WatermarkKind
from ingest.sources import addresses
from ingest.sources.addresses import SourceError
from ingest.sources.cells import Watermark, cell
from ingest.sources.queries import read_only
from ingest.sources.refusals import sentence


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('FATAL:  password authentication failed for user "reader"', "비밀번호가 맞지 않거나"),
        ("(1045, \"Access denied for user 'reader'@'10.0.0.5' (using password: YES)\")", "비밀번호가 맞지 않거나"),
        ("ORA-01017: invalid username/password; logon denied", "비밀번호가 맞지 않거나"),
        ("(2003, \"Can't connect to MySQL server on 'db' (timed out)\")", "서버에 연결할 수 없습니다"),
        ("DPY-6005: cannot connect to database", "서버에 연결할 수 없습니다"),
        ("(1049, \"Unknown database 'minwon'\")", "데이터베이스가 없습니다"),
        ("(1146, \"Table 'minwon.board' doesn't exist\")", "표나 열이 없습니다"),
        ("ORA-00942: table or view does not exist", "표나 열이 없습니다"),
        ("(1969, 'Query execution was interrupted (max_statement_time exceeded)')", "너무 오래 걸려"),
        ("(1792, 'Cannot execute statement in a READ ONLY transaction.')", "자료를 바꾸는 질의"),
        ("(1142, \"SELECT command denied to user 'reader'\")", "읽을 권한이 없습니다"),
        ("(1064, 'You have an error in your SQL syntax near 홍길동')", "문법이 맞지 않습니다"),
        ("ORA-12899: value 홍길동 too large", "(오류 ORA-12899)"),
    ],
)
def test_what_other_databases_say_is_told_in_korean(told: str, words: str) -> None:
    shown = sentence(DBAPIError("SELECT 1", None, Exception(told)))
    assert words in shown
    assert "홍길동" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM board",
        "SELECT 1; DROP TABLE board",
        "WITH gone AS (DELETE FROM board RETURNING 1) SELECT * FROM gone",
        "SELECT * INTO copied FROM board",
        "SELECT * FROM board FOR UPDATE",
        "SELECT E'\\'' ; COMMIT",
        "SELECT * FROM board WHERE day = :today",
        "-- SELECT\nVACUUM",
        "",
    ],
)
def test_only_one_reading_statement_is_taken(query: str) -> None:
    with pytest.raises(SourceError):
        read_only(query)


@pytest.mark.parametrize(
    "query",
    [
        "select 'delete; update' AS \"insert\" from t -- into;",
        "/* 밤 */ WITH a AS (SELECT 1) SELECT * FROM a;",
        "SELECT updated_at::date, '12:30', ' :30' FROM t WHERE d > :watermark OFFSET 1",
    ],
)
def test_words_in_texts_and_names_do_not_count(query: str) -> None:
    assert set(read_only(query).compile().params) <= {"watermark"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://u:p@host/", "이름이 없습니다"),
        ("postgresql://u:p@ss@ho st:a/x", "꼴이 맞지 않습니다"),
        ("host", "꼴이 맞지 않습니다"),
        ("postgres://u:p@host/x", "알 수 없는 종류"),
        ("oracle://u:p@host/x", "설치되어 있지 않습니다"),
    ],
)
def test_an_address_is_checked(address: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        addresses.parse(address)


def test_an_address_is_described_without_its_secrets() -> None:
    shown = addresses.described(addresses.parse("postgresql://reader:secret@db.example:5433/minwon?sslmode=require"))
    assert shown == "postgresql db.example:5433 minwon"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "Y"),
        (7, "7"),
        (202409030000123456, "202409030000123456"),
        (2.0, "2"),
        (2.5, "2.5"),
        (Decimal("1E+3"), "1000"),
        (date(2024, 9, 3), "2024-09-03"),
        (datetime(2024, 9, 3, 1, 2, 3, 4), "2024-09-03 01:02:03"),  # noqa: DTZ001 - as another database has it
        (datetime(2024, 9, 3, 15, tzinfo=UTC), "2024-09-04 00:00:00"),
        (["가", 1], '["가", 1]'),
        (" 앞뒤 ", " 앞뒤 "),
    ],
)
def test_a_value_is_a_cell(value: object, shown: str) -> None:
    assert cell(value, "열") == shown


def test_the_newest_moment_is_kept() -> None:
    seen = Watermark(Source(watermark_kind=WatermarkKind.MOMENT))
    for day in (3, 5, 4):
        seen.see(datetime(2024, 9, day, 1, 2, 3))  # noqa: DTZ001 - as the other database has it
    assert seen.newest == "2024-09-05T01:02:03"
