"""Where an error that nobody thought of ends: logged by its place, told on the page, and no word of its own goes on.

The text of a database's error holds the values of the row that it is about.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError

from ingest.locks import Busy
from ingest.readers.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.models import ImportBatch

logger = logging.getLogger(__name__)

# What a caller knows how to meet: wait for the channel, tell the person, wait for the database.
EXPECTED = (Busy, FileRefused, OperationalError, InterfaceError)


class ProgramError(Exception):
    """An import ended in an error of the program; the text is for the page and holds no value of a row."""


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
