"""Portions made ahead are the same portions."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from ingest.ahead import ahead

if TYPE_CHECKING:
    from collections.abc import Generator


def test_items_come_in_order_from_another_thread() -> None:
    made = list(ahead((number, threading.get_ident()) for number in range(20)))
    assert [number for number, _ in made] == list(range(20))
    assert {thread for _, thread in made} != {threading.get_ident()}


def test_what_goes_wrong_is_raised_where_the_items_are_wanted() -> None:
    def failing() -> Generator[int, None, None]:
        yield 1
        raise ZeroDivisionError

    items = ahead(failing())
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        next(items)


def test_leaving_early_closes_the_source_and_ends_the_thread() -> None:
    closed = threading.Event()

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    items = ahead(endless())
    next(items)
    before = threading.active_count()
    items.close()
    assert closed.is_set()
    assert threading.active_count() == before - 1


def test_somebody_is_called_while_nothing_comes() -> None:
    come, heard = threading.Event(), []

    def slow() -> Generator[int, None, None]:
        come.wait(10)
        yield 1

    def hear() -> None:
        heard.append(1)
        come.set()

    assert list(ahead(slow(), hear)) == [1]
    assert heard
