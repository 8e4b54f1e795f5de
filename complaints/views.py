"""Pages that find and show complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.callers.links import has_caller, look
from complaints.channels import channels_of, counted_channels
from complaints.filters import ComplaintFilter
from complaints.forms import RevealForm
from complaints.history import history
from complaints.listing import Listing
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import PurposeMissingError, present, reveal, source_fields
from complaints.privacy.keys import person_hash
from complaints.search import tickets
from complaints.search.hits import hits
from complaints.search.limits import TooSlowError, known_as_too_slow
from complaints.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.search.query import Query

MOST_OTHERS = 10
LAST_LIST = "last_list"


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The one box. A query is sent here by POST and answered by an address that names no person."""
    if request.method == "POST":
        return redirect(_results_url(request, parse(request.POST.get("q", ""))))
    channels = counted_channels(request) if reader_of(request).may(Right.SEARCH) else []
    return render(request, "complaints/search_home.html", {"channels": [each for each in channels if each.is_active]})


@require(Right.SEARCH)
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponse:
    """The complaints that match, and everything about each that a caller asks."""
    query = tickets.query_of(request)
    if query is None:
        messages.info(request, tickets.FORGOTTEN)
        return redirect("complaints:home")
    if query.is_personal and not request.GET.get("s"):
        return redirect(_results_url(request, query))
    listing = Listing(request.GET, query, reader_of(request), channels_of(request))
    _look(request, listing)
    if listing.is_print:
        return render(request, "complaints/complaint_print.html", listing.context())
    request.session[LAST_LIST] = request.get_full_path()
    template = "complaints/_results.html" if _wants_part(request) else "complaints/complaint_list.html"
    return render(request, template, {**listing.context(), "may_export": listing.reader.may(Right.EXPORT)})


@require(Right.SEARCH)
@require_GET
def list_counts(request: HttpRequest) -> HttpResponse:
    """What a list asks for once it is shown: how many there are, and how many of each kind. No person is in it."""
    query = tickets.query_of(request)
    if query is None or (query.is_personal and not request.GET.get("s")):
        return HttpResponse(status=204)
    listing = Listing(request.GET, query, reader_of(request), channels_of(request))
    with transaction.atomic():
        listing.count()
        if query.is_personal:
            # A number may tell of one person too; words were recorded with the list.
            _record(request, listing, {"counted": True})
    # Asked by the page itself, so that it prolongs no session.
    request.session.modified = False
    return render(request, "complaints/_counts.html", listing.context())


@require(Right.SEARCH)
@require_GET
def complaint_detail(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One complaint with its history, answer and source."""
    return _render_detail(request, _complaint(complaint_id))


@require(Right.REVEAL)
@require_POST
def complaint_reveal(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One masked field of one complaint, shown for a purpose that is recorded first."""
    complaint = _complaint(complaint_id)
    form = RevealForm(request.POST)
    revealed: dict[str, str] = {}
    if form.is_valid():
        field = form.cleaned_data["field"]
        try:
            value = reveal(complaint, field, reader=reader_of(request), purpose=form.reason(), request=request)
        except PurposeMissingError as reason:
            form.add_error("other_purpose", str(reason))
        else:
            revealed = {field: value}
    return _render_detail(request, complaint, form=form, revealed=revealed)


@transaction.atomic
def _render_detail(
    request: HttpRequest,
    complaint: Complaint,
    form: RevealForm | None = None,
    revealed: dict[str, str] | None = None,
) -> HttpResponse:
    reader, now = reader_of(request), timezone.now()
    found = look(complaint, reader, possible=False)
    newest = _newest([link.complaint_id for link in found.sure])
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=[complaint.pk, *(row.pk for row in newest)])
    context = {
        "complaint": present(complaint, reader, now),
        "complaint_id": complaint.pk,
        "events": history(complaint, reader),
        "source_fields": source_fields(complaint, reader),
        "others": hits(newest, parse(""), reader, now),
        "others_total": len(found.sure),
        "others_are_capped": found.is_capped,
        "card_url": reverse("callers:card", args=[complaint.pk]) if has_caller(complaint) else "",
        "can_reveal": reader.may(Right.REVEAL),
        "reveal_form": form or RevealForm(),
        "reveal_url": reverse("complaints:reveal", args=[complaint.pk]),
        "revealed": revealed or {},
        "back_url": request.session.get(LAST_LIST, reverse("complaints:list")),
    }
    return render(request, "complaints/complaint_detail.html", context)


def _newest(ids: Sequence[int]) -> list[Complaint]:
    """The first of these complaints, which come newest first."""
    loaded = Complaint.objects.for_display().order_by().in_bulk(ids[:MOST_OTHERS])
    return [loaded[row_id] for row_id in ids[:MOST_OTHERS] if row_id in loaded]


def _complaint(complaint_id: int) -> Complaint:
    found = Complaint.objects.for_display().filter(pk=complaint_id).first()
    if found is None:
        raise Http404("그런 민원이 없습니다.")
    return found


def _look(request: HttpRequest, listing: Listing) -> None:
    """Look and record it; what takes too long is recorded too."""
    try:
        with known_as_too_slow(), transaction.atomic():
            listing.look(timezone.now())
            if listing.is_print or request.GET.get("counts"):
                listing.count()
            _record(request, listing)
    except TooSlowError:
        listing.give_up()
        _record(request, listing)


def _record(request: HttpRequest, listing: Listing, detail: dict[str, Any] | None = None) -> None:
    log.record(
        listing.reader,
        log.Action.SEARCH,
        request=request,
        query=listing.query.loggable,
        person_hashes=[person_hash(value) for value in dict.fromkeys(listing.persons)],
        complaint_ids=[hit.complaint.id for hit in listing.hits],
        detail=detail or ({"printed": True} if listing.is_print else None),
    )


def _results_url(request: HttpRequest, query: Query) -> str:
    """The address of the results: words stand in it, persons are kept in the session."""
    params = QueryDict(mutable=True)
    source = request.GET if request.method == "GET" else request.POST
    for name in (*ComplaintFilter.base_filters, "sort"):
        if any(source.getlist(name)):
            params.setlist(name, source.getlist(name))
    if query.is_personal:
        params["s"] = tickets.keep(request.session, query.text)
    elif query.text:
        params["q"] = query.text
    return f"{reverse('complaints:list')}?{params.urlencode()}"


def _wants_part(request: HttpRequest) -> bool:
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.history_restore_request
