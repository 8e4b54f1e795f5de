"""What a person has said about how one file is to be read, as it is kept in `ImportBatch.reading`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from ingest.readers.choice import ReadingChoice

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Choice:
    """Sheets to read ("" of an encoding leaves it to the bytes), header rows by sheet, roles ("" for none) by header.

    `insists`: a person has named the window although the file looks like another one's.
    """

    sheets: tuple[str, ...] = ()
    encoding: str = ""
    headers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    insists: bool = False

    @classmethod
    def of(cls, reading: Mapping[str, Any]) -> Self:
        """The choice that was kept."""
        return cls(
            tuple(reading.get("sheets", ())),
            reading.get("encoding", ""),
            {sheet: (first, last) for sheet, (first, last) in reading.get("headers", {}).items()},
            reading.get("columns", {}),
            bool(reading.get("insists")),
        )

    def kept(self) -> dict[str, Any]:
        """The same as JSON; what was left open is left out."""
        values = {
            "sheets": list(self.sheets),
            "encoding": self.encoding,
            "headers": {sheet: list(rows) for sheet, rows in self.headers.items()},
            "columns": dict(self.columns),
            "insists": self.insists,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def of_reader(self) -> ReadingChoice | None:
        """What of it the readers need; None where they decide alone."""
        return ReadingChoice(self.sheets, self.encoding) if self.sheets or self.encoding else None
