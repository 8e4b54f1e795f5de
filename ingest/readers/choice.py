"""What a person chose about how to read a file, and the sheets she chose among."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.rows import sheet_name

# What may be chosen, with the codec that reads it; "" leaves it to the bytes.
ENCODINGS = {"utf-8": "utf-8-sig", "cp949": "cp949", "utf-16": "utf-16"}


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """Sheets by the names of SheetInfo, none for all visible ones; an encoding of ENCODINGS or "" for the guess.

    `with_hidden` without sheets takes the hidden ones too.
    """

    sheets: tuple[str, ...] = ()
    encoding: str = ""
    with_hidden: bool = False

    def takes(self, sheet: str, *, is_hidden: bool) -> bool:
        """Whether a sheet, as the file names it, is read; a hidden one only where it was chosen."""
        return sheet_name(sheet) in self.sheets if self.sheets else self.with_hidden or not is_hidden


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a file, its name without unique identifiers; rows and columns up to the last that shows something."""

    name: str
    is_hidden: bool
    rows: int
    columns: int
