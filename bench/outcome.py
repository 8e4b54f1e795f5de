"""Where results go: the last line of the output, and a file that is kept beside the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def publish(result: dict[str, Any], file: Path) -> None:
    """Write the result to its file, and as one line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False))


def published(kind: str, folder: Path = RESULTS) -> list[dict[str, Any]]:
    """The results of one script that are kept, by the number of rows."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob(f"{kind}-*.json")]
    return sorted(found, key=lambda result: (result["rows"], result.get("users", 0)))
