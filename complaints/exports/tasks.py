"""What workers do for exports; a message holds the number of an export and nothing of a person."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from complaints.exports import services


@shared_task
def write_export(export_id: int) -> None:
    """Write the file of one export."""
    services.write(export_id)


@shared_task
def tend_exports() -> int:
    """Take up what a dead worker has left and delete old files; how many were left."""
    return services.tend(timezone.now())
