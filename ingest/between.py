"""Rows between the data that are no rows: repeated headers, subtotals, totals, footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.header import Header
    from ingest.sheets import SheetRow

_TOTAL = re.compile(
    r"(?:\S{1,12}\s*)?(?:소\s*계|합\s*계|총\s*계|누\s*계|총\s*합)(?:\s*[:：]?\s*\(?[\d,]+\s*(?:건|명|개)?\)?)?|계"
    r"|[【\[(]?\s*총\s*(?:건수)?\s*[:：]?\s*[\d,]+\s*(?:건|명|개|행)?\s*[】\])]?\.?",
)
_FOOTER = re.compile(
    r"(?:※|\*\s|주\s*\d?\)|출처|자료\s*[:：]|작성자?\s*[:：]|작성일|출력일|조회\s*(?:기간|일시)|끝\.?$|이하\s*여백|-\s*끝|-\s*\d+\s*-)",
)
# A total stands beside a few numbers; a row with more in it is a row.
_MOST_WORDS = 4
_LONGEST_NAME = 100  # of a column, with its line breaks; rows of complaints mostly hold a longer text


def is_no_row(row: SheetRow, header: Header) -> bool:
    """Whether the row under a header is a title, header, total or footer and not a complaint."""
    return not row.filled or _repeats_header(row, header) or _is_total(row) or _is_footer(row)


def _repeats_header(row: SheetRow, header: Header) -> bool:
    if any(len(text) > _LONGEST_NAME for text in row.texts):
        return False
    filled = [(index, " ".join(text.split())) for index, text in enumerate(row.texts) if text]
    for names in header.rows:
        equal = sum(index < len(names) and names[index] == text for index, text in filled)
        if len(filled) > 1 and equal * 10 >= len(filled) * 6:
            return True
    return False


def _is_total(row: SheetRow) -> bool:
    words = _distinct(row)
    if not words or len(words) > _MOST_WORDS:
        return False
    totals = [word for word in words if _TOTAL.fullmatch(word)]
    others = [word for word in words if word not in totals]
    return bool(totals) and all(re.fullmatch(r"[\d,.\s건명개%()-]+|\S{1,12}", word) for word in others)


def _is_footer(row: SheetRow) -> bool:
    words = _distinct(row)
    return 0 < len(words) <= 2 and _FOOTER.match(words[0]) is not None


def _distinct(row: SheetRow) -> list[str]:
    return list(dict.fromkeys(row.filled))
