"""The workbook of a report: a sheet for each part, numbers as numbers, Korean as Korean."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from analytics.numbers import Chart
from analytics.report_files import attachment_of
from analytics.reporting import make_report, parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from analytics.models import MonthlyReport
    from tests.analytics.conftest import File


@pytest.fixture
def report(file: File) -> MonthlyReport:
    file("가로등이 꺼졌습니다.", callers=range(8), day="2024-08-03")
    file("가로등이 꺼졌습니다. =SUM(현수막)", callers=range(12), title="=1+1")
    return make_report(date(2024, 9, 1), "기획")


def book(report: MonthlyReport) -> Any:
    return load_workbook(io.BytesIO(attachment_of(report)[1]))


def test_there_is_a_sheet_for_each_part(report: MonthlyReport) -> None:
    sheets = book(report).worksheets
    assert attachment_of(report)[0] == "2024년 9월 민원 보고서.xlsx"
    assert [sheet["A1"].value for sheet in sheets[1:]] == [part.title for part in parts_of(report)]
    assert len({sheet.title for sheet in sheets}) == len(sheets)


def test_the_first_sheet_says_what_the_page_says(report: MonthlyReport) -> None:
    rows = [tuple(cell.value for cell in row) for row in book(report).worksheets[0]["A1:B30"]]
    assert rows[0] == ("제목", "2024년 9월 민원 보고서")
    said = " ".join(str(row[1]) for row in rows)
    assert all(sentence in said for sentence in report.contents["sentences"])
    assert ("자료 기준일: 새올상담민원", "모름") in rows


def test_numbers_are_numbers_and_read_as_on_the_page(report: MonthlyReport) -> None:
    sheet = book(report)["2024년 9월 처리 현황"]
    (row,) = [row for row in sheet.rows if row[0].value == "접수"]
    assert [cell.value for cell in row] == ["접수", 12, 8, None]
    assert row[1].number_format == '#,##0"건"'


def test_charts_are_drawn_by_the_spreadsheet(report: MonthlyReport) -> None:
    drawn = [part for part in parts_of(report) if isinstance(part, Chart) and part.kind != "heat" and part.labels]
    names = ZipFile(io.BytesIO(attachment_of(report)[1])).namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == len(drawn) == 3
    assert book(report)["2024년 9월 많이 나온 말의 열두 달"].conditional_formatting


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_it_opens_in_libreoffice(report: MonthlyReport, tmp_path: Path) -> None:
    made = tmp_path / "report.xlsx"
    made.write_bytes(attachment_of(report)[1])
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    words = ["soffice", home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(made)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    content = ZipFile(tmp_path / "report.ods").read("content.xml").decode()
    assert all(f'table:name="{sheet.title}"' in content for sheet in book(report).worksheets)
    assert "9월에는 공개 민원 12건을 접수했습니다." in content
    assert content.count("draw:object ") == 3
