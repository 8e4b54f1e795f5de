import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.keyboard import Slip, as_hangul, as_latin, slip

syllables = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), max_size=20)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rlacjftn", "김철수"),
        ("rkfhemd", "가로등"),
        ("ghktkd", "화상"),
        ("dnpqtkdlxm", "웹사이트"),
        ("rkqtdl", "값이"),
        ("rkqtl", "갑시"),
        ("EhRTJ", "똒써"),
        ("gtc", "ㅎㅅㅊ"),
        ("RLACJFTN 9634", "낌철쑤 9634"),
        ("", ""),
    ],
)
def test_keys_in_the_english_mode_are_read_as_hangul(typed: str, meant: str) -> None:
    assert as_hangul(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅣㅐ햐ㅜ", "login"),
        ("ㅊㅊㅅㅍ", "cctv"),
        ("멧", "apt"),
        ("ㄱㄷㅔㅐㄱㅅ 3", "report 3"),
        ("ㅘ", "hk"),
        ("ㄲ", "R"),
    ],
)
def test_keys_in_the_korean_mode_are_read_as_latin(typed: str, meant: str) -> None:
    assert as_latin(typed) == meant


@given(syllables)
def test_any_syllables_come_back_from_the_english_mode(text: str) -> None:
    assert as_hangul(as_latin(text)) == text


@given(st.text(string.ascii_lowercase + string.digits + " -", max_size=20))
def test_any_small_letters_come_back_from_the_korean_mode(text: str) -> None:
    assert as_latin(as_hangul(text)) == text


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("홍상쳘", "홍상철", Slip.NEIGHBOUR),
        ("김철스", "김철수", Slip.NEIGHBOUR),
        ("가로드", "가로등", Slip.NUMBER_OR_ORDER),
        ("ㅎㅇㅗ상철", "홍상철", Slip.NUMBER_OR_ORDER),
        ("똥길동", "동길동", Slip.NEIGHBOUR),
        ("홍상철", "홍망철", Slip.OTHER),
        ("왠지", "웬지", Slip.OTHER),
    ],
)
def test_slips_are_told_by_the_keys(typed: str, meant: str, kind: Slip) -> None:
    assert slip(typed, meant) is kind
