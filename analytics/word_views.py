"""The page of one keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics.counting import words_in
from analytics.links import listing_url, word_url
from analytics.months import last_day, later, parse_month
from analytics.numbers import Column, Number, Table, Words, counted
from analytics.overview import MONTHS_SHOWN, month_name, ratio
from analytics.pages import asked, respond, tabs
from analytics.places import places
from analytics.related import related_words
from analytics.rising import movements
from analytics.scopes import NOTHING
from analytics.spelling import known_keyword
from analytics.trends import Unit, trend_chart
from analytics.why import why
from complaints.channels import channels_of
from complaints.models import Department
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from analytics.models import Keyword
    from analytics.numbers import Chart
    from analytics.scopes import Scope

LONGEST_TYPED = 60
RELATED = 12
MONTHS_RELATED = 12


@require(Right.DASHBOARD)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """From a word as it was typed to its page; sent by POST, so that a name that somebody types is in no address."""
    typed = request.POST.get("word", "").replace("\x00", "").strip()[:LONGEST_TYPED]
    if not typed:
        messages.info(request, "볼 낱말을 적어 주세요.")
        return redirect("analytics:month")
    keyword = known_keyword(typed, reader_of(request))
    if keyword is None:
        return _unknown(request, typed)
    month = parse_month(request.POST.get("month", ""))
    address = reverse("analytics:word", args=[keyword.text])
    return redirect(f"{address}?month={month:%Y-%m}" if month else address)


@require(Right.DASHBOARD)
@require_GET
def word(request: HttpRequest, word: str) -> HttpResponse:
    """One word in a month: how often, since when, with what, where, and why."""
    keyword = known_keyword(word, reader_of(request))
    if keyword is None:
        return _unknown(request, word)
    page = asked(request)
    scope, month = page.scope, page.month
    channels = {each.pk: each for each in channels_of(request)}
    departments = {each.pk: each for each in Department.objects.all()}
    chart = trend_chart(scope, [keyword], later(month, 1 - MONTHS_SHOWN), last_day(month), Unit.MONTH)
    related = _related_table(scope, keyword, month)
    where = places(scope, keyword, month, last_day(month), channels, departments)
    parts: list[Table | Chart] = [chart, related, *where]
    tally = words_in(scope, month, last_day(month), [keyword.pk]).get(keyword.pk, NOTHING)
    found = None if scope.hides(tally) else why(scope, keyword, month, last_day(month))
    if not request.GET.get("file"):
        log.record(
            reader_of(request),
            log.Action.VIEW,
            request=request,
            query=f"키워드:{keyword.text}",
            complaint_ids=[hit.complaint.id for hit in found.representatives] if found else [],
        )
    context = {
        "keyword": keyword,
        "title": month_name(month),
        "form": page.form,
        "number": counted(scope, tally, listing_url(scope, month, last_day(month), [keyword.text])),
        "unit": scope.unit,
        "movement": _movement(scope, keyword, month),
        "chart": chart,
        "related": related,
        "places": where,
        "why": found,
        "one_caller_percent": round(100 * found.one_caller) if found else 0,
        "campaign_percent": round(100 * found.campaign) if found else 0,
    }
    return respond(request, "analytics/word.html", parts, context)


def _unknown(request: HttpRequest, word: str) -> HttpResponse:
    return render(request, "analytics/word_unknown.html", {"word": word, "tabs": tabs(request)}, status=404)


def _movement(scope: Scope, keyword: Keyword, month: date) -> tuple[str, Number] | None:
    """In which way the word moved this month, if it did."""
    moved = movements(scope, month)
    lists = (("늘어난 말", moved.rising), ("줄어든 말", moved.falling), ("처음 나온 말", moved.new))
    return next(
        ((label, ratio(scope, each)) for label, found in lists for each in found if each.keyword_id == keyword.pk),
        None,
    )


def _related_table(scope: Scope, keyword: Keyword, month: date) -> Table:
    """Words of the same complaints over the twelve months up to one."""
    first, until = later(month, 1 - MONTHS_RELATED), last_day(month)
    rows = tuple(
        (
            Words(each.text, word_url(each.text, scope, month)),
            counted(scope, each.both, listing_url(scope, first, until, [keyword.text, each.text])),
            Number(each.strength, text=f"{each.strength:.2f}"),
        )
        for each in related_words(scope, keyword.pk, first, until, RELATED)
    )
    columns = (Column("함께 나온 말"), Column(scope.by.label, is_number=True), Column("연관도", is_number=True))
    note = "열두 달 동안 한 민원에 함께 나온 말입니다. 연관도는 1이면 늘 함께, 0이면 우연만큼 함께 나온 것입니다."
    empty = "민원인 다섯 명 이상이 함께 쓴 말이 없습니다."
    return Table("related", "함께 나온 말", columns, rows, empty=empty, note=note)
