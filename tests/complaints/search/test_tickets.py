"""Queries that the session keeps under a ticket."""

from django.contrib.sessions.backends.signed_cookies import SessionStore

from complaints.search.tickets import MOST_KEPT, keep, recall


def test_a_query_has_one_ticket_however_often_it_is_kept() -> None:
    session = SessionStore()
    assert keep(session, "홍상철") == keep(session, "홍상철")
    assert recall(session, keep(session, "홍상철")) == "홍상철"


def test_a_ticket_used_again_is_forgotten_last() -> None:
    session = SessionStore()
    first = keep(session, "홍상철")
    others = [keep(session, f"홍상철 {number}") for number in range(MOST_KEPT - 1)]
    keep(session, "홍상철")
    keep(session, "고길동")
    assert (recall(session, first), recall(session, others[0])) == ("홍상철", None)
