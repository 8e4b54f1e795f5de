"""The header is found under titles, over several rows, with merged cells; what is no row is told apart."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.between import is_no_row
from ingest.header import Header, find_header, header_at
from ingest.readers.errors import NoHeaderThere
from ingest.sheets import SheetRow


def rows(*table: list[str], first: int = 1) -> list[SheetRow]:
    return [SheetRow("목록", first + i, tuple(texts), tuple(texts), Counter()) for i, texts in enumerate(table)]


def known(*names: str) -> set[str]:
    return set(names)


PLAIN = ["접수번호", "접수일자", "제목", "담당자"]
DATA = ["2024-001", "2024-09-03", "가로등이 꺼졌습니다", "홍길동"]


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([], 1),
        ([["민원 처리 현황", "", "", ""]], 2),
        ([["민원 처리 현황"] * 4, ["조회기간: 2024.09.01 ~ 2024.09.30"] * 4], 3),
        ([["민원 처리 현황", "", "", ""], ["", "", "", "(단위: 건)"], ["", "", "", ""]], 4),
        ([["민원 처리 현황"] * 2 + ["2024년 9월 출력"] * 2], 2),
        ([["○ 통계표", "민원 처리 현황", "", ""], ["※ 주의", "개인정보", "", ""]], 3),
    ],
)
def test_it_finds_the_header_under_titles(above: list[list[str]], row: int) -> None:
    found = find_header(rows(*above, PLAIN, DATA, DATA, DATA))
    assert found is not None
    assert (found.first_row, found.names) == (row, tuple(PLAIN))


TWO_ROWS = [
    ["연번", "평가단원", "평가단원", "제출일", "검토결과", "검토결과"],
    ["연번", "성명", "동", "제출일", "수용여부", "검토의견"],
]
TWO_ROWS_WITH_GAPS = [
    ["연번", "평가단원", "", "제출일", "검토결과", ""],
    ["", "성명", "동", "", "수용여부", "검토의견"],
]
ANSWERED = ["1", "홍길동", "가람1동", "9/3", "수용", "정비하겠습니다"]


@pytest.mark.parametrize("block", [TWO_ROWS, TWO_ROWS_WITH_GAPS])
def test_it_joins_parent_and_child_names(block: list[list[str]]) -> None:
    found = find_header(rows(*block, ANSWERED, ANSWERED))
    assert found is not None
    assert found.names == ("연번", "평가단원 성명", "평가단원 동", "제출일", "검토결과 수용여부", "검토결과 검토의견")
    assert found.last_row == 2


def test_it_joins_three_rows() -> None:
    block = [["기간", "인구", "인구"], ["기간", "합계", "합계"], ["기간", "계", "남자"]]
    found = find_header(rows(*block, ["2017.1/4", "120", "60"], ["2017.2/4", "121", "61"]))
    assert found is not None
    assert found.names == ("기간", "인구 합계 계", "인구 합계 남자")


def test_it_tells_equal_names_apart() -> None:
    found = find_header(rows(["신고번호", "담당자", "담당자"], ["SPP-1", "홍길동", "02-2999-3311"]))
    assert found is not None
    assert found.names == ("신고번호", "담당자", "담당자 (2)")


def test_a_name_with_a_line_break_is_one_name() -> None:
    found = find_header(rows(["처리\n기간", "담당자"], ["7", "홍길동"], ["7", "홍길동"]))
    assert found is not None
    assert found.names[0] == "처리 기간"


def test_known_names_weigh_more_than_looks() -> None:
    table = rows(["가", "나", "다", "라"], ["마", "바", "사", "아"], PLAIN, DATA)
    found = find_header(table, lambda name: name in PLAIN)
    assert found is not None
    assert found.first_row == 3


EXPLANATIONS = [["○ 통계표ID", "DT_1B26003"], ["○ 출처", "통계청"], ["○ 단위", "명"]]


@pytest.mark.parametrize("table", [[["1", "2"], ["3", "4"]], [["한 줄뿐인 글"]], EXPLANATIONS, []])
def test_there_is_not_always_a_header(table: list[list[str]]) -> None:
    assert find_header(rows(*table)) is None


def test_a_person_moves_the_header() -> None:
    table = rows(["민원 현황", "", "", ""], *TWO_ROWS, ANSWERED, first=3)
    moved = header_at(table, 4, 5)
    assert (moved.first_row, moved.last_row) == (4, 5)
    assert moved == find_header(table)
    assert header_at(table, 5, 5).names == ("연번", "성명", "동", "제출일", "수용여부", "검토의견")


def test_a_blank_row_within_a_chosen_header_counts_for_nothing() -> None:
    table = [row for row in rows(PLAIN, ["", "", "", ""], DATA, first=7) if row.filled]
    assert header_at(table, 6, 8) == Header(7, 7, tuple(PLAIN), (tuple(PLAIN),))


@pytest.mark.parametrize(("first", "last", "told"), [(8, 8, "8행에는"), (20, 22, "20~22행에는"), (9, 7, "9행에는")])
def test_a_header_cannot_be_moved_to_where_nothing_stands(first: int, last: int, told: str) -> None:
    with pytest.raises(NoHeaderThere, match=told):
        header_at(rows(PLAIN, ["", "", "", ""], DATA, first=7), first, last)


HEADER = Header(1, 1, tuple(PLAIN), (tuple(PLAIN),))


@pytest.mark.parametrize(
    "texts",
    [
        [""] * 4,
        PLAIN,
        ["접수번호", "접수일자", "제목", ""],
        ["소계", "", "가람1동", "5건"],
        ["합계", "", "", "1,284건"],
        ["가람1동 소계", "", "12", ""],
        ["총 1,284건"] * 4,
        ["계", "", "12", ""],
        ["※ 개인정보가 있으니 취급에 주의하세요", "", "", ""],
        ["", "", "", "- 끝 -"],
        ["출력일: 2024-10-05", "", "", ""],
    ],
)
def test_headers_totals_and_footers_are_no_rows(texts: list[str]) -> None:
    assert is_no_row(rows(texts, first=9)[0], HEADER)


@pytest.mark.parametrize(
    "texts",
    [
        DATA,
        ["", "2024-09-03", "가로등이 꺼졌습니다", "홍길동"],
        ["2024-002", "", "합계 금액이 다릅니다", "홍길동"],
        ["2024-003", "2024-09-03", "계단이 무너졌습니다", ""],
        ["2024-004", "2024-09-03", "총 3건을 신고합니다. 모두 같은 골목입니다.", "이소계"],
    ],
)
def test_a_complaint_is_a_row_whatever_its_words(texts: list[str]) -> None:
    assert not is_no_row(rows(texts, first=9)[0], HEADER)
