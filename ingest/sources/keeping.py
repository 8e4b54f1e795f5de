"""The only writer of sources: a folder for every window, what people set, ask for and acknowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.models import Channel
from complaints.privacy import log
from complaints.privacy.models import Action
from ingest.models import RunOutcome, Source, SourceKind, SourceRun
from ingest.sources import running, schedules
from ingest.sources.alerts import end_all, opened

if TYPE_CHECKING:
    from django.http import HttpRequest

    from complaints.privacy.access import Reader
    from ingest.models import SourceAlert

_SHOWN = ("name", "is_active", "run_at", "weekdays", "is_watched", "is_full", "folder", "address", "watermark_value")


class AlreadyRunning(Exception):  # noqa: N818 - reads as the state it tells
    """The source is being fetched, or will be at once."""


def ensure_inboxes() -> None:
    """Give every window its folder, at night, and bring the schedules to what the sources say."""
    for channel in Channel.objects.filter(is_active=True).exclude(sources__kind=SourceKind.INBOX):
        name = f"{channel.short_name} 받은 폴더"
        if Source.objects.filter(name=name).exists():
            name = f"{channel.code} 받은 폴더"
        made = Source(channel=channel, kind=SourceKind.INBOX, name=name, folder=channel.code)
        # Another process may be at it: whoever is second makes none.
        Source.objects.bulk_create([made], ignore_conflicts=True)
    sources = list(Source.objects.select_related("channel"))
    for source in sources:
        schedules.keep_in_step(source)
    schedules.keep_only(sources)


@transaction.atomic
def save(source: Source, reader: Reader, request: HttpRequest) -> None:
    """Store what a valid form says of a source, and record it; of the address only what may be shown."""
    act = "edit" if source.pk else "create"
    source.save()
    schedules.keep_in_step(source)
    if not source.is_active:
        end_all(source)
    detail = {name: _plain(getattr(source, name)) for name in _SHOWN}
    _record(reader, request, source, act, **detail)


@transaction.atomic
def remove(source: Source, reader: Reader, request: HttpRequest) -> None:
    """Forget a query with its history; what it brought stays. A window's folder is only put to rest."""
    _record(reader, request, source, "delete", name=source.name, address=source.address)
    source.delete()
    schedules.keep_only(Source.objects.all())


def ask_run(source: Source, reader: Reader, request: HttpRequest) -> bool:
    """Have a source fetched now. Raises AlreadyRunning. False when the broker is away and it begins later."""
    try:
        with transaction.atomic():
            run = SourceRun.objects.create(
                source=source, actor=reader.actor, is_scheduled=False, outcome=RunOutcome.QUEUED
            )
            _record(reader, request, source, "run")
    except IntegrityError as error:
        raise AlreadyRunning from error
    return running.enqueue(run)


@transaction.atomic
def acknowledge(alert: SourceAlert, note: str, reader: Reader, request: HttpRequest) -> bool:
    """Note who has seen an alert and what was done; whether it was still unseen."""
    fresh = opened().filter(pk=alert.pk, acknowledged_at=None)
    done = fresh.update(acknowledged_at=timezone.now(), acknowledged_by=reader.actor[:60], note=note[:200])
    if done:
        _record(reader, request, alert.source, "acknowledge", alert=alert.pk)
    return bool(done)


def record_trial(source: Source, reader: Reader, request: HttpRequest) -> None:
    """Record that somebody looked at the first rows of a query, masked."""
    log.record(reader, Action.VIEW, request=request, detail={"source": source.pk, "act": "trial"})


def _record(reader: Reader, request: HttpRequest, source: Source, act: str, **detail: Any) -> None:
    log.record(reader, Action.UPLOAD, request=request, detail={"source": source.pk, "act": act, **detail})


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | str | list) else str(value)
