"""How many complaints are one matter with this one: for the complaint's page, which belongs to another package."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.groups.looking import matters

register = template.Library()


@register.inclusion_tag("groups/_badge_if_any.html")
def same_matter(complaint_id: int) -> dict[str, Any]:
    """The confirmed group of the complaint, else the one to check; nothing without either. One query."""
    return {"matter": matters([complaint_id]).get(complaint_id)}
