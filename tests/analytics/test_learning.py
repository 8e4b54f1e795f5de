"""Words are learned that people write together, by several of them; never names, nor what people have taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analytics import learning
from analytics.dictionary import take_back
from analytics.learning import learn
from analytics.models import DictionaryChange, DictionaryWord, KeywordMonth, StaleComplaint, WordOrigin
from analytics.refreshing import refresh
from complaints.privacy.reader import Reader
from complaints.synonyms.services import change as change_synonyms
from complaints.text.keywords import joined_forms

if TYPE_CHECKING:
    from tests.analytics.conftest import File

WHO = Reader(actor="kim")
TERM, TEXT = "공원석탄", "공원석탄 문제가 있습니다"  # two words that nobody had put together before


@pytest.fixture(autouse=True)
def _bare(db: None) -> None:
    DictionaryWord.objects.create(kind="stop", text="문제", origin=WordOrigin.REFERENCE)


def test_what_ten_callers_join_becomes_a_word_of_its_own_in_all_months(file: File) -> None:
    file(TEXT, callers=range(10))
    [old] = file("공원 석탄", day="2019-02-01")
    assert learn(60) == [TERM]
    assert DictionaryWord.objects.get(text=TERM).origin == WordOrigin.LEARNED
    assert DictionaryChange.objects.get().actor == "자동"
    assert StaleComplaint.objects.filter(pk=old).exists()
    refresh()
    assert KeywordMonth.objects.filter(keyword__text=TERM, channel_id=0).count() == 2


@pytest.mark.parametrize("callers", [range(9), [1] * 40])
def test_what_few_join_is_not_learned(callers: list[int], file: File) -> None:
    file(TEXT, callers=callers)
    assert learn(60) == []


def test_what_mostly_stands_apart_is_not_learned(file: File) -> None:
    file(TEXT, callers=range(10))
    file("공원에서 석탄 냄새", callers=range(30))
    assert learn(60) == []


def test_what_people_have_taken_out_is_never_learned_again(file: File) -> None:
    file(TEXT, callers=range(10))
    learn(60)
    take_back(DictionaryChange.objects.get().pk, WHO)
    assert learn(60) == []
    assert not DictionaryWord.objects.get(text=TERM).is_used


def test_what_is_a_stop_word_or_a_synonym_is_not_learned(file: File) -> None:
    DictionaryWord.objects.create(kind="stop", text=TERM, is_used=False)
    file(TEXT, callers=range(10))
    assert learn(60) == []
    DictionaryWord.objects.filter(text=TERM).delete()
    change_synonyms(None, ["갈탄", TERM], WHO)
    assert learn(60) == []


@pytest.mark.parametrize("field", ["complainant_name", "officer"])
def test_a_name_is_not_learned(field: str, file: File) -> None:
    file("가로등", **{field: "황보가람"})
    runs: dict[tuple[str, ...], int] = {("황보", "가람"): 10, ("공원", "석탄"): 10}
    assert learning._new(runs, runs) == [TERM]


def test_what_the_tagger_made_of_an_unknown_word_is_not_learned() -> None:
    run = ("누라휴", "도시")
    assert joined_forms({run: 10}) == {"누라휴도시"}
    assert not learning._is_made_of_words(run)


def test_it_reads_the_newest_and_no_longer_than_it_may(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    file(TEXT, callers=range(10), day="2019-02-01")
    file("가로등", callers=range(10))
    monkeypatch.setattr(learning, "MOST_READ", 10)
    assert learn(60) == []
    monkeypatch.setattr(learning, "MOST_READ", 20)
    monkeypatch.setattr(learning, "_BITE", 10)
    assert learn(-1) == []
    assert learn(60) == [TERM]
