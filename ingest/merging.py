"""Several rows of one complaint (a row a photo) become one, whatever order they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.readings import Reading

_EPOCH = 0.0
_EMPTY = (None, "", ())


def merge(readings: list[Reading]) -> tuple[Reading, list[Reading]]:
    """The reading that stands for all, with the fields and columns that only some rows have, and the others.

    Independent of order: the row that was handled last wins, then the fuller one, then the greater text.
    """
    ordered = sorted(readings, key=_weight, reverse=True)
    winner, others = ordered[0], ordered[1:]
    if any(_differs(winner, other) for other in others):
        winner.tell("rows_differ", "receipt_number", str(len(readings)))
    for other in others:
        _fill(winner, other)
    winner.kept = _joined([reading.kept for reading in ordered])
    return winner, others


def _fill(winner: Reading, other: Reading) -> None:
    """Take over what the winner's row leaves empty."""
    for name, value in other.fields.items():
        winner.put(name, value)
    winner.department_name = winner.department_name or other.department_name


def _weight(reading: Reading) -> tuple[float, float, int, tuple[str, ...]]:
    answered, received = reading.fields.get("answered_at"), reading.fields.get("received_at")
    return (
        answered.timestamp() if answered else _EPOCH,
        received.timestamp() if received else _EPOCH,
        len(reading.row.filled),
        reading.row.texts,
    )


def _differs(one: Reading, other: Reading) -> bool:
    """Whether two rows contradict each other; an empty field contradicts nothing."""
    pairs = [(value, other.fields.get(name)) for name, value in one.fields.items()]
    pairs.append((one.department_name, other.department_name))
    return any(mine != theirs for mine, theirs in pairs if mine not in _EMPTY and theirs not in _EMPTY)


def _joined(kept: list[dict[str, str]]) -> dict[str, str]:
    columns = sorted({column for each in kept for column in each})
    return {column: "\n".join(sorted({each[column] for each in kept if each.get(column)})) for column in columns}
