"""Files to be imported: a workbook of each of the six windows, and a long CSV of one."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

from bench.corpus import Corpus
from fixtures.sampler.making import WINDOWS, Settings, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)  # within a year every window gives one file
PHOTOS = {"discomfort": 1.5}  # rows of one report
CSV_CHANNEL = "saeol"
_CSV_COLUMNS = (
    "접수번호 접수일자 접수시간 민원사무명 상담제목 상담내용 민원인명 휴대폰 처리주무부서 처리담당자 처리예정일 처리구분 "
    "답변내용 공개여부"
).split()
_STATUS = {"answered": "해결", "in_progress": "처리중", "received": "접수"}


def workbook(folder: Path, channel: str, rows: int, seed: int) -> Path:
    """The export of one window with about so many rows, as its system writes it."""
    shares = {name: int(name == channel) for name in WINDOWS}
    number = int(rows / PHOTOS.get(channel, 1))
    make(Settings(rows=number, seed=seed, since=SINCE, until=UNTIL, shares=shares), folder)
    return max((folder / channel).iterdir(), key=lambda file: file.stat().st_size)


def long_csv(file: Path, rows: int, seed: int) -> Path:
    """So many complaints of CSV_CHANNEL, of realistic length."""
    corpus = Corpus(rows, [0], list(range(40)), seed, part=2000)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_CSV_COLUMNS)
        writer.writerows(map(_cells, corpus.complaints(0, rows)))
    return file


def plain_rows(rows: int, seed: int) -> Iterator[dict[str, str]]:
    """The same complaints as named cells, for who reads one header in the first row only."""
    corpus = Corpus(rows, [0], list(range(40)), seed, part=2000)
    for row in corpus.complaints(0, rows):
        yield dict(zip(_CSV_COLUMNS, _cells(row), strict=True))


def _cells(row: Any) -> list[str]:
    return [
        row.receipt_number,
        f"{row.received_at:%Y%m%d}",
        f"{row.received_at:%H%M}",
        row.category,
        row.title,
        row.body,
        row.complainant_name,
        row.mobile,
        f"부서 {row.department_id}",
        row.officer,
        f"{row.due_at:%Y-%m-%d}",
        _STATUS[row.status],
        row.answer if row.status == "answered" else "",
        "공개" if row.is_public else "비공개",
    ]
