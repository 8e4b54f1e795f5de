"""How many complaints are one matter with this one: for the complaint's page, which belongs to another package."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.groups.looking import matters
from complaints.privacy.access import reader_of

register = template.Library()


@register.inclusion_tag("groups/_badge_if_any.html", takes_context=True)
def same_matter(context: dict[str, Any], complaint_id: int) -> dict[str, Any]:
    """The confirmed group of the complaint, else the one to check; one query.

    Nothing without either, and for those who may not read the complaint's texts.
    """
    return {"matter": matters([complaint_id], reader_of(context["request"])).get(complaint_id)}
