"""The limits of reading, from the settings."""

from __future__ import annotations

from django.conf import settings

from ingest.readers.limits import Limits


def limits_from_settings() -> Limits:
    """What `read_rows`, `sheet_list` and `decrypt` take."""
    return Limits(
        file_bytes=settings.IMPORT_MAX_BYTES,
        unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES,
        ratio=settings.IMPORT_MAX_RATIO,
        members=settings.IMPORT_MAX_MEMBERS,
        rows=settings.IMPORT_MAX_ROWS,
        columns=settings.IMPORT_MAX_COLUMNS,
        cell_characters=settings.IMPORT_MAX_CELL_CHARACTERS,
        memory_bytes=settings.IMPORT_MAX_MEMORY_BYTES,
        cpu_seconds=settings.IMPORT_MAX_CPU_SECONDS,
    )
