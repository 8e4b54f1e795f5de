"""The filters as lists of a page: each value with its label, its number, and whether it is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from complaints.facets import Counts, Values
    from complaints.filters import ComplaintFilter

TOP = 12
# Filters whose values are known beforehand; those of the others are what is found.
_CLOSED = ("channel", "status", "outcome", "answered", "public", "overdue", "repeat")
_OPEN = ("department", "officer", "dong", "category")
_SHOWN_FIRST = frozenset({"channel", "status", "department"})
_MISSING = {"department": "부서 미정", "officer": "담당자 없음", "dong": "동 모름", "category": "분야 없음"}


@dataclass(frozen=True, slots=True)
class Option:
    """One value; `count` is None as long as nobody has counted."""

    id: str
    value: str
    label: str
    count: int | None = None
    is_chosen: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class FacetList:
    """One filter: the values that are shown, the ones behind "more", and how many complaints have none at all.

    `is_counted` is None before counting, False when it took too long.
    """

    name: str
    label: str
    options: list[Option]
    more: list[Option]
    is_counted: bool | None = None
    missing: str = ""
    missing_count: int = 0

    @property
    def is_open(self) -> bool:
        return self.name in _SHOWN_FIRST or any(option.is_chosen for option in (*self.options, *self.more))


def facet_lists(asked: ComplaintFilter, counts: Counts | None, year_url: Callable[[str], str]) -> dict[str, FacetList]:
    """All lists by the names of their filters; `counts` is None before counting. `year_url` gives a year's address."""
    made = [*(_closed(asked, counts, name) for name in _CLOSED), *(_open(asked, counts, name) for name in _OPEN)]
    return {each.name: each for each in (*made, _years(counts, year_url))}


def _closed(asked: ComplaintFilter, counts: Counts | None, name: str) -> FacetList:
    values, counted = _values_of(asked, counts, name)
    options = _options(asked, name, _choices(asked, name), values)
    return FacetList(name, _label(asked, name), options, [], counted)


def _open(asked: ComplaintFilter, counts: Counts | None, name: str) -> FacetList:
    """The most frequent values and the chosen ones; of departments also the others, by name."""
    values, counted = _values_of(asked, counts, name)
    chosen = asked.values(name)
    labels = dict(_choices(asked, name))
    frequent = sorted(filter(None, values or ()), key=lambda value: (-(values or {})[value], value))
    shown = list(dict.fromkeys((*chosen, *frequent[:TOP])))
    rest = [value for value in labels if value not in shown and (counted is not True or value in frequent)]
    listed = FacetList(
        name,
        _label(asked, name),
        _options(asked, name, ((value, labels.get(value, value)) for value in shown), values),
        _options(asked, name, ((value, labels[value]) for value in rest), values),
        counted,
    )
    return replace(listed, missing=_MISSING[name], missing_count=(values or {}).get("", 0))


def _years(counts: Counts | None, url: Callable[[str], str]) -> FacetList:
    values = counts.facets.get("year") if counts else None
    found = sorted(filter(None, values or {}), reverse=True)[:TOP]
    options = [Option(f"year-{year}", year, f"{year}년", (values or {})[year], url=url(year)) for year in found]
    return FacetList("year", "접수 연도", options, [], values is not None if counts else None)


def _values_of(asked: ComplaintFilter, counts: Counts | None, name: str) -> tuple[Values | None, bool | None]:
    values = counts.facets.get(name) if counts else None
    if name == "channel" and values is not None:
        codes = {str(channel.pk): channel.code for channel in asked.channels}
        # A window that an import made a moment ago is none of those that were read.
        values = {codes[key]: number for key, number in values.items() if key in codes}
    return values, values is not None if counts else None


def _choices(asked: ComplaintFilter, name: str) -> Iterator[tuple[str, str]]:
    if name in {"overdue", "repeat"}:
        yield "1", _label(asked, name)
    else:
        yield from ((str(value), str(label)) for value, label in getattr(asked.form.fields[name], "choices", ()))


def _options(
    asked: ComplaintFilter, name: str, choices: Iterable[tuple[str, str]], values: Values | None
) -> list[Option]:
    chosen = asked.values(name)
    is_switch = name in {"overdue", "repeat"}
    return [
        Option(
            _id(name, value),
            "true" if is_switch else value,
            label,
            None if values is None else values.get(value, 0),
            bool(chosen) if is_switch else value in chosen,
        )
        for value, label in choices
    ]


def _id(name: str, value: str) -> str:
    """An id that stays with its value, so that the focus does too; letters of a source are no part of an id."""
    return (
        f"{name}-{value}"
        if value.isascii() and value.replace("_", "").isalnum()
        else f"{name}-{crc32(value.encode()):08x}"
    )


def _label(asked: ComplaintFilter, name: str) -> str:
    return str(asked.form.fields[name].label)
