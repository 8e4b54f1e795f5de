"""What a row says: dates, phones, officers, places, statuses, and the number made where there is none."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from ingest.mapping import propose
from ingest.records import SheetPlan, read_row, to_record
from ingest.sheets import SheetRow

if TYPE_CHECKING:
    from ingest.formats import ChannelFormat
    from ingest.readings import Reading

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2024, 10, 5, 9, 0, tzinfo=SEOUL)
USUAL = {
    "saeol": {
        "접수번호": "202432300150001234",
        "접수일자": "20240903",
        "접수시간": "0912",
        "상담내용": "보도가 꺼졌습니다",
    },
    "mayor": {"글번호": "88213", "제목": "가로등", "작성일시": "2024-09-03 14:22:10"},
    "petition": {"청원번호": "청원-2024-0031", "청원일": "2024.09.03", "청원내용": "공원을 늘려 주십시오"},
    "panel": {"평가단원 성명": "홍길동", "평가단원 동": "가람1동", "제출일": "9/3", "의견내용": "의자가 낡았습니다"},
    "discomfort": {"신고번호": "SPP-2409-1234567", "신고일시": "2024-09-03 14:22", "신고내용": "불법 주차"},
    "patrol": {"순번": "환순-2024-9-001", "순찰일": "2024. 9. 3.(화)", "지적(적출)내용": "보도 파손"},
}


@pytest.fixture
def formats(all_windows: list[ChannelFormat]) -> dict[str, ChannelFormat]:
    return {known.code: known for known in all_windows}


def read(formats: dict[str, ChannelFormat], channel: str, **cells: Any) -> Reading:
    row = {**USUAL[channel], **cells}
    plan = SheetPlan(formats[channel], propose(list(row), formats[channel]), 2024, 9)
    texts = tuple(str(value) for value in row.values())
    return read_row(SheetRow("목록", 2, texts, tuple(row.values()), Counter()), plan, NOW)


def codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    ("channel", "cells", "received"),
    [
        ("saeol", {}, "2024-09-03 09:12"),
        ("mayor", {}, "2024-09-03 14:22"),
        ("petition", {}, "2024-09-03 00:00"),
        ("panel", {}, "2024-09-03 00:00"),
        ("panel", {"제출일": "'24.9.3."}, "2024-09-03 00:00"),
        ("panel", {"제출일": 45538.0}, "2024-09-03 00:00"),
        ("discomfort", {}, "2024-09-03 14:22"),
        ("discomfort", {"접수일시": "2024-09-04 09:00"}, "2024-09-04 09:00"),
        ("patrol", {}, "2024-09-03 00:00"),
    ],
)
def test_it_reads_each_windows_dates(
    formats: dict[str, ChannelFormat], channel: str, cells: dict[str, Any], received: str
) -> None:
    reading = read(formats, channel, **cells)
    assert f"{reading.fields['received_at'].astimezone(SEOUL):%Y-%m-%d %H:%M}" == received
    assert not reading.is_rejected


def test_a_due_day_ends_at_its_end(formats: dict[str, ChannelFormat]) -> None:
    due = read(formats, "saeol", 처리예정일="20240910").fields["due_at"]
    assert f"{due.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}" == "2024-09-10 23:59:59"


def test_december_on_a_sheet_of_january_is_of_the_year_before(formats: dict[str, ChannelFormat]) -> None:
    known = formats["panel"]
    row = {**USUAL["panel"], "제출일": "12/30"}
    plan = SheetPlan(known, propose(list(row), known), 2025, 1)
    reading = read_row(SheetRow("1월", 5, tuple(row.values()), tuple(row.values()), Counter()), plan, NOW)
    assert reading.fields["received_at"].astimezone(SEOUL).year == 2024


@pytest.mark.parametrize(
    ("channel", "cells", "code"),
    [
        ("saeol", {"접수번호": ""}, "number_missing"),
        ("saeol", {"접수번호": "-"}, "number_missing"),
        ("saeol", {"접수번호": "2.02432E+17"}, "number_in_scientific_notation"),
        ("saeol", {"접수번호": 2.02432e17}, "number_in_scientific_notation"),
        ("saeol", {"접수번호": "9" * 101}, "number_too_long"),
        ("saeol", {"접수일자": ""}, "received_missing"),
        ("saeol", {"접수일자": "어제"}, "received_unreadable"),
        ("panel", {"의견내용": ""}, "content_missing"),
        ("petition", {"청원번호": "[주민등록번호 삭제]"}, "number_is_identifier"),
    ],
)
def test_a_row_is_rejected_for_one_clear_reason(
    formats: dict[str, ChannelFormat], channel: str, cells: dict[str, Any], code: str
) -> None:
    reading = read(formats, channel, **cells)
    assert reading.is_rejected
    assert codes(reading) == {code}


def test_a_day_without_any_year_is_not_guessed(formats: dict[str, ChannelFormat]) -> None:
    row = USUAL["panel"]
    plan = SheetPlan(formats["panel"], propose(list(row), formats["panel"]))
    reading = read_row(SheetRow("목록", 2, tuple(row.values()), tuple(row.values()), Counter()), plan, NOW)
    assert codes(reading) == {"year_missing"}


@pytest.mark.parametrize(
    ("channel", "cells", "code"),
    [
        ("discomfort", {"신고자휴대폰": 1082719634.0}, "zero_restored"),
        ("saeol", {"휴대폰": "전화하지 마세요"}, "phone_unreadable"),
        ("saeol", {"접수일자": "20250903"}, "date_in_future"),
        ("saeol", {"실제처리일": "20240901"}, "answered_before_received"),
        ("saeol", {"처리예정일": "추후"}, "date_unreadable"),
        ("saeol", {"상담내용": "가" * 32_767}, "text_cut"),
        ("saeol", {"공개여부": "글쎄"}, "publicity_unknown"),
        ("saeol", {"공개여부": "미정"}, "publicity_unknown"),
        ("saeol", {"공개여부": ""}, "publicity_missing"),
        ("petition", {"지지수": "99999999999"}, "number_out_of_range"),
        ("saeol", {"처리구분": "검토중"}, "status_undecided"),
        ("saeol", {"처리담당자": "가나 다라 " * 30}, "value_shortened"),
        ("discomfort", {"위도": 126.9, "경도": 37.5}, "coordinates_swapped"),
        ("discomfort", {"위도": 0.0, "경도": 0.0}, "coordinates_dropped"),
    ],
)
def test_a_row_comes_in_with_a_warning(
    formats: dict[str, ChannelFormat], channel: str, cells: dict[str, Any], code: str
) -> None:
    reading = read(formats, channel, **cells)
    assert not reading.is_rejected
    assert codes(reading) == {code}


@pytest.mark.parametrize(
    ("line", "department", "officer", "phone"),
    [
        ("도로과 홍길동(02-2999-3311)", "도로과", "홍길동", "02-2999-3311"),
        ("도로과 홍길동, 김철수(02-2999-3311)", "도로과", "홍길동, 김철수", "02-2999-3311"),
        ("도로과 홍길동 주무관 (0229993311)", "도로과", "홍길동", "02-2999-3311"),
        ("홍길동(02-2999-3311)", "", "홍길동", "02-2999-3311"),
        ("홍길동", "", "홍길동", ""),
        ("감사담당관 홍길동", "감사담당관", "홍길동", ""),
    ],
)
def test_it_splits_the_officers_cell(
    formats: dict[str, ChannelFormat], line: str, department: str, officer: str, phone: str
) -> None:
    reading = read(formats, "mayor", **{"담당자(연락처)": line})
    found = (reading.department_name, reading.fields.get("officer"), reading.fields.get("officer_phone", ""))
    assert found == (department, officer, phone)


def test_a_second_column_of_that_name_holds_the_officers_phone(formats: dict[str, ChannelFormat]) -> None:
    reading = read(formats, "discomfort", **{"담당자": "홍길동", "담당자 (2)": "02-2999-3311"})
    assert (reading.fields["officer"], reading.fields["officer_phone"]) == ("홍길동", "02-2999-3311")


def test_two_phones_in_one_cell_are_both_kept(formats: dict[str, ChannelFormat]) -> None:
    reading = read(formats, "mayor", 연락처="02-2147-1234 / 010-8271-9634")
    assert (reading.fields["phone"], reading.fields["mobile"]) == ("02-2147-1234", "010-8271-9634")


def test_a_petitioner_is_a_masked_name_and_an_account(formats: dict[str, ChannelFormat]) -> None:
    fields = read(formats, "petition", 청원인="김*름(1f6afb9d)").fields
    assert (fields["complainant_name"], fields["login_id"]) == ("김*름", "1f6afb9d")


def test_swapped_coordinates_are_put_right(formats: dict[str, ChannelFormat]) -> None:
    fields = read(formats, "discomfort", 위도=126.9, 경도=37.5).fields
    assert (fields["latitude"], fields["longitude"]) == (37.5, 126.9)


@pytest.mark.parametrize(
    ("channel", "cells", "status", "outcome", "flags"),
    [
        ("saeol", {"처리구분": "기간연장"}, "in_progress", "none", ("extended",)),
        ("saeol", {"처리구분": "불가"}, "answered", "rejected", ()),
        ("mayor", {"처리상태": "추가답변완료"}, "answered", "none", ("follow_up_answered",)),
        (
            "petition",
            {"진행상태": "답변완료(구청장)", "답변구분": "구청장답변"},
            "answered",
            "none",
            ("handled_by_mayor",),
        ),
        ("petition", {"진행상태": "성립"}, "in_progress", "none", ("petition_established",)),
        ("mayor", {"처리상태": "이관"}, "assigned", "none", ()),
        ("mayor", {"처리상태": "이송"}, "transferred", "none", ()),
        ("mayor", {"처리상태": "비공개전환"}, "received", "none", ()),
        ("mayor", {"처리상태": "비공개전환", "답변일시": "2024-09-04 10:00:00"}, "answered", "none", ()),
        ("petition", {"진행상태": "이관"}, "assigned", "none", ()),
        ("panel", {"수용여부": "수용", "완료여부": "추진중"}, "in_progress", "accepted", ()),
        ("panel", {"수용여부": "수용", "완료여부": "완료"}, "answered", "accepted", ()),
        ("panel", {"수용여부": "수용"}, "answered", "accepted", ()),
        ("panel", {"수용여부": "불수용", "완료여부": "미완료"}, "in_progress", "rejected", ()),
        ("panel", {"수용여부": "", "완료여부": "추진중"}, "in_progress", "none", ()),
        ("panel", {}, "received", "none", ()),
        ("discomfort", {"처리결과": "일부수용"}, "answered", "partly_accepted", ()),
        ("patrol", {}, "received", "none", ()),
        ("patrol", {"통보일": "2024. 9. 4."}, "assigned", "none", ()),
        ("patrol", {"조치결과": "조치중", "통보일": "2024. 9. 4."}, "in_progress", "none", ()),
        ("patrol", {"조치결과": "조치완료", "확인일": "2024. 9. 9."}, "answered", "accepted", ()),
        ("patrol", {"조치결과": "장기과제", "확인일": "2024. 9. 9."}, "answered", "long_term", ()),
    ],
)
def test_status_columns_are_read_together(
    formats: dict[str, ChannelFormat],
    channel: str,
    cells: dict[str, Any],
    status: str,
    outcome: str,
    flags: tuple[str, ...],
) -> None:
    fields = read(formats, channel, **cells).fields
    assert (fields["status"], fields["outcome"], fields["flags"]) == (status, outcome, flags)
    assert fields["status_is_decided"]


def test_an_unknown_word_leaves_the_row_received_and_marked(formats: dict[str, ChannelFormat]) -> None:
    fields = read(formats, "panel", 수용여부="수용", 완료여부="보류").fields
    assert (fields["status"], fields["status_is_decided"], fields["source_status"]) == (
        "received",
        False,
        "수용 / 보류",
    )


@pytest.mark.parametrize(
    ("channel", "cells", "is_public"),
    [
        ("saeol", {"공개여부": "공개"}, True),
        ("saeol", {"공개여부": "비 공개"}, False),
        ("saeol", {"공개여부": ""}, False),
        ("saeol", {"공개여부": "-"}, False),
        ("saeol", {"공개여부": "미정"}, False),
        ("saeol", {}, False),
        ("mayor", {}, False),
        ("mayor", {"공개구분": "공개", "처리상태": "비공개전환"}, False),
        ("mayor", {"공개구분": "공개", "처리상태": "비공개전환", "답변일시": "2024-09-04 10:00:00"}, False),
        ("patrol", {}, True),
        ("petition", {"진행상태": "비공개(부적정)"}, False),
        ("petition", {"진행상태": "공개(지지진행중)"}, True),
    ],
)
def test_it_knows_what_is_public(
    formats: dict[str, ChannelFormat], channel: str, cells: dict[str, Any], is_public: bool
) -> None:
    assert read(formats, channel, **cells).fields.get("is_public", True) is is_public


def test_a_made_number_depends_on_content_only(formats: dict[str, ChannelFormat]) -> None:
    one = read(formats, "panel", 연번="3", 수용여부="수용", 제출일="9/3").fields["receipt_number"]
    other = read(formats, "panel", 연번="7", 완료여부="완료", 제출일="'24.9.3.").fields["receipt_number"]
    assert one == other
    assert one.startswith("평가단-20240903-")


def test_a_made_number_tells_other_content_apart(formats: dict[str, ChannelFormat]) -> None:
    one, other = read(formats, "panel"), read(formats, "panel", 의견내용="그늘막이 낡았습니다")
    assert one.fields["receipt_number"] != other.fields["receipt_number"]


@pytest.mark.parametrize(("number", "is_made"), [("환순-2024-9-001", False), ("17", True), ("", True)])
def test_a_line_number_is_no_receipt_number(formats: dict[str, ChannelFormat], number: str, is_made: bool) -> None:
    assert read(formats, "patrol", 순번=number).fields.get("number_is_made", False) is is_made


def test_unmapped_columns_are_kept_and_volatile_ones_are_not(formats: dict[str, ChannelFormat]) -> None:
    record = to_record(read(formats, "saeol", 연번="12", 특이사항="재민원", **{"처리기간(일)": "7"}), None)
    assert record.source_fields == {"처리기간(일)": "7", "특이사항": "재민원"}
