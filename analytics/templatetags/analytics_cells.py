"""What the templates of tables, charts and conditions ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from analytics.numbers import HIDDEN, Number

if TYPE_CHECKING:
    from django.forms import BoundField, Form
    from django.utils.safestring import SafeString

    from analytics.numbers import Chart

register = template.Library()
_CLASSES = {"select": "krds-form-select small completed", "input": "krds-input small"}


@register.filter
def is_number(cell: object) -> bool:
    """Whether a cell stands at the right, as numbers do."""
    return isinstance(cell, Number)


@register.filter
def drawn(chart: Chart) -> dict[str, Any]:
    """What the script draws: beside the values of each series, how they are said and which of them are hidden."""
    found = chart.drawn
    for shown, series in zip(found["series"], chart.series, strict=True):
        shown["texts"] = [said(number, chart.unit) for number in series.numbers]
        shown["hidden"] = [number.is_hidden for number in series.numbers]
    return found


def said(number: Number, unit: str = "") -> str:
    """A number as it is read out: with separators and its unit."""
    if number.is_hidden:
        return number.text or HIDDEN
    if number.value is None:
        return "자료 없음"
    return number.text or f"{number.value:,}{unit}"


@register.simple_tag(takes_context=True)
def is_first_chart(context: Any) -> bool:
    """Whether a page has shown no chart before this one, so that the scripts are named once, and only where needed."""
    request = context["request"]
    is_first = not getattr(request, "shows_charts", False)
    request.shows_charts = True
    return is_first


@register.filter
def dressed(field: BoundField) -> SafeString:
    """A field of a form with the classes of its kind."""
    kind = "select" if hasattr(field.field, "choices") else "input"
    return field.as_widget(attrs={"class": _CLASSES[kind]})


@register.simple_tag(takes_context=True)
def month_url(context: Any, form: Form, step: int) -> str:
    """The same page so many months later; nothing where there is none."""
    months = sorted(value for value, _ in getattr(form.fields["month"], "choices", ()))
    chosen = form["month"].value()
    place = months.index(chosen) + step if chosen in months else -1
    return _same_page(context, month=months[place]) if 0 <= place < len(months) else ""


@register.simple_tag(takes_context=True)
def file_url(context: Any, table: str, kind: str) -> str:
    """The same page as one of its tables in a file."""
    return _same_page(context, file=f"{table}.{kind}")


def _same_page(context: Any, **params: str) -> str:
    found = context["request"].GET.copy()
    for name, value in params.items():
        found[name] = value
    return f"?{found.urlencode()}"
