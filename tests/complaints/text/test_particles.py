import pytest

from complaints.text.particles import without_particle


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("가로등이", "가로등"),
        ("공원에서는", "공원"),
        ("현장으로부터", "현장"),
        ("포트홀입니다", "포트홀"),
        ("도로", "도로"),
        ("가로등", "가로등"),
        ("cctv가", "cctv가"),
        ("", ""),
    ],
)
def test_a_particle_is_taken_off_where_a_noun_is_left(word: str, noun: str) -> None:
    assert without_particle(word) == noun
