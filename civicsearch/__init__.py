"""Composition: settings, addresses, processes. No business rules."""

from civicsearch.celery import app as celery_app

__all__ = ["celery_app"]
