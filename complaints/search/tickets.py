"""Texts that may name a person, kept in the session under an opaque id, so that no address holds them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from complaints.search.query import parse

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest, QueryDict

    from complaints.search.query import Query

KEY = "search_tickets"
MOST_KEPT = 50
# Said when an address names a search that the session has forgotten.
FORGOTTEN = "검색한 지 오래되어 무엇을 찾았는지 알 수 없습니다. 다시 검색해 주세요."


def keep(session: SessionBase, text: str, *, key: str = KEY, most: int = MOST_KEPT) -> str:
    """Remember the text for this session and return the id that stands for it; the newest `most` are kept."""
    tickets: dict[str, str] = session.get(key, {})
    known = next((ticket for ticket, kept in tickets.items() if kept == text), None)
    ticket = known or secrets.token_urlsafe(9)
    # Used again, it is the newest again.
    others = {other: kept for other, kept in tickets.items() if other != ticket}
    session[key] = dict([*others.items(), (ticket, text)][-most:])
    return ticket


def recall(session: SessionBase, ticket: str, *, key: str = KEY) -> str | None:
    """The text behind an id, as long as the session lives."""
    text: str | None = session.get(key, {}).get(ticket)
    return text


def text_of(address: QueryDict, session: SessionBase) -> str | None:
    """What a list's address looks for: its words, or what the session kept; None if it has forgotten."""
    ticket = address.get("s")
    return recall(session, ticket) if ticket else address.get("q", "")


def query_of(request: HttpRequest) -> Query | None:
    """The same of a request, read."""
    text = text_of(request.GET, request.session)
    return None if text is None else parse(text)
