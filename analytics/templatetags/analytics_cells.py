"""What the templates of tables ask."""

from __future__ import annotations

from typing import Any

from django import template

from analytics.numbers import Number

register = template.Library()


@register.filter
def is_number(cell: object) -> bool:
    """Whether a cell stands at the right, as numbers do."""
    return isinstance(cell, Number)


@register.simple_tag(takes_context=True)
def file_url(context: Any, table: str, kind: str) -> str:
    """The same page as one of its tables in a file."""
    params = context["request"].GET.copy()
    params["file"] = f"{table}.{kind}"
    return f"?{params.urlencode()}"
