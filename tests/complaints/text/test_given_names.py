"""Given names of two syllables, and the words of complaints that look like them."""

import pytest

from complaints.text.given_names import looks_like_given_name

ORDINARY = """
    소음 주차 도로 정차 하수 악취 맨홀 나무 가지 신호 단속 보도 인도 차도 횡단 공사 먼지 진동 누수 배수 침수 청소
    공원 버스 정류 철거 간판 광고 전선 수도 상수 고장 파손 균열 위험 안전 제설 벌레 방역 소독 흡연 금연 층간 집회
    노점 상가 위생 복지 교육 문화 민원 신고 답변 처리 접수 연장 조명 보안 건축 허가 보상 토지 임대 주택 관리 번호
    녹지 수목 하천
"""


@pytest.mark.parametrize("name", ["수진", "영희", "준호", "미경", "다은", "유진", "민서", "은정", "지훈", "현수"])
def test_two_syllables_of_names_are_a_name(name: str) -> None:
    assert looks_like_given_name(name)


def test_a_word_that_everybody_complains_of_is_none() -> None:
    words = ORDINARY.split()
    assert len(words) >= 60
    assert [word for word in words if looks_like_given_name(word)] == []


@pytest.mark.parametrize("word", ["", "수", "수진이", "ㅅㅈ", "ab", "가로등"])
def test_only_two_syllables_are_looked_at(word: str) -> None:
    assert not looks_like_given_name(word)
