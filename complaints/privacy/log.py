"""The access log: one line for each act, in the same transaction as the act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints.privacy.addresses import client_address
from complaints.privacy.models import AccessEvent, Action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from complaints.privacy.reader import Reader

__all__ = ["Action", "record"]


def record(
    reader: Reader,
    action: Action,
    *,
    request: HttpRequest | None = None,
    query: str = "",
    person_hashes: Iterable[str] = (),
    complaint_ids: Iterable[int] = (),
    count: int | None = None,
    purpose: str = "",
    detail: dict[str, Any] | None = None,
) -> AccessEvent:
    """Write who did what, from where, to whose complaints, and why. Values of persons come as keyed hashes only."""
    ids = list(complaint_ids)
    return AccessEvent.objects.create(
        account_id=reader.account_id,
        actor=reader.actor,
        ip=client_address(request.META) if request else None,
        action=action,
        query=query,
        person_hashes=list(person_hashes),
        complaint_ids=ids,
        count=len(ids) if count is None else count,
        purpose=purpose,
        detail=detail or {},
    )
