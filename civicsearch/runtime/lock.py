"""One supervisor a clone: a lock that the kernel drops with its holder, however that one ends."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

# A command in another terminal looks at the lock for a moment.
_GLANCE_SECONDS = 1.0


class LockHeldError(Exception):
    """Another supervisor of this clone is at work."""


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    limit = time.monotonic() + _GLANCE_SECONDS
    try:
        while not _take(descriptor):
            if time.monotonic() > limit:
                raise LockHeldError
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
