"""What workers do for the search, beside everything else."""

from __future__ import annotations

import time

from celery import shared_task

from complaints.bulk import ensure_search_index
from complaints.search.rebuilding import rebuild

BITE_SECONDS = 20  # beat comes back; one of a few workers is never taken for long


@shared_task
def rebuild_stale() -> int:
    """After an update of the rules, index some of the stale complaints anew; how many.

    The index itself is made again first, where a load of many complaints was cut short.
    """
    ensure_search_index()
    end = time.monotonic() + BITE_SECONDS
    return rebuild(everything=False, report=lambda _: time.monotonic() < end)
