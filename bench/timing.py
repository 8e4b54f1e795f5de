"""Milliseconds that PostgreSQL needs for the statements of a piece of work, and their percentiles."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@contextmanager
def database_time() -> Iterator[list[float]]:
    """Collects the milliseconds of each statement executed inside, until its answer is in."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the greatest, by nearest rank; nothing but n = 0 of no values."""
    ranked = sorted(values)
    if not ranked:
        return {"n": 0}

    def at(share: float) -> float:
        return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 2)

    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": round(ranked[-1], 2), "n": len(ranked)}
