"""Tables and charts as sheets of a workbook: numbers as numbers, and pictures that the spreadsheet itself draws."""

from __future__ import annotations

import io
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from xlsxwriter import Workbook

from analytics.numbers import Chart, Number, Table
from complaints.exports.writers import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from xlsxwriter.chart import Chart as Drawing
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from analytics.numbers import Cell

FONT = "맑은 고딕"
ABOUT = "안내"
HEAD_ROW = 3  # above it the title and what the numbers stand for
MOST_BARS = 30
NAME_SIGNS = 31  # https://support.microsoft.com/office/3f84fd6d-0ec9-4a8d-8e8c-7e9c1c8b1f5e
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WRITTEN = re.compile(r"([+-]?)([\d,]+(?:\.(\d+))?)(\D*)")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # XlsxWriter would write the last of these into the dictionary that all workbooks share.
    "default_format_properties": {"font_name": FONT, "font_size": 10, "theme_font_name": FONT},
}
_COLOURS = ("#0B50D0", "#C2500A", "#00735C", "#9B3A8C", "#6D5B00", "#464C53")
_DASHES = ("solid", "dash", "round_dot", "long_dash_dot", "square_dot", "long_dash")
_MARKS = ("circle", "square", "triangle", "diamond", "x", "plus")
_PATTERNS = ("", "wide_upward_diagonal", "large_check", "wide_downward_diagonal", "dark_horizontal", "dark_vertical")
_PALE, _DEEP = "#FFFFFF", "#7FA6EE"  # both bear black letters


class Shown(NamedTuple):
    """A number for a spreadsheet, and the format in which it looks as on the page."""

    value: float
    code: str


