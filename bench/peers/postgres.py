"""Peers in the same PostgreSQL: a substring scan, trigrams, and the query of a popular ticket system."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.peers.asked import Question

PLAIN = """
CREATE TABLE bench_peer AS
SELECT id, received_at, due_at, department_id, status, title, body, answer, category, complainant_name, mobile,
       concat_ws(E'\n', title, body, answer, category, complainant_name, mobile) AS text
FROM complaints_complaint WHERE id >= %s AND id < %s;
ALTER TABLE bench_peer ADD PRIMARY KEY (id);
CREATE INDEX bench_peer_newest ON bench_peer (received_at DESC);
"""


@contextmanager
def table(ids: range) -> Iterator[None]:
    """The same rows in a plain table of their own, with an index by date, for the peers of this module."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_peer, bench_peer_field")
        cursor.execute(PLAIN, [ids.start, ids.stop])
    _run("VACUUM ANALYZE bench_peer")
    try:
        yield
    finally:
        _run("DROP TABLE IF EXISTS bench_peer, bench_peer_field")


class Scan:
    """What an in-house program does: LIKE over each column."""

    name = "substring scan (LIKE)"
    is_built = True
    index = ""
    condition = " OR ".join(
        f"{name} LIKE %s" for name in ("title", "body", "answer", "category", "complainant_name", "mobile")
    )

    def __init__(self, ids: range) -> None:
        self.ids = ids

    def build(self) -> None:
        """A scan needs nothing but the table."""

    def size(self) -> int:
        if not self.index:
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_size(%s)", [self.index])
            return int(cursor.fetchone()[0])

    def newest(self, question: Question) -> list[int]:
        return _ids(f"SELECT id FROM bench_peer WHERE {self.condition} ORDER BY received_at DESC LIMIT 20", question)

    def every(self, question: Question) -> set[int]:
        return set(_ids(f"SELECT id FROM bench_peer WHERE {self.condition}", question))

    def close(self) -> None:
        if self.index:
            _run(f"DROP INDEX IF EXISTS {self.index}")


class Trigrams(Scan):
    """pg_trgm: one GIN index over all that a row says."""

    name = "pg_trgm"
    is_built = False
    index = "bench_peer_trigrams"
    condition = "text LIKE %s"

    def build(self) -> None:
        _run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        _run(f"CREATE INDEX {self.index} ON bench_peer USING gin (text gin_trgm_ops)")
        _run("VACUUM ANALYZE bench_peer")


class Helpdesk(Scan):
    """The shape of django-helpdesk's ticket search: upper-cased LIKE over many columns and joined tables, DISTINCT.

    Name and phone are values of custom fields there, in a table of their own.
    """

    name = "django-helpdesk's query"
    source = """
    FROM bench_peer t
    INNER JOIN complaints_department q ON q.id = t.department_id
    LEFT JOIN bench_peer_field v ON v.complaint_id = t.id
    WHERE """
    condition = " OR ".join(
        f"UPPER({column}) LIKE UPPER(%s)"
        for column in (
            *("t.id::text", "t.title", "t.body", "t.status", "t.answer", "q.phone", "v.value"),
            *("t.received_at::text", "t.due_at::text"),
        )
    )

    def build(self) -> None:
        _run("CREATE TABLE bench_peer_field (id bigserial PRIMARY KEY, complaint_id bigint NOT NULL, value text)")
        for column in ("complainant_name", "mobile", "category"):
            _run(f"INSERT INTO bench_peer_field (complaint_id, value) SELECT id, {column} FROM bench_peer")
        _run("CREATE INDEX ON bench_peer_field (complaint_id)")
        _run("VACUUM ANALYZE bench_peer_field")

    def newest(self, question: Question) -> list[int]:
        columns = "t.id, t.received_at, t.due_at, t.status, t.title, t.body, t.answer, q.name"
        select = f"SELECT DISTINCT {columns} {self.source} {self.condition} ORDER BY t.received_at DESC LIMIT 20"
        return _ids(select, question)

    def every(self, question: Question) -> set[int]:
        return set(_ids(f"SELECT DISTINCT t.id {self.source} {self.condition}", question))


def _ids(statement: str, question: Question) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"%{question.typed}%"] * statement.count("%s"))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [row[0] for row in rows]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
