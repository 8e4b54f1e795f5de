"""Reading: marks, versions, what is gone, what breaks the reading, what was never read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from complaints import following, tasks
from complaints.models import Complaint
from complaints.reverting import revert
from complaints.services import record_of, store
from complaints.similarity import frequencies, past, reading, vectors
from complaints.similarity.candidates import parsed
from complaints.similarity.models import Likeness, Unread, Vector
from complaints.similarity.terms import terms_of

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db


def terms(row: Complaint) -> set[str]:
    return set(parsed(str(Likeness.objects.values_list("terms", flat=True).get(pk=row.pk))))


def unread() -> dict[int, int]:
    return dict(Unread.objects.values_list("complaint_id", "attempts"))


def test_what_is_stored_is_marked_on_commit_by_one_statement(
    complaint: MakeComplaint, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    record = record_of(complaint("1", body="가로등"))
    with CaptureQueriesContext(connection) as asked, django_capture_on_commit_callbacks(execute=True):
        store([replace(record, receipt_number=str(n)) for n in range(10, 30)], origin="x")
    assert len(unread()) == 20
    assert sum("similarity_" in query["sql"] for query in asked) == 1


def test_months_alone_mark_nothing(complaint: MakeComplaint) -> None:
    complaint("1")
    following.on_stored(complaint_ids=[], sender=Complaint, signal=None, months=set())
    assert unread() == {}


def test_what_was_read_can_be_read_back(complaint: MakeComplaint) -> None:
    row = complaint("1", title="가로등", body="꺼진 골목이 무섭습니다. LED 2개", answer="고쳤습니다")
    reading.read([row.pk])
    assert terms(row) == set(terms_of(row))
    assert {"가로등", "골목", "led", "=a", "=m2024-09"} <= terms(row)


def test_a_changed_complaint_is_read_again_and_keeps_a_vector_of_the_same_text(complaint: MakeComplaint) -> None:
    row = complaint("1", body="가로등")
    reading.read([row.pk])
    Vector.objects.update(bits="01" * 256)
    store([replace(record_of(row), answer="고쳤습니다")], origin="x")
    reading.read([row.pk])
    assert "=a" in terms(row)
    assert Vector.objects.filter(bits__isnull=False).exists()
    store([replace(record_of(row), body="보안등")], origin="x")
    reading.read([row.pk])
    assert vectors.missing() == 1


def test_of_what_is_gone_nothing_is_left(complaint: MakeComplaint) -> None:
    row = complaint("1", body="가로등")
    reading.read([row.pk])
    revert([row.pk], {}, origin="x")
    reading.read([row.pk])
    assert not Likeness.objects.exists()
    assert not Vector.objects.exists()


def test_the_newest_are_read_first_and_those_tried_before_alone(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    ids = [complaint(str(number)).pk for number in range(4)]
    reading.mark_unread(ids)
    assert [reading.begin() for _ in range(4)] == [ids[2:], ids[:2], ids[3:], ids[2:3]]


def test_what_is_tried_in_vain_is_left_alone_and_told(complaint: MakeComplaint) -> None:
    row = complaint("1")
    reading.mark_unread([row.pk])
    assert [bool(reading.begin()) for _ in range(4)] == [True, True, True, False]
    assert (reading.waiting(), reading.failed()) == (0, 1)
    reading.mark_unread([row.pk])
    assert (reading.waiting(), reading.failed()) == (1, 0)


def test_one_that_breaks_the_reading_holds_up_no_other(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [complaint(str(number), body="poison" if number == 1 else "가로등") for number in range(3)]
    reading.mark_unread([row.pk for row in rows])

    def bites(row: Complaint) -> list[str]:
        if row.body == "poison":
            raise ValueError
        return terms_of(row)

    monkeypatch.setattr(reading, "terms_of", bites)
    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011 - our own
            following.follow_up(lambda: True)
    assert following.follow_up(lambda: True)
    assert (Likeness.objects.count(), unread()) == (2, {rows[1].pk: 3})


def test_a_bite_that_is_over_counts_no_attempt(complaint: MakeComplaint) -> None:
    row = complaint("1")
    reading.mark_unread([row.pk])
    assert not following.follow_up(lambda: False)
    assert unread() == {row.pk: 0}


def test_the_past_is_read_the_newest_first(complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "PORTION", 2)
    ids = [complaint(str(number), body="가로등").pk for number in range(5)]
    assert (past.mark_missing(), set(unread())) == (2, set(ids[3:]))
    assert following.follow_up(lambda: True)
    assert (Likeness.objects.count(), past.mark_missing(), unread()) == (5, 0, {})


def test_what_other_rules_have_read_is_read_again(complaint: MakeComplaint) -> None:
    row = complaint("1", body="가로등")
    reading.read([row.pk])
    Likeness.objects.update(version=99)
    assert past.mark_missing() == 1
    following.follow_up(lambda: True)
    assert past.mark_missing() == 0


def test_what_was_tried_in_vain_is_not_marked_anew(complaint: MakeComplaint) -> None:
    row = complaint("1")
    Unread.objects.create(complaint_id=row.pk, at=row.created_at, attempts=3)
    assert (past.mark_missing(), past.mark_lost(), unread()) == (0, 0, {row.pk: 3})


@pytest.mark.parametrize("lost", ["stored", "changed", "removed"])
def test_lost_marks_are_found_at_night(complaint: MakeComplaint, lost: str) -> None:
    row = complaint("1", body="가로등")
    if lost != "stored":
        reading.read([row.pk])
    if lost == "changed":
        store([replace(record_of(row), body="보안등")], origin="x")
    if lost == "removed":
        revert([row.pk], {}, origin="x")
    assert (past.mark_lost(), list(unread())) == (1, [row.pk])


def test_nothing_is_lost_as_a_rule(complaint: MakeComplaint) -> None:
    reading.read([complaint("1", body="가로등").pk])
    assert past.mark_lost() == 0


def test_vectors_of_another_model_are_made_anew(complaint: MakeComplaint) -> None:
    reading.read([complaint("1", body="가로등").pk])
    Vector.objects.update(bits="01" * 256, version=99)
    past.mark_lost()
    assert vectors.missing() == 1


def test_nothing_is_read_while_many_are_loaded(complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    reading.mark_unread([complaint("1").pk])
    monkeypatch.setattr(following, "is_bulk_loading", lambda: True)
    assert following.follow_up(lambda: True)
    assert reading.waiting() == 1


def test_tasks_do_the_same(complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueued: list[dict[str, bool]] = []
    monkeypatch.setattr(following, "enqueue", lambda **kwargs: enqueued.append(kwargs))
    complaint("1", body="가로등")
    tasks.tend_following()
    tasks.follow_up()
    assert (enqueued, reading.waiting()) == ([{}], 1)
    tasks.follow_up(is_begun=True)
    assert (len(enqueued), reading.waiting(), Likeness.objects.count()) == (1, 0, 1)
    monkeypatch.setattr(tasks, "SMALL_BITE_SECONDS", -1)
    tasks.follow_up()
    assert enqueued == [{}, {"is_begun": True}]


@pytest.mark.parametrize(
    ("ages", "due"), [([], True), ([0], False), ([30], True), ([30, 0], False), ([130, 0], True), ([30, 20], True)]
)
def test_an_import_is_waited_for_but_not_for_long(ages: list[int], due: bool) -> None:
    now = timezone.now()
    for number, age in enumerate(ages):
        Unread.objects.create(complaint_id=number, at=now - timedelta(seconds=age))
    assert reading.is_due() is due


def test_the_broker_may_be_away(settings: Any, complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    following.on_stored(complaint_ids=[complaint("1").pk], sender=Complaint, signal=None, months=set())
    assert reading.waiting() == 1


def test_what_was_compared_before_words_had_weights_is_compared_again_once(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [complaint(str(number), body="가로등").pk for number in range(3)]
    compared: list[list[int]] = []
    monkeypatch.setattr(frequencies, "_IS_OUTDATED", "SELECT %s <> ''")
    monkeypatch.setattr(following, "detect", compared.append)
    frequencies.forget()
    reading.mark_unread(ids)
    following.follow_up(lambda: True)
    frequencies.forget()
    assert compared == [ids, ids]
