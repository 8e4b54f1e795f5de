"""The pages of alerts: which keywords rise, and who is sent them by mail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from analytics.alert_forms import SubscriptionForm
from analytics.counting import words_by_month
from analytics.links import listing_url, word_url
from analytics.mailing import try_again
from analytics.models import KeywordAlert, Subscription
from analytics.months import last_day
from analytics.numbers import Column, Table, Words, counted
from analytics.overview import said_ratio
from analytics.pages import respond, tabs
from analytics.scopes import NOTHING, By, Scope
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from analytics.numbers import Cell
    from analytics.scopes import Tally
    from complaints.privacy.models import Account

SHOWN = 200
MAILS_SHOWN = 10
_COLUMNS = (
    Column("낱말"),
    Column("달"),
    Column("민원인 수", is_number=True),
    Column("민원 수", is_number=True),
    Column("전의 몇 배", is_number=True),
    Column("알린 날"),
    Column("지금"),
)


@require(Right.DASHBOARD)
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """The keywords that rose three-fold, the newest first."""
    found = list(KeywordAlert.objects.select_related("keyword").order_by("-month", "is_over", "-callers")[:SHOWN])
    table = _table(Scope(reader_of(request), only_public=True), found)
    context = {"table": table, "sends_mail": settings.SENDS_MAIL}
    return respond(request, "analytics/alerts.html", [table], context)


def _table(scope: Scope, found: Sequence[KeywordAlert]) -> Table:
    """As many as there are now, which may have changed since they were told."""
    months = [alert.month for alert in found]
    words = {alert.keyword_id for alert in found}
    tallies = words_by_month(scope, min(months), max(months), words) if found else {}
    rows = tuple(_row(scope, alert, tallies.get(alert.month, {}).get(alert.keyword_id, NOTHING)) for alert in found)
    return Table("alerts", "급증 낱말", _COLUMNS, rows, empty="급증한 낱말이 없습니다.")


def _row(scope: Scope, alert: KeywordAlert, tally: Tally) -> tuple[Cell, ...]:
    text, month = alert.keyword.text, alert.month
    numbers = [
        counted(each, tally, listing_url(each, month, last_day(month), [text]))
        for each in (replace(scope, by=by) for by in (By.CALLERS, By.COMPLAINTS))
    ]
    return (
        Words(text, word_url(text, scope, month)),
        Words(f"{month.year}년 {month.month}월"),
        *numbers,
        said_ratio(alert.ratio, alert.callers),
        Words(f"{timezone.localtime(alert.raised_at):%Y-%m-%d}"),
        Words("지나감" if alert.is_over else "급증"),
    )


@require(Right.DASHBOARD)
@require_http_methods(["GET", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    """What is sent to one's own address by mail."""
    account = cast("Account", request.user)
    own = Subscription.objects.filter(account=account).first()
    if request.method == "POST" and "stop" in request.POST:
        return _stop(request, own)
    form = SubscriptionForm(request.POST or None, instance=own or Subscription(account=account))
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    mails = own.deliveries.select_related("report", "alert__keyword").order_by("-pk")[:MAILS_SHOWN] if own else []
    context = {"form": form, "own": own, "mails": mails, "sends_mail": settings.SENDS_MAIL, "tabs": tabs(request)}
    return render(request, "analytics/subscription.html", context)


@transaction.atomic
def _keep(request: HttpRequest, form: SubscriptionForm) -> HttpResponse:
    kept = form.save()
    try_again(kept)
    _record(request, {"alerts": kept.alerts, "reports": kept.reports})
    messages.success(request, "저장했습니다.")
    return redirect("analytics:subscription")


@transaction.atomic
def _stop(request: HttpRequest, own: Subscription | None) -> HttpResponse:
    if own:
        own.delete()
        _record(request, {"alerts": False, "reports": False})
    messages.success(request, "메일을 보내지 않습니다. 주소를 지웠습니다.")
    return redirect("analytics:subscription")


def _record(request: HttpRequest, wishes: dict[str, bool]) -> None:
    log.record(reader_of(request), log.Action.ACCOUNT, request=request, detail={"mail": wishes})
