"""Small files in formats that no library at hand writes: BIFF8, xlsb, ods and the containers around them."""

from __future__ import annotations

import io
import zipfile
from hashlib import md5
from struct import pack, unpack
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from msoffcrypto.method.rc4 import DocumentRC4

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Table = Sequence[Sequence[str | float]]

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BOF, EOF, FILEPASS, BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085


def write_zip(path: Path, members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of these members, whatever their names."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_xlsx(path: Path, sheet_xml: str | bytes, *, head: str = "", compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A workbook of one sheet from the bare XML of its rows; `head` stands before the root of the sheet's XML."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    body = sheet_xml.encode() if isinstance(sheet_xml, str) else sheet_xml
    return write_zip(
        path,
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{rels}">'
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
            '<sheet name="목록" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}">'
            f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"{head}<worksheet {main}><sheetData>".encode()
            + body
            + b"</sheetData></worksheet>",
        },
        compression,
    )


def write_ods(path: Path, rows_xml: str) -> Path:
    """A spreadsheet of one table from the bare XML of its rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="목록">'
        f"{rows_xml}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return write_zip(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(texts: Sequence[str], attributes: str = "") -> str:
    """The XML of a row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def write_xlsb(path: Path, sheets: Mapping[str, Table], hidden: Sequence[str] = ()) -> Path:
    """A binary workbook; each sheet begins at A1."""
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    bundle, relations, members = b"", "", dict[str, str | bytes]()
    for number, (name, table) in enumerate(sheets.items(), start=1):
        told = pack("<II", int(name in hidden), number) + _wide(f"rId{number}") + _wide(name)
        bundle += _record(156, told)
        relations += f'<Relationship Id="rId{number}" Type="{rels}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        members[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(table)
    book = _record(131) + _record(153, bytes(12)) + _record(143) + bundle + _record(144) + _record(132)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    members["xl/_rels/workbook.bin.rels"] = f'<Relationships xmlns="{package}">{relations}</Relationships>'
    return write_zip(path, {"xl/workbook.bin": book, **members})


def _xlsb_sheet(table: Table) -> bytes:
    right = max(len(row) for row in table) - 1
    rows = b""
    for number, row in enumerate(table):
        rows += _record(0, pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            place = pack("<II", column, 0)
            rows += (
                _record(6, place + _wide(value)) if isinstance(value, str) else _record(5, place + pack("<d", value))
            )
    size = _record(148, pack("<IIII", 0, len(table) - 1, 0, right))
    return _record(129) + size + _record(145) + rows + _record(146) + _record(130)


def _record(kind: int, data: bytes = b"") -> bytes:
    def portions(number: int) -> bytes:
        taken = b""
        while number > 127:
            taken, number = taken + bytes([number & 127 | 128]), number >> 7
        return taken + bytes([number])

    return portions(kind) + portions(len(data)) + data


def _wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def write_xls(path: Path, sheets: Mapping[str, Table], hidden: Sequence[str] = (), password: str = "") -> Path:
    """A workbook of Excel 97, locked by RC4 where there is a password."""
    lock = _biff(FILEPASS, _rc4_lock(password)) if password else b""
    start = _biff(BOF, pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0)) + lock
    names = {name: bytes([len(name), 1]) + name.encode("utf-16-le") for name in sheets}
    offset = len(start) + sum(10 + len(name) for name in names.values()) + 4
    bound, bodies = b"", b""
    for name, table in sheets.items():
        place = pack("<IBB", offset + len(bodies), int(name in hidden), 0)
        bound += _biff(BOUNDSHEET, place + names[name])
        bodies += _biff_sheet(table)
    stream = start + bound + _biff(EOF) + bodies
    write_compound(path, "Workbook", _rc4_locked(stream, password) if password else stream)
    return path


def _biff(kind: int, data: bytes = b"") -> bytes:
    return pack("<HH", kind, len(data)) + data


def _biff_sheet(table: Table) -> bytes:
    cells = b""
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            place = pack("<HHH", row, column, 0)
            if isinstance(value, str):
                cells += _biff(0x0204, place + pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                cells += _biff(0x0203, place + pack("<d", value))
    size = pack("<IIHHH", 0, len(table), 0, max(len(row) for row in table), 0)
    return _biff(BOF, pack("<HHHHII", 0x0600, 16, 0, 1997, 0, 0)) + _biff(0x0200, size) + cells + _biff(EOF)


_SALT = bytes(range(16))


def _rc4_lock(password: str) -> bytes:
    verifier = bytes(range(50, 66))
    check = md5(verifier).digest()  # noqa: S324 - the format's own
    return pack("<HHH", 1, 1, 1) + _SALT + _rc4(verifier + check, password)


def _rc4(content: bytes, password: str) -> bytes:
    return bytes(DocumentRC4.decrypt(password, _SALT, io.BytesIO(content), 1024).read())


def _rc4_locked(stream: bytes, password: str) -> bytes:
    """What stands open in a locked workbook stays: the heads of records, and where sheets begin."""
    sealed = bytearray(_rc4(stream, password))
    place = 0
    while place < len(stream):
        kind, size = unpack("<HH", stream[place : place + 4])
        open_bytes = 4 + (size if kind in (BOF, FILEPASS) else 4 if kind == BOUNDSHEET else 0)
        sealed[place : place + open_bytes] = stream[place : place + open_bytes]
        place += 4 + size
    return bytes(sealed)


def write_compound(path: Path, name: str, stream: bytes) -> None:
    """A compound file (OLE) of one stream, at least as long as the smallest that has sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    chain = [FAT, END, *range(3, 2 + count), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + pack("<I", 0) + pack("<I", FREE) * 108
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream)) + bytes(256)
    fat = b"".join(pack("<I", sector) for sector in chain).ljust(SECTOR, b"\xff")
    path.write_bytes(head + fat + entries + stream.ljust(count * SECTOR, b"\0"))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le").ljust(64, b"\0")
    links = pack("<HBBIII", len(name) * 2 + 2, kind, 1, FREE, FREE, child)
    return text + links + bytes(36) + pack("<IQ", start, size)
