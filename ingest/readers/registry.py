"""Which reader a file gets: by its first bytes, never by its extension, for the extension lies."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from enum import Enum
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING

import olefile

from ingest.readers import delimited, html_table, prescan, spreadsheetml, workbook
from ingest.readers.choice import ReadingChoice, SheetInfo
from ingest.readers.encoding import encoding_of
from ingest.readers.errors import (
    BrokenFile,
    DocumentFile,
    EmptyFile,
    EncryptedFile,
    LockedFile,
    LongText,
    NoSuchSheet,
    PackedBomb,
    PictureFile,
    ProtectedFile,
    TooFar,
    TooLarge,
    UnknownFormat,
)
from ingest.readers.limits import Limits
from ingest.readers.rows import sheet_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ingest.readers.rows import RawRow


class Format(Enum):
    """The kinds of content that are read."""

    ZIPPED_WORKBOOK = "zipped_workbook"
    BIFF = "biff"
    SPREADSHEETML = "spreadsheetml"
    HTML = "html"
    DELIMITED = "delimited"


READERS: dict[Format, Callable[[Path, Limits, ReadingChoice], Iterator[RawRow]]] = {
    Format.ZIPPED_WORKBOOK: workbook.read,
    Format.BIFF: workbook.read,
    Format.SPREADSHEETML: spreadsheetml.read,
    Format.HTML: html_table.read,
    Format.DELIMITED: delimited.read,
}

_PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
_DOCUMENTS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "서식 있는 텍스트(RTF)"),
    (b"HWP Document File", "한글(HWP)"),
    (b"MIME-Version:", "웹 보관(MHTML)"),
    (b"\x1f\x8b", "압축(GZ)"),
    (b"7z\xbc\xaf\x27\x1c", "압축(7Z)"),
    (b"Rar!\x1a\x07", "압축(RAR)"),
    (b"PK\x05\x06", "빈 압축(ZIP)"),
)
_PROTECTED = (b"<## NASCA DRM", b"SCDSA", b"<!-- FasooSecureContainer", b"\x9b DRMONE", b"<DOCUMENT SAFER")
_HEAD = 64 * 1024
_HTML_TAGS = ("<table", "<html", "<tr", "<body")
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\r\n\f\x1b")
_SPREADSHEET_NAMES = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv"})
_MIMETYPE = 200
# Records of BIFF.
_FILE_PASS, _END_OF_HEAD = 0x002F, 0x000A
_MILLION = 1_000_000


def read(
    path: Path,
    file_name: str,
    limits: Limits | None = None,
    choice: ReadingChoice | None = None,
) -> Iterator[RawRow]:
    """The non-blank rows of any file that a window's system gives. Raises a kind of FileRefused."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    kind = _admitted(path, file_name, limits, choice)
    is_empty = True
    for row in _within(READERS[kind](path, limits, choice), path, limits):
        is_empty = False
        yield row
    if is_empty and choice.sheets:
        names = {sheet.name for sheet in _sheets(kind, path, limits, choice)}
        if names.isdisjoint(choice.sheets):
            raise NoSuchSheet(sheets=", ".join(choice.sheets))


