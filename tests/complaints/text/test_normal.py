import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.normal import normalise, normalise_with_offsets

korean = st.text(st.sampled_from("가각힣ㄱㅏㄳㅋㅠ각ㆍ ·-aAİßé\u0301０㎡㈜①ﾾￂ\u3164😀") | st.characters())


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("불법  주·정차!", "불법주정차"),
        ("LED 가로등", "led가로등"),
        ("ＣＣＴＶ ０１０", "cctv010"),
        ("20㎡ ㈜대한 ①", "20m2주대한1"),
        ("İstanbul", "istanbul"),
        ("ΑΣ ΑΣΑ", "ασασα"),
        ("민원ㆍ청원", "민원청원"),
        ("가\u3164나", "가나"),
        ("cafe\u0301", "café"),
        ("😀\x00\ud800", ""),
        ("", ""),
    ],
)
def test_it_keeps_only_letters_and_digits(text: str, normal: str) -> None:
    assert normalise(text) == normal


def test_decomposed_hangul_equals_composed() -> None:
    assert normalise(unicodedata.normalize("NFD", "값진 한글")) == "값진한글"


@pytest.mark.parametrize("text", ["ㅋ", "ᄏ", "\u11bf", "ﾻ", "㉪"])
def test_a_loose_consonant_has_one_form_however_it_was_coded(text: str) -> None:
    assert normalise(text) == "ㅋ"


def test_a_typed_consonant_is_found_beside_a_vowel() -> None:
    assert normalise("ㅋㅋ") in normalise("아 ㅋㅋㅠㅠ")


@given(korean)
def test_applying_it_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(korean)
def test_only_letters_and_digits_remain(text: str) -> None:
    assert all(unicodedata.category(char)[0] in "LN" for char in normalise(text))


@given(korean)
def test_composed_and_decomposed_texts_are_equal(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(korean)
def test_offsets_belong_to_the_same_normal_form_and_never_go_back(text: str) -> None:
    normal, offsets = normalise_with_offsets(text)
    assert normal == normalise(text)
    assert len(offsets) == len(normal)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@pytest.mark.parametrize(
    ("text", "offsets"),
    [("불법 주차", [0, 1, 3, 4]), ("10㎡ 터", [0, 1, 2, 2, 4]), (unicodedata.normalize("NFD", "한 글"), [0, 4])],
)
def test_offsets_point_at_the_text(text: str, offsets: list[int]) -> None:
    assert normalise_with_offsets(text)[1] == offsets
