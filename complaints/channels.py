"""The windows, read once for each request: the frame, the filters and the pages say something of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import Channel

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEPT = "_channels"


def channels_of(request: HttpRequest) -> list[Channel]:
    """All windows in their order."""
    kept: list[Channel] | None = getattr(request, _KEPT, None)
    return _keep(request, list(Channel.objects.all())) if kept is None else kept


def counted_channels(request: HttpRequest) -> list[Channel]:
    """The same, each with `complaint_count`."""
    return _keep(request, list(Channel.objects.with_counts()))


def _keep(request: HttpRequest, channels: list[Channel]) -> list[Channel]:
    setattr(request, _KEPT, channels)
    return channels
