"""Addresses of what a number counted, and of the pages of a keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse

from analytics.scopes import By

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from analytics.scopes import Scope

FIELD = "키워드"  # the name under which the query language knows keywords
LISTS = {By.CALLERS: "analytics:callers", By.COMPLAINTS: "complaints:list", By.MATTERS: "analytics:matters"}


def listing_url(
    scope: Scope,
    since: date,
    until: date,
    words: Iterable[str] = (),
    *,
    asks: Iterable[str] = (),
    **conditions: str | Sequence[str],
) -> str:
    """The complaints received on these days (both included) that hold all the words; grouped as they are counted.

    `asks` are further parts of the query, `conditions` further filters of the list (dong, category, status, overdue),
    which go before the scope's own.
    """
    params = QueryDict(mutable=True)
    if query := " ".join([*(f"{FIELD}:{word}" for word in words), *asks]):
        params["q"] = query
    params.update(scope_params(scope))
    params.pop("by", None)
    params["from"], params["to"] = since.isoformat(), until.isoformat()
    for name, value in conditions.items():
        params.setlist(name, [value] if isinstance(value, str) else list(value))
    return f"{reverse(LISTS[scope.by])}?{params.urlencode()}"


def scope_params(scope: Scope) -> dict[str, str]:
    """The scope as parameters of an address, which pages of analytics and the list of complaints share."""
    params = {}
    if scope.channel:
        params["channel"] = scope.channel.code
    if scope.department:
        params["department"] = str(scope.department.pk)
    if scope.only_public:
        params["public"] = "1"
    if scope.by is not By.CALLERS:
        params["by"] = scope.by.value
    return params


def page_url(name: str, scope: Scope, **params: str) -> str:
    """A page of analytics under the same scope, with further parameters; empty ones are left out."""
    query = QueryDict(mutable=True)
    query.update({**scope_params(scope), **{key: value for key, value in params.items() if value}})
    return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def word_url(word: str, scope: Scope, month: date) -> str:
    """The page of one keyword in one month under the same scope."""
    query = QueryDict(mutable=True)
    query.update({**scope_params(scope), "month": f"{month:%Y-%m}"})
    return f"{reverse('analytics:word', args=[word])}?{query.urlencode()}"
