"""The rows of a file set aside on the disk while they go by, so that a second pass need not read the file again."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from typing import TYPE_CHECKING, Self

from ingest.sheets import SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

_PORTION = 500


class Spool:
    """Rows in a nameless temporary file that is gone with the block; use as a context manager."""

    def __enter__(self) -> Self:
        self._file = tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def through(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        """The rows, each set aside before it is given."""
        portion: list[tuple[object, ...]] = []
        for row in rows:
            portion.append((row.sheet, row.number, row.texts, row.values, dict(row.removed)))
            if len(portion) == _PORTION:
                pickle.dump(portion, self._file, protocol=5)
                portion = []
            yield row
        pickle.dump(portion, self._file, protocol=5)

    def again(self) -> Iterator[SheetRow]:
        """The rows that went through, all of them, once more."""
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            for sheet, number, texts, values, removed in pickle.load(self._file):  # noqa: S301 - written just above
                yield SheetRow(sheet, number, texts, values, Counter(removed))
