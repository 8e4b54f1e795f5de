"""Whether a share rose more than chance explains: pure functions over arrays, one element for each word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_NEGLIGIBLE = 1e-12  # of a sum whose further terms are left out


def p_of_rise(
    now: ArrayLike, now_of: float, before: ArrayLike, before_of: float, spread: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """The probability of at least `now` of `now_of`, had the share stayed as in `before` of `before_of`.

    Exact and one-sided, for counts down to none: under an equal share the part of `now` in the sum of both counts is
    binomial with now_of / (now_of + before_of) (Przyborowski and Wilenski 1940, Homogeneity of results in testing
    samples from Poisson series, Biometrika 31). A `spread` over 1, as `spread_of` finds it, leaves of each count what
    is independent: both are divided by it, and rounded against a finding. Where the share did not rise at all, 1.
    For a fall the two are given the other way round.
    """
    scale = np.asarray(spread, dtype=float)
    more, less = np.floor(np.asarray(now, dtype=float) / scale), np.ceil(np.asarray(before, dtype=float) / scale)
    more, less = np.broadcast_arrays(more, less)
    return _at_least(more, less, now_of, before_of)


def _at_least(successes: Floats, failures: Floats, chances_for: float, chances_against: float) -> Floats:
    """The upper tail of the binomial distribution; 1 where there are no more successes than expected."""
    found = np.ones(successes.shape)
    # Whole numbers, so that equal shares are equal.
    rising = successes * chances_against > failures * chances_for
    if not rising.any():
        return found
    x, n, odds = successes[rising], (successes + failures)[rising], chances_for / chances_against
    factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n.max() + 1)))))
    choices = factorials[n.astype(int)] - factorials[x.astype(int)] - factorials[(n - x).astype(int)]
    first = choices + x * np.log(odds) - n * np.log1p(odds)
    # Past its mean the terms only become smaller, the first by the first ratio.
    term = total = np.ones(x.shape)
    while (term > _NEGLIGIBLE * total).any():
        term = term * np.maximum(n - x, 0) / (x + 1) * odds
        total = total + term
        x = x + 1
    found[rising] = np.minimum(np.exp(first) * total, 1)
    return found


def spread_of(counts: ArrayLike, totals: ArrayLike) -> NDArray[np.float64]:
    """How much more than by chance each word (row) jumps from month to month (column): its variance to its mean.

    Pearson's statistic per degree of freedom (McCullagh and Nelder 1989, Generalized Linear Models, 4.5.2), at least 1.
    The month of the largest share is left out: a word that jumped once has no custom of it. 1 for under three months.
    """
    table, months = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    left = np.ones(table.shape)
    if table.shape[1] > 2:
        left[np.arange(len(table)), np.argmax(table / months, axis=1)] = 0
    share = (table * left).sum(axis=1, keepdims=True) / (months * left).sum(axis=1, keepdims=True)
    expected = np.maximum(share * months, np.finfo(float).tiny)
    statistic = (left * (table - expected) ** 2 / expected).sum(axis=1)
    return np.maximum(statistic / max(table.shape[1] - 2, 1), 1) if table.shape[1] > 2 else np.ones(len(table))


def are_found(p: ArrayLike, tested: int, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which of these are findings when `tested` were tested, of which all others have a p near 1.

    At most `rate` of the findings are false on average, and where nothing is to be found a month in 1 / `rate` has one
    (Benjamini and Hochberg 1995, Controlling the false discovery rate, J. R. Stat. Soc. B 57).
    """
    values: NDArray[Any] = np.asarray(p, dtype=float)
    ordered = np.sort(values)
    within = np.flatnonzero(ordered <= rate * np.arange(1, len(ordered) + 1) / max(tested, len(ordered), 1))
    return values <= ordered[within[-1]] if len(within) else np.zeros(values.shape, dtype=bool)
