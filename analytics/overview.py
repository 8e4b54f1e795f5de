"""One month at a glance: its words, what changed, how it compares with the months before, and where it came in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.counting import received_by_channel, received_by_month, words_by_month
from analytics.links import listing_url, page_url, word_url
from analytics.months import MONTHS_A_YEAR, last_day, later, months_between
from analytics.numbers import Chart, Number, Series, Table, Words, counted, headings, hidden_together
from analytics.rising import FEWEST_MONTHS, MONTHS_TO_CALL_NEW
from analytics.scopes import FEWEST_PERSONS, NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from analytics.ranking import Ranked
    from analytics.rising import Movement, Movements
    from analytics.scopes import Scope
    from complaints.models import Channel

IN_CLOUD = 60
IN_LIST = 20
IN_HEAT = 20
MONTHS_SHOWN = 13


def month_name(month: date) -> str:
    """`2024년 9월`."""
    return f"{month.year}년 {month.month}월"


def top_table(scope: Scope, month: date, words: Sequence[Ranked]) -> Table:
    """The first words with rank, change and number."""
    rows = tuple(
        (
            Words(each.text, word_url(each.text, scope, month)),
            Number(each.rank, text=f"{each.rank}위"),
            _change(each.change),
            counted(scope, each.tally, listing_url(scope, month, last_day(month), [each.text])),
        )
        for each in words[:IN_LIST]
    )
    columns = ("낱말", "순위", "지난달보다", scope.by.label)
    return Table("top", f"{month_name(month)} 많이 나온 말", headings(columns), rows, empty=_nothing(scope))


def cloud(scope: Scope, month: date, words: Sequence[Ranked]) -> Chart:
    """The same words, more of them, by size."""
    numbers = tuple(
        counted(scope, each.tally, listing_url(scope, month, last_day(month), [each.text])) for each in words
    )
    return Chart(
        "cloud",
        "cloud",
        f"{month_name(month)} 낱말 구름",
        "낱말",
        tuple(each.text for each in words),
        (Series(scope.by.label, numbers),),
        scope.unit,
        label_urls=tuple(word_url(each.text, scope, month) for each in words),
    )


def movement_tables(scope: Scope, month: date, moved: Movements) -> dict[str, Table]:
    """What rose, fell and came new."""
    if moved.months_before < FEWEST_MONTHS:
        waits = f"이 달 앞에 {FEWEST_MONTHS}달의 자료가 있어야 늘고 준 말을 가릴 수 있습니다."
        sentences = (waits, waits, waits)
    else:
        sentences = (
            "우연이라고 보기 어렵게 늘어난 말은 없습니다.",
            "우연이라고 보기 어렵게 줄어든 말은 없습니다.",
            "전에 없던 말이 새로 나오지 않았습니다."
            if moved.months_before >= MONTHS_TO_CALL_NEW
            else f"이 달 앞에 {MONTHS_TO_CALL_NEW}달의 자료가 있어야 처음 나온 말을 가릴 수 있습니다.",
        )
    listed = (
        ("rising", "늘어난 말", moved.rising),
        ("falling", "줄어든 말", moved.falling),
        ("new", "처음 나온 말", moved.new),
    )
    return {
        id_: _movement_table(id_, title, scope, (month, moved.before_month or later(month, -1)), found, sentence)
        for (id_, title, found), sentence in zip(listed, sentences, strict=True)
    }


def _movement_table(
    id_: str, title: str, scope: Scope, months: tuple[date, date], moved: Sequence[Movement], empty: str
) -> Table:
    """Words of a month beside what they are compared with; tested by callers, shown as the scope counts."""
    month, before = months
    year_ago = later(month, -MONTHS_A_YEAR)
    rows = tuple(
        (
            Words(each.text, word_url(each.text, scope, month)),
            counted(scope, each.now, listing_url(scope, month, last_day(month), [each.text])),
            counted(scope, each.before, listing_url(scope, before, last_day(before), [each.text])),
            Number(None)
            if each.year_ago is None
            else counted(scope, each.year_ago, listing_url(scope, year_ago, last_day(year_ago), [each.text])),
            ratio(scope, each),
        )
        for each in moved[:IN_LIST]
    )
    columns = ("낱말", "이달", "지난달", "지난해 같은 달", "예상의(민원인)")
    return Table(id_, title, headings(columns), rows, empty=empty)


def ratio(scope: Scope, moved: Movement) -> Number:
    """How many times what was expected, as far as the reader may know that."""
    if scope.hides(moved.now):
        return Number(None)
    if scope.is_own:
        return Number(moved.ratio, text=f"{moved.ratio:.1f}배")
    return said_ratio(moved.ratio, moved.now.callers)


def said_ratio(times: float, callers: int) -> Number:
    """A ratio to what was expected, as everybody may know it; callers / ratio persons were."""
    if times * FEWEST_PERSONS <= callers:
        return Number(times, text=f"{times:.1f}배")
    least = callers / FEWEST_PERSONS
    return Number(least, text=f"{least:.1f}배 넘게")


def trend(scope: Scope, month: date) -> Chart:
    """The complaints of the month and of the twelve before."""
    months = months_between(later(month, 1 - MONTHS_SHOWN), month)
    tallies = received_by_month(scope, months[0], month)
    numbers = tuple(
        counted(scope, tallies.get(each, NOTHING), listing_url(scope, each, last_day(each))) for each in months
    )
    return Chart(
        "trend",
        "line",
        "최근 열세 달의 민원",
        "달",
        tuple(f"{each:%Y-%m}" for each in months),
        (Series(scope.by.label, numbers),),
        scope.unit,
        label_urls=tuple(page_url("analytics:month", scope, month=f"{each:%Y-%m}") for each in months),
    )


def heat_map(scope: Scope, month: date, words: Sequence[Ranked]) -> Chart:
    """The first words through the twelve months up to one: a row for each word, a column for each month."""
    months = months_between(later(month, 1 - MONTHS_A_YEAR), month)
    shown = words[:IN_HEAT]
    tallies = words_by_month(scope, months[0], month, [each.keyword_id for each in shown])
    series = tuple(
        Series(
            word.text,
            tuple(
                counted(
                    scope,
                    tallies.get(each, {}).get(word.keyword_id, NOTHING),
                    listing_url(scope, each, last_day(each), [word.text]),
                )
                for each in months
            ),
        )
        for word in shown
    )
    title = f"{month_name(month)} 많이 나온 말의 열두 달"
    return Chart("heat", "heat", title, "낱말", tuple(f"{each:%Y-%m}" for each in months), series, scope.unit)


def channels(scope: Scope, month: date, windows: Sequence[Channel]) -> Chart:
    """Through which windows the month's complaints came in, whatever the window of the scope."""
    tallies = received_by_channel(scope, month)
    shown = [each for each in windows if each.is_active or each.pk in tallies]
    scopes = [replace(scope, channel=each) for each in shown]
    cells = [
        (tally, counted(own, tally, listing_url(own, month, last_day(month))))
        for own in scopes
        for tally in [tallies.get(own.channel_id, NOTHING)]
    ]
    numbers = tuple(hidden_together(scope, cells))
    return Chart(
        "channels",
        "bar",
        f"{month_name(month)} 창구별 민원",
        "창구",
        tuple(each.short_name for each in shown),
        (Series(scope.by.label, numbers),),
        scope.unit,
        label_urls=tuple(page_url("analytics:month", own, month=f"{month:%Y-%m}") for own in scopes),
    )


def _change(change: int | None) -> Number | Words:
    if change is None:
        return Words("순위 밖")
    if change == 0:
        return Number(0, text="그대로")
    return Number(change, text=f"▲ {change}" if change > 0 else f"▼ {-change}")


def _nothing(scope: Scope) -> str:
    if scope.is_own:
        return "이 달에는 낱말을 셀 민원이 없습니다."
    return "이 달에는 다섯 명 이상이 말한 낱말이 없습니다. 다른 달이나 넓은 조건을 골라 보세요."
