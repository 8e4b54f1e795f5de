"""What is told of a month is a change, and neither chance, nor a season, nor one person."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from analytics.models import ALL, ComplaintKeywords, Keyword
from analytics.months import later
from analytics.rising import SINGLE_LEVEL, _may_have_moved, judged, movements
from analytics.rollups import count_month
from analytics.scopes import By, Scope, Tally
from complaints.privacy.access import operator
from complaints.privacy.roles import Role
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Channel, Department

MONTH = date(2024, 9, 1)
PUBLIC = Scope(reader(Role.OFFICER))


@dataclass
class Counted:
    """Writes rows of keywords as the tagger would, and counts them."""

    channel_id: int
    made: int = 0

    def put(
        self,
        text: str | None,
        month: date,
        callers: Sequence[int],
        *,
        department_id: int = ALL,
        is_public: bool = True,
    ) -> None:
        ids = [Keyword.objects.get_or_create(text=text, normal=text)[0].pk] if text else []
        ComplaintKeywords.objects.bulk_create(
            ComplaintKeywords(
                complaint_id=self.made + place,
                day=month,
                channel_id=self.channel_id,
                department_id=department_id,
                is_public=is_public,
                caller=caller,
                keyword_ids=ids,
                version=1,
            )
            for place, caller in enumerate(callers, start=1)
        )
        self.made += len(callers)

    def months(self, text: str, counts: Sequence[int]) -> None:
        """So many callers in each of the months until MONTH, beside the hundred and more of `counted`."""
        for place, count in enumerate(reversed(counts)):
            self.put(text, later(MONTH, -place), range(1000, 1000 + count))

    def count(self) -> None:
        for month in set(ComplaintKeywords.objects.values_list("day", flat=True)):
            count_month(month)


@pytest.fixture
def counted(windows: dict[str, Channel]) -> Counted:
    """Fourteen months in which a hundred callers write of nothing."""
    found = Counted(windows["saeol"].pk)
    for place in range(14):
        found.put(None, later(MONTH, -place), range(100))
    return found


def told(counted: Counted, scope: Scope = PUBLIC, month: date = MONTH) -> dict[str, list[str]]:
    counted.count()
    found = movements(scope, month)
    return {
        name: [movement.text for movement in getattr(found, name)]
        for name in ("rising", "falling", "new")
        if getattr(found, name)
    }


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([3] * 13 + [30], {"rising": ["침수"]}),
        ([0] * 13 + [40], {"rising": ["침수"], "new": ["침수"]}),
        ([0] * 13 + [3], {"new": ["침수"]}),
        ([0] * 13 + [2], {}),
        ([1] + [0] * 12 + [4], {}),  # seen fourteen months ago
        ([30] * 14, {}),
        ([3] * 12 + [30, 30], {}),  # last month has told of it
        ([3, 30] + [3] * 11 + [30], {}),  # it comes every September
        ([30] * 13 + [3], {"falling": ["침수"]}),
        ([30] * 13 + [0], {"falling": ["침수"]}),
        ([30, 2] + [30] * 11 + [2], {}),  # it goes every September
        ([5] * 13 + [0], {}),
    ],
)
def test_a_change_is_one_against_last_month_last_year_and_the_mean(
    counted: Counted, counts: list[int], expected: dict[str, list[str]]
) -> None:
    counted.months("침수", counts)
    assert told(counted) == expected


@pytest.mark.parametrize(("callers", "rises"), [(range(40), True), ([7] * 40, False)])
@pytest.mark.parametrize("by", By)
def test_forty_callers_rise_and_forty_posts_of_one_do_not(
    counted: Counted, callers: Sequence[int], rises: bool, by: By
) -> None:
    counted.put("침수", MONTH, callers)
    assert ("rising" in told(counted, replace(PUBLIC, by=by))) is rises


def test_the_numbers_of_a_movement(counted: Counted) -> None:
    counted.months("침수", [10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 40])
    counted.count()
    (movement,) = movements(PUBLIC, MONTH).rising
    assert (movement.now, movement.before, movement.year_ago) == (Tally(40, 40), Tally(5, 5), Tally(10, 10))
    assert movement.usual == pytest.approx(140 * 15 / (12 * 100 + 15))
    assert movement.ratio == pytest.approx(40 / (140 * 10 / 110))
    assert 0 < movement.p < SINGLE_LEVEL


def test_a_running_month_is_compared_by_shares(counted: Counted) -> None:
    ComplaintKeywords.objects.filter(day=MONTH, caller__gte=10).delete()
    counted.months("침수", [30] * 13 + [3])
    assert told(counted) == {}


@pytest.mark.parametrize(("earlier", "lists"), [(2, set()), (3, {"rising"}), (5, {"rising"}), (6, {"rising", "new"})])
def test_little_history_tells_little_and_says_so(counted: Counted, earlier: int, lists: set[str]) -> None:
    ComplaintKeywords.objects.filter(day__lt=later(MONTH, -earlier)).delete()
    counted.put("침수", MONTH, range(40))
    assert told(counted).keys() == lists
    found = movements(PUBLIC, MONTH)
    assert found.months_before == earlier
    assert all(movement.year_ago is None for movement in found.rising)


@pytest.mark.parametrize("month", [MONTH, later(MONTH, 1)])
def test_an_empty_database_or_month_tells_nothing(db: None, month: date) -> None:
    found = movements(PUBLIC, month)
    assert (found.rising, found.falling, found.new, found.months_before) == ([], [], [], 0)


def test_a_month_without_any_before_is_passed_over(counted: Counted) -> None:
    ComplaintKeywords.objects.filter(day=later(MONTH, -1)).delete()
    counted.put("침수", MONTH, range(40))
    assert told(counted)["rising"] == ["침수"]


def test_what_the_reader_may_not_read_moves_nothing(counted: Counted, roads: Department, parks: Department) -> None:
    counted.put("침수", MONTH, range(40), department_id=roads.pk, is_public=False)
    counted.count()
    assert told(counted, Scope(reader(Role.OFFICER, parks))) == {}
    assert told(counted, Scope(reader(Role.OFFICER, roads)))["rising"] == ["침수"]
    assert told(counted, Scope(reader(Role.OFFICER, roads), only_public=True)) == {}


def test_one_department_is_counted_as_asked(counted: Counted, roads: Department) -> None:
    for place in range(13):
        counted.put("포장", later(MONTH, -place), range(50), department_id=roads.pk)
    counted.put("침수", MONTH, range(40), department_id=roads.pk)
    counted.put("가로등", MONTH, range(40))
    assert told(counted, Scope(reader(Role.OFFICER), department=roads)) == {"rising": ["침수"], "new": ["침수"]}


def test_who_reads_all_is_told_of_all(counted: Counted, roads: Department) -> None:
    counted.put("침수", MONTH, range(40), department_id=roads.pk, is_public=False)
    counted.put("가로등", MONTH, range(40))
    counted.put("가로등", later(MONTH, -13), [1], department_id=roads.pk, is_public=False)
    assert told(counted, Scope(operator())) == {"rising": ["침수", "가로등"], "new": ["침수"]}


def test_the_roll_ups_tell_what_the_complaints_tell(counted: Counted) -> None:
    for word, place in itertools.product(range(9), range(13)):
        callers = (60, 20, 0)[word % 3] if place == 0 else 20
        counted.put(f"낱말{word}", later(MONTH, -place), range(1000 * word, 1000 * word + callers))
    counted.count()
    found = movements(PUBLIC, MONTH)
    assert (len(found.rising), len(found.falling)) == (3, 3)
    assert movements(Scope(operator()), MONTH) == found


def test_a_word_is_not_new_where_another_window_has_seen_it(counted: Counted, windows: dict[str, Channel]) -> None:
    counted.put("침수", later(MONTH, -13), [1])
    mayor = Counted(windows["mayor"].pk, counted.made)
    for place in range(13):
        mayor.put(None, later(MONTH, -place), range(100))
    mayor.put("침수", MONTH, range(40))
    assert told(mayor, replace(PUBLIC, channel=windows["mayor"])) == {"rising": ["침수"]}


def test_the_strongest_stands_first(counted: Counted) -> None:
    counted.months("셋", [10] * 13 + [40])
    counted.months("하나", [10] * 13 + [90])
    counted.months("둘", [0] * 13 + [12])
    assert told(counted)["rising"] == ["하나", "둘", "셋"]


def test_a_seasonal_word_rises_in_its_first_december_only(counted: Counted) -> None:
    for month in (date(2023, 12, 1), date(2024, 12, 1)):
        counted.put("제설", month, range(60))
    for place in range(14, 30):
        counted.put(None, later(date(2024, 12, 1), -place), range(100))
    for month in (date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1)):
        counted.put(None, month, range(100))
    assert told(counted, month=date(2023, 12, 1))["rising"] == ["제설"]
    assert told(counted, month=date(2024, 12, 1)) == {}


MONTHS, COMPLAINTS, WORDS, SHUFFLES = 24, 3000, 8000, 200


def test_dates_at_random_make_a_false_rise_in_five_of_a_hundred_months_at_most() -> None:
    rng = np.random.default_rng(20240903)
    texts, callers = complaints_of_two_years(rng)
    rose = fell = 0
    for _ in range(SHUFFLES):
        month = int(rng.integers(6, MONTHS))
        since = max(0, month - 12)
        dates = rng.permutation(np.repeat(np.arange(MONTHS), COMPLAINTS))
        asked = (dates >= since) & (dates <= month)
        table, totals = by_month(texts[asked], callers[asked], dates[asked])
        now, before = (table[:, at].astype(float) for at in (month, month - 1))
        chosen = _may_have_moved(now, int(totals[month]), before, int(totals[month - 1]))
        counts, tested = table[chosen, since : month + 1].astype(float), int((now > 0).sum())
        found = judged(counts, totals[since : month + 1].tolist(), 0 if month >= 12 else None, tested)
        rose += bool(found.has_risen.any())
        fell += bool(found.has_fallen.any())
    assert max(rose, fell) <= 0.05 * SHUFFLES


def complaints_of_two_years(rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Four words of each complaint, some words in many, and its caller: some write often, and of the same again."""
    weights = 1 / np.arange(3, WORDS + 3)
    weights /= weights.sum()
    activity = rng.pareto(1.2, MONTHS * COMPLAINTS // 2) + 0.2
    callers = rng.choice(len(activity), MONTHS * COMPLAINTS, p=activity / activity.sum())
    texts = rng.choice(WORDS, (MONTHS * COMPLAINTS, 4), p=weights)
    again = rng.random(len(texts)) < 0.4
    texts[again] = rng.choice(WORDS, (len(activity), 4), p=weights)[callers[again]]
    return texts, callers


def by_month(
    texts: NDArray[np.int64], callers: NDArray[np.int64], months: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The callers of each word (row) in each month (column), and of each month."""
    writers = callers.max() + 1
    held = distinct((texts * MONTHS + months[:, None]) * writers + callers[:, None]) // writers
    wrote = distinct(months * writers + callers) // writers
    return np.bincount(held, minlength=WORDS * MONTHS).reshape(WORDS, MONTHS), np.bincount(wrote, minlength=MONTHS)


def distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorting is several times faster here than the table that numpy makes."""
    ordered = np.sort(keys, axis=None)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def test_a_month_takes_five_queries(counted: Counted, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    counted.months("침수", [3] * 13 + [30])
    counted.count()
    with django_assert_max_num_queries(5):
        movements(PUBLIC, MONTH)
