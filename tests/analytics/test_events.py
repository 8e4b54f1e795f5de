"""The events of the sample rise in their months; what one person writes forty times does not."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from django.db import transaction

from analytics.counting import words_in
from analytics.models import ComplaintKeywords, Keyword
from analytics.months import last_day, later, month_of, months_between
from analytics.rising import movements
from analytics.rollups import count_month
from analytics.scopes import Scope
from analytics.tagging import VERSION, keyword_ids
from analytics.vocabulary import current_vocabulary, fill_dictionary
from complaints.privacy.roles import Role
from complaints.text.keywords import keywords
from complaints.text.normal import normalise
from fixtures.sampler.plan import SHARES, Planner
from fixtures.sampler.texts import Writer
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from analytics.rising import Movements
    from fixtures.sampler.events import Event

ROWS, SINCE, UNTIL = 2500, date(2022, 10, 6), date(2024, 10, 5)
PUBLIC = Scope(reader(Role.OFFICER))


@pytest.fixture(scope="module")
def events(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Event]]:
    """The keywords of the sample of two years, counted once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        planner = Planner(1, ROWS, SINCE, UNTIL, dict(SHARES))
        cases, writer = planner.plan(), Writer(1)
        fill_dictionary()
        vocabulary = current_vocabulary()
        stories = map(writer.write, cases)
        words = [keywords(f"{story.title}\n{story.body}", vocabulary) for story in stories]
        ids = keyword_ids(chain.from_iterable(words))
        ComplaintKeywords.objects.bulk_create(
            ComplaintKeywords(
                complaint_id=number,
                day=case.received.date(),
                channel_id=1,
                is_public=True,
                caller=crc32(case.caller.id.encode()) if case.caller else -number,
                keyword_ids=sorted({ids[normalise(word)] for word in held}),
                version=VERSION,
            )
            for number, (case, held) in enumerate(zip(cases, words, strict=True), start=1)
        )
        for month in months_between(month_of(SINCE), month_of(UNTIL)):
            count_month(month)
        yield {event.kind: event for event in planner.events}
        transaction.set_rollback(True)


def risen(found: Movements) -> set[str]:
    return {movement.text for movement in found.rising}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("flood", {"침수", "폭우"}),
        ("fire", {"화재", "분진"}),
        ("rule", {"맹견"}),
        ("many_callers", {"데이터센터", "전자파"}),
    ],
)
def test_an_event_rises_in_its_month(events: dict[str, Event], kind: str, words: set[str]) -> None:
    assert words <= risen(movements(PUBLIC, min(events[kind].months)))


@pytest.mark.django_db
def test_the_campaign_of_one_jumps_by_complaints_and_rises_not(events: dict[str, Event]) -> None:
    month = min(events["one_caller"].months)
    word = Keyword.objects.get(text="시계탑").pk
    now, before = (words_in(PUBLIC, at, last_day(at)).get(word) for at in (month, later(month, -1)))
    assert now
    assert now.complaints >= 10
    assert (now.callers, before) == (1, None)
    assert not risen(movements(PUBLIC, month)) & set(events["one_caller"].keywords)
