"""What workers do for the analytics: load nothing, keep to short bites, enqueue the next one."""

from __future__ import annotations

import time

from celery import shared_task

from analytics import refreshing
from analytics.learning import learn
from analytics.listening import enqueue_alerts, enqueue_refresh
from analytics.locks import refreshing_alone
from analytics.outdated import mark_lost

BITE_SECONDS = 20  # one of a few workers is never taken for long


@shared_task
def refresh(*, is_begun: bool = False) -> None:
    """Make anew what is marked, one worker at a time; the beat takes up what a dead one has left.

    `is_begun` continues a bite, without waiting for a quiet moment.
    """
    if not is_begun and not refreshing.is_due():
        return
    has_work = is_begun or refreshing.is_marked()
    end = time.monotonic() + BITE_SECONDS
    with refreshing_alone() as is_ours:
        is_done = not is_ours or refreshing.refresh(lambda: time.monotonic() < end)
    if not is_done:
        enqueue_refresh(is_begun=time.monotonic() >= end)
    elif is_ours and has_work:
        enqueue_alerts()


@shared_task
def tend_nightly() -> None:
    """Find what was missed, and words that people have begun to write together."""
    mark_lost()
    learn(BITE_SECONDS)
    enqueue_refresh()
