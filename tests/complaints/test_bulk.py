"""Loading without the search index: it is missing inside, right all the time, and there again afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg2
import pytest
from django.db import connection

from complaints.bulk import begin_bulk, bulk_loading, ensure_search_index, is_bulk_loading, pays_off
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db


def _definition() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'complaint_search'")
        found = cursor.fetchone()
    return found[0] if found else ""


def test_the_index_is_away_inside_and_as_it_was_afterwards() -> None:
    before = _definition()
    with bulk_loading() as is_ours:
        assert is_ours
        assert is_bulk_loading()
        assert not _definition()
    assert not is_bulk_loading()
    assert _definition() == before


def test_what_is_stored_inside_is_found_inside_and_afterwards(complaint: MakeComplaint, found: Find) -> None:
    with bulk_loading():
        complaint("1", body="가로등이 꺼졌습니다")
        assert found("가로등") == {"1"}
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a test is one transaction, a load is many
    assert found("가로등") == {"1"}


def test_a_load_that_fails_gives_the_index_back() -> None:
    with pytest.raises(ZeroDivisionError), bulk_loading():
        raise ZeroDivisionError
    assert not is_bulk_loading()


def test_nobody_builds_while_another_session_loads_and_somebody_does_after_it_died() -> None:
    with ThreadPoolExecutor(1) as pool:
        loader = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None, "context": None})
        with loader, loader.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(72011, 0), complaint_search_drop()")
        assert pool.submit(_elsewhere, begin_bulk).result() is False
        assert pool.submit(_elsewhere, ensure_search_index).result() is False
        loader.close()
        mended = [pool.submit(_elsewhere, ensure_search_index).result() for _ in range(2)]
    assert mended == [True, False]
    assert not is_bulk_loading()


def _elsewhere(act: Callable[[], bool]) -> bool:
    """On a connection of its own, committed."""
    try:
        return act()
    finally:
        connection.close()


@pytest.mark.parametrize(("rows", "pays"), [(1_000, False), (1_000_000, True)])
def test_only_a_large_load_takes_the_index_away(rows: int, pays: bool) -> None:
    assert pays_off(rows) is pays


def test_the_page_says_that_the_search_is_slow(login: Callable[..., Client]) -> None:
    client = login(Role.COUNTER)
    with bulk_loading():
        assert "검색이 느립니다" in client.get("/complaints/facets/?q=가로등").content.decode()
    assert "검색이 느립니다" not in client.get("/complaints/facets/?q=가로등").content.decode()
