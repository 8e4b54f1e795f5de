"""The reference data in a real database, a data folder of its own, and small files of any format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import transaction

from complaints.models import Complaint
from ingest.catalogue import all_formats
from ingest.receiving import receive_path
from ingest.reference import load_reference
from ingest.services import run_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_django import Settings
    from pytest_django.plugin import DjangoDbBlocker

    from ingest.formats import ChannelFormat
    from ingest.models import ImportBatch

    Import = Callable[..., ImportBatch]
    Table = Sequence[Sequence[Any]]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "fixtures" / "samples"
SAMPLE_FILES: list[Path] = sorted(
    SAMPLES / one["file"] for one in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["files"]
)
MAYOR = [
    "글번호",
    "제목",
    "작성자",
    "연락처",
    "작성일시",
    "공개구분",
    "담당부서",
    "담당자(연락처)",
    "처리상태",
    "답변일시",
    "내용",
]


def sample(channel: str) -> Path:
    """The first sample export of a window."""
    return next(path for path in SAMPLE_FILES if path.parts[-3] == channel)


def expected_counts() -> dict[str, dict[str, Any]]:
    """What the truth beside the samples says of each file, by its path under the samples."""
    truth = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    return {entry["file"]: entry for entry in truth["files"]}


def write_csv(path: Path, rows: Table, encoding: str = "utf-8-sig") -> Path:
    """A CSV as a spreadsheet would save it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Table, sheet: str = "목록") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def post(number: str, **cells: str) -> list[str]:
    """One row of the mayor's board under the columns of MAYOR."""
    usual = {
        "제목": "가로등이 꺼졌습니다",
        "작성자": "홍길동",
        "연락처": "010-8271-9634",
        "작성일시": "2024-09-03 14:22:10",
        "공개구분": "공개",
        "담당부서": "도로과",
        "담당자(연락처)": "도로과 김민수(02-2999-3311)",
        "처리상태": "답변작성중",
        "내용": "가람로 12 앞 가로등이 사흘째 꺼져 있습니다.",
    }
    return [{**usual, **cells, "글번호": number}.get(name, "") for name in MAYOR]


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    """Pages without collected files, passwords without the work that guessing should cost."""
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def all_windows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[ChannelFormat]:
    """The formats of the reference data, read once; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(ROOT / "fixtures" / "reference.json")
        formats = all_formats()
        transaction.set_rollback(True)
    return formats


@pytest.fixture
def reference(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.INBOX_DIR = tmp_path / "inbox"
    load_reference(ROOT / "fixtures" / "reference.json")


@pytest.fixture
def import_file(reference: None) -> Import:
    """Imports a file as a worker would: `import_file(path, "mayor")`."""

    def run(path: Path, channel: str | None = None) -> ImportBatch:
        return run_batch(receive_path(path, channel, enqueue=False).pk)

    return run


@pytest.fixture
def import_posts(import_file: Import, tmp_path: Path) -> Import:
    """Imports rows of the mayor's board."""

    def run(*rows: list[str], name: str = "목록.csv") -> ImportBatch:
        return import_file(write_csv(tmp_path / name, [MAYOR, *rows]), "mayor")

    return run


@pytest.fixture
def stored(db: None) -> Callable[[str], Complaint]:
    """A stored complaint by its number."""
    return lambda number: Complaint.objects.get(receipt_number=number)
