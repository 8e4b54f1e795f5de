"""A word that comes into the dictionary or goes out reaches all months, and an undo brings back the old numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analytics import dictionary
from analytics.dictionary import change, faults, split, take_back
from analytics.models import (
    ComplaintKeywords,
    DictionaryChange,
    DictionaryWord,
    KeywordMonth,
    StaleComplaint,
    WordKind,
    WordOrigin,
)
from analytics.refreshing import refresh
from analytics.vocabulary import current_vocabulary
from complaints.privacy.reader import Reader
from complaints.synonyms.services import RefusedError
from complaints.synonyms.services import change as change_synonyms

if TYPE_CHECKING:
    from tests.analytics.conftest import File

COMPOUND, STOP = WordKind.COMPOUND.value, WordKind.STOP.value
WHO = Reader(actor="kim")
MONTHS = ("2021-03-02", "2023-07-31", "2024-09-03")


@pytest.fixture
def bare(db: None) -> None:
    """A dictionary with one word of each kind instead of the reference words."""
    DictionaryWord.objects.create(kind=COMPOUND, text="불법주정차", origin=WordOrigin.REFERENCE)
    DictionaryWord.objects.create(kind=STOP, text="민원", origin=WordOrigin.REFERENCE)


def everything() -> set[tuple[Any, ...]]:
    """Every row of the roll-up."""
    return set(
        KeywordMonth.objects.values_list("month", "channel_id", "viewer_id", "keyword__normal", "complaints", "callers")
    )


def counted(word: str) -> list[int]:
    """How many complaints hold a word, month by month."""
    rows = KeywordMonth.objects.filter(keyword__text=word, channel_id=0, viewer_id=0).order_by("month")
    return list(rows.values_list("complaints", flat=True))


def write(file: File, *texts: str, **fields: Any) -> None:
    """Each text once in each of three months of four years."""
    for day in MONTHS:
        for number, text in enumerate(texts):
            file(text, day=day, callers=[f"{day}{number}"], count=False, **fields)
    refresh()


@pytest.mark.parametrize(
    ("kind", "added", "removed", "word", "before", "after"),
    [
        (COMPOUND, ["전동킥보드방치"], [], "전동킥보드방치", [], [1, 1, 1]),
        (COMPOUND, [], ["불법주정차"], "불법주정차", [2, 2, 2], []),
        (STOP, ["킥보드"], [], "킥보드", [2, 2, 2], []),
        (STOP, [], ["민원"], "민원", [], [1, 1, 1]),
        (COMPOUND, ["주차단속반"], ["불법주정차"], "불법주정차", [2, 2, 2], []),
    ],
)
@pytest.mark.usefixtures("bare")
def test_a_change_reaches_every_month_and_its_undo_brings_back_every_number(
    kind: str, added: list[str], removed: list[str], word: str, before: list[int], after: list[int], file: File
) -> None:
    write(file, "전동 킥보드 방치", "불법 주정차 신고", "불법주정차 때문에 민원 냅니다", "킥보드와 가로등")
    rows = everything()
    assert counted(word) == before
    made = change(kind, added, removed, WHO)
    refresh()
    assert counted(word) == after
    assert everything() != rows
    take_back(made.pk, WHO)
    refresh()
    assert everything() == rows


@pytest.mark.usefixtures("bare")
def test_only_what_holds_the_word_is_read_again(file: File) -> None:
    [holds] = file("무단 투기를 신고합니다")
    file("가로등이 꺼졌습니다", answer="무단투기는 신고해 주십시오")
    change(COMPOUND, ["무단투기"], [], WHO)
    assert list(StaleComplaint.objects.values_list("pk", flat=True)) == [holds]


@pytest.mark.usefixtures("bare")
def test_a_word_counted_as_its_synonym_is_found_when_it_goes(file: File) -> None:
    change_synonyms(None, ["주차위반", "불법주정차"], WHO)
    [pk] = file("불법주정차 신고")
    change(COMPOUND, [], ["불법주정차"], WHO)
    assert list(StaleComplaint.objects.values_list("pk", flat=True)) == [pk]


@pytest.mark.usefixtures("bare")
def test_a_first_word_that_was_a_stop_word_brings_back_its_synonyms(file: File) -> None:
    DictionaryWord.objects.create(kind=STOP, text="구덩이")
    change_synonyms(None, ["구덩이", "포트홀"], WHO)
    file("포트홀이 생겼습니다")
    change(STOP, [], ["구덩이"], WHO)
    refresh()
    assert counted("구덩이") == [1]


@pytest.mark.parametrize(
    ("kind", "word", "says"),
    [
        (COMPOUND, "길", "한 글자"),
        (COMPOUND, "가" * 21, "너무 깁니다"),
        (STOP, "주·정차", "기호가 있습니다"),
        (STOP, "<script>", "기호가 있습니다"),
        (STOP, "2024", "숫자만"),
        (COMPOUND, "불법주정차", "이미 복합어 사전에"),
        (COMPOUND, "민원", "불용어입니다"),
        (STOP, "불법주정차", "복합어입니다"),
        (STOP, "포트홀", "동의어 묶음(포트홀, 도로 파임)"),
        (COMPOUND, "도로파임", "동의어 묶음"),
        (COMPOUND, "홍상철", "이름과 같습니다"),
        (STOP, "황보가람", "이름과 같습니다"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_what_speaks_against_a_word_is_said(kind: str, word: str, says: str, file: File) -> None:
    file("가로등", complainant_name="홍상철", officer="황보가람")
    change_synonyms(None, ["포트홀", "도로 파임"], WHO)
    assert says in faults(kind, [word])[word]
    with pytest.raises(RefusedError):
        change(kind, [word], [], WHO)
    assert not DictionaryChange.objects.exists()


@pytest.mark.parametrize("word", ["무단투기", "CCTV", "5G", "가로등", "ㅋㅋ"])
@pytest.mark.usefixtures("bare")
def test_nothing_speaks_against_an_ordinary_word(word: str, file: File) -> None:
    file("가로등", complainant_name="홍상철")
    assert faults(STOP, [word]) == {}


@pytest.mark.parametrize(
    ("added", "removed", "says"),
    [
        ([], [], "하나 이상"),
        ([], ["없는말"], "사전에 없어"),
        ([f"낱말{'가' * n}" for n in range(1, 18)] * 3, [], "50개까지"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_what_speaks_against_a_whole_change_is_said(added: list[str], removed: list[str], says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        change(COMPOUND, added, removed, WHO)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("불법 주정차\n무단투기, cctv 설치", ["불법주정차", "무단투기", "CCTV설치"]),
        ("  \n,,\n", []),
        ("포트홀;포트 홀／포트홀", ["포트홀"]),
    ],
)
def test_words_are_taken_one_a_line_without_blanks(typed: str, words: list[str]) -> None:
    assert split(typed) == words


@pytest.mark.usefixtures("bare")
def test_who_has_not_seen_the_newest_change_is_told() -> None:
    change(STOP, ["킥보드"], [], WHO)
    with pytest.raises(RefusedError, match="그사이 kim 님이"):
        change(STOP, ["가로등"], [], WHO, seen=0)
    assert not DictionaryWord.objects.filter(text="가로등").exists()


@pytest.mark.usefixtures("bare")
def test_a_change_is_undone_once_and_its_undo_can_be_undone() -> None:
    made = change(STOP, ["킥보드"], ["민원"], WHO)
    undone = take_back(made.pk, WHO)
    assert (undone.added, undone.removed, undone.undoes) == (["민원"], ["킥보드"], made)
    with pytest.raises(RefusedError, match="이미 되돌린"):
        take_back(made.pk, WHO)
    take_back(undone.pk, WHO)
    assert current_vocabulary().stop_words == {"킥보드"}


@pytest.mark.usefixtures("bare")
def test_an_undo_leaves_alone_what_others_have_changed_since() -> None:
    made = change(STOP, ["킥보드", "가로등"], [], WHO)
    change(STOP, [], ["킥보드"], WHO)
    assert take_back(made.pk, WHO).removed == ["가로등"]


@pytest.mark.usefixtures("bare")
def test_an_undo_of_what_is_gone_already_is_told() -> None:
    made = change(STOP, ["킥보드"], [], WHO)
    change(STOP, [], ["킥보드"], WHO)
    with pytest.raises(RefusedError, match="되돌릴 낱말이 없습니다"):
        take_back(made.pk, WHO)


@pytest.mark.usefixtures("bare")
def test_a_word_that_comes_back_by_an_undo_keeps_its_origin_by_a_person_it_is_hers() -> None:
    made = change(STOP, [], ["민원"], WHO)
    take_back(made.pk, WHO)
    assert DictionaryWord.objects.get(kind=STOP, text="민원").origin == WordOrigin.REFERENCE
    change(STOP, [], ["민원"], WHO)
    change(STOP, ["민원"], [], WHO)
    assert DictionaryWord.objects.get(kind=STOP, text="민원").origin == WordOrigin.PERSON


@pytest.mark.django_db
def test_the_first_word_of_a_person_does_not_keep_the_reference_words_away() -> None:
    change(STOP, ["아무말대잔치"], [], WHO)
    assert DictionaryWord.objects.filter(origin=WordOrigin.REFERENCE).count() > 1000


@pytest.mark.usefixtures("bare")
def test_what_fails_leaves_neither_words_nor_marks(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    file("킥보드가 있습니다")
    with monkeypatch.context() as patch:
        patch.setattr(dictionary, "mark_found", _fails)
        with pytest.raises(ZeroDivisionError):
            change(STOP, ["킥보드"], [], WHO)
    assert current_vocabulary().stop_words == {"민원"}
    assert not StaleComplaint.objects.exists()
    assert ComplaintKeywords.objects.count() == 1


def _fails(*args: object) -> int:
    return 1 // 0
