"""The pages of reports: who may make and read them, and that they stay as they were."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import MonthlyReport, StaleComplaint
from analytics.reporting import make_report
from complaints.privacy.models import AccessEvent, Action
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.analytics.conftest import File, Login

MONTH = date(2024, 9, 1)
LISTED, MAKE = reverse("analytics:reports"), reverse("analytics:report-make")


@pytest.fixture
def report(file: File) -> MonthlyReport:
    file("가로등이 꺼졌습니다.", callers=range(12))
    return make_report(MONTH, "기획")


def page_of(client: Client, report: MonthlyReport) -> str:
    """What is printed: the frame around it has the freshness of today."""
    response: Any = client.get(reverse("analytics:report", args=[report.pk]))
    return str(re.search(r"<article.*</article>", response.content.decode(), re.DOTALL)[0])  # type: ignore[index]


def test_page_and_file_stay_when_data_change(report: MonthlyReport, file: File, login: Login) -> None:
    client, file_url = login(Role.OFFICER), reverse("analytics:report-file", args=[report.pk])
    before = page_of(client, report), client.get(file_url).content
    file("쓰레기가 쌓였습니다.", callers=range(30))
    assert (page_of(client, report), client.get(file_url).content) == before


@pytest.mark.parametrize(
    ("role", "reads", "makes"),
    [
        (Role.COUNTER, 403, 403),
        (Role.OFFICER, 200, 403),
        (Role.MANAGER, 200, 302),
        (Role.ADMIN, 403, 403),
        (Role.AUDITOR, 403, 403),
    ],
)
def test_managers_make_and_officers_read(
    report: MonthlyReport, login: Login, role: Role, reads: int, makes: int
) -> None:
    client = login(role)
    read = [client.get(reverse(f"analytics:{name}", args=[report.pk])) for name in ("report", "report-file")]
    assert [client.get(LISTED).status_code, *(each.status_code for each in read)] == [reads] * 3
    assert client.post(MAKE, {"month": "2024-09"}).status_code == makes
    assert MonthlyReport.objects.count() == (2 if makes == 302 else 1)


def test_what_is_made_is_recorded_and_shown(report: MonthlyReport, login: Login) -> None:
    response = login(Role.MANAGER).post(MAKE, {"month": "2024-09"}, follow=True)
    made = MonthlyReport.objects.first()
    assert made is not None
    assert "2024년 9월 민원 보고서를 만들었습니다." in response.content.decode()
    assert AccessEvent.objects.get(action=Action.VIEW).detail == {"report": made.pk, "month": "2024-09", "made": True}


def test_a_file_is_recorded_as_an_export(report: MonthlyReport, login: Login) -> None:
    login(Role.OFFICER).get(reverse("analytics:report-file", args=[report.pk]))
    event = AccessEvent.objects.get(action=Action.EXPORT)
    assert event.detail == {"report": report.pk, "month": "2024-09", "kind": "xlsx"}


@pytest.mark.parametrize("month", ["", "2024-13", "2999-01", "1999-01", "<b>"])
def test_a_month_that_is_none_is_said_so(report: MonthlyReport, login: Login, month: str) -> None:
    response = login(Role.MANAGER).post(MAKE, {"month": month})
    assert response.status_code == 400
    assert "골라 주세요." in response.content.decode()
    assert MonthlyReport.objects.count() == 1


def test_while_complaints_are_counted_one_is_asked_to_wait(report: MonthlyReport, login: Login) -> None:
    StaleComplaint.objects.create(pk=1)
    response = login(Role.MANAGER).post(MAKE, {"month": "2024-09"}, follow=True)
    assert "몇 분 뒤에 다시 만들어 주세요." in response.content.decode()
    assert MonthlyReport.objects.count() == 1


def test_an_older_report_tells_of_the_newer(report: MonthlyReport, login: Login) -> None:
    newer, client = make_report(MONTH, "기획"), login(Role.OFFICER)

    def text_of(shown: MonthlyReport) -> str:
        return client.get(reverse("analytics:report", args=[shown.pk])).content.decode()

    assert f'href="{reverse("analytics:report", args=[newer.pk])}"' in text_of(report)
    assert "나중에 다시 만들었습니다" not in text_of(newer)


def test_a_report_of_this_month_says_that_it_runs(file: File, login: Login) -> None:
    today = timezone.localdate()
    file("가로등이 꺼졌습니다.", callers=range(12), day=f"{today}")
    made, client = make_report(today.replace(day=1), "기획"), login(Role.OFFICER)
    is_over = made.contents["until"] == today.isoformat() and not made.contents["is_running"]
    assert ("끝나기 전" in page_of(client, made)) is not is_over
    assert ("진행 중에 만듦" in client.get(LISTED).content.decode()) is not is_over


def test_without_scripts_the_tables_stand(report: MonthlyReport, login: Login) -> None:
    page = page_of(login(Role.OFFICER), report)
    assert page.count("<table") == 7
    assert "data-number" not in page
    assert not re.search(r'href="(?!\?file=)', page)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_table_can_be_had_alone(report: MonthlyReport, login: Login, kind: str) -> None:
    response = login(Role.OFFICER).get(reverse("analytics:report", args=[report.pk]), {"file": f"top.{kind}"})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_an_empty_office_is_told_what_to_do(db: None, login: Login) -> None:
    assert "아직 만든 보고서가 없습니다." in login(Role.MANAGER).get(LISTED).content.decode()


def test_a_report_that_is_not_there_is_not_found(db: None, login: Login) -> None:
    assert login(Role.MANAGER).get(reverse("analytics:report", args=[9])).status_code == 404


def test_pages_ask_little(report: MonthlyReport, login: Login, django_assert_max_num_queries: Any) -> None:
    client = login(Role.MANAGER)
    for url in (LISTED, reverse("analytics:report", args=[report.pk])):
        with django_assert_max_num_queries(12):
            response: HttpResponse = client.get(url)  # type: ignore[assignment]
        assert response.status_code == 200
