"""The nightly times of the sources, as the beat knows them: one periodic task for each, kept in step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings
from django_celery_beat.models import CrontabSchedule, PeriodicTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.models import Source

TASK = "ingest.tasks.run_source"


def keep_in_step(source: Source) -> None:
    """Make the periodic task of a source what the source says."""
    # As cron counts the days: Sunday is 0.
    days = ",".join(str(day % 7) for day in sorted(source.weekdays)) if len(source.weekdays) < 7 else "*"
    crontab, _ = CrontabSchedule.objects.get_or_create(
        minute=str(source.run_at.minute),
        hour=str(source.run_at.hour),
        day_of_week=days,
        day_of_month="*",
        month_of_year="*",
        timezone=settings.TIME_ZONE,
    )
    wanted = {
        "task": TASK,
        "crontab": crontab,
        "args": json.dumps([source.pk]),
        "enabled": source.is_active and source.channel.is_active,
        "description": source.name,
    }
    task = PeriodicTask.objects.filter(name=_name(source)).first() or PeriodicTask(name=_name(source))
    if any(getattr(task, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(task, field, value)
        task.save()


def keep_only(sources: Iterable[Source]) -> None:
    """Take away the periodic tasks of sources that are no more."""
    for task in PeriodicTask.objects.filter(task=TASK).exclude(name__in=[_name(source) for source in sources]):
        task.delete()


def _name(source: Source) -> str:
    return f"source-{source.pk}"
