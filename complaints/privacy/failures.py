"""What is kept of a failed login: what was typed as the number is often a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.privacy.keys import keyed_hash
from complaints.privacy.models import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

UNKNOWN_NUMBER = "(없는 직원번호)"


def recorded_number(typed: str) -> str:
    """The number, if there is such an account."""
    return typed if _exists(typed) else UNKNOWN_NUMBER


def counted_number(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str | None:
    """Under which name failures are counted; each unknown number has a count of its own, so that it locks alike."""
    typed = (credentials or request.POST).get("username")
    if not typed or _exists(typed):
        return typed
    return keyed_hash("login", typed).hex()[:32]


def _exists(number: str) -> bool:
    return Account.objects.filter(employee_number=number).exists()
