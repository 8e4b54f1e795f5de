import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.phones import (
    Phone,
    PhoneKind,
    find_phones,
    local_numbers,
    parse_phone,
    parse_phones,
    phone_cell_keys,
    phone_keys,
)

subscribers = st.from_regex(r"[2-9][0-9]{3}-[0-9]{4}", fullmatch=True)


@pytest.mark.parametrize(
    "value",
    [
        "010-8271-9634",
        "01082719634",
        "010 8271 9634",
        "010.8271.9634",
        "010)8271-9634",
        "010–8271—9634",
        "010ㅡ8271ㅡ9634",
        "+82 10-8271-9634",
        "+82-10-8271-9634",
        "+82 (0)10-8271-9634",
        "+821082719634",
        "821082719634",
        "00821082719634",
        "０１０－８２７１－９６３４",
        "1082719634",
        "10-8271-9634",
        "10 8271 9634",
        "1082719634.0",
        1082719634,
        1082719634.0,
        "'01082719634",
        " 01082719634 ",
        "휴대폰: 010-8271-9634",
        "HP.010-8271-9634",
        "010-8271-9634(배우자)",
        "010-8271-9634 / 02-123-4567",
    ],
)
def test_one_mobile_in_every_notation(value: str | float) -> None:
    phone = parse_phone(value)
    assert phone is not None
    assert (phone.digits, phone.kind) == ("01082719634", PhoneKind.MOBILE)


@pytest.mark.parametrize("value", ["1082719634", "10-8271-9634", 1082719634, "2-123-4567", "221470000", "312345678"])
def test_it_says_when_a_lost_zero_was_restored(value: str | int) -> None:
    phone = parse_phone(value)
    assert phone is not None
    assert phone.zero_restored


@pytest.mark.parametrize("value", ["01082719634", "+821082719634", "15881234"])
def test_it_says_when_no_zero_was_missing(value: str) -> None:
    phone = parse_phone(value)
    assert phone is not None
    assert not phone.zero_restored


@pytest.mark.parametrize(
    ("value", "formatted", "kind"),
    [
        ("(02) 123-4567", "02-123-4567", PhoneKind.LANDLINE),
        ("02)2147-0000", "02-2147-0000", PhoneKind.LANDLINE),
        ("0221470000", "02-2147-0000", PhoneKind.LANDLINE),
        ("221470000", "02-2147-0000", PhoneKind.LANDLINE),
        ("+82-2-2147-0000", "02-2147-0000", PhoneKind.LANDLINE),
        ("2-123-4567", "02-123-4567", PhoneKind.LANDLINE),
        ("0312345678", "031-234-5678", PhoneKind.LANDLINE),
        ("064-123-4567", "064-123-4567", PhoneKind.LANDLINE),
        ("02-2147-0000(내선 123)", "02-2147-0000", PhoneKind.LANDLINE),
        ("02-2147-0000 내선123", "02-2147-0000", PhoneKind.LANDLINE),
        ("221470000 (내선 12)", "02-2147-0000", PhoneKind.LANDLINE),
        ("011-234-5678", "011-234-5678", PhoneKind.MOBILE),
        ("07012345678", "070-1234-5678", PhoneKind.INTERNET),
        ("7012345678", "070-1234-5678", PhoneKind.INTERNET),
        ("0507-1234-5678", "0507-1234-5678", PhoneKind.PERSONAL),
        ("05071234567", "0507-123-4567", PhoneKind.PERSONAL),
        ("080-123-4567", "080-123-4567", PhoneKind.TOLL_FREE),
        ("15881234", "1588-1234", PhoneKind.NATIONWIDE),
        ("1688 1234", "1688-1234", PhoneKind.NATIONWIDE),
        ("1833-1234", "1833-1234", PhoneKind.NATIONWIDE),
    ],
)
def test_it_knows_the_numbering_plan(value: str, formatted: str, kind: PhoneKind) -> None:
    phone = parse_phone(value)
    assert phone is not None
    assert (phone.formatted, phone.kind) == (formatted, kind)


NOT_A_PHONE = [
    "",
    "없음",
    "202432300150001234",
    "2AA-2409-0123456",
    "SPP-2409-1234567",
    "생활-24-09-00123",
    "청원-2024-0031",
    "환순-2024-3-045",
    "88213",
    "20240903",
    "2024-09-03",
    "2024.09.03 14:22",
    "2024-09-03 14:22:10",
    "2024090312",
    "240903091200",
    "잠실동 123-45",
    "산 12-3456번지",
    "900101-1234567",
    "110-123-456789",
    "1002-123-456789",
    "123-45-67890",
    "2147-0000",
    "010-1234-567",
    "010-1234-56789",
    "010-0000-0000",
    "37.5145,127.1059",
    "010-1234-5678-90",
]


@pytest.mark.parametrize("value", NOT_A_PHONE)
def test_other_numbers_are_no_phones(value: str) -> None:
    assert parse_phones(value) == []
    assert find_phones(f"민원 {value} 건") == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 12.5, 0, -1])
