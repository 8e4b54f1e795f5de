import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.grams import grams
from complaints.text.normal import normalise


@pytest.mark.parametrize(
    ("normal", "pieces"),
    [
        ("", []),
        ("가", ["가"]),
        ("주정차", ["주정차", "정차", "차"]),
        ("가나가나가", ["가나가", "나가나", "나가", "가"]),
        ("가가가가", ["가가가", "가가", "가"]),
    ],
)
def test_it_returns_distinct_pieces_and_the_shorter_ones_of_the_end(normal: str, pieces: list[str]) -> None:
    assert grams(normal) == pieces


@given(st.text(min_size=2), st.data())
def test_every_piece_of_a_substring_is_a_piece_of_the_text(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]
    pieces = {part[place : place + 3] for place in range(len(part) - 2)}
    assert pieces <= set(grams(normal))


@given(st.text())
def test_every_character_begins_an_entry(text: str) -> None:
    normal = normalise(text)
    assert {entry[0] for entry in grams(normal)} == set(normal)
