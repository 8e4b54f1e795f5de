import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.initials import ONSETS
from complaints.text.jamo import CODAS, VOWELS, one_jamo_off, put_together, take_apart

syllables = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
words = st.text(syllables, min_size=1, max_size=6)


@given(words)
def test_what_is_taken_apart_can_be_put_together(word: str) -> None:
    assert put_together(take_apart(word)) == word


@pytest.mark.parametrize(
    ("jamo", "text"),
    [
        ("ㄱㅏㅂㅅㅣ", "갑시"),
        ("ㄱㅏㅂㅅ", "값"),
        ("ㅎㅗㅏㅈㅏㅇ", "화장"),
        ("ㅎㅅㅊ", "ㅎㅅㅊ"),
        ("ㅏㄱ", "ㅏㄱ"),
        ("a1", "a1"),
        ("", ""),
    ],
)
def test_jamo_make_syllables_as_a_keyboard_writes_them(jamo: str, text: str) -> None:
    assert put_together(jamo) == text


@pytest.mark.parametrize("slip", ["홍상쳘", "홍사철", "호상철", "홍상첧", "홍상처", "ㅎㅇㅗ상철", "홍상철ㅇ", "홍항철"])
def test_a_name_is_one_jamo_away_from_its_slips(slip: str) -> None:
    assert "홍상철" in one_jamo_off(slip)


@pytest.mark.parametrize(
    ("word", "other"), [("홍상철", "홍상철"), ("가로등", "가루둥"), ("가로등", "가로"), ("가로등", "가로드")]
)
def test_what_is_the_same_or_further_away_is_left_out(word: str, other: str) -> None:
    assert (other in one_jamo_off(word)) is (other == "가로드")


@given(words, st.data())
def test_one_changed_jamo_is_always_undone(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letters = list(take_apart(word[at]))
    place = data.draw(st.integers(0, len(letters) - 1))
    letters[place] = data.draw(st.sampled_from((ONSETS, VOWELS, CODAS)[place]))
    slip = word[:at] + put_together("".join(letters)) + word[at + 1 :]
    assert slip == word or word in one_jamo_off(slip)


@given(words)
def test_all_that_is_offered_are_other_words_of_syllables(word: str) -> None:
    offered = one_jamo_off(word)
    assert len(offered) == len(set(offered)) <= 80 * len(take_apart(word))
    assert all(other != word and all("가" <= char <= "힣" for char in other) for other in offered)
