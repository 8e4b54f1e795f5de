"""How much of a file is read before it is refused. Each is a setting with these defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, rows, columns, characters of one row, processor seconds; `ingest.limits` takes them from the settings.

    400 MiB of memory suffice for 200,000 rows of 15 columns; `unpacked_bytes` also bounds the characters of all rows.
    """

    file_bytes: int = 100 * 1024 * 1024
    unpacked_bytes: int = 1024 * 1024 * 1024
    ratio: int = 200
    members: int = 5_000
    rows: int = 1_048_576
    columns: int = 500
    cell_characters: int = 1_000_000
    memory_bytes: int = 400 * 1024 * 1024
    cpu_seconds: int = 180
