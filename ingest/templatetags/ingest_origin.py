"""Where a complaint came from: for the complaint's page, which belongs to another package."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.privacy.masking import mask_cell
from ingest.models import ImportedRow

register = template.Library()

_ROWS_SHOWN = 10


@register.inclusion_tag("ingest/_complaint_origin.html")
def complaint_origin(complaint_id: int) -> dict[str, Any]:
    """The rows that made or changed a complaint, newest first, their cells masked."""
    rows = ImportedRow.objects.filter(complaint_id=complaint_id).select_related("batch").order_by("-id")
    return {"origins": [_origin(row) for row in rows[:_ROWS_SHOWN]]}


def _origin(row: ImportedRow) -> dict[str, Any]:
    sheets = (sheet["columns"] for sheet in row.batch.sheets if sheet["name"][:100] == row.sheet)
    names: list[str] = next(sheets, [])
    cells = [
        (names[index] if index < len(names) and names[index] else f"{index + 1}번째 열", mask_cell(text))
        for index, text in enumerate(row.cells)
        if text
    ]
    return {"row": row, "batch": row.batch, "action": row.get_action_display(), "cells": cells}
