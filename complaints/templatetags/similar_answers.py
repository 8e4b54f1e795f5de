"""Answers to complaints like this one: for the complaint's page, which loads them after itself."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.privacy.access import Right, reader_of

register = template.Library()


@register.inclusion_tag("similarity/_place.html", takes_context=True)
def similar_answers(context: dict[str, Any], complaint_id: int) -> dict[str, Any]:
    """Where the answers will stand, for those who may see them and can read this complaint; nothing for others."""
    complaint, request = context.get("complaint"), context["request"]
    is_open = complaint is not None and not complaint.is_restricted
    return {"complaint_id": complaint_id, "may_see": is_open and reader_of(request).may(Right.SIMILAR)}
