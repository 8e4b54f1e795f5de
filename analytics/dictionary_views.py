"""Pages of the dictionary, for those who keep it: its words, a change with what it would do, and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.dictionary import change as change_words
from analytics.dictionary import newest_change, take_back
from analytics.dictionary_forms import ChangeForm, ListForm
from analytics.dictionary_preview import preview
from analytics.models import DictionaryChange, DictionaryWord, WordKind
from analytics.pages import tabs, waiting
from analytics.vocabulary import fill_dictionary, squeezed
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.synonyms.models import SynonymGroup
from complaints.synonyms.services import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from analytics.dictionary_preview import Preview

PER_PAGE, CHANGES_PER_PAGE = 120, 50


@require(Right.DICTIONARY)
@require_GET
def dictionary(request: HttpRequest) -> HttpResponse:
    """The words of one kind, or those that contain what is asked for."""
    fill_dictionary()
    form = ListForm(request.GET)
    form.is_valid()
    kind = form.cleaned_data.get("kind") or WordKind.COMPOUND.value
    typed, origin = form.cleaned_data.get("q", ""), form.cleaned_data.get("origin", "")
    words = DictionaryWord.objects.filter(kind=kind, is_used=True)
    if origin:
        words = words.filter(origin=origin)
    if typed:
        words = words.filter(text__contains=squeezed(typed))
    page = Paginator(words, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "kind": kind,
        "kinds": _kinds(),
        "synonyms": SynonymGroup.objects.in_use().count(),
        "is_narrowed": bool(typed or origin),
        "typed": typed,
        "origin": origin,
    }
    return _page(request, "dictionary", context)


@require(Right.DICTIONARY)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Words that come and go; first what they would change, then saved."""
    if request.method == "GET":
        return _page(request, "dictionary_change", {"form": ChangeForm(initial=_asked(request))})
    data = request.POST.copy()
    form, shown = ChangeForm(data), None
    if form.is_valid():
        if request.POST.get("step") == "save" and _save(request, form):
            return redirect(f"{reverse('analytics:dictionary')}?kind={form.cleaned_data['kind']}")
        if not form.errors or form.has_error("seen"):
            shown = _preview(request, form)
            data["seen"] = str(newest_change())
    context = {"form": form, "preview": shown}
    return _page(request, "dictionary_change", context, status=400 if form.errors else 200)


@require(Right.DICTIONARY)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Who changed what and when, the newest first."""
    changes = DictionaryChange.objects.select_related("account", "undoes", "undone_by")
    page = Paginator(changes, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "dictionary_history", {"page": page})


@require(Right.DICTIONARY)
@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """The words as they were before a change."""
    get_object_or_404(DictionaryChange, pk=change_id)
    try:
        done = take_back(change_id, reader_of(request))
    except RefusedError as reason:
        messages.error(request, f"되돌리지 못했습니다. {reason}")
    else:
        messages.success(request, f"되돌렸습니다. {_said(done)} 지난달까지의 수도 몇 분 안에 바뀝니다.")
    return redirect("analytics:dictionary-history")


def _kinds() -> list[dict[str, Any]]:
    """The tabs of the kinds, each with its number of words."""
    used = DictionaryWord.objects.filter(is_used=True).order_by()
    numbers = dict(used.values_list("kind").annotate(number=Count("pk")))
    return [{"value": kind.value, "label": kind.label, "number": numbers.get(kind.value, 0)} for kind in WordKind]


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the list has chosen: a kind, and words that shall go."""
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in WordKind.values else WordKind.COMPOUND.value,
        "removed": "\n".join(request.GET.getlist("remove"))[:1000].replace("\x00", ""),
        "seen": newest_change(),
    }


def _save(request: HttpRequest, form: ChangeForm) -> bool:
    chosen = form.cleaned_data
    try:
        done = change_words(
            chosen["kind"], chosen["added"], chosen["removed"], reader_of(request), seen=chosen["seen"] or 0
        )
    except RefusedError as reason:
        form.add_error("seen", reason.sentences)
        return False
    messages.success(request, f"저장했습니다. {_said(done)} 지난달까지의 수도 몇 분 안에 바뀝니다.")
    return True


def _said(done: DictionaryChange) -> str:
    parts = [("넣은 낱말", done.added), ("뺀 낱말", done.removed)]
    return " ".join(f"{label}: {', '.join(words)}." for label, words in parts if words)


@transaction.atomic
def _preview(request: HttpRequest, form: ChangeForm) -> Preview:
    """Complaints are read for it as a search reads them, and it is recorded as one."""
    reader, chosen = reader_of(request), form.cleaned_data
    words = " ".join([*chosen["added"], *chosen["removed"]])
    log.record(reader, log.Action.SEARCH, request=request, query=words, detail={"page": "dictionary"})
    return preview(chosen["kind"], chosen["added"], chosen["removed"], reader)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"tabs": tabs(request), "waiting": waiting()}
    return render(request, f"analytics/{name}.html", {**shared, **context}, status=status)