class Book:
    """A workbook that is being filled. Every sheet has a name of its own that spreadsheets accept."""

    def __init__(self, out: io.BytesIO) -> None:
        self.book = Workbook(out, _OPTIONS)
        self._formats: dict[str, Format] = {}
        self._names: set[str] = {"history"}  # Excel keeps this name for itself

    def close(self) -> None:
        self.book.close()

    def sheet(self, title: str) -> Worksheet:
        """A new sheet, named after the title."""
        wanted = _FORBIDDEN.sub(" ", _printable(title))
        name, number = _cut(wanted, NAME_SIGNS) or "표", 2
        while name.lower() in self._names:
            ending = f" {number}"
            name, number = _cut(wanted, NAME_SIGNS - len(ending)) + ending, number + 1
        self._names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def format(self, **properties: Any) -> Format:
        """A format; equal ones are one."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]


def write_book(parts: Sequence[Table | Chart], about: Sequence[tuple[str, str]], made: datetime | None = None) -> bytes:
    """A workbook: a sheet that tells about it, and one for each table and chart, in order; now, unless it says when.

    The sheet of a chart has its numbers and the picture as the spreadsheet draws it; a heat map has coloured cells.
    """
    out = io.BytesIO()
    book = Book(out)
    if made:
        book.book.set_properties({"created": made.astimezone(UTC).replace(tzinfo=None)})
    first = book.sheet(ABOUT)
    names = [_write_part(book, part) for part in parts]
    _write_about(book, first, about, names)
    book.close()
    return out.getvalue()


def write_table(table: Table, line: str) -> bytes:
    """A workbook with one sheet; the line stands below the title."""
    out = io.BytesIO()
    book = Book(out)
    _fill(book, book.sheet(table.title), table, line)
    book.close()
    return out.getvalue()


def shown(number: Number) -> Shown:
    """As it is shown on the page, `12.3%` and `+4` too, but as a number. It must have a value."""
    match = _WRITTEN.fullmatch(number.text)
    if match is None:
        value = number.value or 0
        return Shown(value, "#,##0" if float(value).is_integer() else "#,##0.0#")
    sign, digits, decimals, unit = match.groups()
    value = float(sign + digits.replace(",", ""))
    code = "#,##0" + (f".{'0' * len(decimals)}" if decimals else "")
    if unit.strip() == "%":
        value, code = value / 100, f"{code}%"
    elif unit:
        code += '"' + unit.replace('"', "") + '"'
    return Shown(value, f"+{code};-{code};{code}" if sign == "+" else code)


def _write_about(book: Book, sheet: Worksheet, about: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 80)
    bold, wrapped, row = book.format(bold=True, valign="top"), book.format(text_wrap=True, valign="top"), 0
    for row, (label, value) in enumerate(about, 1):
        sheet.write_string(row - 1, 0, label, bold)
        sheet.write_string(row - 1, 1, value, wrapped)
    link = book.format(font_color="#0B50D0", underline=1)
    for place, name in enumerate(names, row + 1):
        quoted = name.replace("'", "''")
        sheet.write_string(place, 0, "시트" if place == row + 1 else "", bold)
        sheet.write_url(place, 1, f"internal:'{quoted}'!A1", link, name)


def _write_part(book: Book, part: Table | Chart) -> str:
    sheet = book.sheet(part.title)
    if isinstance(part, Chart):
        table = part.table
        _fill(book, sheet, table, f"단위: {part.unit}" if part.unit else "")
        if part.labels and part.series:
            _draw(book, sheet, part, table)
    else:
        _fill(book, sheet, part, "")
    return str(sheet.get_name())


def _fill(book: Book, sheet: Worksheet, table: Table, line: str) -> None:
    sheet.write_string(0, 0, table.title, book.format(bold=True, font_size=14))
    sheet.write_string(1, 0, line, book.format(font_color="#58616A"))
    head = {"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "text_wrap": True}
    for place, column in enumerate(table.columns):
        align = "right" if column.is_number else "left"
        sheet.write_string(HEAD_ROW, place, column.label, book.format(**head, align=align))
        texts = (column.label, *(_text(row[place]) for row in table.rows))
        sheet.set_column(place, place, min(max(map(_width, texts)) + 2, 60))
    for row, cells in enumerate(table.rows, HEAD_ROW + 1):
        for place, cell in enumerate(cells):
            _write_cell(book, sheet, (row, place), cell)
    end = HEAD_ROW + 1 + len(table.rows)
    if not table.rows:
        sheet.write_string(end, 0, table.empty)
    if table.note:
        sheet.write_string(end + 1, 0, table.note, book.format(font_color="#58616A"))
    sheet.freeze_panes(HEAD_ROW + 1, 1)


def _write_cell(book: Book, sheet: Worksheet, place: tuple[int, int], cell: Cell) -> None:
    if isinstance(cell, Number) and cell.value is not None:
        value, code = shown(cell)
        sheet.write_number(*place, value, book.format(num_format=code))
    elif isinstance(cell, Number):
        # A cell without a number stays empty: spreadsheets draw texts as zero.
        sheet.write(*place, cell.plain or None, book.format(align="right", font_color="#58616A"))
    else:
        sheet.write_string(*place, _text(cell))


def _draw(book: Book, sheet: Worksheet, part: Chart, table: Table) -> None:
    first, last, width = HEAD_ROW + 1, HEAD_ROW + len(table.rows), len(table.columns)
    if part.kind == "heat":
        scale = {"type": "2_color_scale", "min_color": _PALE, "max_color": _DEEP}
        sheet.conditional_format(first, 1, last, width - 1, scale)
        return
    is_line, is_upright = part.kind == "line", all(label[:1].isdigit() for label in part.labels)
    if part.kind == "cloud":
        last = min(last, HEAD_ROW + MOST_BARS)
    drawing = book.book.add_chart({"type": "line" if is_line else "column" if is_upright else "bar"})
    name = sheet.get_name()
    for place, series in enumerate(part.series):
        column = place + 1
        if is_line and any(number.is_hidden for number in series.numbers):
            column = _without_hidden(sheet, series.numbers, width + place)
        look = _line_look(place) if is_line else _bar_look(place)
        values, labels = [name, first, column, last, column], [name, first, 0, last, 0]
        drawing.add_series({"name": [name, HEAD_ROW, place + 1], "categories": labels, "values": values, **look})
    _dress(drawing, part, last - first + 1, lies=not is_line and not is_upright)
    sheet.insert_chart(HEAD_ROW, width + len(part.series) + 1, drawing)


def _without_hidden(sheet: Worksheet, numbers: Sequence[Number], column: int) -> int:
    """The numbers once more in a column that is not shown: a line would go down to zero at a text, and breaks here."""
    for row, number in enumerate(numbers, HEAD_ROW + 1):
        if number.value is not None:
            sheet.write_number(row, column, shown(number).value)
    sheet.set_column(column, column, None, None, {"hidden": True})
    return column


def _line_look(place: int) -> dict[str, Any]:
    colour = _COLOURS[place % len(_COLOURS)]
    mark = {"type": _MARKS[place % len(_MARKS)], "size": 6, "border": {"color": colour}, "fill": {"color": colour}}
    return {"line": {"color": colour, "width": 2.25, "dash_type": _DASHES[place % len(_DASHES)]}, "marker": mark}


def _bar_look(place: int) -> dict[str, Any]:
    colour, pattern = _COLOURS[place % len(_COLOURS)], _PATTERNS[place % len(_PATTERNS)]
    if not pattern:
        return {"fill": {"color": colour}, "gap": 60}
    return {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}, "border": {"color": colour}}


def _dress(drawing: Drawing, part: Chart, labels: int, *, lies: bool) -> None:
    font = {"name": FONT, "size": 9}
    drawing.set_title(
        {"name": harmless(_printable(part.title)), "name_font": {"name": FONT, "size": 13}, "overlay": False}
    )
    drawing.set_legend({"none": True} if len(part.series) == 1 else {"position": "top", "font": font})
    # Bars are read from above; the scale stays below them.
    drawing.set_x_axis({"num_font": font, "reverse": lies})
    scale = {"num_font": font, "num_format": "#,##0", "label_position": "high" if lies else "next_to"}
    drawing.set_y_axis({**scale, "name": part.unit, "name_font": {**font, "bold": False}, **_from_zero(part)})
    drawing.show_blanks_as("gap")
    drawing.show_hidden_data()
    height = max(400, 80 + labels * len(part.series) * 18) if lies else 400
    drawing.set_size({"width": 760, "height": height})


def _from_zero(part: Chart) -> dict[str, int]:
    """A scale that hides nothing, unless there are numbers below zero."""
    values = (number.value for series in part.series for number in series.numbers)
    return {} if any(value < 0 for value in values if value is not None) else {"min": 0}


def _text(cell: Cell) -> str:
    return cell.plain if isinstance(cell, Number) else " ".join(filter(None, (cell.text, cell.note)))


def _printable(text: str) -> str:
    """Without the signs that a name in a workbook may not hold."""
    return "".join(sign for sign in text if sign.isprintable())


def _cut(text: str, signs: int) -> str:
    """The beginning, counted as spreadsheets do: in UTF-16."""
    short = text.encode("utf-16-le")[: 2 * signs].decode("utf-16-le", "ignore")
    return short.strip(" '")


def _width(text: str) -> int:
    """In columns of a fixed-width font, where Korean letters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
