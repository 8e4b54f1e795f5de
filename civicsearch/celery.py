"""The Celery application; tasks are found in the packages, schedules in the settings and the database."""

from __future__ import annotations

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")

app = Celery("civicsearch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["analytics"], related_name="alert_tasks")
app.autodiscover_tasks(["analytics"], related_name="report_tasks")


@worker_process_init.connect
def collect_less_garbage(**options: Any) -> None:
    """Rows of files are many small objects without cycles: looking for some took a quarter of an import's time."""
    del options
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
