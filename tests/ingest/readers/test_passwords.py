"""Workbooks with a password are opened by it, in both formats; a wrong one is told, and nothing is left behind."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from ingest.readers import errors
from ingest.readers.passwords import decrypt
from ingest.readers.process import read_rows
from tests.ingest.readers.written import write_compound, write_xls

if TYPE_CHECKING:
    from pathlib import Path

TABLE = [["번호", "내용"], ["001", "꺼졌습니다"]]


def locked_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.worksheets[0].append(row)
    book.save(folder / "plain.xlsx")
    with (folder / "plain.xlsx").open("rb") as plain, (folder / "locked.xlsx").open("wb") as locked:
        OOXMLFile(plain).encrypt("비밀 1", locked)
    return folder / "locked.xlsx"


@pytest.fixture(params=["xlsx", "xls"])
def locked(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return (
        locked_xlsx(tmp_path)
        if request.param == "xlsx"
        else write_xls(tmp_path / "locked.xls", {"목록": TABLE}, password="비밀 1")
    )


def test_the_password_opens_it(locked: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.EncryptedFile, match="이 화면에 암호를 입력"):
        list(read_rows(locked, locked.name))
    decrypt(locked, "비밀 1", tmp_path / "opened")
    assert [[cell.text for cell in row.cells] for row in read_rows(tmp_path / "opened", locked.name)] == TABLE


@pytest.mark.parametrize("password", ["", "비밀1", "비밀 1 "])
def test_another_password_does_not(locked: Path, tmp_path: Path, password: str) -> None:
    with pytest.raises(errors.WrongPassword, match="다시 입력해 주세요"):
        decrypt(locked, password, tmp_path / "opened")
    assert (tmp_path / "opened").read_bytes() == b""


def test_a_file_that_only_pretends_is_refused(tmp_path: Path) -> None:
    write_compound(tmp_path / "a.xls", "EncryptedPackage", b"x")
    with pytest.raises(errors.EncryptedFile):
        list(read_rows(tmp_path / "a.xls", "a.xls"))
    with pytest.raises(errors.BrokenFile):
        decrypt(tmp_path / "a.xls", "비밀 1", tmp_path / "opened")


def test_neither_the_password_nor_the_name_is_shown_to_other_processes(
    locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    start = subprocess.Popen

    def noted(arguments: list[str], **others: Any) -> subprocess.Popen[bytes]:
        seen.extend(arguments)
        return start(arguments, **others)

    monkeypatch.setattr(subprocess, "Popen", noted)
    decrypt(locked, "비밀 1", tmp_path / "opened")
    assert seen[1:] == ["-m", "ingest.readers.child"]
