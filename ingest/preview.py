"""What a look at a file shows to the person who decides about it: sheets, first rows, columns, samples; all masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from ingest.mapping import to_remember
from ingest.models import BatchPreview, BatchState, ColumnMapping, ImportBatch, RowState
from ingest.proposals import difference
from ingest.readers.rows import sheet_name
from ingest.rehearsing import MOST_SHOWN
from ingest.shown import masked_cells, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.header import Header
    from ingest.mapping import Column
    from ingest.readers.choice import SheetInfo
    from ingest.rehearsing import Rehearsal
    from ingest.sheets import SheetRow
    from ingest.survey import Seen, Survey, Surveyor

_VALUES_SHOWN = 3
_LONGEST_HEADER = 60


def keep_preview(
    batch: ImportBatch, surveyor: Surveyor, sheets: Sequence[SheetInfo], rehearsal: Rehearsal | None, *, is_text: bool
) -> None:
    """Keep what was seen of the file, also of one that could not be read. `is_text`: its encoding can be chosen."""
    samples = dict(rehearsal.samples) if rehearsal else {}
    samples[RowState.NOT_A_ROW] = [
        {"sheet": row.sheet, "row": row.number, "cells": masked_cells(row.texts)} for row in surveyor.not_rows
    ]
    BatchPreview.objects.update_or_create(
        batch=batch,
        defaults={"sheets": _sheets(surveyor, sheets, is_text=is_text), "samples": samples},
    )


def planned_of(batch: ImportBatch, survey: Survey, rehearsal: Rehearsal) -> dict[str, Any]:
    """The counts that the page tells, as JSON."""
    return {
        "counts": {state.value: rehearsal.states[state] for state in RowState},
        "problems": dict(rehearsal.problems.most_common()),
        "words": [list(pair) for pair in rehearsal.words.most_common()],
        "departments": [list(pair) for pair in rehearsal.departments.most_common()],
        "removed": dict(rehearsal.removed),
        "vanishing": rehearsal.vanishing(survey.known.channel_id),
        "change": change_of(batch, survey),
    }


def change_of(batch: ImportBatch, survey: Survey) -> dict[str, Any]:
    """How the columns differ from the last ones used; {} where this set of columns was used or confirmed before."""
    used = _mappings_used(survey.known.channel_id, batch)
    for sheet in survey.sheets.values():
        now = to_remember(sheet.plan.columns)
        if used and not any(before.keys() == now.keys() for before in used):
            return difference(used[0], now).kept()
    return {}


def _mappings_used(channel_id: int, batch: ImportBatch) -> list[dict[str, dict[str, object]]]:
    """The columns of the mappings that imports of the window ended with or a person confirmed, the newest first."""
    ended = Q(batches__state=BatchState.DONE) & ~Q(batches__pk=batch.pk)
    mappings = ColumnMapping.objects.filter(channel_id=channel_id).annotate(last=Max("batches__pk", filter=ended))
    found = [one for one in mappings if one.is_confirmed or one.last]
    return [one.columns for one in sorted(found, key=lambda one: (-(one.last or 0), -one.version))]


def _sheets(surveyor: Surveyor, listed: Sequence[SheetInfo], *, is_text: bool) -> list[dict[str, Any]]:
    looked = {one.name: one for one in surveyor.seen}
    infos = {sheet_name(info.name): info for info in listed}
    names = [*infos, *(name for name in looked if name not in infos)]
    found = []
    for name in names:
        info, one = infos.get(name), looked.get(name)
        found.append(
            {
                "name": name,
                "is_hidden": bool(info and info.is_hidden),
                "rows": info.rows if info else None,
                "is_chosen": one is not None,
                "is_text": is_text,
                **(_looked(one, surveyor) if one else {}),
            }
        )
    return found


def _looked(one: Seen, surveyor: Surveyor) -> dict[str, Any]:
    return {
        "is_read": one.is_read,
        "header": [one.header.first_row, one.header.last_row] if one.header else None,
        "lines": [[row.number, _line(row, one.header, surveyor)] for row in one.head[:MOST_SHOWN]],
        "names": [shown_name(name) for name in one.header.names] if one.header else [],
        "columns": _columns(one),
        "missing": one.missing,
        "looks_like": one.best[0].name if one.best and one.best[0] is not one.known else "",
    }


def _line(row: SheetRow, header: Header | None, surveyor: Surveyor) -> list[str]:
    """A row as read: names of columns in clear, all else masked."""
    if header and header.first_row <= row.number <= header.last_row:
        return [shown_name(text) for text in row.texts]
    masked = masked_cells(row.texts)
    return [
        text if text and len(text) <= _LONGEST_HEADER and _is_known(text, surveyor) else mask
        for text, mask in zip(row.texts, masked, strict=True)
    ]


def _is_known(text: str, surveyor: Surveyor) -> bool:
    return any(known.knows(text) for known in surveyor.formats)


def _columns(one: Seen) -> list[dict[str, Any]]:
    if one.header is None:
        return []
    under = [row for row in one.head if row.number > one.header.last_row]
    if one.columns is None:
        return [
            {"header": name, "shown": shown_name(name), "role": None, "values": _values(under, index)}
            for index, name in enumerate(one.header.names)
            if name
        ]
    return [
        _column(column) | {"values": _values(under, column.index)} for column in one.columns.columns if column.header
    ]


def _column(column: Column) -> dict[str, Any]:
    return {
        "header": column.header,
        "shown": shown_name(column.header),
        "role": column.role,
        "confidence": round(column.confidence, 2),
        "reason": column.reason,
        "known_as": column.known_as,
        "is_volatile": column.is_volatile,
    }


def _values(rows: Iterable[SheetRow], index: int) -> list[str]:
    shapes: Mapping[str, None] = dict.fromkeys(masked_cells(row.text(index) for row in rows if row.text(index)))
    return list(shapes)[:_VALUES_SHOWN]
