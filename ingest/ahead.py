"""Reading ahead: a thread prepares the next portions while PostgreSQL stores the last one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")
# Portions that wait; more would only take memory.
_WAITING = 2
_TICK_SECONDS = 1.0


def ahead(items: Iterator[T], while_waiting: Callable[[], None] | None = None) -> Generator[T, None, None]:
    """The same items in the same order, made in another thread; what goes wrong there is raised here.

    Making them must not use the database: the thread has no part in the transaction. `while_waiting` is called here
    about once a second as long as none comes.
    """
    with ThreadPoolExecutor(1) as pool:
        coming: deque[Future[list[T]]] = deque(pool.submit(_next, items) for _ in range(_WAITING))
        try:
            while item := _result(coming.popleft(), while_waiting):
                coming.append(pool.submit(_next, items))
                yield item[0]
        finally:
            for left in coming:
                left.cancel()
            # What the thread began, the thread ends: a file's reading child among it.
            if isinstance(items, Generator):
                pool.submit(items.close).result()


def _next(items: Iterator[T]) -> list[T]:
    """The next item, or nothing after the last."""
    for item in items:
        return [item]
    return []


def _result(coming: Future[list[T]], while_waiting: Callable[[], None] | None) -> list[T]:
    while not wait([coming], _TICK_SECONDS).done:
        if while_waiting:
            while_waiting()
    return coming.result()
