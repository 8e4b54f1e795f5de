"""Files that are cut off or malformed are read whole or refused; no row is lost without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers import errors
from ingest.readers.process import read_rows
from tests.ingest.readers.traps import SPREADSHEETML

if TYPE_CHECKING:
    from pathlib import Path


def texts(path: Path, content: str | bytes) -> list[list[str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [[cell.text for cell in row.cells] for row in read_rows(path, path.name)]


def xml(cell: str, head: str = "") -> str:
    rows = "".join(f'<Row><Cell><Data ss:Type="String">{text}</Data></Cell></Row>' for text in ("앞", cell, "뒤"))
    return SPREADSHEETML.format(head=head, name="가", rows=rows)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A & B", "A & B"),
        ("5 < 7 && 7 > 5", "5 < 7 && 7 > 5"),
        ("<홍길동> <3", "<홍길동> <3"),
        ("첫 줄<br>둘째 줄</br>", "첫 줄<br>둘째 줄</br>"),
        ("가&nbsp;나&hellip;&bogus;", "가\xa0나…&bogus;"),
        ("가\x0b&#11;&#x1F;나&#10;다", "가나\n다"),
        ("<![CDATA[A & <b>]]>", "A & <b>"),
        ("<B>굵게</B> <Font>글</Font>", "굵게 글"),
    ],
)
def test_what_a_writer_of_xml_forgot_to_escape_is_kept(tmp_path: Path, written: str, shown: str) -> None:
    assert texts(tmp_path / "a.xls", "\t\n" + xml(written)) == [["앞"], [shown], ["뒤"]]


@pytest.mark.parametrize("cell", ["<Data>", "</Cell>", "가]]>나"])
def test_xml_that_cannot_be_mended_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(errors.BrokenFile):
        texts(tmp_path / "a.xls", xml(cell))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_xml_is_read_in_any_encoding_whatever_it_says(tmp_path: Path, encoding: str) -> None:
    page = xml("똠방").replace("?>", ' encoding="euc-kr"?>', 1)
    assert texts(tmp_path / "a.xls", page.encode(encoding))[1] == ["똠방"]


def test_numbers_times_and_long_digits_of_xml(tmp_path: Path) -> None:
    kinds = [("Number", "7"), ("Number", "202432300150001234"), ("Number", "1e999"), ("Boolean", "1")]
    kinds += [("DateTime", "2024-09-03T14:22:10.000"), ("DateTime", "1899-12-31T09:12:00.000"), ("DateTime", "곧")]
    cells = "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in kinds)
    page = SPREADSHEETML.format(head="", name="가", rows=f"<Row>{cells}</Row>")
    shown = ["7", "202432300150001234", "1e999", "TRUE", "2024-09-03 14:22:10", "09:12:00", "곧"]
    assert texts(tmp_path / "a.xls", page) == [shown]


HTML = "<html><table><tr><td>번호</td><td>내용</td></tr><tr><td>1</td><td>가로등이 꺼졌습니다</td></tr></table></html>"
CSV = '번호,내용\n1,"가로등이\n꺼졌습니다"\n'


@pytest.mark.parametrize(
    ("whole", "cut", "kind"),
    [
        (HTML, "꺼졌", errors.CutOff),
        (HTML, "1</td>", errors.CutOff),
        (xml("가로등이 꺼졌습니다"), "꺼졌", errors.CutOff),
        (xml("가로등이 꺼졌습니다"), "</Workbook", errors.CutOff),
        (CSV, "꺼졌", errors.OpenQuote),
    ],
)
def test_a_download_that_broke_off_is_told(
    tmp_path: Path, whole: str, cut: str, kind: type[errors.FileRefused]
) -> None:
    assert texts(tmp_path / "a.xls", whole)
    with pytest.raises(kind):
        texts(tmp_path / "a.xls", whole[: whole.index(cut)])


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>번호<td>내용<tr><td>1<td>가</table>",
        "\n <div></div><TABLE><TR><TD>번호</TD><TD>내용</TD></TR><TR><TD>1</TD><TD>가</TD></TR></TABLE>",
        "<!-- <table><tr> --><table><tr><th>번호</th><th>내용</th></tr><tr><td>1</td><td>가</td></tr>",
        "<table><tr><td><table><tr><td>번호</td><td>내용</td></tr><tr><td>1</td><td>가</td></tr></table></td></tr></table>",
    ],
)
def test_loose_html_is_read(tmp_path: Path, page: str) -> None:
    assert texts(tmp_path / "a.xls", page) == [["번호", "내용"], ["1", "가"]]


def test_a_comment_without_end_would_hide_rows(tmp_path: Path) -> None:
    with pytest.raises(errors.BrokenFile):
        texts(tmp_path / "a.xls", "<table><tr><td>1</td></tr><!-- <tr><td>2</td></tr></table>")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("sep=;\n번호;내용\n1;가,나\n", [["번호", "내용"], ["1", "가,나"]]),
        ("제목, 하나\n번호\t내용\n1\t가\n2\t나,다\n", [["제목, 하나"], ["번호", "내용"], ["1", "가"], ["2", "나,다"]]),
        ('번호,내용\n1,6" 파이프\n2,"6"" 관"\n', [["번호", "내용"], ["1", '6" 파이프'], ["2", '6" 관']]),
        ("번호,내용\n1,a|b|c|d|e|f|g\n", [["번호", "내용"], ["1", "a|b|c|d|e|f|g"]]),
    ],
)
def test_delimiters_and_quotes(tmp_path: Path, content: str, shown: list[list[str]]) -> None:
    assert texts(tmp_path / "a.csv", content) == shown


def test_a_text_with_a_few_broken_letters_keeps_its_encoding(tmp_path: Path) -> None:
    broken = "번호,내용\n1,가로등이 꺼졌습니".encode()[:-1] + b",\n" + "2,나\n".encode() * 50
    assert texts(tmp_path / "a.csv", broken)[1][1] == "가로등이 꺼졌습�"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{\\rtf1 a}", "RTF"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "MHTML"),
        (b"\x1f\x8b\x08" + b"\0" * 40, "GZ"),
        (b"HWP Document File V3.00", "HWP"),
    ],
)
def test_it_names_documents_that_are_no_tables(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(errors.DocumentFile, match=kind):
        texts(tmp_path / "a.xls", content)
