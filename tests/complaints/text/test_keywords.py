"""Keywords of complaints: what counts as one, and how near they come to what a reader marked."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.gold import marks, read_gold
from bench.keywords import KOREAN, seed_vocabulary
from complaints.text.keywords import KEYWORD_VERSION, Vocabulary, joined_forms, keywords, listed_words, word_units
from complaints.text.phones import find_phones

SEED = seed_vocabulary()
GOLD = read_gold(KOREAN / "keywords.tsv")
PIECES = st.sampled_from(
    [
        *("불법", "주정차", "어린이", "보호", "구역", "가로등", "고장", "요청", "이", "나", ".", ",", " ", "🙂"),
        *("CCTV", "5G", "ＬＥＤ", "㈜", "101동", "1203호", "3층", "김민수", "씨", "010-8271-9634", "01082719634"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("학교 앞 불법 주정차를 단속해 주세요", ["학교", "불법주정차", "단속"]),
        ("어린이보호구역과 어린이 보호 구역", ["어린이보호구역"]),
        ("재난지원금은 언제 나옵니까", ["재난지원금"]),
        ("거주자 우선 주차 구역에 CCTV를 달아 주세요", ["거주자우선주차구역", "CCTV"]),
        ("5G 중계기와 led 조명, ＫＴＸ 소음", ["5G", "중계기", "LED", "조명", "KTX", "소음"]),
        ("공영주차장주차요금이 비쌉니다", ["공영주차장", "주차요금"]),
        ("쓰레기무단투기가 심합니다", ["쓰레기", "무단투기"]),
        ("재포장을 했는데 주차장이 없어요", ["재포장", "주차장"]),
        ("가로등고장", ["가로등", "고장"]),
        ("수질검사 결과", ["수질검사"]),
        ("새터시장 화재", ["새터시장", "화재"]),
        ("", []),
    ],
)
def test_a_text_has_these_keywords(text: str, expected: list[str]) -> None:
    assert keywords(text, SEED) == expected


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요. 수고하십니다. 감사합니다.",
        "김민수 씨가 오세진 팀장님께 전화했습니다",
        "저는 502호 사는 이정희인데요",
        "성함: 강도윤, 이사랑 씨, 정하늘이라고 합니다",
        "최민아 주무관님, 박다은 님, 남궁민수 씨",
        "연락처는 010-8271-9634 또는 02) 123-4567, 01082719634, 010 8271 9634 입니다",
        "101동 1203호, 샛별2동, 래미안103동",
        "메일은 gildong.hong@example.com, 누리집은 https://example.com/notice?no=3",
        "구청에서 확인하고 조치해 주시기 바랍니다",
        "30km, 15cm, 오후 3시 20분, 2024-09-03, 1,200원",
    ],
)
def test_people_numbers_and_what_fits_any_complaint_are_none(text: str) -> None:
    assert keywords(text, SEED) in ([], ["누리집"])


def test_a_compound_ends_where_a_word_does() -> None:
    vocabulary = Vocabulary(frozenset({"공사장", "살수"}))
    assert keywords("공사 장비가 낡았고 살 수 없습니다", vocabulary) == ["공사", "장비"]
    assert keywords("공사장에서 살수를 합니다", vocabulary) == ["공사장", "살수"]


def test_a_compound_is_found_though_its_particle_is_misread() -> None:
    assert "도색" in keywords("방지턱 도색이 벗겨져", Vocabulary(frozenset({"도색"})))


def test_a_synonym_is_counted_as_its_word() -> None:
    vocabulary = Vocabulary(synonyms={"포트홀": "도로파임"})
    assert keywords("포트홀 때문에 타이어가 터졌고 포트홀이 또 있습니다", vocabulary) == ["도로파임", "타이어"]


def test_a_stop_word_is_none_under_any_name() -> None:
    vocabulary = Vocabulary(stop_words=frozenset({"도로파임", "타이어"}), synonyms={"포트홀": "도로파임"})
    assert keywords("포트홀과 타이어", vocabulary) == []


@pytest.mark.parametrize(("part", "least"), [("open", 0.95), ("held_out", 0.9), ("late", 0.9)])
def test_they_are_those_that_a_reader_marked(part: str, least: float) -> None:
    found = marks([sentence for sentence in GOLD if sentence.part == part], lambda text: keywords(text, SEED))
    assert min(found["precision"], found["recall"]) >= least, found


def test_compounds_of_the_marked_sentences_are_kept_whole() -> None:
    found = marks(GOLD, lambda text: keywords(text, SEED))
    assert found["compounds_whole"] >= 0.95, found


def test_there_are_enough_marked_sentences_of_twenty_subjects() -> None:
    subjects = {line.split("\t")[0] for line in (KOREAN / "keywords.tsv").read_text("utf-8").splitlines()[1:]}
    assert len(subjects) == 20
    assert len({sentence.text for sentence in GOLD}) == len(GOLD) >= 320
    assert all(sentence.compounds <= sentence.keywords for sentence in GOLD)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=30).map(" ".join)))
def test_whatever_the_text_they_are_distinct_words_without_people_or_numbers(text: str) -> None:
    found = keywords(text, SEED)
    assert len(set(found)) == len(found)
    assert SEED.stop_words.isdisjoint(found)
    assert not any(find_phones(word) or "김민수" in word or " " in word for word in found)


@settings(deadline=None, max_examples=50)
@given(st.permutations(["가로등", "놀이터", "하수구", "보도블록", "현수막"]))
def test_they_stand_in_the_order_of_the_text(words: list[str]) -> None:
    assert keywords(", ".join(words), SEED) == list(words)


@settings(deadline=None, max_examples=50)
@given(st.text(), st.frozensets(st.text(), max_size=5), st.frozensets(st.text(), max_size=5))
def test_any_vocabulary_will_do(text: str, compounds: frozenset[str], stop_words: frozenset[str]) -> None:
    assert stop_words.isdisjoint(keywords(text, Vocabulary(compounds, stop_words)))


def test_terms_are_learned_from_how_people_write() -> None:
    counts = {
        ("재난", "지원금"): 30,
        ("재난",): 40,
        ("지원금",): 50,
        ("가로등", "고장"): 30,
        ("가로등",): 900,
        ("고장",): 700,
    }
    assert joined_forms(counts) == {"재난지원금"}


@pytest.mark.parametrize(
    "counts",
    [
        {("재난", "지원금"): 9},
        {("확인", "요청"): 50},
        {("재난",): 500},
        {("가", "나", "다", "라", "마"): 500},
        {("가" * 11, "나" * 10): 500},
    ],
)
def test_rare_stop_and_long_runs_are_no_terms(counts: dict[tuple[str, ...], int]) -> None:
    assert joined_forms(counts, SEED.stop_words) == set()


def test_runs_are_told_with_their_words() -> None:
    assert word_units("가로등고장 신고", Vocabulary()) == [("가로등", "고장"), ("신고",)]


def test_a_list_of_words_may_have_remarks(tmp_path: Path) -> None:
    assert listed_words("# 도로\n포트홀\n\n 싱크홀 \n") == {"포트홀", "싱크홀"}


def test_results_carry_a_version() -> None:
    assert KEYWORD_VERSION >= 1
