"""The pages of the callers and of the matters behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from analytics.grouped import SHOWN, GroupedList
from analytics.pages import tabs
from analytics.scopes import By
from complaints.channels import channels_of
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.keys import person_hash
from complaints.search import tickets
from complaints.search.limits import TooSlowError, known_as_too_slow
from complaints.views import LAST_LIST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from complaints.search.query import Query


@require(Right.DASHBOARD)
@require_GET
def callers(request: HttpRequest) -> HttpResponse:
    """The complaints of a list's address, grouped by caller."""
    return _grouped(request, By.CALLERS)


@require(Right.DASHBOARD)
@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """The same, grouped by matter: a confirmed group, or a complaint that is in none."""
    return _grouped(request, By.MATTERS)


def _grouped(request: HttpRequest, by: By) -> HttpResponse:
    query = tickets.query_of(request)
    if query is None:
        messages.info(request, tickets.FORGOTTEN)
        return redirect("complaints:home")
    if query.is_personal and not request.GET.get("s"):
        return redirect(_ticketed(request, query))
    listed = GroupedList(by, request.GET, query, reader_of(request), channels_of(request))
    try:
        with known_as_too_slow(), transaction.atomic():
            listed.look(timezone.now())
            _record(request, listed)
    except TooSlowError:
        _record(request, listed)
    # Whoever opens a complaint comes back here.
    request.session[LAST_LIST] = request.get_full_path()
    context = {"page": listed, "query": query.text, "read_as": query.read_as, "shown": SHOWN[by], "tabs": tabs(request)}
    return render(request, f"analytics/{by.value}.html", context)


def _ticketed(request: HttpRequest, query: Query) -> str:
    """The same address, in which no person stands."""
    params = request.GET.copy()
    params.pop("q", None)
    params["s"] = tickets.keep(request.session, query.text)
    return f"{request.path}?{params.urlencode()}"


def _record(request: HttpRequest, listed: GroupedList) -> None:
    log.record(
        listed.reader,
        log.Action.SEARCH,
        request=request,
        query=listed.query.loggable,
        person_hashes=[person_hash(value) for value in dict.fromkeys(listed.query.persons)],
        complaint_ids=listed.complaint_ids,
        detail={"grouped": listed.by.value},
    )
