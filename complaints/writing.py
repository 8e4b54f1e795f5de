"""Rows of complaints as PostgreSQL takes them fastest: new ones by COPY, changed ones by COPY beside and one UPDATE."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from complaints.models import Complaint
from complaints.privacy.keys import caller_key
from complaints.records import SOURCE_FIELD_NAMES
from complaints.search.lexemes import VERSION, lexemes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from uuid import UUID

    from complaints.records import SourceRecord

DERIVED = ("caller_key", "source_digest", "text_normal", "search", "search_version", "updated_at")
COLUMNS = ("id", *SOURCE_FIELD_NAMES, *DERIVED, "created_at")
# What stays of a row when its source changes: where it is and when it came.
_KEPT = frozenset({"id", "channel_id", "receipt_number", "part", "created_at"})
_TABLE = Complaint._meta.db_table  # noqa: SLF001 - public in all but name
_BESIDE = "complaints_coming"
_UPDATE = f"""
UPDATE {_TABLE} AS complaint
SET {", ".join(f"{name} = coming.{name}" for name in COLUMNS if name not in _KEPT)}
FROM {_BESIDE} AS coming
WHERE complaint.id = coming.id
"""  # noqa: S608 - names of our own columns
# So many rows are made ready by one thread while PostgreSQL takes in those before.
_PORTION = 100
_PIECE = 1 << 16


class Row(NamedTuple):
    """One complaint to be written under this number."""

    id: int
    record: SourceRecord


def new_ids(number: int) -> list[int]:
    """So many numbers that no complaint has had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [_TABLE, number],
        )
        return [row_id for (row_id,) in cursor.fetchall()]


def insert(rows: Sequence[Row], now: datetime) -> None:
    """Write complaints that are not there yet."""
    _copy(_TABLE, rows, now)


def update(rows: Sequence[Row], now: datetime) -> None:
    """Write what has become of complaints that are there; the caller holds their locks."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_BESIDE} (LIKE {_TABLE}) ON COMMIT DROP")
        _copy(_BESIDE, rows, now)
        cursor.execute(_UPDATE)
        # One transaction may write more than once.
        cursor.execute(f"DROP TABLE {_BESIDE}")


def _copy(table: str, rows: Sequence[Row], now: datetime) -> None:
    statement = f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN"
    portions = [rows[start : start + _PORTION] for start in range(0, len(rows), _PORTION)]

    def lines(portion: Sequence[Row]) -> str:
        return "".join(_line(row, now) for row in portion)

    with closing(_made_ahead(lines, portions)) as texts, connection.cursor() as cursor:
        for text in texts:
            cursor.copy_expert(statement, io.StringIO(text), _PIECE)


def _made_ahead(lines: Callable[[Sequence[Row]], str], portions: Sequence[Sequence[Row]]) -> Generator[str, None, None]:
    if len(portions) < 2:
        yield from map(lines, portions)
        return
    with ThreadPoolExecutor(1) as ahead:
        yield from ahead.map(lines, portions)


def _line(row: Row, now: datetime) -> str:
    """One row in the text format of COPY, in the order of COLUMNS."""
    record = row.record
    text = text_of(record)
    values: list[Any] = [
        row.id,
        *record.in_order(),
        _caller_key(record),
        record.digest(),
        text,
        Lexemes(lexemes_of(record, text)),
        VERSION,
        now,
        now,
    ]
    return "\t".join([_WRITTEN.get(type(value), str)(value) for value in values]) + "\n"


class Lexemes(list[str]):
    """Lexemes that become a tsvector without parser, dictionary or positions."""


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _array(values: Iterable[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return _text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


def _vector(lexemes: Lexemes) -> str:
    quoted = "\0".join(lexemes).replace("\\", "\\\\").replace("'", "''").replace("\0", "' '")
    return _text(f"'{quoted}'")


_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _text,
    bytes: lambda value: rf"\\x{value.hex()}",
    datetime: datetime.isoformat,
    tuple: _array,
    dict: lambda value: _text(json.dumps(value, ensure_ascii=False)),
    Lexemes: _vector,
}


def _caller_key(record: SourceRecord) -> UUID | None:
    if not (record.mobile or record.phone or record.complainant_name or record.login_id or record.email):
        return None
    return caller_key(
        mobile=record.mobile,
        phone=record.phone,
        name=record.complainant_name,
        admin_dong=record.admin_dong,
        login_id=record.login_id,
        email=record.email,
        fallback="/".join(map(str, record.key)),
    )
