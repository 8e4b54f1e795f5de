"""From a request or a command to its reader, and the guard of a view."""

from __future__ import annotations

import functools
import getpass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.privacy import log
from complaints.privacy.models import Account, Action
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Right, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]

__all__ = ["Reader", "Right", "operator", "reader_for", "reader_of", "require"]


def reader_of(request: HttpRequest) -> Reader:
    """The reader behind a request; without rights when nobody is logged in."""
    account = request.user
    if not isinstance(account, Account):
        return Reader(actor="익명")
    return reader_for(account)


def reader_for(account: Account) -> Reader:
    """What the account may do now; nothing when it may not be used any more."""
    return Reader(
        actor=account.employee_number,
        rights=RIGHTS[Role(account.role)] if account.is_valid_on(timezone.localdate()) else frozenset(),
        department_id=account.department_id,
        account_id=account.pk,
    )


def operator() -> Reader:
    """The operating system's user at a command: reads every row, always masked."""
    return Reader(
        actor=f"명령줄:{getpass.getuser()}"[:60],
        rights=frozenset({Right.SEARCH, Right.READ_TEXT, Right.SIMILAR, Right.DASHBOARD, Right.UPLOAD}),
        reads_all=True,
    )


def require(right: Right) -> Callable[[View], View]:
    """Let a view run only for those with the right; a refusal is recorded and shown as 403."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            reader = reader_of(request)
            if not reader.may(right):
                log.record(reader, Action.REFUSED, request=request, detail={"path": request.path, "right": right})
                raise PermissionDenied("이 화면을 볼 권한이 없습니다. 필요하면 시스템 관리자에게 문의하십시오.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
