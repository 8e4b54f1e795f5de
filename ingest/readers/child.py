"""The reading child: `python -m ingest.readers.child`, under limits of memory and time, answers to standard output.

It stands alone because a reader may abort its whole process on a malicious workbook.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.readers import registry
from ingest.readers.choice import ReadingChoice
from ingest.readers.errors import FileRefused, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.wire import dump_row, dump_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> int:
    """One JSON object on standard input says what to do: nothing of a file's name or password is in the arguments.

    The answers are lines of JSON arrays; the last line is an object, which tells the end or the refusal.
    """
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write = sys.stdout.write
    try:
        for line in _answers(asked, limits):
            write(line + "\n")
    except FileRefused as refusal:
        write(json.dumps({"refused": refusal.code, "details": refusal.details}) + "\n")
    except MemoryError:
        write(json.dumps({"refused": TooLarge.code, "details": {"what": "읽는 데 필요한 기억 장치"}}) + "\n")
    else:
        write('{"end": true}\n')
    return 0


def _answers(asked: dict[str, Any], limits: Limits) -> Iterator[str]:
    path = Path(asked["path"])
    if asked["task"] == "decrypt":
        # Ciphers are loaded only where there is something to decipher.
        from ingest.readers.decrypting import decrypt

        decrypt(path, asked["password"], Path(asked["target"]))
        return
    choice = ReadingChoice(tuple(asked["sheets"]), asked["encoding"])
    if asked["task"] == "sheets":
        yield from map(dump_sheet, registry.sheets(path, asked["file_name"], limits, choice))
    else:
        yield from map(dump_row, registry.read(path, asked["file_name"], limits, choice))


if __name__ == "__main__":
    sys.exit(main())
