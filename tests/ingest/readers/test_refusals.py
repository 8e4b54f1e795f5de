"""Files that are no tables, or that would eat the machine, are refused with a sentence that says what to do."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from ingest.readers import errors
from ingest.readers.limits import Limits
from ingest.readers.process import read_rows

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = [
    ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"x" * 40, errors.PictureFile),
    ("a.csv", b"\xff\xd8\xff\xe0" + b"x" * 40, errors.PictureFile),
    ("a.xlsx", b"", errors.EmptyFile),
    ("a.csv", b"\xef\xbb\xbf\r\n", errors.EmptyFile),
    ("a.xls", b"%PDF-1.7\n", errors.DocumentFile),
    ("a.xlsx", b"<## NASCA DRM FILE - VER1.00 ##>" + b"\x81\x00" * 40, errors.ProtectedFile),
    ("a.xlsx", bytes(range(128, 256)) * 40 + b"\0", errors.ProtectedFile),
    ("a.bin", bytes(range(256)) * 40, errors.UnknownFormat),
    ("a.xlsx", b"PK\x03\x04" + b"x" * 100, errors.BrokenFile),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, errors.BrokenFile),
]


@pytest.mark.parametrize(("name", "content", "kind"), REFUSED)
def test_it_says_what_a_file_is(tmp_path: Path, name: str, content: bytes, kind: type[errors.FileRefused]) -> None:
    path = tmp_path / "original"
    path.write_bytes(content)
    with pytest.raises(kind) as refusal:
        list(read_rows(path, name))
    assert refusal.value.sentence.endswith(("주세요.", "있습니다."))


def test_a_document_in_a_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(errors.DocumentFile, match="워드"):
        list(read_rows(tmp_path / "a.xlsx", "a.xlsx"))


def test_a_workbook_with_a_password_says_how_to_take_it_off(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with (tmp_path / "a.xlsx").open("rb") as plain, (tmp_path / "b.xlsx").open("wb") as locked:
        OOXMLFile(plain).encrypt("암호", locked)
    with pytest.raises(errors.EncryptedFile, match="암호를 지우고"):
        list(read_rows(tmp_path / "b.xlsx", "b.xlsx"))


@pytest.fixture
def far_cells(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD1048576"] = 1, 2
    book.save(tmp_path / "far.xlsx")
    return tmp_path / "far.xlsx"


def test_two_cells_at_the_corners_are_refused_before_memory_grows(far_cells: Path) -> None:
    with pytest.raises(errors.TooLarge, match="XFD1048576"):
        list(read_rows(far_cells, "far.xlsx"))


def test_a_reader_that_aborts_its_process_is_a_refusal(far_cells: Path) -> None:
    blind = replace(Limits(), rows=2_000_000, columns=20_000)
    with pytest.raises(errors.TooLarge):
        list(read_rows(far_cells, "far.xlsx", blind))


def test_formats_in_the_last_row_cost_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "가"
    book.worksheets[0]["A1048576"].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert [row.number for row in read_rows(tmp_path / "a.xlsx", "a.xlsx")] == [1]


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    with pytest.raises(errors.TooLarge, match="압축률"):
        list(read_rows(tmp_path / "a.xlsx", "a.xlsx"))


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("가,나\n" * 100, encoding="utf-8")
    with pytest.raises(errors.TooLarge):
        list(read_rows(tmp_path / "a.csv", "a.csv", replace(Limits(), file_bytes=100)))
