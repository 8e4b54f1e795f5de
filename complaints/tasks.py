"""What workers do for the search, beside everything else."""

from __future__ import annotations

import time

from celery import shared_task

from complaints import following
from complaints.bulk import ensure_search_index
from complaints.search.rebuilding import rebuild
from complaints.similarity.past import mark_lost
from complaints.similarity.reading import is_due

BITE_SECONDS = 20  # beat comes back; one of a few workers is never taken for long
SMALL_BITE_SECONDS = 5  # of work that may go on for hours: an upload that comes meanwhile waits no longer


@shared_task
def rebuild_stale() -> int:
    """After an update of the rules, index some of the stale complaints anew; how many.

    The index itself is made again first, where a load of many complaints was cut short.
    """
    ensure_search_index()
    end = time.monotonic() + BITE_SECONDS
    return rebuild(everything=False, report=lambda _: time.monotonic() < end)


@shared_task
def follow_up(*, is_begun: bool = False) -> None:
    """Read what was stored, one worker at a time; the beat takes up what a dead one has left.

    `is_begun` continues a bite, without waiting for a quiet moment.
    """
    if not is_begun and not is_due():
        return
    end = time.monotonic() + SMALL_BITE_SECONDS
    if not following.follow_up(lambda: time.monotonic() < end):
        following.enqueue(is_begun=True)


@shared_task
def tend_following() -> None:
    """Find what was missed, at night."""
    if mark_lost():
        following.enqueue()
