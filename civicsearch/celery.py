"""The Celery application; tasks are found in the packages, schedules in the settings and the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")

app = Celery("civicsearch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
