"""Which windows' data are older than their schedules promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.models import Channel
from ingest.models import Source

if TYPE_CHECKING:
    from datetime import datetime

_GRACE = timedelta(hours=2)  # for the import of a large file


def late_channels(now: datetime) -> set[int]:
    """The windows of which a source that is fetched at set times was not fetched well at its last time."""
    sources = Source.objects.filter(is_active=True, is_watched=True, channel__is_active=True)
    return {source.channel_id for source in sources.defer("query", "sealed_url") if is_late(source, now)}


def mark_late(now: datetime) -> None:
    """Note at each window whether its data are late, for every page shows it."""
    late = late_channels(now)
    Channel.objects.filter(is_late=False, pk__in=late).update(is_late=True)
    Channel.objects.filter(is_late=True).exclude(pk__in=late).update(is_late=False)


def is_late(source: Source, now: datetime) -> bool:
    """Whether the last time at which it was due, two hours ago or longer, has passed without new data.

    A folder into which nothing has ever come promises nothing.
    """
    known = source.fresh_at or (None if source.is_inbox else source.created_at)
    due = source.due_before(now - _GRACE)
    return known is not None and due is not None and known < due
