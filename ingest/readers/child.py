"""The reading child: `python -m ingest.readers.child`, under limits of memory and time, rows to standard output.

It stands alone because a reader may abort its whole process on a malicious workbook.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from ingest.readers.errors import FileRefused, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.registry import read
from ingest.readers.wire import dump_row


def main() -> int:
    """Arguments: path, file name, limits as JSON. A refusal is one line with its code and details."""
    path, file_name, limits_text = sys.argv[1:4]
    limits = Limits(**json.loads(limits_text))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write = sys.stdout.write
    try:
        for row in read(Path(path), file_name, limits):
            if not row.is_blank:
                write(dump_row(row) + "\n")
    except FileRefused as refusal:
        write(json.dumps({"refused": refusal.code, "details": refusal.details}) + "\n")
    except MemoryError:
        write(json.dumps({"refused": TooLarge.code, "details": {"what": "읽는 데 필요한 기억 장치"}}) + "\n")
    else:
        write('{"end": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
