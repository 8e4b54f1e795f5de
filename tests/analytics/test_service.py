"""What became of complaints: figures equal counts made straight from the complaints, for any scope and months."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.utils import timezone

from analytics.models import ServiceMonth, StaleMonth
from analytics.refreshing import refresh
from analytics.scopes import FEWEST_PERSONS, Scope
from analytics.service import LABELS, Sum, cells, count_service, figures, months_across
from complaints.choices import OPEN_STATUSES, Status
from complaints.models import Complaint, Holiday
from complaints.privacy.roles import Role
from complaints.workdays import WorkingCalendar
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_django import DjangoAssertNumQueries

    from analytics.service import Figures
    from complaints.models import Channel, Department

    Put = Callable[..., Complaint]

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER = date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)
MONTHS = (JULY, AUGUST, SEPTEMBER)


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def put(windows: dict[str, Channel]) -> Put:
    """Stores a complaint as it is, of a caller by number; without one it has none."""

    def put(received: str, *, caller: int | None = None, channel: str = "saeol", **fields: Any) -> Complaint:
        key = None if caller is None else UUID(int=(caller + 1) << 70)
        number = f"N-{Complaint.objects.count()}"
        return Complaint.objects.create(
            channel=windows[channel], receipt_number=number, received_at=at(received), caller_key=key, **fields
        )

    return put


@pytest.fixture
def anything(windows: dict[str, Channel], roads: Department, parks: Department) -> None:
    """Three months of complaints of every kind, answers before receipt, without a time, and due at midnight."""
    chance = Random(1)
    rows = []
    for number in range(400):
        received = at("2024-07-01") + timedelta(minutes=chance.randrange(92 * 24 * 60))
        status = chance.choice([*Status.values, *[Status.ANSWERED] * 10])
        midnight = received.replace(hour=0, minute=0, second=0)
        caller = chance.randrange(40)
        rows.append(
            Complaint(
                channel=chance.choice(list(windows.values())),
                department=chance.choice([roads, parks, None]),
                receipt_number=str(number),
                received_at=received,
                is_public=chance.random() < 0.7,
                status=status,
                due_at=chance.choice(
                    [None, midnight + timedelta(days=7), received + timedelta(days=chance.randrange(9))]
                ),
                answered_at=chance.choice([None, *[received + timedelta(days=chance.randrange(-2, 20))] * 5]),
                caller_key=UUID(int=(caller + 1) << 70) if caller else None,
            )
        )
    Complaint.objects.bulk_create(rows)
    count(*MONTHS)


def count(*months: date) -> None:
    for month in months:
        count_service(month)


def values(found: Figures) -> list[float | None]:
    return [number.value for number in found.numbers]


def counted(rows: Sequence[Complaint]) -> list[float | None]:
    """The figures, one complaint after the other."""
    calendar, now = WorkingCalendar.current(), timezone.now()
    answered = [row for row in rows if row.status == Status.ANSWERED]
    waiting = [row for row in rows if row.status in OPEN_STATUSES]
    spans = [
        (timezone.localdate(row.received_at), timezone.localdate(row.answered_at))
        for row in answered
        if row.answered_at
    ]
    took = [calendar.days(first, last) for first, last in spans if first <= last]
    return [
        len(rows),
        len(answered),
        sum(bool(row.due_at and row.answered_at and row.answered_at > row.due_at) for row in answered),
        len(waiting),
        sum(bool(row.due_at and row.due_at < now) for row in waiting),
        median(took) if took else None,
    ]


@pytest.mark.parametrize(("first", "last"), [(JULY, JULY), (AUGUST, SEPTEMBER), (JULY, SEPTEMBER)])
@pytest.mark.parametrize("only_public", [False, True])
def test_figures_are_what_the_complaints_say(
    anything: None, windows: dict[str, Channel], roads: Department, first: date, last: date, only_public: bool
) -> None:
    until = date(2024, last.month + 1, 1)
    rows = Complaint.objects.filter(received_at__gte=at(f"{first}"), received_at__lt=at(f"{until}"))
    if only_public:
        rows = rows.filter(is_public=True)
    for narrowed in ({}, {"channel": windows["mayor"]}, {"department": roads}):
        scope = Scope(reader(Role.MANAGER, roads), only_public=only_public, **narrowed)
        assert values(figures(scope, first, last)) == counted(list(rows.filter(**narrowed)))


def test_figures_of_months_add_up_and_the_median_is_of_all_answers(anything: None) -> None:
    scope = Scope(reader(Role.MANAGER))
    alone = [values(figures(scope, month, month))[:-1] for month in MONTHS]
    together = values(figures(scope, JULY, SEPTEMBER))
    assert together[:-1] == [sum(map(float, column)) for column in zip(*alone, strict=True)]
    assert together[-1] == counted(list(Complaint.objects.all()))[-1]


def test_counting_again_changes_nothing(anything: None) -> None:
    before = list(ServiceMonth.objects.order_by("month", "channel_id", "department_id", "is_public").values_list())
    count(*MONTHS)
    after = ServiceMonth.objects.order_by("month", "channel_id", "department_id", "is_public").values_list()
    assert [row[1:] for row in after] == [row[1:] for row in before]


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"answered_at": "2024-09-10T18:00", "due_at": "2024-09-10T17:59"}, 1),
        ({"answered_at": "2024-09-10T18:00", "due_at": "2024-09-10T18:00"}, 0),
        ({"answered_at": "2024-09-10T00:00", "due_at": "2024-09-10T23:59:59"}, 0),
        ({"answered_at": "2024-09-11T00:00", "due_at": "2024-09-10T23:59:59"}, 1),
        ({"answered_at": "2024-09-10T18:00"}, 0),
        ({"due_at": "2024-09-01T00:00"}, 0),
    ],
)
def test_an_answer_is_late_that_came_after_its_due_time(put: Put, fields: dict[str, str], late: int) -> None:
    put("2024-09-02T09:12", status="answered", **{name: at(text) for name, text in fields.items()})
    count(SEPTEMBER)
    assert ServiceMonth.objects.get().answered_late == late


@pytest.mark.parametrize(
    ("answered", "days"),
    [
        ("2024-09-06T18:00", [0, 1]),
        ("2024-09-09T00:00", [0, 0, 1]),
        ("2024-09-19T09:00", [0] * 7 + [1]),
        ("2024-09-05T09:00", []),
        ("2026-09-05T09:00", [0] * 120 + [1]),
    ],
    ids=["same day", "over a weekend", "over Chuseok", "before receipt", "after years"],
)
def test_an_answer_takes_working_days(put: Put, answered: str, days: list[int]) -> None:
    put("2024-09-06T09:12", status="answered", answered_at=at(answered))
    count(SEPTEMBER)
    assert ServiceMonth.objects.get().days == days


def test_an_answer_without_a_time_is_an_answer_and_takes_no_days(put: Put) -> None:
    put("2024-09-06T09:12", status="answered", due_at=at("2024-09-07"))
    count(SEPTEMBER)
    cell = ServiceMonth.objects.get()
    assert (cell.answered, cell.answered_late, cell.days) == (1, 0, [])


@pytest.mark.parametrize(("now", "late"), [("2024-09-10T23:59:58", 0), ("2024-09-10T23:59:59", 0), ("2024-09-11", 1)])
def test_whether_an_open_one_is_late_depends_on_the_clock(put: Put, now: str, late: int) -> None:
    put("2024-09-02T09:12", status="in_progress", due_at=at("2024-09-10T23:59:59"))
    put("2024-09-02T09:12", status="received")
    put("2024-09-02T09:12", status="withdrawn", due_at=at("2024-09-03"))
    count(SEPTEMBER)
    found = Sum()
    found.add(ServiceMonth.objects.get(), at(now))
    assert (found.received, found.open, found.open_late) == (3, 2, late)


@pytest.mark.parametrize(
    ("august", "september", "is_hidden"),
    [
        ([1, 2, 3], [1, 2, 3, 3], True),
        ([1, 2, 3], [3, 4, 5], False),
        ([1, 2, 3, 4, 5], [1], False),
        ([None] * 3, [None] * 2, False),
        ([None] * 2, [None] * 2, True),
        ([1, 1, 1, 1, 1, 1], [], True),
    ],
)
def test_five_persons_are_counted_over_months(
    put: Put, august: list[int | None], september: list[int | None], is_hidden: bool
) -> None:
    for day, callers in (("2024-08-05", august), ("2024-09-05", september)):
        for caller in callers:
            put(f"{day}T09:12", caller=caller)
    count(AUGUST, SEPTEMBER)
    found = figures(Scope(reader(Role.MANAGER)), AUGUST, SEPTEMBER)
    assert {number.is_hidden for number in found.numbers} == {is_hidden}
    assert (found.received.value is None) == is_hidden


def test_the_own_department_sees_its_few(put: Put, roads: Department, parks: Department) -> None:
    put("2024-09-05T09:12", department=roads)
    count(SEPTEMBER)
    for own, value in ((roads, 1), (parks, None)):
        assert figures(Scope(reader(Role.OFFICER, own), department=roads), SEPTEMBER, SEPTEMBER).received.value == value


def test_a_month_without_complaints_is_zeros_that_open_nothing() -> None:
    found = figures(Scope(reader(Role.MANAGER)), SEPTEMBER, SEPTEMBER)
    assert values(found) == [0, 0, 0, 0, 0, None]
    assert not any(number.url for number in found.numbers)
    assert [label for label, _ in found.labelled] == list(LABELS)


def test_the_ends_of_a_month_are_those_of_the_office_clock(put: Put) -> None:
    for received in ("2024-08-31T23:59:59.999999", "2024-09-01T00:00", "2024-09-30T23:59:59", "2024-10-01T00:00"):
        put(received)
    count(SEPTEMBER)
    assert ServiceMonth.objects.get().received == 2


def test_what_was_counted_and_is_gone_leaves_no_cell(put: Put) -> None:
    put("2024-09-05T09:12").delete()
    count(SEPTEMBER)
    assert not ServiceMonth.objects.exists()


def test_the_figures_of_a_page_take_one_query(
    anything: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        figures(Scope(reader(Role.MANAGER)), JULY, SEPTEMBER)


def test_few_is_said_of_cells_by_their_callers(anything: None) -> None:
    for cell in cells(Scope(reader(Role.MANAGER)), JULY, SEPTEMBER):
        assert (cell.few_callers is None) or len(cell.few_callers) < FEWEST_PERSONS


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2024, 9, 4), {AUGUST, SEPTEMBER}),
        (date(2024, 8, 13), {AUGUST}),
        (date(2024, 9, 7), set()),
        (date(2024, 10, 4), set()),
        (date(2024, 7, 31), set()),
    ],
    ids=["between receipt and answer", "of one", "a Saturday", "after all answers", "before all"],
)
def test_a_holiday_touches_the_months_answered_across_it(put: Put, day: date, months: set[date]) -> None:
    put("2024-08-12T09:12", status="answered", answered_at=at("2024-09-04T10:00"))
    put("2024-09-02T09:12", status="answered", answered_at=at("2024-09-13T10:00"))
    put("2024-07-02T09:12", status="in_progress")
    assert months_across(day) == months


def test_a_new_holiday_changes_medians_and_its_removal_changes_them_back(put: Put) -> None:
    put("2024-09-02T09:12", status="answered", answered_at=at("2024-09-06T10:00"))
    count(SEPTEMBER)
    before = ServiceMonth.objects.get().days
    holiday = Holiday.objects.create(day=date(2024, 9, 4), name="임시공휴일")
    assert list(StaleMonth.objects.values_list("month", flat=True)) == [SEPTEMBER]
    refresh()
    assert (before, ServiceMonth.objects.get().days) == ([0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 1])
    holiday.delete()
    refresh()
    assert ServiceMonth.objects.get().days == before
