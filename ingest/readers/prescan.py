"""A look at a zipped workbook before anything opens it: members, unpacked size, ratio, greatest row and column."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from ingest.readers.errors import BrokenFile, LockedFile, PackedBomb, TooFar

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.limits import Limits

_CHUNK = 1 << 20
# Only cells with something inside: a style on row 1,048,576 costs nothing.
_FILLED_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^>]{0,200}?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]{0,200}(?<!/)>"
    rb"(?=<(?:\w+:)?(?:v(?:\s[^>]{0,200})?>[^<]|is|f))",
)
# Longer than a cell's beginning, so that one cut by a portion's end is seen whole in the next.
_OVERLAP = 1024
_SMALL = 10 * 1024 * 1024


def scan(path: Path, limits: Limits) -> None:
    """Raises PackedBomb, TooFar, LockedFile or BrokenFile; returns nothing when the archive may be opened.

    What the archive says of its members' sizes is not believed: each is unpacked once, portion by portion.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > limits.members:
                raise PackedBomb(what=f"압축 안 파일 {len(members):,}개")
            if any(info.flag_bits & 1 for info in members):
                raise LockedFile
            _check_sizes(sum(info.file_size for info in members), path, limits)
            unpacked = 0
            for info in members:
                unpacked = _check_member(archive, info, unpacked, path, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise BrokenFile from error


def _check_sizes(unpacked: int, path: Path, limits: Limits) -> None:
    # Members may share their packed bytes, so that only the size of the whole file tells the ratio.
    packed = path.stat().st_size
    if unpacked > limits.unpacked_bytes:
        raise PackedBomb(what=f"압축을 풀면 {unpacked // 1024 // 1024:,}MB 이상")
    if unpacked > _SMALL and unpacked > packed * limits.ratio:
        raise PackedBomb(what=f"압축률 {unpacked // packed:,}배 이상")


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, unpacked: int, path: Path, limits: Limits) -> int:
    """The bytes unpacked so far, with this member's."""
    told, info.file_size = info.file_size, limits.unpacked_bytes + 1
    rest, real = b"", 0
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            real += len(chunk)
            _check_sizes(unpacked + real, path, limits)
            _check_extent(rest + chunk, limits)
            rest = chunk[-_OVERLAP:]
    if real != told:
        raise BrokenFile
    return unpacked + real


def _check_extent(xml: bytes, limits: Limits) -> None:
    for column, row in _FILLED_CELL.findall(xml):
        if int(row) > limits.rows or (len(column) > 1 and _column_number(column) > limits.columns):
            raise TooFar(what=f"{column.decode()}{row.decode()}칸")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
