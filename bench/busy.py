"""What a piece of work cost in processor time, which tells more than the clock where a machine does other work too."""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

from django.db import connection


def busy_seconds() -> float:
    """Seconds of processor that this process and its backend in PostgreSQL have used so far."""
    return time.process_time() + _backend_seconds(_backend())


def load() -> float:
    """The load of the machine in the last minute."""
    return round(os.getloadavg()[0], 1)


@cache
def _backend() -> Path | None:
    """Where Linux tells of our backend, if PostgreSQL runs on this machine (proc(5), schedstat: nanoseconds)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr()")
        number, is_here = cursor.fetchone() or (0, False)
    file = Path(f"/proc/{number}/schedstat")
    return file if is_here and file.exists() else None


def _backend_seconds(file: Path | None) -> float:
    return int(file.read_text(encoding="utf-8").split()[0]) / 1e9 if file else 0.0
