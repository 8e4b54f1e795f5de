"""Where a complaint came from: for the complaint's page, which belongs to another package."""

from __future__ import annotations

from typing import Any

from django import template

from ingest.provenance import rows_of, shown_cells, values

register = template.Library()

_ROWS_SHOWN = 10


@register.inclusion_tag("ingest/_complaint_origin.html", takes_context=True)
def complaint_origin(context: dict[str, Any], complaint_id: int) -> dict[str, Any]:
    """Each value with its cell, and the rows that made or changed a complaint, newest first; all masked.

    `complaint` and `events` of the page are the complaint and its history as its reader may see them.
    """
    rows = rows_of(complaint_id)
    origins = [
        {"row": row, "batch": row.batch, "action": row.get_action_display(), "cells": shown_cells(row)}
        for row in rows[:_ROWS_SHOWN]
    ]
    found = values(rows, context.get("events", []), context.get("complaint"))
    return {"values": found, "origins": origins, "origins_total": len(rows)}
