"""A month in sentences: true to its tables, whatever is missing in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from analytics.numbers import Column, Number, Table, Words
from analytics.report_words import Told, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.numbers import Cell

MONTH = date(2024, 9, 1)
ENDED = date(2024, 9, 30)
HIDDEN = Number(None, is_hidden=True)


def table(id_: str, *rows: tuple[Cell, ...], empty: str = "") -> Table:
    return Table(id_, id_, (Column("이름"),), rows, empty=empty)


def figures(*received: float | None) -> Table:
    """Received now, last month, a year ago; everything else as in a quiet month."""
    others = [(Words(name), Number(value), Number(0), Number(0)) for name, value in QUIET]
    return table("figures", (Words("접수"), *map(Number, received)), *others)


QUIET = (("답변 완료", 80), ("기한 지나 답변", 0), ("처리 중", 20), ("처리 중 기한 지남", 3), ("중앙값", 3.5))


def told(*received: float | None, until: date = ENDED, **tables: Table) -> Told:
    names = ("top", "rising", "new", "channels", "departments")
    others = {name: table(name, empty=f"{name}이 없습니다.") for name in names}
    return Told(MONTH, until, {"figures": figures(*received), **others, **tables}, [("새올", ENDED)])


@pytest.mark.parametrize(
    ("received", "said"),
    [
        ((1284, 1146, 1180), "지난달(1,146건)보다 12% 늘었고, 지난해 9월(1,180건)보다 9% 늘었습니다."),
        ((100, 100, 50), "지난달(100건)과 같고, 지난해 9월(50건)의 2.0배로 늘었습니다."),
        ((90, 100, None), "지난달(100건)보다 10% 줄었습니다."),
        ((999, 1000, 0), "지난달(1,000건)보다 1%가 못 되게 줄었습니다."),
        ((7, None, None), "9월에는 공개 민원 7건을 접수했습니다."),
    ],
)
def test_the_month_is_compared_with_what_there_was(received: Sequence[float | None], said: str) -> None:
    first = summary(told(*received))[0]
    assert first.startswith(f"9월에는 공개 민원 {received[0]:,}건을 접수했습니다.")
    assert first.endswith(said)


def test_a_running_month_is_compared_with_none() -> None:
    sentences = summary(told(100, 200, 300, until=date(2024, 9, 12)))
    assert sentences[0] == "9월에는 12일까지 공개 민원 100건을 접수했습니다."
    assert not any(before in " ".join(sentences) for before in ("지난달", "지난해"))


def test_a_month_without_complaints_and_one_of_few_say_so() -> None:
    assert summary(told(0, 10, 10)) == ["9월에는 접수한 공개 민원이 없습니다."]
    few = replace(told(0), tables={"figures": table("figures", (Words("접수"), *[HIDDEN] * 3))})
    assert summary(few) == ["9월에 공개 민원을 낸 사람이 5명 미만이라 숫자를 싣지 않습니다."]


def test_what_became_of_the_complaints_is_said() -> None:
    sentences = " ".join(summary(told(100, None, None)))
    assert "이 가운데 80건(80%)에 답변했고 20건을 처리하고 있습니다." in sentences
    assert "처리하고 있는 민원 가운데 3건은 기한이 지났습니다." in sentences
    assert "답변한 민원의 절반은 근무일로 3.5일 안에 답변했습니다." in sentences


def rising(*rows: tuple[str, Number, int, int]) -> Table:
    cells = [
        (Words(word), Number(60), before, Number(5), Number(4), Number(one), Number(alike))
        for word, before, one, alike in rows
    ]
    return table("rising", *cells)


def test_one_caller_and_one_campaign_behind_a_word_are_named() -> None:
    table_ = rising(("정비", Number(10), 2, 62), ("소음", HIDDEN, 40, 0), ("단속", Number(7), 5, 5))
    sentences = " ".join(summary(told(100, 90, 80, rising=table_)))
    assert (
        "우연이라고 보기 어렵게 늘어난 말은 정비(지난달 10명에서 60명), 소음(지난달 5명 미만에서 60명), "
        "단속(지난달 7명에서 60명)입니다." in sentences
    )
    assert "그 가운데 거의 같은 글이 많아 함께 낸 것일 수 있는 말은 정비(62%)입니다." in sentences
    assert "그 가운데 한 사람이 많이 낸 말은 소음(40%)입니다." in sentences


def test_many_words_are_counted_and_new_ones_told_once() -> None:
    risen = rising(*((word, Number(0), 0, 0) for word in "가나다라"))
    new = table("new", *((Words(word), Number(7)) for word in "나마"))
    sentences = " ".join(summary(told(100, 90, 80, rising=risen, new=new)))
    assert "다(지난달 0명에서 60명) 등 4개입니다." in sentences
    assert "늘어난 말 가운데 1개는 이 달에 처음 나왔습니다." in sentences
    assert "그 밖에 처음 나온 말은 마(7명)입니다." in sentences


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((("새올", 60), ("순찰", 40)), "접수가 가장 많은 창구는 새올(60건, 60%)입니다."),
        ((("새올", 50), ("순찰", 50)), "접수가 가장 많은 창구는 새올, 순찰(각각 50건, 50%)입니다."),
        ((("그 밖의 창구 4곳", 60), ("순찰", 40)), ""),
        ((("새올", 100),), ""),
    ],
)
def test_the_largest_window_is_named_if_there_is_one(rows: Sequence[tuple[str, int]], said: str) -> None:
    channels = table("channels", *((Words(name), Number(number)) for name, number in rows))
    found = [paragraph for paragraph in summary(told(100, 90, 80, channels=channels)) if "창구" in paragraph]
    assert found == ([said] if said else [])


def test_windows_whose_data_end_early_are_named() -> None:
    loaded = [("새올", ENDED), ("순찰", date(2024, 9, 21)), ("청원", None)]
    assert summary(replace(told(100, 90, 80), loaded=loaded))[-1] == (
        "자료가 달의 끝까지 들어오지 않은 창구가 있어 숫자가 늘 수 있습니다: 순찰(2024-09-21까지), 청원(자료 없음)."
    )
