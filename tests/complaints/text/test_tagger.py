import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.text.tagger import TAGGER_VERSION, morphemes, nouns


def test_it_tags_a_complaint() -> None:
    assert ("가로등", "NNG") in morphemes("가로등이 꺼졌어요")


def test_nouns_are_common_and_proper_ones_in_order() -> None:
    assert nouns("학교 앞 불법 주정차를 학교가 단속") == ["학교", "앞", "불법", "주정차", "학교", "단속"]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\n\t\r", "\ud800", "\u2028\x85"])
def test_nothing_readable_has_no_morphemes(text: str) -> None:
    assert morphemes(text) == []


@pytest.mark.parametrize("sign", ["\n", "\x00", "\u2028", "\x85", "\x1c", "\ud800", "\t"])
def test_a_control_character_parts_words_like_a_space(sign: str) -> None:
    assert morphemes(f"가로등{sign}고장") == morphemes("가로등 고장")


@pytest.mark.parametrize("text", ["가로등 고장 " * 4681, "가" * 32_767, "😀" * 32_767, "a1가\x00" * 8_000])
def test_a_cell_of_the_greatest_length_is_tagged(text: str) -> None:
    assert "".join(word for word, _ in morphemes(text[:32_767]))


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_every_morpheme_has_a_surface_and_a_tag(text: str) -> None:
    assert all(word and tag for word, tag in morphemes(text))


def test_threads_agree() -> None:
    texts = [f"{number}번 가로등이 고장났습니다" for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(nouns, texts)) == [nouns(text) for text in texts]


def test_no_java_is_started() -> None:
    nouns("가로등")
    assert not sys.modules["jpype"].isJVMStarted()


def test_results_carry_a_version() -> None:
    assert TAGGER_VERSION >= 1
