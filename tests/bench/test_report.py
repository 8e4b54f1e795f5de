"""Results become tables that stand side by side by size."""

from typing import Any

from bench.report import report

MACHINE = {"cores": 2, "processor": "x", "memory_gib": 4, "python": "3.11", "commit": "abc"}


def _result(rows: int, p95: float) -> dict[str, Any]:
    times = {"p50": 1.0, "p95": p95, "p99": 9.0, "n": 3}
    sizes = {"table": 1, "search_index": 2, "total": 3}
    return {
        "bench": "search",
        "rows": rows,
        "machine": MACHINE,
        "fill": {},
        "size_mib": sizes,
        "look_ups": {"name": times},
    }


def test_growth_stands_beside_the_sizes() -> None:
    lines = list(report([_result(1000, 2.0), _result(3000, 5.0)], []))
    assert "| name | 1 / 2 / 9 | 1 / 5 / 9 | x 2.5 |" in lines


def test_a_result_without_a_part_has_no_table_of_it() -> None:
    text = "\n".join(report([_result(1000, 2.0)], []))
    assert "Looking up a caller" in text
    assert "Recall" not in text
    assert "Pages" not in text
