"""A look at a zipped workbook before anything opens it: members, unpacked size, ratio, greatest row and column."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from ingest.readers.errors import BrokenFile, EncryptedFile, TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.limits import Limits

_CHUNK = 1 << 20
# Only cells with something inside: a style on row 1,048,576 costs nothing.
_FILLED_CELL = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?=<(?:\w+:)?(?:v(?:\s[^>]*)?>[^<]|is|f))',
)
# Longer than a cell's beginning, so that one cut by a portion's end is seen whole in the next.
_OVERLAP = 1024
_SMALL = 10 * 1024 * 1024


def scan(path: Path, limits: Limits) -> None:
    """Raises TooLarge, EncryptedFile or BrokenFile; returns nothing when the archive may be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, limits)
            for info in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                    _check_extent(archive, info, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise BrokenFile from error


def _check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if len(members) > limits.members:
        raise TooLarge(what=f"압축 안 파일 {len(members):,}개")
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(what=f"압축을 풀면 {unpacked // 1024 // 1024:,}MB")
    if unpacked > _SMALL and unpacked > packed * limits.ratio:
        raise TooLarge(what=f"압축률 {unpacked // max(packed, 1):,}배")
    if any(info.flag_bits & 1 for info in members):
        raise EncryptedFile


def _check_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> None:
    rest = b""
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            for column, row in _FILLED_CELL.findall(text):
                if int(row) > limits.rows or (len(column) > 1 and _column_number(column) > limits.columns):
                    raise TooLarge(what=f"{column.decode()}{row.decode()}칸까지 사용")
            rest = text[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