def test_odd_numbers_are_no_phones(value: float) -> None:
    assert parse_phone(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("02-2147-0000, 010-8271-9634", ["0221470000", "01082719634"]),
        ("010-8271-9634/010-8271-9634", ["01082719634"]),
        ("1082719634\n221470000", ["01082719634", "0221470000"]),
        ("221470000 / 01082719634, 312345678", ["0221470000", "01082719634", "0312345678"]),
        ("홍길동(02-2147-0001) 김철수(02-2147-0002)", ["0221470001", "0221470002"]),
    ],
)
def test_a_cell_may_hold_several(value: str, expected: list[str]) -> None:
    assert [phone.digits for phone in parse_phones(value)] == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("연락처010-8271-9634로 전화 주세요", "010-8271-9634"),
        ("문의(02-2147-0000).", "02-2147-0000"),
        ("010-8271-9634 명의로 접수", "010-8271-9634"),
        ("TEL02)2147-0000 회신 바람", "02)2147-0000"),
        ("번호는 ０１０ ８２７１ ９６３４ 입니다", "０１０ ８２７１ ９６３４"),
        ("국외 +82 10 8271 9634 가능", "+82 10 8271 9634"),
        ("대표 1588-1234, 접수 SPP-2409-1234567", "1588-1234"),
        ("2024-09-03 09:12 10-8271-9634", "10-8271-9634"),
        ("연락처 01082719634로 주세요", "01082719634"),
        ("구청 0221470000에 문의", "0221470000"),
        ("010 8271 9634 가로등", "010 8271 9634"),
        ("연락은 010_8271_9634 로", "010_8271_9634"),
        ("연락은 010,8271,9634 로", "010,8271,9634"),
        ("번호 010-8271-9634-1 입니다", "010-8271-9634-1"),
        ("전화 010-8271-9634.9월부터", "010-8271-9634"),
        ("+821082719634 국외", "+821082719634"),
        ("국외 821082719634 가능", "821082719634"),
        ("연락처: 1082719634", "1082719634"),
        ("휴대폰번호는 10 8271 9634", "10 8271 9634"),
        ("221470000으로 전화 주세요", "221470000"),
    ],
)
def test_it_finds_the_place_in_a_text(text: str, found: str) -> None:
    [(start, end, _)] = find_phones(text)
    assert text[start:end] == found


@pytest.mark.parametrize(
    "text",
    [
        "1588-1234번지",
        "1600-1800명 참가",
        "회원 1082719634",
        "총 15880000원",
        "1800-1833년",
        "1588-1234.5",
        "전화 접수 1082719634",
        "전화 2024090312",
        "총 1,082,719,634원",
        "1,082,7196",
        "전화로 민원 1082719634건",
        "접수 0101-234-5678",
        "302-1234-5678-91",
        "0.0212345678",
        "좌표 33.4500,126.5700",
    ],
)
def test_a_text_needs_clearer_signs_than_a_cell(text: str) -> None:
    assert find_phones(text) == []


def test_it_gives_what_a_caller_may_say_of_a_number() -> None:
    phone = Phone("01082719634", PhoneKind.MOBILE)
    assert phone_keys(phone) == ["01082719634", "1082719634", "82719634", "9634", "8271"]


def test_a_landline_is_also_found_without_its_area() -> None:
    assert "1234567" in phone_keys(Phone("021234567", PhoneKind.LANDLINE))


def test_a_nationwide_number_is_not_filed_under_its_service_code() -> None:
    assert phone_keys(Phone("15881234", PhoneKind.NATIONWIDE)) == ["15881234", "1234"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("2147-0000", ["21470000"]),
        ("123-4567", ["1234567"]),
        ("82711111", ["82711111"]),
        ("2147.0000(내선 123)", ["21470000"]),
        ("집 ２１４７－００００", ["21470000"]),
        ("010-8271-9634, 2147-0000 / 2147-0001", ["21470000", "21470001"]),
        ("010 8271 9634", []),
        ("02)2147-0000", []),
        ("15881234", []),
        ("20240903", []),
        ("010-1234-56789", []),
        ("SPP-2409-1234567", []),
        ("", []),
    ],
)
def test_a_cell_may_hold_numbers_without_area_code(cell: str, numbers: list[str]) -> None:
    assert local_numbers(cell) == numbers


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("2147-0000", ["21470000", "0000", "2147"]),
        (
            "010-8271-9634 / 123-4567",
            ["01082719634", "1082719634", "82719634", "9634", "8271", "1234567", "4567", "123"],
        ),
        ("없음", []),
    ],
)
def test_a_cell_is_filed_under_the_keys_of_all_its_numbers(cell: str, keys: list[str]) -> None:
    assert phone_cell_keys(cell) == keys


@given(subscribers)
def test_a_number_in_any_notation_is_found_in_a_sentence(subscriber: str) -> None:
    bare, spaced = subscriber.replace("-", ""), subscriber.replace("-", " ")
    notations = [f"010-{subscriber}", f"010{bare}", f"010 {spaced}", f"+82 10-{subscriber}", f"10-{subscriber}"]
    for notation in [*notations, f"010){subscriber}", f"010.{spaced.replace(' ', '.')}"]:
        [(_, _, phone)] = find_phones(f"가로등이 고장입니다. {notation} 김철수, 2024-09-03 14:22")
        assert phone.digits == f"010{bare}"


@given(subscribers)
def test_every_notation_of_a_number_is_the_same_number(subscriber: str) -> None:
    bare = subscriber.replace("-", "")
    notations = [f"010-{subscriber}", f"010{bare}", f"+82 10-{subscriber}", f"10{bare}", f"(010) {subscriber}"]
    assert {phone.digits for value in notations if (phone := parse_phone(value))} == {f"010{bare}"}


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    for start, end, phone in find_phones(text):
        assert 0 <= start < end <= len(text)
        assert parse_phone(phone.formatted) is not None


@given(st.text(st.sampled_from("0123456789-–. ()+82")))
def test_a_found_number_reads_back_as_itself(text: str) -> None:
    for phone in parse_phones(text):
        again = parse_phone(phone.formatted)
        assert again is not None
        assert again.digits == phone.digits
