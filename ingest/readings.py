"""What one row says: the fields read so far, what could not be read, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.sentences import Problem, Severity

if TYPE_CHECKING:
    from ingest.formats import ChannelFormat
    from ingest.mapping import Column
    from ingest.sheets import SheetRow


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a converter gets it; the text is never empty."""

    column: Column
    text: str
    value: Any


@dataclass(slots=True)
class Reading:
    """One row under way from cells to a record.

    `fields` are those of SourceRecord; `kept` are columns that go to `source_fields`; `dated` are fields whose
    moment is a day without a time.
    """

    row: SheetRow
    known: ChannelFormat
    year_hint: int | None = None
    month_hint: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    dated: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    department_name: str = ""

    def tell(self, code: str, role: str = "", detail: str = "") -> None:
        """Note a problem with the column of a role."""
        cell = self.cells.get(role)
        column = cell.column.header if cell else self.known.role_name(role) if role else ""
        self.problems.append(Problem(code, column, cell.text if cell else "", detail))

    def text_of(self, role: str) -> str:
        """The text of the column of a role, or ""."""
        cell = self.cells.get(role)
        return cell.text if cell else ""

    def keep(self, cell: Cell) -> None:
        """Put a cell among the source fields."""
        self.kept[cell.column.header or f"{cell.column.index + 1}번째 열"] = cell.text

    def put(self, name: str, value: Any) -> bool:
        """Set a field that has none yet; whether it was set."""
        if self.fields.get(name) not in (None, ""):
            return False
        self.fields[name] = value
        return True

    @property
    def is_rejected(self) -> bool:
        """Whether some problem keeps the row out."""
        return any(problem.severity is Severity.REJECT for problem in self.problems)
