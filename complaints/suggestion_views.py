"""What the search box asks while somebody types; by POST, so that nothing typed stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_POST

from complaints.privacy.access import Right, reader_of, require
from complaints.search.suggesting import suggestions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require(Right.SEARCH)
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """The options of the list under the box; nothing personal is in them, so that nothing is recorded."""
    offered = suggestions(request.POST.get("q", ""), reader_of(request))
    return render(request, "complaints/_suggestions.html", {"suggestions": offered})
