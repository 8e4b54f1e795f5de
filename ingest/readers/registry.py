"""Which reader a file gets: by its first bytes, never by its extension, for the extension lies."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import olefile

from ingest.readers import delimited, html_table, prescan, spreadsheetml, workbook
from ingest.readers.encoding import encoding_of
from ingest.readers.errors import (
    BrokenFile,
    DocumentFile,
    EmptyFile,
    EncryptedFile,
    FileRefused,
    PictureFile,
    ProtectedFile,
    TooLarge,
    UnknownFormat,
)
from ingest.readers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.readers.rows import RawRow


class Format(Enum):
    """The kinds of content that are read."""

    ZIPPED_WORKBOOK = "zipped_workbook"
    BIFF = "biff"
    SPREADSHEETML = "spreadsheetml"
    HTML = "html"
    DELIMITED = "delimited"


READERS: dict[Format, Callable[[Path, Limits | None], Iterator[RawRow]]] = {
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
_PROTECTED = (b"<## NASCA DRM", b"SCDSA", b"<!-- FasooSecureContainer", b"\x9b DRMONE", b"<DOCUMENT SAFER")
_HTML_STARTS = (b"<html", b"<table", b"<meta", b"<!doctype html", b"<head", b"<style", b"<?xml", b"<!--")
_HTML_TAGS = (b"<table", b"<html", b"<meta")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\r\n\f\x1b")
_SPREADSHEET_NAMES = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".csv", ".tsv"})


def read(path: Path, file_name: str, limits: Limits | None = None) -> Iterator[RawRow]:
    """Rows of any file that a window's system gives. Raises a kind of FileRefused."""
    limits = limits or Limits()
    if path.stat().st_size > limits.file_bytes:
        raise TooLarge(what=f"{path.stat().st_size // 1024 // 1024:,}MB")
    kind = detect(path, file_name)
    if kind is Format.ZIPPED_WORKBOOK:
        prescan.scan(path, limits)
    return READERS[kind](path, limits)


def detect(path: Path, file_name: str) -> Format:
    """The kind of content, or the kind of FileRefused that fits."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise EmptyFile
    _refuse_others(head)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    return _text(path, head, file_name)


def _refuse_others(head: bytes) -> None:
    for start, kind in _PICTURES:
        if head.startswith(start):
            raise PictureFile(kind=kind)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise PictureFile(kind="WEBP")
    if head[4:8] == b"ftyp":
        raise PictureFile(kind="HEIC 또는 동영상")
    if head.startswith(b"%PDF"):
        raise DocumentFile(kind="PDF")
    if head.startswith(_PROTECTED):
        raise ProtectedFile


def _zipped(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise BrokenFile from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or "opendocument.spreadsheet" in kind:
        return Format.ZIPPED_WORKBOOK
    if "hwp" in kind:
        raise DocumentFile(kind="한글(HWPX)")
    if "word/document.xml" in names:
        raise DocumentFile(kind="워드(DOCX)")
    raise DocumentFile(kind="압축(ZIP)")


def _compound(path: Path) -> Format:
    try:
        with olefile.OleFileIO(path) as compound:
            names = {"/".join(entry) for entry in compound.listdir()}
    except OSError as error:
        raise BrokenFile from error
    if "EncryptedPackage" in names:
        raise EncryptedFile
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return Format.BIFF
    if "FileHeader" in names:
        raise DocumentFile(kind="한글(HWP)")
    raise DocumentFile(kind="워드 등 다른 문서")


def _text(path: Path, head: bytes, file_name: str) -> Format:
    try:
        encoding = encoding_of(path)
    except FileRefused:
        if PurePath(file_name).suffix.lower() in _SPREADSHEET_NAMES:
            raise ProtectedFile from None
        raise
    if encoding == "utf-16":
        return Format.DELIMITED
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<") and spreadsheetml.NAMESPACE.encode() in head:
        return Format.SPREADSHEETML
    if start.startswith(_HTML_STARTS) and any(tag in start for tag in _HTML_TAGS):
        return Format.HTML
    if sum(byte in _CONTROLS for byte in head) * 20 > len(head):
        raise UnknownFormat
    return Format.DELIMITED
