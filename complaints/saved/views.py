"""Pages of kept searches. A search is changed by its owner only, and opened with the rights of whoever opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from complaints.privacy.access import Right, require
from complaints.saved.conditions import Conditions
from complaints.saved.forms import SavedSearchForm
from complaints.saved.keeping import NotKeptError, kept
from complaints.saved.models import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from complaints.privacy.models import Account


@require(Right.SEARCH)
@require_GET
def saved_list(request: HttpRequest) -> HttpResponse:
    """The reader's own searches and those of the department, by name."""
    account, conditions = _account(request), Conditions()
    context = {
        "own": _described(SavedSearch.objects.of(account), conditions),
        "shared": _described(SavedSearch.objects.shared_with(account), conditions),
        "department": account.department,
    }
    return render(request, "saved/saved_list.html", context)


@require(Right.SEARCH)
@require_http_methods(["GET", "POST"])
def saved_new(request: HttpRequest) -> HttpResponse:
    """Keep the search whose parameters this address has."""
    try:
        params = kept(request.GET)
    except NotKeptError as reason:
        return render(request, "saved/saved_refused.html", {"reason": str(reason)}, status=400)
    account, form = _account(request), SavedSearchForm(request.POST or None)
    search = SavedSearch(owner=account, params=params)
    if request.method == "POST" and form.is_valid() and form.save(search, account):
        messages.success(request, f"‘{search.name}’(으)로 저장했습니다.")
        return redirect(search.url)
    return _render_form(request, search, form)


@require(Right.SEARCH)
@require_http_methods(["GET", "POST"])
def saved_detail(request: HttpRequest, search_id: int) -> HttpResponse:
    """Rename, share or unshare one's own search."""
    account = _account(request)
    search = get_object_or_404(SavedSearch.objects.of(account), pk=search_id)
    initial = {"name": search.name, "is_shared": search.department_id is not None}
    form = SavedSearchForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.save(search, account):
        messages.success(request, f"‘{search.name}’을(를) 고쳤습니다.")
        return redirect("saved:list")
    return _render_form(request, search, form)


@require(Right.SEARCH)
@require_http_methods(["GET", "POST"])
def saved_delete(request: HttpRequest, search_id: int) -> HttpResponse:
    """Delete one's own search, asked once more before."""
    search = get_object_or_404(SavedSearch.objects.of(_account(request)), pk=search_id)
    if request.method == "POST":
        search.delete()
        messages.success(request, f"‘{search.name}’을(를) 지웠습니다.")
        return redirect("saved:list")
    return render(request, "saved/saved_delete.html", {"search": search, "said": _said(search, Conditions())})


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _render_form(request: HttpRequest, search: SavedSearch, form: SavedSearchForm) -> HttpResponse:
    context = {"search": search, "form": form, "said": _said(search, Conditions())}
    return render(request, "saved/saved_form.html", context, status=400 if form.errors else 200)


def _described(searches: Iterable[SavedSearch], conditions: Conditions) -> list[tuple[SavedSearch, list[str]]]:
    return [(search, _said(search, conditions)) for search in searches]


def _said(search: SavedSearch, conditions: Conditions) -> list[str]:
    """The words of a search and its conditions."""
    params = QueryDict(search.params)
    return [f"‘{words}’" for words in params.getlist("q")] + conditions.of(params)
