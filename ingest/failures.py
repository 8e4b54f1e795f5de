"""Runs that end before their work does: counted, told on the page in Korean, and tried again while there is hope.

The text of a database's error holds the values of the row that it is about.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from ingest.locks import Busy
from ingest.models import BatchState
from ingest.readers.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.models import ImportBatch

logger = logging.getLogger(__name__)

# Attempts in a row without one portion of progress: what always kills its worker ends, twenty accidents go on.
MOST_ATTEMPTS = 25

# A database that is not there, or that went away in the middle.
AWAY = (OperationalError, InterfaceError)
# What a caller knows how to meet: wait for the channel, tell the person, wait for the database.
EXPECTED = (Busy, FileRefused, *AWAY)

_GIVEN_UP = (
    f"작업 프로그램이 {MOST_ATTEMPTS}번 잇따라 도중에 멈추어 끝내지 못했습니다. "
    "파일을 나누어 올리거나 시스템 관리자에게 알려 주세요."
)
_CUT_SHORT = "작업이 도중에 끊겨 이어서 합니다. 이미 들여온 줄은 다시 들여오지 않습니다."
_UNDOING_CUT_SHORT = "되돌리기가 도중에 끊겨 이어서 합니다."


class GivenUp(Exception):  # noqa: N818 - reads as what was done with the batch
    """A batch that came to nothing too often; the text is for the page."""


class ProgramError(Exception):
    """An import ended in an error of the program; the text is for the page and holds no value of a row."""


def begin_attempt(batch: ImportBatch) -> None:
    """Count an attempt before it works; after one that was cut short, say so. Raises GivenUp after too many."""
    if batch.attempts >= MOST_ATTEMPTS:
        raise GivenUp(_GIVEN_UP)
    now = timezone.now()
    batch.keep(
        attempts=batch.attempts + 1,
        started_at=batch.started_at or now,
        heartbeat_at=now,
        message=sentence_of_cut(batch) if batch.attempts else "",
    )


def note_progress(batch: ImportBatch) -> None:
    """What the batch has got done stays done, so that earlier attempts no longer count against it."""
    if batch.attempts > 1:
        batch.keep(attempts=1)


def sentence_of_cut(batch: ImportBatch) -> str:
    """What the page says of work that was cut short and goes on."""
    return _UNDOING_CUT_SHORT if batch.state == BatchState.UNDOING else _CUT_SHORT


def told(batch_id: int, run: Callable[[int], ImportBatch], mark_failed: Callable[[int, str], None]) -> ImportBatch:
    """Run a batch; an unforeseen error fails the batch with a Korean sentence. Raises ProgramError then."""
    try:
        return run(batch_id)
    except EXPECTED:
        raise
    except Exception as error:  # noqa: BLE001 - the boundary of a run: nothing may end the others
        note(f"batch {batch_id}", error)
    message = f"프로그램 오류로 멈췄습니다. 시스템 관리자에게 '자료 들여오기 {batch_id}번'이라고 알려 주세요."
    mark_failed(batch_id, message)
    # Outside the handler, so that the first error does not travel along as the context.
    raise ProgramError(message)


def note(what: str, error: Exception) -> None:
    """Log the type and the places of an error, never its text."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s ended in %s\n%s", what, type(error).__name__, places)
