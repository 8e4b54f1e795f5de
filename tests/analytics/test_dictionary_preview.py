"""The preview says beforehand what a change makes of the top of the last month, and that is what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analytics import dictionary_preview
from analytics.dictionary import change
from analytics.dictionary_preview import Line, preview
from analytics.models import DictionaryWord, WordKind
from analytics.refreshing import refresh
from complaints.privacy.roles import Role
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Department
    from tests.analytics.conftest import File

COMPOUND, STOP = WordKind.COMPOUND.value, WordKind.STOP.value
WHO = reader(Role.MANAGER)


@pytest.fixture(autouse=True)
def _bare(db: None) -> None:
    DictionaryWord.objects.create(kind=COMPOUND, text="불법주정차")
    DictionaryWord.objects.create(kind=STOP, text="민원")


@pytest.fixture
def month(file: File) -> None:
    """The last month: seven callers about kickboards, six about parking, five about lamps."""
    file("전동 킥보드", callers=range(7))
    file("불법 주정차", callers=range(6))
    file("가로등 민원", callers=[*range(1, 6), 1, 1])
    file("가로등", callers=range(20), day="2024-08-03")


def shown(lines: list[Line] | None) -> dict[str, tuple[object, ...]]:
    """Each word with its kind of change and, before and after, rank, callers and complaints."""
    return {
        line.text: (
            line.what,
            *((place.rank, place.callers.value, place.complaints.value) if place else None
              for place in (line.before, line.after)),
        )
        for line in lines or []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "added", "removed", "lines", "same"),
    [
        (
            COMPOUND,
            ["전동킥보드"],
            [],
            {
                "전동킥보드": ("들어옴", None, (1, 7, 7)),
                "불법주정차": ("순위만 바뀜", (3, 6, 6), (2, 6, 6)),
                "가로등": ("순위만 바뀜", (4, 5, 7), (3, 5, 7)),
                "전동": ("빠짐", (1, 7, 7), None),
                "킥보드": ("빠짐", (1, 7, 7), None),
            },
            0,
        ),
        (STOP, ["가로등"], [], {"가로등": ("빠짐", (4, 5, 7), None)}, 3),
        (STOP, [], ["민원"], {"민원": ("들어옴", None, (4, 5, 7))}, 4),
        (STOP, ["없는말"], [], {}, 4),
    ],
)
@pytest.mark.usefixtures("month")
def test_it_shows_what_comes_goes_and_changes(
    kind: str, added: list[str], removed: list[str], lines: dict[str, object], same: int
) -> None:
    found = preview(kind, added, removed, WHO)
    assert (shown(found.lines), found.same) == (lines, same)
    assert f"{found.month}" == "2024-09-01"


@pytest.mark.parametrize(
    ("kind", "added", "removed"),
    [(COMPOUND, ["전동킥보드"], []), (COMPOUND, [], ["불법주정차"]), (STOP, ["킥보드"], []), (STOP, [], ["민원"])],
)
@pytest.mark.usefixtures("month")
def test_what_it_promises_is_what_comes_of_it(kind: str, added: list[str], removed: list[str]) -> None:
    promised = preview(kind, added, removed, WHO)
    change(kind, added, removed, WHO)
    refresh()
    back = preview(kind, removed, added, WHO)
    promised_after = {text: after for text, (_, _, after) in shown(promised.lines).items()}
    assert promised_after == {text: now for text, (_, now, _) in shown(back.lines).items()}


@pytest.mark.usefixtures("month")
def test_it_says_how_many_complaints_of_all_months_are_read_again() -> None:
    found = preview(STOP, ["가로등"], [], WHO)
    assert (found.in_all_months, found.read) == (27, 7)


@pytest.mark.usefixtures("month")
def test_its_numbers_of_now_open_what_they_counted() -> None:
    [line] = preview(STOP, ["가로등"], [], WHO).lines or []
    assert line.before
    assert line.before.callers.url.startswith("/analytics/callers/?q=")
    assert line.before.complaints.url.startswith("/complaints/?q=")


@pytest.mark.usefixtures("month")
def test_what_an_earlier_change_has_still_to_do_is_not_put_down_to_this_one() -> None:
    change(COMPOUND, ["가로등민원"], [], WHO)
    assert preview(STOP, ["가로등"], [], WHO).lines == []


def test_it_shows_nothing_of_fewer_than_five_persons(file: File) -> None:
    file("가로등", callers=range(4))
    assert preview(STOP, ["가로등"], [], WHO).lines == []


def test_it_counts_what_its_reader_may_read(file: File, roads: Department, parks: Department) -> None:
    file("가로등", callers=range(5))
    file("가로등", callers=range(5, 12), department=roads, is_public=False)
    found = [preview(STOP, ["가로등"], [], reader(Role.MANAGER, each)) for each in (roads, parks)]
    assert [shown(each.lines)["가로등"][1] for each in found] == [(1, 12, 12), (1, 5, 5)]


def test_an_empty_database_has_no_month(db: None) -> None:
    found = preview(STOP, ["가로등"], [], WHO)
    assert (found.month, found.lines, found.in_all_months) == (None, [], 0)


@pytest.mark.usefixtures("month")
def test_what_takes_too_long_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary_preview, "READ_SECONDS", -1.0)
    assert preview(COMPOUND, ["전동킥보드"], [], WHO).lines is None


@pytest.mark.usefixtures("month")
def test_it_changes_nothing() -> None:
    preview(COMPOUND, ["전동킥보드"], ["불법주정차"], WHO)
    assert refresh(lambda: False)
    assert DictionaryWord.objects.filter(is_used=True).count() == 2