def sheets(
    path: Path,
    file_name: str,
    limits: Limits | None = None,
    choice: ReadingChoice | None = None,
) -> list[SheetInfo]:
    """All sheets of a file in their order, hidden ones too. Raises a kind of FileRefused."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    return list(_sheets(_admitted(path, file_name, limits, choice), path, limits, choice))


def _admitted(path: Path, file_name: str, limits: Limits, choice: ReadingChoice) -> Format:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise TooLarge(what=f"{size // 1024 // 1024:,}MB")
    kind = detect(path, file_name, choice.encoding)
    if kind is Format.ZIPPED_WORKBOOK:
        prescan.scan(path, limits)
    return kind


def _sheets(kind: Format, path: Path, limits: Limits, choice: ReadingChoice) -> Iterable[SheetInfo]:
    if kind in (Format.ZIPPED_WORKBOOK, Format.BIFF):
        return workbook.sheets(path)
    # Of texts and pages only their rows tell how many there are.
    hidden = spreadsheetml.hidden_sheets(path, choice.encoding) if kind is Format.SPREADSHEETML else set()
    found: dict[str, SheetInfo] = {}
    for row in _within(READERS[kind](path, limits, replace(choice, sheets=(), with_hidden=True)), path, limits):
        columns = max((place for place, cell in enumerate(row.cells, start=1) if cell.text), default=0)
        widest = max(columns, found[row.sheet].columns if row.sheet in found else 0)
        found[row.sheet] = SheetInfo(sheet_name(row.sheet), row.sheet in hidden, row.number, widest)
    return found.values()


def _within(rows: Iterator[RawRow], path: Path, limits: Limits) -> Iterator[RawRow]:
    """The rows that show something, as long as they keep to the limits, whatever reader they come from."""
    characters = 0
    # A cell that is repeated by an attribute is as much of a bomb as a zip.
    most = min(limits.unpacked_bytes, max(path.stat().st_size * limits.ratio, _MILLION))
    for row in rows:
        if row.is_blank:
            continue
        if row.number > limits.rows:
            raise TooFar(what=f"{row.number:,}번째 줄")
        if len(row.cells) > limits.columns and any(cell.text for cell in row.cells[limits.columns :]):
            raise TooFar(what=f"{len(row.cells):,}번째 열")
        length = sum(len(cell.text) for cell in row.cells)
        if length > limits.cell_characters:
            raise LongText(row=f"{row.number:,}", what=f"{length:,}자")
        characters += length
        if characters > most:
            raise PackedBomb(what=f"글이 모두 {characters:,}자 이상")
        yield row


def detect(path: Path, file_name: str, encoding: str = "") -> Format:
    """The kind of content, or the kind of FileRefused that fits; `encoding` as a person chose it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise EmptyFile
    _refuse_others(head)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    return _text(path, head, file_name, encoding)


def _refuse_others(head: bytes) -> None:
    for start, kind in _PICTURES:
        if head.startswith(start):
            raise PictureFile(kind=kind)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise PictureFile(kind="WEBP")
    if head[4:8] == b"ftyp":
        raise PictureFile(kind="HEIC 또는 동영상")
    for start, kind in _DOCUMENTS:
        if head.startswith(start):
            raise DocumentFile(kind=kind)
    if head.startswith(_PROTECTED):
        raise ProtectedFile


def _zipped(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _mimetype(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise BrokenFile from error
    except RuntimeError as error:
        # Members with a password.
        raise LockedFile from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or "opendocument.spreadsheet" in kind:
        return Format.ZIPPED_WORKBOOK
    if "hwp" in kind:
        raise DocumentFile(kind="한글(HWPX)")
    if "word/document.xml" in names:
        raise DocumentFile(kind="워드(DOCX)")
    if "ppt/presentation.xml" in names:
        raise DocumentFile(kind="파워포인트(PPTX)")
    raise DocumentFile(kind="압축(ZIP)")


def _mimetype(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        return member.read(_MIMETYPE).decode("ascii", "replace")


def _compound(path: Path) -> Format:
    try:
        with olefile.OleFileIO(path) as compound:
            names = {"/".join(entry) for entry in compound.listdir()}
            books = names & {"Workbook", "Book", "WORKBOOK", "BOOK"}
            locked = [book for book in books if _is_locked(compound.openstream(book))]
    except OSError as error:
        raise BrokenFile from error
    if "EncryptedPackage" in names or "Workbook" in locked:
        raise EncryptedFile
    if locked:
        # Of Excel 95 and before.
        raise LockedFile
    if books:
        return Format.BIFF
    if "FileHeader" in names:
        raise DocumentFile(kind="한글(HWP)")
    raise DocumentFile(kind="워드 등 다른 문서")


def _is_locked(stream: IO[bytes]) -> bool:
    """Whether the records before the end of a workbook's head tell of a password."""
    while len(head := stream.read(4)) == 4:
        kind, size = struct.unpack("<HH", head)
        if kind in (_FILE_PASS, _END_OF_HEAD):
            return bool(kind == _FILE_PASS)
        stream.seek(size, io.SEEK_CUR)
    return False


def _text(path: Path, head: bytes, file_name: str, encoding: str) -> Format:
    try:
        codec = encoding_of(path, encoding)
    except UnknownFormat:
        if PurePath(file_name).suffix.lower() in _SPREADSHEET_NAMES:
            raise ProtectedFile from None
        raise
    start = head.decode(codec, "replace").lstrip()
    if start.startswith("<"):
        if spreadsheetml.NAMESPACE in start:
            return Format.SPREADSHEETML
        if any(tag in start.lower() for tag in _HTML_TAGS):
            return Format.HTML
    if sum(sign in _CONTROLS for sign in start) * 20 > len(start):
        raise UnknownFormat
    return Format.DELIMITED
