"""What the pages of analytics share: reading the address, the tabs, and answering with a page or a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from analytics.counting import known_months
from analytics.downloads import KINDS, book_response, file_response
from analytics.forms import MonthForm, Offices
from analytics.models import StaleComplaint, StaleMonth
from analytics.months import month_of
from analytics.numbers import tables_of
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from analytics.forms import ScopeForm
    from analytics.numbers import Chart, Table
    from analytics.scopes import Scope

WHOLE_PAGE = "page.xlsx"  # all tables of a page in one workbook
TABS = (
    ("analytics:month", "한 달", Right.DASHBOARD),
    ("analytics:trend", "흐름", Right.DASHBOARD),
    ("analytics:heat", "달마다", Right.DASHBOARD),
    ("analytics:compare", "기간 비교", Right.DASHBOARD),
    ("analytics:service", "처리 현황", Right.DASHBOARD),
    ("analytics:alerts", "급증 낱말", Right.DASHBOARD),
    ("analytics:reports", "보고서", Right.DASHBOARD),
    ("analytics:dictionary", "핵심어 사전", Right.DICTIONARY),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the scope, a month, and the months that there are, in order."""

    scope: Scope
    month: date
    months: Sequence[date]
    form: ScopeForm

    @property
    def is_running(self) -> bool:
        """Whether the month has not ended yet."""
        return self.month >= month_of(timezone.localdate())


def asked(request: HttpRequest) -> Asked:
    """The scope and the month of an address; without one, the newest month that has complaints."""
    months = known_months()
    data = request.GET.copy()
    data.setdefault("month", f"{months[-1]:%Y-%m}")
    form = MonthForm(data, Offices.of(request), months)
    wanted = form.chosen.get("month")
    month = next((month for month in months if f"{month:%Y-%m}" == wanted), months[-1])
    return Asked(form.scope(reader_of(request)), month, months, form)


def respond(
    request: HttpRequest, template: str, parts: Sequence[Table | Chart], context: dict[str, Any]
) -> HttpResponse:
    """The page, or one of its tables as a file (`?file=rising.xlsx`), or all (`?file=page.xlsx`), which is recorded.

    `context` has the `title` of the page, and its `form` if it has one.
    """
    wanted = request.GET.get("file", "")
    if not wanted:
        return render(request, template, {**context, "tabs": tabs(request), "waiting": waiting()})
    name, _, kind = wanted.rpartition(".")
    table = tables_of(parts).get(name)
    if kind not in KINDS or (table is None and wanted != WHOLE_PAGE):
        raise Http404("그런 표가 없습니다.")
    log.record(reader_of(request), log.Action.EXPORT, request=request, count=0, detail={"table": name, "kind": kind})
    form = context.get("form")
    about = form.said if form else []
    if table is not None:
        return file_response(table, kind, about)
    return book_response(str(context.get("title", "현황")), parts, about)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of analytics that the reader may open, with the current one; a word's page belongs to the month."""
    reader = reader_of(request)
    found = [(label, reverse(name)) for name, label, right in TABS if reader.may(right)]
    begins = [url for _, url in found if request.path.startswith(url)]
    here = "" if request.path == reverse("analytics:subscription") else max(begins, key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for label, url in found]


def waiting() -> dict[str, int]:
    """How many complaints are not read yet, or not read again, since they changed; and months not counted again."""
    found = {"complaints": StaleComplaint.objects.count(), "months": StaleMonth.objects.count()}
    return {name: number for name, number in found.items() if number}
