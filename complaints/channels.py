"""The windows, read once for each request: the frame, the filters and the pages say something of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from complaints.models import Channel, Complaint

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEPT = "_channels"


def channels_of(request: HttpRequest) -> list[Channel]:
    """All windows in their order."""
    kept: list[Channel] | None = getattr(request, _KEPT, None)
    return _keep(request, list(Channel.objects.all())) if kept is None else kept


def counted_channels(request: HttpRequest) -> list[Channel]:
    """The same, each with `complaint_count`; each window is counted in its own index, without reading a complaint."""
    own = Complaint.objects.filter(channel=OuterRef("pk")).order_by().values("channel").annotate(number=Count("*"))
    counted = Channel.objects.annotate(complaint_count=Coalesce(Subquery(own.values("number")), 0))
    return _keep(request, list(counted))


def _keep(request: HttpRequest, channels: list[Channel]) -> list[Channel]:
    setattr(request, _KEPT, channels)
    return channels
