"""Files made to fill the memory, to run commands or to reach other files. Each function writes one and returns it."""

from __future__ import annotations

import random
import struct
import zipfile
from typing import TYPE_CHECKING

from tests.ingest.readers.written import ods_row, write_compound, write_ods, write_xlsx, write_zip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Trap = Callable[[Path], Path]

CELL = '<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
PLAIN_ROWS = (
    f'<row r="1">{CELL.format(place="A1", text="번호")}{CELL.format(place="B1", text="내용")}</row>'
    f'<row r="2">{CELL.format(place="A2", text="001")}{CELL.format(place="B2", text="꺼졌습니다")}</row>'
)
FORTY_MEGABYTES = 40_000_000
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_LEVELS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "하하하하하하하하하하">{_LEVELS}]>'
SPREADSHEETML = (
    '<?xml version="1.0"?>{head}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="{name}"><Table>{rows}</Table>'
    "</Worksheet></Workbook>"
)


def _noise(length: int) -> bytes:
    """Letters that hardly can be packed."""
    return random.Random(7).randbytes(length // 2).hex().encode()


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def zip_bomb(folder: Path) -> Path:
    return write_xlsx(folder / "bomb.xlsx", b" " * 30_000_000)


def bomb_of_an_unread_member(folder: Path) -> Path:
    return write_zip(folder / "picture.xlsx", {"xl/workbook.xml": "<workbook/>", "xl/media/a.png": b"\0" * 30_000_000})


def bomb_before_the_scan(folder: Path) -> Path:
    return write_zip(folder / "mimetype.ods", {"mimetype": b"\0" * 30_000_000})


def lying_zip(folder: Path) -> Path:
    """A bomb whose archive says that its members are of one byte each."""
    path = write_xlsx(folder / "lie.xlsx", b" " * 30_000_000)
    return _with_told_size(path, 1)


def small_lie(folder: Path) -> Path:
    return _with_told_size(write_xlsx(folder / "small.xlsx", PLAIN_ROWS), 17)


def _with_told_size(path: Path, told: int) -> Path:
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.find(mark)
        while place >= 0:
            struct.pack_into("<I", content, place + offset, told)
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    return path


def zip_of_zips(folder: Path) -> Path:
    inner = write_zip(folder / "inner.zip", {"a": b"\0" * 1_000_000})
    return write_zip(folder / "outer.xlsx", {f"{number}.zip": inner.read_bytes() for number in range(20)})


def many_members(folder: Path) -> Path:
    return write_zip(
        folder / "many.xlsx", {f"xl/{number}.xml": "" for number in range(6_000)} | {"xl/workbook.xml": ""}
    )


def locked_members(folder: Path) -> Path:
    path = write_xlsx(folder / "locked.xlsx", PLAIN_ROWS)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    return path


def corners(folder: Path) -> Path:
    rows = f'<row r="1">{CELL.format(place="A1", text="가")}</row>'
    last = f'<row r="1048576">{CELL.format(place="XFD1048576", text="나")}</row>'
    return write_xlsx(folder / "corners.xlsx", rows + last)


def corners_without_places(folder: Path) -> Path:
    """The same where the cells do not say where they stand: only the reader itself finds it out."""
    cell = CELL.replace(' r="{place}"', "").format(text="가")
    return write_xlsx(folder / "rows.xlsx", f'<row r="1">{cell * 400}</row><row r="1048576">{cell}</row>')


def sixteen_thousand_columns(folder: Path) -> Path:
    return write_xlsx(folder / "wide.xlsx", f'<row r="1">{"".join(_wide_cells())}</row>')


def _wide_cells() -> list[str]:
    letters = [chr(65 + number) for number in range(26)]
    names = (
        letters
        + [a + b for a in letters for b in letters]
        + [a + b + c for a in "ABC" for b in letters for c in letters]
    )
    return [CELL.format(place=f"{name}1", text="가") for name in names]


def wide_csv(folder: Path) -> Path:
    return _text(folder / "wide.csv", ",".join(["가"] * 16_384) + "\n")


def wide_html(folder: Path) -> Path:
    return _text(folder / "wide.xls", f"<table><tr>{'<td>가</td>' * 16_384}</tr></table>")


def wide_ods(folder: Path) -> Path:
    row = ods_row(["가"]).replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" ')
    return write_ods(folder / "wide.ods", row)


def repeated_ods(folder: Path) -> Path:
    return write_ods(folder / "repeated.ods", ods_row(["가" * 200], 'table:number-rows-repeated="200000"'))


def repeated_long_ods(folder: Path) -> Path:
    return write_ods(folder / "long.ods", ods_row(["가" * 300] * 4, 'table:number-rows-repeated="1048576"'))


def repeated_everywhere_ods(folder: Path) -> Path:
    row = ods_row(["가" * 1000], 'table:number-rows-repeated="1048576"')
    repeated = row.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" ')
    return write_ods(folder / "everywhere.ods", repeated)


def far_index(folder: Path) -> Path:
    row = '<Row ss:Index="1"><Cell ss:Index="16384"><Data ss:Type="String">가</Data></Cell></Row>'
    return _text(folder / "far.xls", SPREADSHEETML.format(head="", name="가", rows=row))


def spanning_html(folder: Path) -> Path:
    """Cells over a million columns and rows, then one beside them."""
    cell = f"<td colspan=1000000 rowspan=1000000>{'가' * 1000}</td>"
    return _text(folder / "span.xls", f"<table><tr>{cell}</tr>{'<tr></tr>' * 5_000}</table>")


def beside_a_wide_cell(folder: Path) -> Path:
    return _text(folder / "beside.xls", "<table><tr><td colspan=1000000>가</td><td>나</td></tr></table>")


def long_cell_xlsx(folder: Path) -> Path:
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + _noise(FORTY_MEGABYTES) + b"</t></is></c></row>"
    return write_xlsx(folder / "long.xlsx", cell, compression=zipfile.ZIP_STORED)


def long_cell_csv(folder: Path) -> Path:
    path = folder / "long.csv"
    path.write_bytes(b"a,b\n1," + _noise(FORTY_MEGABYTES))
    return path


def long_cell_html(folder: Path) -> Path:
    path = folder / "long.xls"
    path.write_bytes(b"<table><tr><td>" + _noise(FORTY_MEGABYTES) + b"</td></tr></table>")
    return path


def long_cell_xml(folder: Path) -> Path:
    head, tail = SPREADSHEETML.format(head="", name="a", rows="@").split("@")
    path = folder / "long.xml.xls"
    cell = b'<Row><Cell><Data ss:Type="String">' + _noise(FORTY_MEGABYTES) + b"</Data></Cell></Row>"
    path.write_bytes(head.encode() + cell + tail.encode())
    return path


def one_row_of_millions(folder: Path) -> Path:
    path = folder / "row.xls"
    path.write_bytes(b"<table><tr>" + b"<td>a" * 4_000_000)
    return path


def deep_html(folder: Path) -> Path:
    return _text(folder / "deep.xls", "<table><tr><td>" + "<div>" * 1_000_000)


def laughs_in_xml(folder: Path) -> Path:
    row = '<Row><Cell><Data ss:Type="String">&a9;</Data></Cell></Row>'
    return _text(folder / "laughs.xls", SPREADSHEETML.format(head=LAUGHS, name="&a9;", rows=row))


def laughs_in_xlsx(folder: Path) -> Path:
    row = f'<row r="1">{CELL.format(place="A1", text="앞&a9;뒤")}</row>'
    return write_xlsx(folder / "laughs.xlsx", row, head=LAUGHS)


def external_in_xml(folder: Path) -> Path:
    row = '<Row><Cell><Data ss:Type="String">앞&a;뒤</Data></Cell></Row>'
    return _text(folder / "external.xls", SPREADSHEETML.format(head=EXTERNAL, name="가", rows=row))


def external_in_xlsx(folder: Path) -> Path:
    row = f'<row r="1">{CELL.format(place="A1", text="앞&a;뒤")}</row>'
    return write_xlsx(folder / "external.xlsx", row, head=EXTERNAL)


def million_formatted_rows(folder: Path) -> Path:
    """Two rows of text and formats in every other row that a sheet has."""
    body = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="1"/></row>' for row in range(3, 1_048_577))
    return write_xlsx(folder / "formatted.xlsx", PLAIN_ROWS + body)


def formulas(folder: Path) -> Path:
    command = '<c r="A3" t="str"><f>cmd|"/C calc"!A0</f><v>계산한 값</v></c>'
    return write_xlsx(folder / "formula.xlsx", PLAIN_ROWS + f'<row r="3">{command}</row>')


def names_that_climb(folder: Path) -> Path:
    path = write_xlsx(folder / "names.xlsx", PLAIN_ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../../climbed.txt", "가")
        archive.writestr("/climbed.txt", "가")
    return path


def broken_compound(folder: Path) -> Path:
    write_compound(folder / "broken.xls", "Workbook", random.Random(7).randbytes(9_000))
    return folder / "broken.xls"
