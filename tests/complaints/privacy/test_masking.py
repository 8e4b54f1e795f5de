"""Safe forms of personal values."""

import pytest

from complaints.privacy.masking import mask_address, mask_cell, mask_email, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍상철", "홍*철"),
        ("김철", "김*"),
        ("남궁민수", "남**수"),
        ("홍*철", "홍*철"),
        ("", ""),
        ("홍 상철(통장)", "홍*철"),
        ("김○○", "김○○"),
        ("홍길동?", "홍*동"),
        ("홍길동_수원", "홍****원"),
        ("홍길동*", "홍***"),
        ("hong_gildong", "h**********g"),
    ],
)
def test_a_name_keeps_its_first_and_last_letter(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("01082719634", "010-****-9634"),
        ("+82 10-8271-9634", "010-****-9634"),
        ("02-123-4567", "02-***-4567"),
        ("1588-1234", "1588-****"),
        ("모름", "****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_area_and_tail(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("서울시 새빛구 잠실2동 123-4 한빛아파트 101동 1201호", "서울시 새빛구 잠실2동 ***"),
        ("잠실2동", "잠실2동"),
        ("새빛구 한빛로 12길 3", "새빛구 한빛로 ***"),
        ("새빛구 한빛로 12, 101동 1201호", "새빛구 한빛로 ***"),
        ("한빛아파트 101동 1201호", "한빛아파트 ***"),
        ("한빛아파트101동", "***"),
        ("새빛구 한빛아파트 관리동 3호", "새빛구 한빛아파트 ***"),
        ("새빛구 한빛로 12 잠실2동", "새빛구 한빛로 ***"),
        ("(05510) 서울시 새빛구 상계3·4동 12", "서울시 새빛구 상계3·4동 ***"),
        ("성동구 성수1가1동 3-4", "성동구 성수1가1동 ***"),
        ("중구 을지로3가 12", "중구 을지로3가 ***"),
        ("", ""),
    ],
)
def test_an_address_ends_at_its_dong(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_a_mail_address_keeps_its_first_letter() -> None:
    assert mask_email("honggil@example.kr") == "h***@example.kr"


def test_numbers_inside_a_text_are_masked_and_receipt_numbers_are_not() -> None:
    text = "010-8271-9634 로 연락 주세요. SPP-2409-1234567, hong@example.kr"
    assert mask_text(text) == "010-****-9634 로 연락 주세요. SPP-2409-1234567, h***@example.kr"


SENTENCE = "가로등이 2024-09-03부터 꺼져 있습니다(SPP-2409-1234567). 연락처 {} 로 전화 주세요. 요금 15,880원"


@pytest.mark.parametrize(
    "number",
    [
        "010-8271-9634",
        "01082719634",
        "010 8271 9634",
        "010.8271.9634",
        "+82 10-8271-9634",
        "1082719634",
        "10-8271-9634",
        "010)8271-9634",
        "０１０８２７１９６３４",
        "010_8271_9634",
        "010,8271,9634",
        "010-8271-9634-1",
    ],
)
def test_a_number_in_any_notation_is_masked_in_a_sentence(number: str) -> None:
    assert mask_text(SENTENCE.format(number)) == SENTENCE.format("010-****-9634")


def test_a_bare_landline_is_masked_in_a_sentence() -> None:
    assert mask_text("0221470000에 문의함") == "02-****-0000에 문의함"


@pytest.mark.parametrize(
    ("cell", "shape"),
    [
        ("홍상철 010-8271 Ab", "가가가 000-0000 aa"),
        ("洪吉童 José Zoë", "가가가 aaaa aaa"),
        ("Иван ㅎㅅㅊ １２ ①", "가가가가 가가가 00 0"),
        ("e\u0301 नि", "a 가가"),
    ],
)
def test_a_cell_shows_its_shape_only(cell: str, shape: str) -> None:
    assert mask_cell(cell) == shape
