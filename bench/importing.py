"""One import through the product's own functions, in a process of its own, and what it took."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.models import ImportBatch


def import_file(file: Path, channel: str) -> dict[str, Any]:
    """Seconds until the upload is kept, until its preview stands, and for the import; greatest memory of both processes."""
    import django

    django.setup()
    from ingest.models import BatchState, SourceKind
    from ingest.receiving import receive_path
    from ingest.services import run_batch

    start = time.perf_counter()
    batch = receive_path(file, channel, source_kind=SourceKind.UPLOAD, who="bench", enqueue=False)
    kept = time.perf_counter()
    batch = run_batch(batch.pk)
    looked, busy = time.perf_counter(), _busy()
    planned = batch.planned.get("counts", {})
    # As `ingest.services.confirm` does, but for the queue.
    batch.keep(state=BatchState.QUEUED, is_confirmed=True, waits_for=[])
    batch = run_batch(batch.pk)
    done = time.perf_counter()
    rows = batch.rows_in_file
    return {
        "rows": rows,
        # Where the machine does other work as well, these tell more than the seconds of the clock.
        "cpu_s": {"dry_run": busy, "commit": {name: round(spent - busy[name], 1) for name, spent in _busy().items()}},
        "mib": round(file.stat().st_size / 2**20, 1),
        "answer_s": round(kept - start, 2),
        "dry_run_s": round(looked - kept, 1),
        "commit_s": round(done - looked, 1),
        "rows_per_second": round(rows / (done - looked)),
        "planned": planned,
        **_outcome(batch),
    }


def load_in_bulk(file: Path, channel: str) -> dict[str, Any]:
    """Seconds for a first load without the search index and for making it, memory after each tenth of the rows."""
    import django

    django.setup()
    from complaints.bulk import begin_bulk, end_bulk
    from complaints.signals import complaints_stored
    from ingest.receiving import receive_path
    from ingest.services import run_batch

    memory: list[int] = []

    def note(**_: object) -> None:
        memory.append(_peak(resource.RUSAGE_SELF))

    complaints_stored.connect(note, weak=False)
    batch = receive_path(file, channel, who="bench", enqueue=False)
    start = time.perf_counter()
    begin_bulk()
    try:
        batch = run_batch(batch.pk)
    finally:
        loaded = time.perf_counter()
        end_bulk()
    done = time.perf_counter()
    rows = batch.rows_in_file
    return {
        "rows": rows,
        "load_s": round(loaded - start, 1),
        "index_s": round(done - loaded, 1),
        "rows_per_second": round(rows / (done - start)),
        "memory_mib_by_tenth": memory[:: max(1, len(memory) // 10)],
        **_outcome(batch),
    }


def floor() -> dict[str, Any]:
    """Seconds for COPY of the same rows into an empty table with the same indexes, and for its search index."""
    import tempfile

    import django

    django.setup()
    from django.db import connection

    table = "bench_floor"
    with tempfile.TemporaryFile() as lines, connection.cursor() as cursor:
        cursor.copy_expert("COPY complaints_complaint TO STDOUT", lines)
        lines.seek(0)
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {table} (LIKE complaints_complaint INCLUDING ALL)")
        cursor.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 128)")
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%gin%%'", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        start = time.perf_counter()
        cursor.copy_expert(f"COPY {table} FROM STDIN", lines)
        copied = time.perf_counter()
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(f"CREATE INDEX ON {table} USING gin (search)")
        done = time.perf_counter()
        cursor.execute(f"SELECT count(*) FROM {table}")
        (rows,) = cursor.fetchone() or (0,)
        cursor.execute(f"DROP TABLE {table}")
    return {
        "rows": rows,
        "copy_s": round(copied - start, 1),
        "index_s": round(done - copied, 1),
        "rows_per_second": round(rows / (done - start)),
    }


def _outcome(batch: ImportBatch) -> dict[str, Any]:
    return {
        "state": str(batch.state),
        "message": batch.message,
        "counts": {name: getattr(batch, f"count_{name}") for name in ("new", "changed", "same", "rejected", "merged")},
        "peak_mib": {"parent": _peak(resource.RUSAGE_SELF), "child": _peak(resource.RUSAGE_CHILDREN)},
    }


def _busy() -> dict[str, float]:
    """Seconds of processor that this process, the reading children and our backend in PostgreSQL have used so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "parent": round(time.process_time(), 1),
        "child": round(children.ru_utime + children.ru_stime, 1),
        **_backend(),
    }


def _backend() -> dict[str, float]:
    """Known where PostgreSQL runs on this machine (Linux: proc(5))."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr()")
        number, is_here = cursor.fetchone() or (0, False)
    file = Path(f"/proc/{number}/stat")
    if not is_here or not file.exists():
        return {}
    fields = file.read_text(encoding="utf-8").rpartition(")")[2].split()
    return {"postgres": round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 1)}


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024
