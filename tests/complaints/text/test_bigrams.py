import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.bigrams import bigrams
from complaints.text.normal import normalise


@pytest.mark.parametrize(
    ("normal", "pairs"),
    [
        ("", []),
        ("가", ["가"]),
        ("주정차", ["주정", "정차", "차"]),
        ("가나가나", ["가나", "나가", "나"]),
        ("가가가", ["가가", "가"]),
    ],
)
def test_it_returns_distinct_pairs_and_the_last_character(normal: str, pairs: list[str]) -> None:
    assert bigrams(normal) == pairs


@given(st.text(min_size=2), st.data())
def test_every_pair_of_a_substring_is_a_pair_of_the_text(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]
    pairs_of_part = {part[place : place + 2] for place in range(len(part) - 1)}
    assert pairs_of_part <= set(bigrams(normal))


@given(st.text())
def test_every_character_begins_an_entry(text: str) -> None:
    normal = normalise(text)
    assert {entry[0] for entry in bigrams(normal)} == set(normal)
