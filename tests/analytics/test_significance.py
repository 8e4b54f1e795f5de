"""Tests of counts are exact, and do not take for a finding what chance or custom makes."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rising import judged
from analytics.significance import are_found, p_of_rise, spread_of

COUNTS = st.integers(0, 60)
TOTALS = st.integers(1, 500)


@given(COUNTS, TOTALS, COUNTS, TOTALS)
def test_the_p_of_a_rise_is_the_tail_of_the_binomial(now: int, now_of: int, before: int, before_of: int) -> None:
    share, both = Fraction(now_of, now_of + before_of), now + before
    tail = sum(comb(both, k) * share**k * (1 - share) ** (both - k) for k in range(now, both + 1))
    expected = float(tail) if now > both * share else 1
    assert p_of_rise([now], now_of, [before], before_of)[0] == pytest.approx(expected, rel=1e-9)


@given(COUNTS, TOTALS, COUNTS, TOTALS, st.floats(1, 20))
def test_a_word_that_jumps_is_less_of_a_finding(
    now: int, now_of: int, before: int, before_of: int, spread: float
) -> None:
    (calm,), (jumping,) = (p_of_rise([now], now_of, [before], before_of, each) for each in (1, spread))
    assert calm <= jumping or jumping == pytest.approx(calm)


@pytest.mark.parametrize(("now", "before"), [(0, 0), (0, 5), (5, 5), (2_000_000, 2_000_000)])
def test_what_did_not_rise_has_a_p_of_one(now: int, before: int) -> None:
    assert p_of_rise([now], 3_000_000, [before], 3_000_000)[0] == 1


def test_millions_of_callers_make_no_trouble() -> None:
    assert p_of_rise([40_000, 9], 1_000_000, [20_000, 0], 2_000_000) == pytest.approx([0, 3**-9])


@pytest.mark.parametrize(
    ("counts", "spread"),
    [
        ([0] * 12, 1),
        ([30] * 12, 1),
        ([30] * 5 + [200] + [30] * 6, 1),  # jumped once
        ([10, 50] * 6, 15.48),
        ([7, 9], 1),
    ],
)
def test_a_spread_is_that_of_months_but_the_largest(counts: list[int], spread: float) -> None:
    assert spread_of([counts], [1000] * len(counts))[0] == pytest.approx(spread, abs=0.01)


def test_a_spread_is_of_shares() -> None:
    assert spread_of([[10, 20, 40, 80, 160]], [100, 200, 400, 800, 1600])[0] == 1


@pytest.mark.parametrize(
    ("p", "tested", "found"),
    [
        ([0.01, 0.02, 0.03, 0.9], 4, [True, True, True, False]),
        ([0.02, 0.03, 0.0374, 0.9], 4, [True, True, True, False]),  # the third carries the first
        ([0.02, 0.03, 0.0376, 0.9], 4, [False] * 4),
        ([0.01], 10, [False]),
        ([0.004], 10, [True]),
        ([], 0, []),
    ],
)
def test_findings_are_those_of_benjamini_and_hochberg(p: list[float], tested: int, found: list[bool]) -> None:
    assert are_found(p, tested).tolist() == found


def test_a_threefold_rise_of_thirty_callers_is_found(rng: np.random.Generator) -> None:
    counts = np.column_stack([rng.poisson(30, (1000, 12)), rng.poisson(90, 1000)]).astype(float)
    found = [judged(row[None], [3000] * 13, 0, tested=3000).has_risen[0] for row in counts]
    assert np.mean(found) > 0.9


def test_a_word_that_jumps_every_month_is_not_told_each_time(rng: np.random.Generator) -> None:
    jumping = rng.negative_binomial(3, 0.1, (1000, 13)).astype(float)  # mean 27, variance ten times as much
    found = [judged(row[None], [3000] * 13, 0, tested=3000).has_risen[0] for row in jumping]
    assert np.mean(found) < 0.01


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240903)
