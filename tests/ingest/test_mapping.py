"""Columns are known by their names; a file of another window is recognised."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import ChannelFormat, ColumnRule
from ingest.mapping import NoHeader, OtherChannel, UnknownChannel, best_format, propose
from ingest.merging import merge
from ingest.readings import Reading
from ingest.sheets import SheetRow
from ingest.survey import Survey, Surveyor, when

KNOWN = ChannelFormat(
    channel_id=1,
    code="saeol",
    name="새올상담민원",
    default_type="unknown",
    content_key_fields=(),
    made_prefix="",
    number_pattern="",
    columns={
        "접수번호": ColumnRule("receipt_number", "접수번호"),
        "처리주무부서": ColumnRule("department", "처리주무부서"),
    },
    required=frozenset({"receipt_number"}),
    expected=("접수번호", "처리주무부서"),
)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("접수번호", "receipt_number"),
        (" 접수 번호 ", "receipt_number"),
        ("접수번호:", "receipt_number"),
        ("처리주무부서명", "department"),
        ("접수부서", None),
        ("", None),
    ],
)
def test_names_match_whatever_their_spaces_and_signs(header: str, role: str | None) -> None:
    assert propose([header], KNOWN).columns[0].role == role


def test_likeness_is_told_by_its_confidence() -> None:
    sure, guessed = propose(["접수번호", "처리주무부서명"], KNOWN).columns
    assert sure.confidence == 1.0 > guessed.confidence > 0.87


def test_one_role_has_one_column() -> None:
    columns = propose(["처리주무부서명", "접수번호", "처리주무부서"], KNOWN).columns
    assert [column.role for column in columns] == [None, "receipt_number", "department"]


def rows(*table: list[str], sheet: str = "목록") -> list[SheetRow]:
    return [SheetRow(sheet, i, tuple(texts), tuple(texts), Counter()) for i, texts in enumerate(table, 1)]


def survey(formats: list[ChannelFormat], code: str | None, table: list[SheetRow]) -> Survey:
    chosen = next((known for known in formats if known.code == code), None)
    return Surveyor(formats, chosen, "파일.csv", timezone.now(), lambda *_: None).look(table)


PETITION = ["청원번호", "청원제목", "청원인", "청원일", "청원내용", "진행상태"]
PETITION_ROW = ["청원-2024-0031", "공원을 늘려 주십시오", "김**", "2024.09.03", "앉을 곳이 없습니다", "성립"]


@pytest.fixture
def formats(all_windows: list[ChannelFormat]) -> list[ChannelFormat]:
    return all_windows


def test_the_window_is_recognised_by_its_header(formats: list[ChannelFormat]) -> None:
    assert survey(formats, None, rows(PETITION, PETITION_ROW)).known.code == "petition"


def test_no_window_is_recognised_for_another(formats: list[ChannelFormat]) -> None:
    for known in formats:
        best = best_format(known.expected, formats)
        assert best is not None
        assert best[0].code == known.code


def test_a_file_of_another_window_is_refused_by_its_name(formats: list[ChannelFormat]) -> None:
    with pytest.raises(OtherChannel, match="'구민 청원' 자료로 보입니다"):
        survey(formats, "saeol", rows(PETITION, PETITION_ROW))


def test_a_table_of_something_else_is_refused_with_what_was_expected(formats: list[ChannelFormat]) -> None:
    table = rows(["회사명", "업종", "대표자"], ["가람상사", "도매", "홍길동"], ["나래상사", "소매", "김철수"])
    with pytest.raises(NoHeader, match="접수번호, 접수일자"):
        survey(formats, "saeol", table)
    with pytest.raises(UnknownChannel, match="새올상담민원"):
        survey(formats, None, table)


def test_sheets_of_one_shape_are_read_together_and_others_are_told(formats: list[ChannelFormat]) -> None:
    table = [*rows(PETITION, PETITION_ROW, sheet="9월"), *rows(PETITION, PETITION_ROW, sheet="10월")]
    found = survey(formats, "petition", [*table, *rows(["메모", ""], ["회의", ""], sheet="메모")])
    assert list(found.sheets) == ["9월", "10월"]
    assert [(sheet, problem.code) for sheet, problem in found.problems] == [("메모", "sheet_skipped")]
    assert found.rows_in_file == 6


@pytest.mark.parametrize(
    ("sheet", "title", "date", "file", "expected"),
    [
        ("9월", "2024년 9월 의견 제출", "9/3", "a.xlsx", (2024, 9)),
        ("2024년 9월", "의견 제출", "9/3", "a.xlsx", (2024, 9)),
        ("9월", "의견 제출", "'24.9.3.", "의견_2023년.xlsx", (2024, 9)),
        ("9월", "의견 제출", "9/3", "의견_2024년.xlsx", (2024, 9)),
        ("목록", "의견 제출", "9/3", "의견.xlsx", (None, None)),
    ],
)
def test_the_year_of_short_dates_is_looked_for(
    sheet: str, title: str, date: str, file: str, expected: tuple[int | None, int | None]
) -> None:
    head = rows([title, ""], ["제출일", "의견"], [date, "의자가 낡았습니다"], sheet=sheet)
    assert when(sheet, head, 2, file) == expected


texts = st.sampled_from(["", "a", "b"])


@given(st.permutations(range(4)), st.lists(st.tuples(texts, texts), min_size=4, max_size=4))
def test_merging_does_not_depend_on_the_order_of_rows(order: list[int], photos: list[tuple[str, str]]) -> None:
    def readings() -> list[Reading]:
        made = []
        for first, second in photos:
            row = SheetRow("목록", 2, ("1", first, second), (), Counter())
            kept = {name: text for name, text in (("사진1", first), ("사진2", second)) if text}
            made.append(Reading(row, KNOWN, fields={"body": first}, kept=kept))
        return made

    straight, _ = merge(readings())
    shuffled, others = merge([readings()[index] for index in order])
    assert (straight.fields, straight.kept) == (shuffled.fields, shuffled.kept)
    assert len(others) == 3
