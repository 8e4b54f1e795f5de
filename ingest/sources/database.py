"""A query against another database, read as a stream and written as the file that goes through the importer."""

from __future__ import annotations

import csv
import hashlib
import os
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from complaints.privacy.masking import mask_cell
from ingest.sources.addresses import SourceError, parse, unseal
from ingest.sources.cells import Watermark, cell
from ingest.sources.queries import WATERMARK, read_only
from ingest.sources.refusals import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import URL, Connection, CursorResult, Engine

    from ingest.models import Source

_CONNECT_SECONDS = 10
_TRIAL_SECONDS = 15
_TRIAL_ROWS = 5
_AT_A_TIME = 1000
_SUM = 1 << 256
_CONNECTING: dict[str, dict[str, Any]] = {
    "postgresql": {"connect_timeout": _CONNECT_SECONDS, "application_name": "civicsearch"},
    "mysql": {"connect_timeout": _CONNECT_SECONDS},
    "mariadb": {"connect_timeout": _CONNECT_SECONDS},
    "oracle": {"tcp_connect_timeout": _CONNECT_SECONDS},
}
# Before the query, by kind: read only where it can be said, and no longer than so many milliseconds.
_BEFORE: dict[str, tuple[str, ...]] = {
    "postgresql": ("SET TRANSACTION READ ONLY", "SET LOCAL statement_timeout = {milliseconds}"),
    "mysql": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION MAX_EXECUTION_TIME = {milliseconds}"),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY", "SET SESSION max_statement_time = {milliseconds} / 1000"),
    "oracle": ("SET TRANSACTION READ ONLY",),
    "sqlite": ("PRAGMA query_only = ON",),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a query's result and its first rows, masked."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a query brought: how many rows, their digest whatever their order, the newest watermark ("" without)."""

    rows: int
    digest: str
    watermark: str


def sample(source: Source) -> Sample:
    """The first five rows of a source's query, masked; nothing is imported. Raises SourceError."""
    with _result(source, _TRIAL_SECONDS) as found:
        columns = _columns(found, source)
        rows = [[mask_cell(cell(value, name)) for name, value in _named(columns, row)] for row in _rows(found)]
    return Sample(columns, rows)


def fetch(source: Source, path: Path) -> Fetched:
    """Write all rows of a source's query to a CSV (UTF-8) with a header. Raises SourceError."""
    watermark = Watermark(source)
    count, total = 0, 0
    seconds = settings.SOURCE_QUERY_SECONDS
    with (
        _result(source, seconds) as found,
        path.open("w", encoding="utf-8-sig", newline="") as out,
    ):
        columns = _columns(found, source)
        place = columns.index(source.watermark_column) if source.is_incremental else None
        lines = csv.writer(out)
        lines.writerow(columns)
        deadline = time.monotonic() + seconds
        for row in found:
            cells = [cell(value, name) for name, value in _named(columns, row)]
            lines.writerow(cells)
            if place is not None:
                watermark.see(row[place])
            count += 1
            total = (total + _number(cells)) % _SUM
            if count % _AT_A_TIME == 0:
                _stop_if_too_much(out.fileno(), deadline)
    return Fetched(count, f"{total:064x}" if count else "", watermark.newest)


@contextmanager
def _result(source: Source, seconds: int) -> Iterator[CursorResult[Any]]:
    """The open result of a source's query. Every error of the other side leaves as a SourceError."""
    statement = read_only(source.query)
    given = {WATERMARK: Watermark(source).bound()} if WATERMARK in statement.compile().params else {}
    engine = _engine(parse(unseal(bytes(source.sealed_url))), seconds)
    try:
        with engine.connect() as connection:
            _prepare(connection, seconds)
            yield connection.execute(statement, given, execution_options={"stream_results": True})
    except DBAPIError as error:
        refusal = sentence(error)
    except SQLAlchemyError:
        refusal = "질의의 결과를 읽지 못했습니다. 그 데이터베이스의 도구에서 질의를 실행해 확인해 주세요."
    else:
        return
    # Outside the handler, so that the first error, with its address and values, is not shown beside it.
    raise SourceError(refusal) from None


def _engine(url: URL, seconds: int) -> Engine:
    kind = url.get_backend_name()
    if kind == "sqlite":
        # The file is opened to be read, and never made.
        name = f"file:{quote(url.database or '')}?mode=ro"
        return create_engine("sqlite://", creator=lambda: _sqlite(name, seconds), poolclass=NullPool)
    return create_engine(url, connect_args=_CONNECTING.get(kind, {}), poolclass=NullPool, hide_parameters=True)


def _sqlite(name: str, seconds: int) -> sqlite3.Connection:
    opened = sqlite3.connect(name, uri=True, check_same_thread=False)
    until = time.monotonic() + seconds
    opened.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    return opened


def _prepare(connection: Connection, seconds: int) -> None:
    dialect = connection.dialect
    kind = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    for statement in _BEFORE.get(kind, ()):
        connection.execute(text(statement.format(milliseconds=seconds * 1000)))
    if kind == "oracle":
        raw: Any = connection.connection.dbapi_connection
        raw.call_timeout = seconds * 1000


def _columns(found: CursorResult[Any], source: Source) -> list[str]:
    columns = list(found.keys())
    if source.is_incremental and source.watermark_column not in columns:
        raise SourceError(
            f"결과에 갱신 기준 열 ‘{source.watermark_column}’이(가) 없습니다. 질의의 열 이름과 똑같이 적어 주세요."
        )
    return columns


def _rows(found: CursorResult[Any]) -> Iterator[Any]:
    return islice(found, _TRIAL_ROWS)


def _named(columns: Sequence[str], row: Any) -> Iterator[tuple[str, Any]]:
    return zip(columns, row, strict=True)


def _number(cells: Sequence[str]) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).digest())


def _stop_if_too_much(file: int, deadline: float) -> None:
    if os.fstat(file).st_size > settings.IMPORT_MAX_BYTES:
        most = settings.IMPORT_MAX_BYTES // 1024 // 1024
        raise SourceError(f"질의의 결과가 {most}MB를 넘습니다. 기간을 줄이거나 갱신 기준을 써 주세요.")
    if time.monotonic() > deadline:
        raise SourceError(
            "질의의 결과를 다 받는 데 너무 오래 걸려 멈추었습니다. 기간을 줄이거나 갱신 기준을 써 주세요."
        )
