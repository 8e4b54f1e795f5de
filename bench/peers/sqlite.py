"""SQLite's full-text index of trigrams, in a file of its own."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.peers.asked import documents

if TYPE_CHECKING:
    from bench.peers.asked import Question

SHORTEST = 3  # what is shorter than a trigram is looked for by a scan


class Fts5:
    """Rows are stored oldest first, so that the newest are simply the last ones."""

    name = "SQLite FTS5 trigram"
    is_built = False

    def __init__(self, ids: range) -> None:
        self.ids = ids
        self.folder = tempfile.TemporaryDirectory(prefix="bench-fts5-")
        self.file = Path(self.folder.name) / "peer.sqlite"
        self.database = sqlite3.connect(self.file)
        self.number_of: list[int] = []

    def build(self) -> None:
        self.database.execute("CREATE VIRTUAL TABLE peer USING fts5(text, tokenize = 'trigram')")
        self.database.executemany("INSERT INTO peer (rowid, text) VALUES (?, ?)", self._rows())
        self.database.execute("INSERT INTO peer (peer) VALUES ('optimize')")
        self.database.commit()

    def _rows(self) -> list[tuple[int, str]]:
        rows = [(document.age, document.text, document.id) for document in documents(self.ids)]
        self.number_of = [number for _, _, number in rows]
        return [(age, text) for age, text, _ in rows]

    def size(self) -> int:
        """The index alone, without the texts, which the table holds as well."""
        texts = self.database.execute("SELECT sum(length(CAST(c0 AS BLOB))) FROM peer_content").fetchone()[0]
        return self.file.stat().st_size - int(texts or 0)

    def newest(self, question: Question) -> list[int]:
        return self._ids(question, "ORDER BY rowid DESC LIMIT 20")

    def every(self, question: Question) -> set[int]:
        return set(self._ids(question, ""))

    def close(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def _ids(self, question: Question, rest: str) -> list[int]:
        is_short = len(question.typed) < SHORTEST
        condition = "instr(text, ?) > 0" if is_short else "peer MATCH ?"
        value = question.typed if is_short else f'"{question.typed}"'
        rows = self.database.execute(f"SELECT rowid FROM peer WHERE {condition} {rest}", [value])
        return [self.number_of[row] for (row,) in rows]
