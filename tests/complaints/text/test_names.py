import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.names import (
    clean_name,
    is_masked,
    looks_like_person,
    masked_forms,
    masked_matches,
    name_keys,
    split_names,
)

syllables = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
people = st.builds(str.__add__, st.sampled_from("김이박홍"), st.text(syllables, min_size=2, max_size=2))


@pytest.mark.parametrize(
    "value",
    [
        "홍길동",
        "홍 길동",
        "홍 길 동",
        " 홍길동\u3000",
        "홍길동 님",
        "홍길동님",
        "홍길동씨",
        "홍길동 귀하",
        "홍길동(주무관)",
        "홍길동 [팀장]",
        "홍길동（주무관）",
        "홍길동 주무관",
        "주무관 홍길동",
        "담당자: 홍길동",
        "도로과 홍길동(02-2147-0000)",
        "도로과 도로관리팀 홍길동 주무관",
        "잠실2동 홍길동",
        "홍길동 / 잠실2동",
        "홍길동 외 3명",
        "홍길동(",
        "홍길동?",
        "홍길동??",
        "홍길동!",
        "홍길동,",
        "홍길동 님?",
        "홍길동 ？！",
        "홍길동_",
    ],
)
def test_it_takes_the_name_out_of_the_cell(value: str) -> None:
    assert clean_name(value) == "홍길동"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("남궁 민수", "남궁민수"),
        ("김예님", "김예님"),
        ("김솔 님", "김솔"),
        ("김과장", "김과장"),
        ("홍*철 님", "홍*철"),
        ("(주)대한건설", "(주)대한건설"),
        ("㈜ 대한건설", "㈜ 대한건설"),
        ("대한건설 주식회사", "대한건설 주식회사"),
        ("John  Smith", "John Smith"),
        ("응우옌티투하", "응우옌티투하"),
        ("", ""),
    ],
)
def test_it_keeps_what_belongs_to_the_name(value: str, name: str) -> None:
    assert clean_name(value) == name


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("홍길동, 김철수", ["홍길동", "김철수"]),
        ("홍길동(팀장)/김철수(주무관)", ["홍길동", "김철수"]),
        ("홍길동·김철수", ["홍길동", "김철수"]),
        ("홍길동(02-2147-0001, 내선 2)", ["홍길동"]),
        ("홍길동", ["홍길동"]),
        ("", []),
    ],
)
def test_a_cell_may_hold_several(value: str, names: list[str]) -> None:
    assert split_names(value) == names


@pytest.mark.parametrize(
    "name",
    ["김*수", "김○○", "김〇수", "홍O철", "홍X철", "김ㅇㅇ", "김**", "*길동", "김?수", "김??", "홍_철", "hong***"],
)
def test_it_knows_a_masked_name(name: str) -> None:
    assert is_masked(name)


@pytest.mark.parametrize(
    "name",
    [
        "김철수",
        "ㅎㅅㅊ",
        "홍ㅅㅊ",
        "ㅇㅇㅇ",
        "XOX",
        "John Fox",
        "O0X",
        "",
        "홍길동(*)",
        "?",
        "홍길동?",
        "홍길동_수원",
        "hong_gildong",
        "홍길동?수원",
    ],
)
def test_it_knows_a_whole_name(name: str) -> None:
    assert not is_masked(name)


@pytest.mark.parametrize(
    ("masked", "name"),
    [("홍*철", "홍상철"), ("홍○○", "홍상철"), ("*상철", "홍 상철"), ("홍O철", "홍상철"), ("홍*철", "ㅎㅅㅊ")],
)
def test_a_masked_name_could_be_this_one(masked: str, name: str) -> None:
    assert masked_matches(masked, name)


@pytest.mark.parametrize(
    ("masked", "name"),
    [("홍*철", "홍상민"), ("홍*", "홍상철"), ("홍*철", "홍철"), ("***", "홍상철"), ("", ""), ("홍*철", "ㄱㅅㅊ")],
)
def test_a_masked_name_could_not_be_that_one(masked: str, name: str) -> None:
    assert not masked_matches(masked, name)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("홍상철", ["홍상철", "상철", "ㅎㅅㅊ", "ㅅㅊ"]),
        ("홍 상철(주무관)", ["홍상철", "상철", "ㅎㅅㅊ", "ㅅㅊ"]),
        ("김솔", ["김솔", "ㄱㅅ"]),
        ("홍*철", ["홍*철", "ㅎ*ㅊ"]),
        ("John Smith", ["johnsmith", "smith"]),
        ("㈜가나", ["가나", "ㄱㄴ"]),
        ("(주)가나", ["가나", "ㄱㄴ"]),
        ("박 씨", ["박", "ㅂ"]),
        ("김솔, 박하", ["김솔", "ㄱㅅ", "박하", "ㅂㅎ"]),
        ("", []),
    ],
)
def test_it_files_a_name_under_its_endings_and_initials(name: str, keys: list[str]) -> None:
    assert name_keys(name) == keys


@pytest.mark.parametrize("name", ["홍길동_수원", "홍길동?", "홍길동!", "홍길동,", "홍길동?수원"])
def test_signs_beside_a_name_do_not_hide_it(name: str) -> None:
    assert any(key.startswith("홍길동") for key in name_keys(name))


@pytest.mark.parametrize("typed", ["홍상철", "홍상", "상철", "상", "ㅎㅅㅊ", "ㅎㅅ", "ㅅㅊ"])
def test_what_is_typed_begins_one_of_the_keys(typed: str) -> None:
    assert any(key.startswith(typed) for key in name_keys("홍상철"))


def test_long_names_have_a_bounded_number_of_keys() -> None:
    assert len(name_keys("서울동부권역생활폐기물처리시설주민협의체")) == 12


@given(people)
def test_a_person_is_found_under_the_masked_form_a_source_chose(name: str) -> None:
    for masked in (f"{name[0]}*{name[2]}", f"{name[0]}○○", f"{name[:2]}O"):
        assert is_masked(masked)
        assert masked_matches(masked, name)
        assert name_keys(masked)[0] in masked_forms(name)


@pytest.mark.parametrize(
    "word",
    [
        "홍상철",
        "김솔",
        "남궁민수",
        "황보관",
        "홍ㅅㅊ",
        "홍*철",
        "ㅎㅅㅊ",
        "ㅎ",
        "홍길동님",
        "홍길동?",
        "홍길동!",
        "홍길동,",
        "김솔?",
    ],
)
def test_these_may_be_people(word: str) -> None:
    assert looks_like_person(word)


@pytest.mark.parametrize("word", ["", "홍", "쓰레기", "불법주정차단속", "CCTV", "9634", "ㅎㅅㅊㅇㄹㅁ", "20240903"])
def test_these_are_no_people(word: str) -> None:
    assert not looks_like_person(word)


pieces = st.sampled_from(
    ["홍", "길동", "남궁", " ", "님", "씨", "주무관", "도로과", "외 3명", "(", ")", "*", ",", "A", "주"]
)


@given(st.text() | st.lists(pieces, max_size=8).map("".join))
def test_no_name_is_too_odd(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)
    assert is_masked(name) in (True, False)
    assert all(name_keys(name))
