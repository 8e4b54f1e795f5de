"""Common words and names of people."""

import pytest

from complaints.text.words import is_common_word


@pytest.mark.parametrize(
    "word", ["가로등", "고장", "정차", "하수구", "주차단속", "도로파손", "소음", "공원", "쓰레기", "현수막"]
)
def test_a_common_noun_is_a_word(word: str) -> None:
    assert is_common_word(word)


@pytest.mark.parametrize(
    "name", ["홍상철", "김철수", "김하늘", "이사랑", "박민서", "정다운", "ㅎㅅㅊ", "남궁민", "고은별", ""]
)
def test_a_name_is_not(name: str) -> None:
    assert not is_common_word(name)
