"""Logging in and out, and the access log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.views import LoginView
from django.core.paginator import Paginator
from django.dispatch import receiver
from django.shortcuts import render
from django.views.decorators.http import require_GET

from complaints.privacy import log
from complaints.privacy.access import Right, require
from complaints.privacy.failures import recorded_number
from complaints.privacy.forms import LoginForm
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.reader import Reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 50


class Login(LoginView):
    """The login page."""

    form_class = LoginForm
    redirect_authenticated_user = True


@require(Right.AUDIT)
@require_GET
def log_list(request: HttpRequest) -> HttpResponse:
    """The access log, newest first."""
    rows = AccessEvent.objects.select_related("account").order_by("-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/log_list.html", {"page": page, "events": page.object_list})


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long, or from elsewhere."""
    del reason
    return render(
        request, "errors/403.html", {"reason": "화면이 오래되었습니다. 새로 고침한 뒤 다시 하십시오."}, status=403
    )


@receiver(user_logged_in)
def record_login(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """The framework tells of logins by signals only."""
    del kwargs
    log.record(Reader(actor=user.employee_number, account_id=user.pk), Action.LOGIN, request=request)


@receiver(user_logged_out)
def record_logout(request: HttpRequest, user: Account | None, **kwargs: Any) -> None:
    del kwargs
    if user:
        log.record(Reader(actor=user.employee_number, account_id=user.pk), Action.LOGOUT, request=request)


@receiver(user_login_failed)
def record_failure(credentials: dict[str, str], request: HttpRequest | None = None, **kwargs: Any) -> None:
    del kwargs
    actor = recorded_number(str(credentials.get("username", "")))
    log.record(Reader(actor=actor), Action.LOGIN_FAILED, request=request)
