"""Queries that name a person, kept in the session under an opaque id, so that no address holds them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "search_tickets"
MOST_KEPT = 50


def keep(session: SessionBase, text: str) -> str:
    """Remember the text for this session and return the id that stands for it."""
    tickets: dict[str, str] = session.get(KEY, {})
    known = next((ticket for ticket, kept in tickets.items() if kept == text), None)
    ticket = known or secrets.token_urlsafe(9)
    # Used again, it is the newest again.
    others = {other: kept for other, kept in tickets.items() if other != ticket}
    session[KEY] = dict([*others.items(), (ticket, text)][-MOST_KEPT:])
    return ticket


def recall(session: SessionBase, ticket: str) -> str | None:
    """The text behind an id, as long as the session lives."""
    text: str | None = session.get(KEY, {}).get(ticket)
    return text
