"""Rows as the stages after the readers see them: cells reduced to plain text, unique identifiers taken out."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from complaints.text.identifiers import remove_identifiers
from complaints.text.normal import normalise
from ingest.readers.rows import Cell, CellValue, sheet_name
from ingest.sentences import IDENTIFIER_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ingest.readers.rows import RawRow

_ESCAPED_CONTROL = re.compile(r"_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr)\s*/?>", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--.*?-->", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES_AT_END = re.compile(r"[ \t\xa0]+(?=\n|$)")
_SHORT = 40
_NOTHING: Counter[str] = Counter()
# The shortest identifier, a passport's, has seven digits; most cells have fewer.
_SEVEN_DIGITS = re.compile(r"(?:\d\D*){7}")
# Most of the others: a day with its time, a number too short or too long, a telephone number. Standing alone they are
# none, which takes the rules ten times as long to say.
HARMLESS = re.compile(
    r"(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,9}|\d{17,40}|0\d{8,10}|0\d{1,2}-\d{3,4}-\d{4}",
    re.ASCII,
)


# What the name of a column says its values are, in the normal form of names.
_NAMED_IDENTIFIERS = (
    (re.compile("주민(?:등록)?(?:번호|앞|뒤|뒷)"), "resident_registration"),
    (re.compile("외국인(?:등록)?번호|국내거소(?:신고)?번호"), "foreigner_registration"),
    (re.compile("운전면허|면허번호"), "driving_licence"),
    (re.compile("여권번호"), "passport"),
    # The office's own accounts are no secret.
    (re.compile("(?<!가상)(?<!납부)(?<!수납)(?<!세입)계좌|통장번호"), "account"),
    (re.compile("(?:^|신용|체크|법인|결제|환불)카드(?:번호)?\\d*$"), "card"),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One cleaned row; `removed` counts the unique identifiers taken out of it, by kind."""

    sheet: str
    number: int
    texts: tuple[str, ...]
    values: tuple[CellValue, ...]
    removed: Counter[str]

    def text(self, index: int) -> str:
        """The text in a column, "" where the row is shorter."""
        return self.texts[index] if index < len(self.texts) else ""

    def value(self, index: int) -> CellValue:
        """The stored value in a column; None where the row is shorter."""
        return self.values[index] if index < len(self.values) else None

    @property
    def filled(self) -> list[str]:
        """The texts that show something."""
        return [text for text in self.texts if text]


def identifier_named(header: str) -> str | None:
    """The kind of unique identifier that a column of this name holds; None for all other columns."""
    name = normalise(header)
    return next((kind for pattern, kind in _NAMED_IDENTIFIERS if pattern.search(name)), None)


def without_columns(row: SheetRow, kinds: Mapping[int, str], blank_words: Collection[str]) -> SheetRow:
    """The row with the mark of its kind in place of every value in these columns, whatever the value looks like."""
    hidden = {
        index: f"[{IDENTIFIER_NAMES[kind]} 삭제]"
        for index, kind in kinds.items()
        if row.text(index) and row.text(index) not in blank_words
    }
    if not hidden:
        return row
    # What `clean` has marked in these cells is counted already.
    removed = row.removed + Counter(kinds[index] for index in hidden if " 삭제]" not in row.text(index))
    return SheetRow(
        row.sheet,
        row.number,
        tuple(hidden.get(index, text) for index, text in enumerate(row.texts)),
        tuple(hidden.get(index, value) for index, value in enumerate(row.values)),
        removed,
    )


def plain_text(text: str) -> str:
    """A cell's text without tags, escaped controls and blanks at line ends; `<br>` becomes a line break."""
    if _is_tidy(text):
        return text.strip()
    if "_x00" in text:
        text = _ESCAPED_CONTROL.sub(lambda found: chr(int(found[1], 16)), text)
    if "<" in text:
        text = _TAG.sub("", _LINE_TAG.sub("\n", _UNSHOWN.sub("", text)))
    if "&" in text:
        text = html.unescape(text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES_AT_END.sub("", text).strip()


def clean(row: RawRow, sheet: str = "") -> SheetRow:
    """The row with plain texts and without unique identifiers; nothing of a file is stored before this.

    `sheet` is another name for its sheet.
    """
    removed: Counter[str] = Counter()
    cells = tuple(_clean_cell(cell, removed) for cell in row.cells)
    return SheetRow(
        sheet or sheet_name(row.sheet),
        row.number,
        tuple(cell.text for cell in cells),
        tuple(cell.value for cell in cells),
        removed,
    )


def _is_tidy(text: str) -> bool:
    """Whether none of the steps would find anything; most cells are so, and the steps take five times as long."""
    is_bare = "<" not in text and "&" not in text and "_x00" not in text and " \n" not in text
    return is_bare and text.replace("\n", "").isprintable()


def clean_rows(rows: Iterable[RawRow]) -> Iterator[SheetRow]:
    """All rows of a file, clean; what is taken out of a sheet's name counts with its first row.

    Sheets whose names are equal without it are told apart by a number.
    """
    names: dict[str, str] = {}
    for row in rows:
        if row.sheet in names:
            yield clean(row, names[row.sheet])
            continue
        names[row.sheet] = _told_apart(sheet_name(row.sheet), names.values())
        first = clean(row, names[row.sheet])
        first.removed.update(remove_identifiers(row.sheet)[1])
        yield first


def _told_apart(name: str, taken: Collection[str]) -> str:
    further = (f"{name} ({number})" for number in count(2))
    return name if name not in taken else next(each for each in further if each not in taken)


def _clean_cell(cell: Cell, removed: Counter[str]) -> Cell:
    # Short cells say the same again and again: days, departments, states.
    text, found = (_clean_again if len(cell.text) <= _SHORT else _cleaned)(cell.text)
    if found:
        removed.update(found)
        return Cell(text, text)
    return Cell(text, text if isinstance(cell.value, str) else cell.value)


def _cleaned(shown: str) -> tuple[str, Counter[str]]:
    text = plain_text(shown)
    if _SEVEN_DIGITS.search(text) and not HARMLESS.fullmatch(text):
        return remove_identifiers(text)
    return text, _NOTHING


_clean_again = lru_cache(maxsize=20_000)(_cleaned)
