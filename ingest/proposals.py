"""Proposals for columns that no alias knows, from the names of other windows and from the values; and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from complaints.text.normal import normalise
from ingest.mapping import Column, ColumnPlan
from ingest.roles import ROLE_LABELS, VOLATILE
from ingest.sheets import identifier_named
from ingest.shown import shown_name
from ingest.values import guesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.formats import ChannelFormat
    from ingest.sheets import SheetRow

_BY_NAME = 0.9
_ALIKE = 80
# What any window may have; other roles are proposed only where the window's format speaks of them.
_USUAL = frozenset({"title", "body", "status_word", "contact", "department", "complainant_name", "email", "address"})
# A column of one of these takes the place of the others.
_SIBLINGS = (
    frozenset({"received_at", "received_date", "applied_at"}),
    frozenset({"contact", "mobile", "phone"}),
    frozenset({"complainant_name", "name_and_login", "name_and_dong"}),
    frozenset({"department", "officer_line"}),
)


def completed(
    plan: ColumnPlan, known: ChannelFormat, formats: Sequence[ChannelFormat], rows: Sequence[SheetRow]
) -> ColumnPlan:
    """The plan with proposals, each of a confidence below 1, for columns without a role; `rows` stand under the header.

    One column at most is proposed for a role, and none for a role that is played already.
    """
    wanted = _wanted(plan, known)
    found = sorted(_candidates(plan, known, formats, rows), key=lambda one: (-one.confidence, one.index))
    taken: dict[int, Column] = {}
    for one in found:
        if one.role in wanted and one.index not in taken:
            taken[one.index] = one
            wanted -= {one.role, *_siblings(one.role)}
    return ColumnPlan(tuple(taken.get(column.index, column) for column in plan.columns))


def _wanted(plan: ColumnPlan, known: ChannelFormat) -> set[str]:
    spoken_of = {rule.role for rule in known.columns.values()} | known.required | _USUAL
    played = plan.roles.union(*map(_siblings, plan.roles))
    # A required date is the one that is asked for, whichever of its siblings a column looks like.
    instead = {sibling for role in known.required for sibling in _siblings(role)} - known.required
    return spoken_of - VOLATILE - played - instead


def _siblings(role: str | None) -> frozenset[str]:
    return next((group for group in _SIBLINGS if role in group), frozenset())


def _candidates(
    plan: ColumnPlan, known: ChannelFormat, formats: Sequence[ChannelFormat], rows: Sequence[SheetRow]
) -> Iterator[Column]:
    names = {key: rule for other in formats for key, rule in other.columns.items()}
    labels = {normalise(label): role for role, label in ROLE_LABELS.items()}
    for column in plan.columns:
        if column.role or not column.header or column.reason or identifier_named(column.header):
            continue
        key = normalise(column.header)
        if role := labels.get(key) or (names[key].role if key in names else None):
            yield Column(column.index, column.header, role, _BY_NAME, known_as=ROLE_LABELS[role], reason="name")
        for role, confidence in guesses([row.text(column.index) for row in rows], known):
            yield Column(
                column.index, column.header, role, min(confidence, 0.95), known_as=ROLE_LABELS[role], reason="value"
            )


@dataclass(frozen=True, slots=True)
class Difference:
    """How the columns of a file differ from those of the last one: new, gone, and renamed (old, new)."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def kept(self) -> dict[str, Any]:
        """The same as JSON, as it may be shown; {} where nothing differs."""
        if not (self.new or self.gone or self.renamed):
            return {}
        return {
            "new": [shown_name(name) for name in self.new],
            "gone": [shown_name(name) for name in self.gone],
            "renamed": [[shown_name(old), shown_name(new)] for old, new in self.renamed],
        }


def difference(before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> Difference:
    """From the columns of a stored mapping to others; renamed is one whose role a new one plays, or that is alike."""
    gone = [header for header in before if header not in now]
    new = [header for header in now if header not in before]
    renamed: list[tuple[str, str]] = []
    for old in gone:
        successor = next((header for header in new if _is_successor(old, before[old], header, now[header])), None)
        if successor is not None:
            renamed.append((old, successor))
            new.remove(successor)
    left = [header for header in gone if header not in dict(renamed)]
    return Difference(tuple(new), tuple(left), tuple(renamed))


def _is_successor(old: str, was: Mapping[str, Any], header: str, entry: Mapping[str, Any]) -> bool:
    if was.get("role") and was["role"] == entry.get("role"):
        return True
    return fuzz.ratio(normalise(old), normalise(header)) >= _ALIKE
