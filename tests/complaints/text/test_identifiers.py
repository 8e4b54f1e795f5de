import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.check_digits import luhn_holds, registration_digit_holds
from complaints.text.identifiers import remove_identifiers

_PREFIX = "어제 오후 민원실에 다녀온 주민입니다. "
_SUFFIX = " 확인 후 답변 부탁드립니다."
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _registration(rng: random.Random, sex_digits: str, *, checked: bool) -> str:
    sex = rng.choice(sex_digits)
    year = rng.randint(0, 24) if sex in "3478" else rng.randint(20, 99)
    number = f"{year:02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}-{sex}{_digits(rng, 6)}"
    if not checked:
        return number
    candidates = (number[:-1] + last for last in "0123456789")
    return next(each for each in candidates if registration_digit_holds(each.replace("-", "")))


def _card(rng: random.Random) -> str:
    start = rng.choice(["4", "51", "55", "62", "94", "35", "2221"])
    body = start + _digits(rng, 15 - len(start))
    number = next(body + last for last in "0123456789" if luhn_holds(body + last))
    joint = rng.choice(["-", " ", "", "–"])
    return joint.join(number[place : place + 4] for place in range(0, 16, 4))


def _account(rng: random.Random) -> str:
    shape = rng.choice([(6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 6, 5), (3, 4, 4, 2), (4, 2, 7), (3, 2, 6), (12,), (14,)])
    number = "-".join(rng.choice("1235679") + _digits(rng, length - 1) for length in shape)
    before, after = rng.choice(
        [
            ("계좌번호 ", ""),
            ("국민은행 ", " 예금주 홍길동"),
            ("신한 ", "로 환불"),
            ("농협 계좌 ", ""),
            ("환불 계좌는 카카오뱅크 ", "입니다"),
            ("", " (우리은행)"),
            ("통장(새마을금고 ", ")"),
            ("입금은 하나은행 ", ""),
        ]
    )
    return f"{before}<{number}>{after}"


def _identifier(rng: random.Random) -> tuple[str, str]:
    """Return a kind and a phrase in which the number stands between < and >."""
    kind = rng.choice(
        ["resident", "new resident", "bare resident", "foreigner", "licence", "passport", "card", "account"]
    )
    region = rng.choice(["서울", "경기", "부산", str(rng.randint(11, 26))])
    phrases = {
        "resident": lambda: f"<{_registration(rng, '1234', checked=True)}>",
        "new resident": lambda: f"<{_registration(rng, '34', checked=False)}>",
        "bare resident": lambda: f"<{_registration(rng, '1234', checked=True).replace('-', '')}>",
        "foreigner": lambda: f"<{_registration(rng, '5678', checked=False)}>",
        "licence": lambda: f"<{region}-{_digits(rng, 2)}-{_digits(rng, 6)}-{_digits(rng, 2)}>",
        "passport": lambda: rng.choice(
            [f"<M{_digits(rng, 8)}>", f"<M{_digits(rng, 3)}A{_digits(rng, 4)}>", f"여권번호 <S{_digits(rng, 8)}>"]
        ),
        "card": lambda: f"<{_card(rng)}>",
        "account": lambda: _account(rng),
    }
    return kind, phrases[kind]()


def _disguise(rng: random.Random, phrase: str) -> str:
    """Write the phrase as people may: full-width, with other dashes, with spaces around them."""
    style = rng.randrange(5)
    if style == 0:
        return phrase.translate(_FULL_WIDTH)
    if style == 1:
        return phrase.replace("-", rng.choice("–—−‐"))
    return phrase.replace("-", " - ") if style == 2 else phrase


def _harmless(rng: random.Random) -> str:
    day = f"{rng.randint(1, 28):02}"
    return rng.choice(
        [
            f"접수번호 2024{rng.randint(10**13, 10**14 - 1)} 건",
            f"2AA-2409-{_digits(rng, 7)} 민원",
            f"SPP-2409-{_digits(rng, 7)} 신고",
            f"생활-24-09-{_digits(rng, 5)}",
            f"청원-2024-{_digits(rng, 4)}",
            f"환순-2024-3-{_digits(rng, 3)}",
            f"2024-09-{day} 14:22:10에 입금했습니다",
            f"202409{day} 통장 정리",
            f"2024. 9. {day}.(화) 은행 앞",
            f"잠실동 {rng.randint(1, 999)}-{rng.randint(1, 99)}번지 우체국",
            f"010-{rng.randint(2000, 9999)}-{_digits(rng, 4)}로 계좌 안내 바랍니다",
            f"010{rng.randint(2000, 9999)}{_digits(rng, 4)}",
            f"02-{rng.randint(2000, 9999)}-{_digits(rng, 4)}",
            f"1588-{_digits(rng, 4)} 은행 대표번호",
            f"과태료 {rng.randint(10**4, 10**7):,}원을 이체",
            f"예산 {rng.randint(10**9, 10**10)}원 입금",
            f"사업자등록번호 {_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 5)} 은행",
            f"차량 12가{_digits(rng, 4)}",
            f"좌표 37.{_digits(rng, 6)}, 127.{_digits(rng, 6)}",
            f"문서번호 G2024{_digits(rng, 4)}",
            f"등기번호 1{_digits(rng, 12)} 우체국",
            f"https://example.org/board/{_digits(rng, 6)}",
        ]
    )


