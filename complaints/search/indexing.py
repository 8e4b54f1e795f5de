"""Writes what a complaint can be found by beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.search.lexemes import VERSION, lexemes_of, text_of

if TYPE_CHECKING:
    from complaints.models import Complaint


def index(complaint: Complaint) -> None:
    """Set the search column and the normal form of the texts on an unsaved row; the caller saves."""
    complaint.text_normal = text_of(complaint)
    complaint.search = lexemes_of(complaint, complaint.text_normal)
    complaint.search_version = VERSION
