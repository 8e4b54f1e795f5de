"""The second pass: rows in, items out; each row of the file ends in exactly one item. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.merging import merge
from ingest.records import read_row
from ingest.survey import is_data, key_of_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ingest.readings import Reading
    from ingest.sheets import SheetRow
    from ingest.survey import Sheet, Survey


@dataclass(frozen=True, slots=True)
class Item:
    """One complaint with the further rows that were merged into it, or one rejected row."""

    reading: Reading
    merged: tuple[Reading, ...] = ()


@dataclass(slots=True)
class Chunk:
    """About a thousand rows of the file."""

    items: list[Item] = field(default_factory=list)
    not_rows: int = 0
    rows: int = 0
    removed: Counter[str] = field(default_factory=Counter)

    def add(self, items: list[Item]) -> None:
        """Take in items; `rows` counts the rows of the file that are accounted for."""
        self.items.extend(items)
        self.rows += sum(1 + len(item.merged) for item in items)


def chunks(rows: Iterable[SheetRow], survey: Survey, now: datetime, size: int) -> Iterator[Chunk]:
    """The items of a file, in portions of `size` rows or a little more; the same file gives the same portions."""
    chunk = Chunk()
    waiting: dict[bytes, list[Reading]] = {}
    for row in rows:
        sheet = survey.sheets.get(row.sheet)
        if sheet is None or not is_data(row, sheet):
            chunk.removed.update(row.removed)
            chunk.not_rows += 1
            chunk.rows += 1
        else:
            reading = read_row(row, sheet.plan, now)
            chunk.removed.update(reading.row.removed)
            chunk.add(_items(reading, sheet, survey, waiting))
        if chunk.rows >= size:
            yield chunk
            chunk = Chunk()
    if chunk.rows or chunk.removed:
        yield chunk


def _items(reading: Reading, sheet: Sheet, survey: Survey, waiting: dict[bytes, list[Reading]]) -> list[Item]:
    """The items that are complete now: rows of one number wait for the last of them, wherever it stands."""
    key = key_of_reading(reading, sheet.plan)
    times = survey.repeated.get(key, 1) if key else 1
    if key is None or times == 1:
        return [Item(reading)]
    held = waiting.setdefault(key, [])
    held.append(reading)
    if len(held) < times:
        return []
    del waiting[key]
    rejected = [Item(one) for one in held if one.is_rejected]
    good = [one for one in held if not one.is_rejected]
    if not good:
        return rejected
    winner, others = merge(good)
    return [*rejected, Item(winner, tuple(others))]