def test_recall_and_precision_are_99_percent() -> None:
    rng = random.Random(20240903)
    missed: Counter[str] = Counter()
    for _ in range(1_000):
        kind, phrase = _identifier(rng)
        phrase = _disguise(rng, phrase)
        number = phrase[phrase.index("<") + 1 : phrase.index(">")]
        cleaned, _counts = remove_identifiers(_PREFIX + phrase.replace("<", "").replace(">", "") + _SUFFIX)
        missed[kind] += number[-4:] in cleaned
    wrong = [text for text in (_harmless(rng) for _ in range(1_000)) if remove_identifiers(_PREFIX + text)[1]]
    recall = 1 - missed.total() / 1_000
    precision = (1_000 - missed.total()) / (1_000 - missed.total() + len(wrong))
    assert recall >= 0.99, missed
    assert precision >= 0.99, wrong


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("제 번호는 900101-1234567입니다", "제 번호는 [주민등록번호 삭제]입니다"),
        ("９００１０１－１２３４５６７", "[주민등록번호 삭제]"),
        ("900101 - 1234567", "[주민등록번호 삭제]"),
        ("900101-1******", "[주민등록번호 삭제]"),
        ("주민번호 2101013234567", "주민번호 [주민등록번호 삭제]"),
        ("9001011234568", "[주민등록번호 삭제]"),
        ("등본_900101-1234567.pdf", "등본_[주민등록번호 삭제].pdf"),
        ("850505-5234567", "[외국인등록번호 삭제]"),
        ("11-12-345678-90", "[운전면허번호 삭제]"),
        ("11 12 345678 90", "[운전면허번호 삭제]"),
        ("서울90-123456-78", "[운전면허번호 삭제]"),
        ("면허번호 119012345678", "면허번호 [운전면허번호 삭제]"),
        ("M12345678", "[여권번호 삭제]"),
        ("m123a4567", "[여권번호 삭제]"),
        ("여권 PM1234567", "여권 [여권번호 삭제]"),
        ("4111 1111 1111 1111", "[카드번호 삭제]"),
        ("3782-822463-10005", "[카드번호 삭제]"),
        ("국민은행 123456-12-123456", "국민은행 [계좌번호 삭제]"),
        ("110123456789(신한은행)", "[계좌번호 삭제](신한은행)"),
        ("계좌 1002 123 456789", "계좌 [계좌번호 삭제]"),
    ],
)
def test_it_puts_a_mark_in_place_of_the_number(text: str, cleaned: str) -> None:
    assert remove_identifiers(text)[0] == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "불편합니다",
        "202432300150001234",
        "9001011234567",
        "901301-1234567",
        "900101-9234567",
        "240903-01",
        "접수번호 240903-1234567",
        "법인등록번호 110111-1234567",
        "119012345678",
        "A12345678",
        "G20240903",
        "4111-1111-1111-1112",
        "1234-5678-9012-3456",
        "110-123-456789",
        "계좌 문의 010-8271-9634",
        "계좌로 1234567890원",
        "[계좌번호 삭제] 110-123-456789",
    ],
)
def test_it_leaves_other_numbers_alone(text: str) -> None:
    assert remove_identifiers(text) == (text, Counter())


def test_it_counts_by_kind() -> None:
    text = "900101-1234567, 900102-2234567, 여권 M12345678"
    assert remove_identifiers(text)[1] == {"resident_registration": 2, "passport": 1}


def test_phones_and_receipts_beside_an_account_stay() -> None:
    text = "과태료 계좌 우리 1002-123-456789, 문의 02-2147-0000, SPP-2409-1234567"
    assert remove_identifiers(text)[0] == "과태료 계좌 우리 [계좌번호 삭제], 문의 02-2147-0000, SPP-2409-1234567"


@given(
    st.lists(
        st.sampled_from(
            [
                "900101-1234567",
                "110-123-456789",
                "4111111111111111",
                "M12345678",
                "계좌",
                "여권",
                "주민",
                "-",
                " ",
                "1",
                "가",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_applying_it_twice_changes_nothing(text: str) -> None:
    once, _ = remove_identifiers(text)
    assert remove_identifiers(once) == (once, Counter())


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    remove_identifiers(text)
