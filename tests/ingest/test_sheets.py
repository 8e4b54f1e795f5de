"""Cells are reduced to plain text, and unique identifiers are taken out."""

from __future__ import annotations

import pytest

from ingest.readers.rows import RawRow, cell
from ingest.sheets import clean, clean_rows, identifier_named, plain_text


@pytest.mark.parametrize(
    ("cell_text", "text"),
    [
        ("첫 줄_x000D_\n둘째 줄", "첫 줄\n둘째 줄"),
        ("첫 줄<br>둘째 줄<BR/>셋째 줄", "첫 줄\n둘째 줄\n셋째 줄"),
        ("<p>단락</p><p>둘째</p>", "단락\n둘째"),
        ("<script>alert(1)</script>본문", "본문"),
        ("5 < 7 이고 7 > 5", "5 < 7 이고 7 > 5"),
        ("A&amp;B &lt;주&gt;", "A&B <주>"),
        ("  도로과   ", "도로과"),
        ("앞\x00\x07뒤", "앞뒤"),
        ('=HYPERLINK("http://10.1.1.1/a","사진")', '=HYPERLINK("http://10.1.1.1/a","사진")'),
    ],
)
def test_a_cell_becomes_plain_text(cell_text: str, text: str) -> None:
    assert plain_text(cell_text) == text


def test_identifiers_leave_every_cell() -> None:
    row = clean(RawRow("목록", 2, (cell("신분증_900101-1234568.jpg"), cell("주민번호 900101-1234568 입니다"))))
    assert "1234568" not in "".join(row.texts)
    assert row.values == row.texts
    assert sum(row.removed.values()) == 2


def test_a_receipt_number_is_no_identifier() -> None:
    row = clean(RawRow("목록", 2, (cell("202432300150001234"), cell("SPP-2409-1234567"), cell(1012345678.0))))
    assert row.texts == ("202432300150001234", "SPP-2409-1234567", "1012345678")
    assert row.values[2] == 1012345678.0


def test_identifiers_leave_the_names_of_sheets_and_two_sheets_stay_two() -> None:
    names = ["홍길동 900101-1234568", "홍길동 900101-1234568", "홍길동 910101-1234567", "목록"]
    rows = list(clean_rows(RawRow(name, 1, (cell("제목"),)) for name in names))
    marked = "홍길동 [주민등록번호 삭제]"
    assert [row.sheet for row in rows] == [marked, marked, f"{marked} (2)", "목록"]
    assert [sum(row.removed.values()) for row in rows] == [1, 0, 1, 0]
    assert clean(RawRow(names[0], 1, ())).sheet == marked


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("주민등록번호", "resident_registration"),
        ("주민 뒷자리", "resident_registration"),
        ("환급 계좌번호", "account"),
        ("가상계좌", None),
        ("납부계좌번호", None),
        ("접수번호", None),
    ],
)
def test_a_column_is_known_by_its_name_for_the_identifiers_in_it(header: str, kind: str | None) -> None:
    assert identifier_named(header) == kind
