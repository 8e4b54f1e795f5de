"""The tables and charts of a report as plain values that are stored, and back; without addresses, for data move on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.numbers import Chart, Column, Number, Series, Table, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.numbers import Cell

FORMAT = 1  # of what is stored; a reader of a newer one reads this as well

Part = Table | Chart
Values = dict[str, Any]


def frozen(part: Part) -> Values:
    """A table or chart as values of JSON."""
    if isinstance(part, Chart):
        return {
            "chart": part.kind,
            "id": part.id,
            "title": part.title,
            "heading": part.heading,
            "labels": list(part.labels),
            "series": [{"name": each.name, "numbers": list(map(_frozen_cell, each.numbers))} for each in part.series],
            "unit": part.unit,
            "note": part.note,
        }
    return {
        "id": part.id,
        "title": part.title,
        "columns": [[column.label, column.is_number] for column in part.columns],
        "rows": [list(map(_frozen_cell, row)) for row in part.rows],
        "empty": part.empty,
        "note": part.note,
    }


def thawed(values: Mapping[str, Any]) -> Part:
    """The table or chart that was stored."""
    if "chart" not in values:
        return Table(
            id=values["id"],
            title=values["title"],
            columns=tuple(Column(label, is_number=is_number) for label, is_number in values["columns"]),
            rows=tuple(tuple(map(_thawed_cell, row)) for row in values["rows"]),
            empty=values["empty"],
            note=values["note"],
        )
    return Chart(
        id=values["id"],
        kind=values["chart"],
        title=values["title"],
        heading=values["heading"],
        labels=tuple(values["labels"]),
        series=tuple(Series(each["name"], tuple(map(_thawed_number, each["numbers"]))) for each in values["series"]),
        unit=values["unit"],
        note=values["note"],
    )


def _frozen_cell(cell: Cell) -> Values:
    if isinstance(cell, Words):
        return {"words": cell.text, "note": cell.note}
    return {"value": cell.value, "text": cell.text, "hidden": cell.is_hidden}


def _thawed_cell(values: Mapping[str, Any]) -> Cell:
    return Words(values["words"], note=values["note"]) if "words" in values else _thawed_number(values)


def _thawed_number(values: Mapping[str, Any]) -> Number:
    return Number(values["value"], text=values["text"], is_hidden=values["hidden"])
