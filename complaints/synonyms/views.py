"""Pages of the synonyms, for those who keep the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.synonyms.forms import SynonymForm
from complaints.synonyms.models import SynonymChange, SynonymGroup
from complaints.synonyms.preview import preview
from complaints.synonyms.services import RefusedError, change, take_back
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from complaints.synonyms.preview import Preview

PER_PAGE = 50


@require(Right.DICTIONARY)
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, or those with a word that contains what is asked for."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    groups = SynonymGroup.objects.in_use()
    if normalise(typed):
        groups = groups.with_word_like(normalise(typed))
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "synonyms/group_list.html", {"page": page, "typed": typed})


@require(Right.DICTIONARY)
@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, group_id: int | None = None) -> HttpResponse:
    """The words of a group, new or not; first what they would change, then saved."""
    group = get_object_or_404(SynonymGroup.objects.in_use(), pk=group_id) if group_id else None
    form = SynonymForm(group, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        words = form.cleaned_data["words"]
        if request.POST.get("step") == "save" and _save(request, form, words):
            return redirect("synonyms:list")
        shown = _preview(request, form.old_words, words)
    context = {"form": form, "group": group, "preview": shown}
    return render(request, "synonyms/group_form.html", context, status=400 if form.errors else 200)


@require(Right.DICTIONARY)
@require_http_methods(["GET", "POST"])
def group_delete(request: HttpRequest, group_id: int) -> HttpResponse:
    """What the search would no longer find, then the deletion, which can be taken back."""
    group = get_object_or_404(SynonymGroup.objects.in_use(), pk=group_id)
    if request.method == "POST":
        change(group.pk, [], reader_of(request))
        messages.success(request, f"‘{group}’ 묶음을 지웠습니다. 아래 이력에서 되돌릴 수 있습니다.")
        return redirect("synonyms:history")
    shown = _preview(request, [word.text for word in group.words.all()], [])
    return render(request, "synonyms/group_delete.html", {"group": group, "preview": shown})


@require(Right.DICTIONARY)
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Who changed what and when, the newest first."""
    changes = SynonymChange.objects.select_related("account").prefetch_related("group__words")
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    entries = [(each, [word.text for word in each.group.words.all()] != each.old) for each in page.object_list]
    return render(request, "synonyms/history.html", {"page": page, "entries": entries})


@require(Right.DICTIONARY)
@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """The group as it was before a change."""
    get_object_or_404(SynonymChange, pk=change_id)
    try:
        done = take_back(change_id, reader_of(request))
    except RefusedError as reason:
        messages.error(request, f"되돌리지 못했습니다. {reason}")
    else:
        now = ", ".join(done.new) or "없음"
        messages.success(request, f"되돌렸습니다. 이 묶음의 낱말: {now}")
    return redirect("synonyms:history")


def _save(request: HttpRequest, form: SynonymForm, words: Sequence[str]) -> bool:
    group_id = form.group.pk if form.group else None
    if words == form.old_words:
        messages.info(request, "바뀐 것이 없습니다.")
        return True
    try:
        change(group_id, words, reader_of(request), seen=form.cleaned_data["seen"])
    except RefusedError as reason:
        form.add_error("words", reason.sentences)
        return False
    messages.success(request, f"저장했습니다. 이제 ‘{', '.join(words)}’ 가운데 하나로 찾으면 모두 찾습니다.")
    return True


@transaction.atomic
def _preview(request: HttpRequest, old: Sequence[str], new: Sequence[str]) -> Preview:
    """Counting is a search, and recorded as one."""
    reader = reader_of(request)
    words = " ".join(dict.fromkeys([*new, *old]))
    log.record(reader, log.Action.SEARCH, request=request, query=words, detail={"page": "synonyms"})
    return preview(old, new, reader)
