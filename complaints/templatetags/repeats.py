"""The mark of a repeat, for the page of a complaint."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.groups.repeats import repeated

register = template.Library()


@register.inclusion_tag("groups/repeat_mark.html")
def repeats(complaint_id: int) -> dict[str, Any]:
    """Which submission of its person this complaint is; nothing for a first one. One query where there is no group."""
    found = repeated(complaint_id)
    return {"complaint_id": complaint_id, "nth": found.nth if found and found.is_repeat else None}
