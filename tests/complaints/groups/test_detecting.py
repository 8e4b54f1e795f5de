"""What detection finds by its indexes, in whatever order complaints come, and how it rewrites what it found before."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from complaints.callers.deciding import decide, undo
from complaints.callers.models import CallerDecision, Verdict
from complaints.callers.persons import in_order
from complaints.groups.candidates import MOST
from complaints.groups.detecting import detect, detect_all
from complaints.groups.grouping import LOCK
from complaints.groups.models import Group, Pair, Reason
from complaints.models import Complaint
from complaints.privacy.roles import Role
from complaints.similarity.models import Likeness
from complaints.similarity.reading import read
from tests.complaints.conftest import reader
from tests.complaints.groups.conftest import groups

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

AUGUST = timezone.make_aware(datetime(2024, 8, 20, 9))  # noqa: DTZ001
LAMP = "{place} 가로등이 {since} 꺼져 있어 밤길이 어둡습니다. {ask}"
HOLE = "{place} 차도 아스팔트가 움푹 패여 자전거 바퀴가 빠져 넘어질 뻔했습니다. 포장을 새로 하십시오. {ask}"
# Two residents and a patrol of one lamp, a lamp elsewhere, a hole at the first place, one who writes again and again.
CAST: dict[str, dict[str, Any]] = {
    "lamp": {"body": LAMP.format(place="가람로 12 앞", since="사흘째", ask="고쳐 주세요."), "mobile": "010-1111-0001"},
    "neighbour": {
        "body": LAMP.format(place="가람로 12", since="며칠째", ask="아이들이 무서워합니다."),
        "mobile": "010-1111-0002",
        "channel": "mayor",
    },
    "patrol": {
        "body": "가람로 12 가로등 꺼져 밤길 어둡고 위험",
        "incident_location": "가람로 12",
        "channel": "patrol",
    },
    "elsewhere": {
        "body": LAMP.format(place="버들로 3 앞", since="사흘째", ask="고쳐 주세요."),
        "mobile": "010-1111-0003",
    },
    "hole": {
        "body": HOLE.format(place="가람로 12 앞", ask="메워 주세요."),
        "mobile": "010-1111-0004",
        "category": "도로 파손",
    },
    "again": {
        "body": HOLE.format(place="우리 골목", ask="지난달에도 말씀드렸습니다."),
        "mobile": "010-1111-0005",
        "received_at": AUGUST,
    },
    "and again": {"body": HOLE.format(place="우리 골목", ask="벌써 두 번째입니다."), "mobile": "010-1111-0005"},
}
FOUND = {frozenset({"lamp", "neighbour", "patrol"}), frozenset({"again", "and again"})}


@pytest.fixture
def arrive(complaint: MakeComplaint) -> Any:
    """Stores complaints of the cast and has them read: `arrive("lamp", "hole")` gives their ids."""

    def come(*names: str) -> list[int]:
        ids = [complaint(name, **{"category": "도로·조명", **CAST[name]}).pk for name in names]
        read(ids)
        return ids

    return come


def test_one_matter_is_found_through_windows_people_and_patrols(arrive: Any) -> None:
    detect(arrive(*CAST))
    assert groups() == FOUND
    (pair,) = Pair.objects.filter(first__receipt_number="again")
    assert pair.reasons == [Reason.PERSON, Reason.WORDS, Reason.NEAR, Reason.CATEGORY]


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(sorted(CAST)), chunks=st.lists(st.integers(1, 4), min_size=7, max_size=7))
def test_order_and_portions_change_nothing(arrive: Any, order: list[str], chunks: list[int]) -> None:
    for table in (Pair, Group, Likeness, Complaint):
        table._default_manager.all().delete()
    ids = arrive(*order)
    for size in chunks:
        detect(ids[:size])
        ids = ids[size:]
    assert groups() == FOUND


def test_the_past_is_compared_in_portions_and_again_without_a_change(arrive: Any) -> None:
    arrive(*CAST)
    told: list[int] = []

    def report(done: int) -> bool:
        told.append(done)
        return True

    compared = detect_all(report)
    before = list(Pair.objects.order_by("id").values())
    assert (groups(), told, compared >= len(before)) == (FOUND, [len(CAST)], True)
    detect_all(lambda _: True)
    assert list(Pair.objects.order_by("id").values()) == before


def test_a_changed_complaint_leaves_and_a_removed_one_takes_its_pairs_away(arrive: Any) -> None:
    ids = dict(zip(CAST, arrive(*CAST), strict=True))
    detect(list(ids.values()))
    Complaint.objects.filter(pk=ids["neighbour"]).update(body=CAST["elsewhere"]["body"])
    read([ids["neighbour"]])
    detect([ids["neighbour"]])
    assert groups() == {
        frozenset({"lamp", "patrol"}),
        frozenset({"neighbour", "elsewhere"}),
        frozenset({"again", "and again"}),
    }
    Complaint.objects.filter(pk=ids["again"]).delete()
    read([ids["again"]])
    detect([ids["again"]])
    assert frozenset({"again", "and again"}) not in groups()
    assert not Pair.objects.filter(second_id=ids["again"]).exists()


def test_two_telephones_that_somebody_said_to_be_one_person_are(arrive: Any, complaint: MakeComplaint) -> None:
    (first,) = arrive("again")
    other = complaint("other phone", **CAST["and again"] | {"category": "도로·조명", "mobile": "010-2222-0006"})
    read([other.pk])
    detect([first, other.pk])
    assert groups() == set()
    keys = Complaint.objects.get(pk=first).caller_key, other.caller_key
    assert keys[0] is not None
    assert keys[1] is not None
    one, two = in_order(keys[0], keys[1])
    CallerDecision.objects.create(first_key=one, second_key=two, verdict=Verdict.SAME, first_id=first, second_id=0)
    detect([first])
    assert groups() == {frozenset({"again", "other phone"})}


def test_comparisons_of_one_complaint_are_bounded(complaint: MakeComplaint) -> None:
    moments = [AUGUST + timedelta(hours=number) for number in range(MOST + 10)]
    ids = [complaint(str(number), received_at=moment, **CAST["lamp"]).pk for number, moment in enumerate(moments)]
    read(ids)
    assert detect(ids[-1:]) <= MOST
    detect(ids)
    (group,) = groups()
    assert len(group) == len(ids)


def test_nobody_else_writes_groups_until_the_transaction_ends(arrive: Any) -> None:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        detect(arrive("lamp", "neighbour"))
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [LOCK])
        assert cursor.fetchone() == (False,)


def test_two_on_one_telephone_whom_somebody_told_apart_are_two_people(complaint: MakeComplaint) -> None:
    names = {"again": "김가람", "and again": "이나래"}
    ids = [complaint(name, complainant_name=who, **CAST[name], category="도로").pk for name, who in names.items()]
    read(ids)
    detect(ids)
    assert groups() == {frozenset(names)}
    made = decide(ids[0], ids[1], Verdict.DIFFERENT, reader(Role.OFFICER))
    detect(ids[1:])
    assert groups() == set()
    undo(made.decision.pk, reader(Role.OFFICER))
    detect(ids[:1])
    assert groups() == {frozenset(names)}
