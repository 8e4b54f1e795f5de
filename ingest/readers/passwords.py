"""Opening a workbook with the password that a person typed; the password is kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.readers.errors import FileRefused
from ingest.readers.limits import Limits
from ingest.readers.process import answers

if TYPE_CHECKING:
    from pathlib import Path

# A password is tried while a person waits; a workbook may ask for millions of rounds of its hash.
_MOST_SECONDS = 30


def decrypt(path: Path, password: str, target_path: Path, limits: Limits | None = None) -> None:
    """Write the workbook, xlsx or xls, without its password to `target_path`, which is empty after a refusal.

    Raises WrongPassword, LockedFile where the manner of the lock is unknown, and other kinds of FileRefused.
    """
    limits = limits or Limits()
    request = {"task": "decrypt", "path": str(path), "target": str(target_path), "password": password}
    try:
        list(answers(request, replace(limits, cpu_seconds=min(limits.cpu_seconds, _MOST_SECONDS))))
    except FileRefused:
        target_path.write_bytes(b"")
        raise
