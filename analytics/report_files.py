"""A report as a workbook."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from analytics.reporting import about, parts_of, title_of
from analytics.workbooks import write_book

if TYPE_CHECKING:
    from analytics.models import MonthlyReport

# Syllables that fit on one line of the first sheet: not every spreadsheet makes a row higher for a longer text.
LINE = 40


def attachment_of(report: MonthlyReport) -> tuple[str, bytes]:
    """The name and the content of the file: of one report always the same bytes."""
    title = title_of(report)
    labelled = [("제목", title), *(("요약", sentence) for sentence in report.contents["sentences"]), *about(report)]
    lines = [(label, line) for label, text in labelled for line in wrap(text, LINE)]
    # One label stands for all lines in a row that have it.
    said = [
        ("" if place and label == lines[place - 1][0] else label, line) for place, (label, line) in enumerate(lines)
    ]
    return f"{title}.xlsx", write_book(parts_of(report), said, report.made_at)
