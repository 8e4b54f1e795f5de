"""Whatever is typed, in whatever order and from whatever place of the list: a page and a count, never an error."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from complaints.privacy.access import operator
from complaints.privacy.roles import Role
from complaints.search.matching import find, matching_readings
from complaints.search.named import field_names
from complaints.search.paging import COUNT_LIMIT, Cursor, Sort, count, exact_numbers, ids, page
from complaints.search.query import parse
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
SIGNS = (
    '"',
    "“",
    "(",
    ")",
    "-",
    ":",
    "|",
    "&",
    "~",
    "*",
    "\\",
    "'",
    "!",
    "%",
    "_",
    "<->",
    ":*",
    "\x00",
    "\ud800",
    "{1,",
)
WORDS = ("OR", "AND", "NOT", "또는", "그리고", "제외", "가로등", "홍상철", "ㅎㅅㅊ", "홍ㅅㅊ", "홍*철")
DIGITS = ("0", "9634", "010-8271-9634", "SPP-2409-1", "2024-09", "2024-09~", "99999-99")
PIECES = (*SIGNS, *WORDS, *DIGITS, *(f"{name}:" for name in sorted(field_names())))
strings = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join),
)
moments = st.none() | st.integers(-(10**9), 7 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
numbers = st.integers(0, 2**63 - 1)
cursors = st.one_of(
    st.none(),
    st.text(max_size=30).map(Cursor.decode),
    st.builds(Cursor, moments, numbers, st.booleans(), numbers, st.none() | numbers)
    .map(Cursor.encode)
    .map(Cursor.decode),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(typed=strings, sort=st.sampled_from(Sort), cursor=cursors, is_clerk=st.booleans())
@example(typed="(" * 2000 + "가" * 2000, sort=Sort.NEWEST, cursor=None, is_clerk=True)
@example(typed="-" * 200, sort=Sort.RELEVANCE, cursor=None, is_clerk=False)
def test_any_string_gives_a_page(
    complaint: MakeComplaint, typed: str, sort: Sort, cursor: Cursor | None, is_clerk: bool
) -> None:
    complaint("SPP-2409-1", title="가로등", complainant_name="홍*철", mobile="010-8271-9634")
    who = reader(Role.COUNTER) if is_clerk else operator()
    query = parse(typed)
    found = find(query, who)
    number, is_more = count(found)
    shown = page(found, sort, cursor)
    assert number <= 1 <= COUNT_LIMIT
    assert (is_more, len(ids(found, sort)), len(page(found, sort, None).rows)) == (False, number, number)
    assert {row.pk for row in (*shown.rows, *exact_numbers(query, found))} <= set(ids(found, sort))
    for row in shown.rows:
        assert all(isinstance(matching_readings(term, row, who), list) for term in query.terms)
