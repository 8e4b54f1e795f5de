import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.initials import initials, is_initials, matches_initials

syllables = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("홍상철", "ㅎㅅㅊ"),
        ("까치 빵", "ㄲㅊㅃ"),
        ("잠실2동 CCTV", "ㅈㅅ2ㄷcctv"),
        ("ㄳ", "ㄱㅅ"),
        ("힣", "ㅎ"),
        ("", ""),
    ],
)
def test_it_reduces_syllables_to_their_first_consonant(text: str, expected: str) -> None:
    assert initials(text) == expected


@pytest.mark.parametrize("text", ["ㅎ", "ㅎㅅㅊ", "ㅎ ㅅ ㅊ", "ᄒᄉ", "ㄳ"])
def test_consonants_alone_are_initials(text: str) -> None:
    assert is_initials(text)


@pytest.mark.parametrize("text", ["", " ", "홍ㅅㅊ", "ㅏ", "ㅎㅏ", "h", "9634"])
def test_anything_else_is_not(text: str) -> None:
    assert not is_initials(text)


@pytest.mark.parametrize("pattern", ["홍상철", "홍ㅅㅊ", "ㅎㅅㅊ", "ㅎ상", "홍상", "ㅎ", "홍 ㅅㅊ"])
def test_a_pattern_matches_from_the_beginning(pattern: str) -> None:
    assert matches_initials(pattern, "홍상철")


@pytest.mark.parametrize("pattern", ["", "상철", "ㅅㅊ", "홍ㅅㄱ", "홍상철수", "ㅎㅎ"])
def test_other_patterns_do_not(pattern: str) -> None:
    assert not matches_initials(pattern, "홍상철")


@given(syllables)
def test_every_text_matches_its_own_initials(text: str) -> None:
    assert is_initials(initials(text))
    assert matches_initials(initials(text), text)
