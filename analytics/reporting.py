"""The report of a month: a snapshot of what every reader of the dashboard may see of the whole office, kept as it was.

Public complaints only; cells under five persons are hidden; words and numbers, no texts, for a report is mailed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics.counting import known_months
from analytics.locks import refreshing_alone
from analytics.mailing import deliver_report
from analytics.models import MonthlyReport, MonthTotal, StaleComplaint, StaleMonth
from analytics.months import MONTHS_A_YEAR, last_day, later, month_of
from analytics.numbers import Chart, tables_of
from analytics.overview import IN_CLOUD, cloud, heat_map, month_name, top_table, trend
from analytics.ranking import ranked_words
from analytics.report_parts import channel_parts, department_part, figures_table, movement_parts
from analytics.report_snapshots import FORMAT, Part, frozen, thawed
from analytics.report_words import Told, summary
from analytics.scopes import PUBLIC, By
from analytics.tagging import VERSION
from complaints.models import Channel, Department

if TYPE_CHECKING:
    from collections.abc import Sequence

NIGHT_WORK = "매달 자동"
COUNTED = (
    "공개 민원만 셉니다. 낱말은 말한 사람 수로 세어 한 사람이 여러 번 내도 한 명이고, 민원인을 모르는 민원은 한 건을 "
    "한 명으로 봅니다. 다섯 명이 안 되는 칸은 ‘5명 미만’으로 가리고, "
    "처리 현황은 그 줄의 사람이 다섯 명이 안 되면 줄째로 가립니다."
)


class StillCountingError(Exception):
    """Complaints of the months that a report shows are being counted; to be tried again in a while."""


@dataclass(frozen=True, slots=True)
class Source:
    """A window, and until which day its data were there."""

    name: str
    until: date | None


def make_report(month: date, actor: str) -> MonthlyReport:
    """Keep the month (its first day) as it is now, beside what was kept before; raises StillCountingError."""
    with refreshing_alone() as is_ours:
        _check_counted(month, is_ours=is_ours)
        return MonthlyReport.objects.create(month=month, actor=actor, contents=_contents(month))


def make_scheduled(today: date) -> MonthlyReport | None:
    """The report of the month before this day's, and its mails; None if it is there, or no complaint was received."""
    month = later(month_of(today), -1)
    with refreshing_alone() as is_ours:
        if MonthlyReport.objects.filter(month=month, actor=NIGHT_WORK).exists():
            return None
        _check_counted(month, is_ours=is_ours)
        if not MonthTotal.objects.filter(month=month).exists():
            return None
        with transaction.atomic():
            report = MonthlyReport.objects.create(month=month, actor=NIGHT_WORK, contents=_contents(month))
            deliver_report(report)
    return report


def parts_of(report: MonthlyReport) -> list[Part]:
    """The tables and charts of a report, in their order, as they were when it was made."""
    return [thawed(values) for values in report.contents["parts"]]


def sources_of(report: MonthlyReport) -> list[Source]:
    """From which data a report was made."""
    found = report.contents["sources"]
    return [Source(each["name"], date.fromisoformat(each["until"]) if each["until"] else None) for each in found]


def title_of(report: MonthlyReport) -> str:
    """`2024년 9월 민원 보고서`."""
    return f"{month_name(report.month)} 민원 보고서"


def about(report: MonthlyReport) -> list[tuple[str, str]]:
    """When, from what and by which rules a report was made."""
    contents = report.contents
    made = timezone.localtime(report.made_at)
    until = date.fromisoformat(contents["until"])
    return [
        ("기관", contents["institution"]),
        ("기간", f"{report.month:%Y-%m-%d}부터 {until:%Y-%m-%d}까지 접수한 민원"),
        ("만든 때", f"{made:%Y-%m-%d %H:%M}"),
        ("세는 법", COUNTED),
        *(
            (f"자료 기준일: {each.name}", f"{each.until:%Y-%m-%d}" if each.until else "모름")
            for each in sources_of(report)
        ),
        ("프로그램", f"버전 {contents['program']}, 핵심어 규칙 {contents['keyword_rules']}"),
    ]


def _check_counted(month: date, *, is_ours: bool) -> None:
    shown = (later(month, -MONTHS_A_YEAR), month)
    if not is_ours or StaleComplaint.objects.exists() or StaleMonth.objects.filter(month__range=shown).exists():
        raise StillCountingError("지금 민원을 다시 세고 있어 보고서를 만들 수 없습니다. 몇 분 뒤에 다시 만들어 주세요.")


def _contents(month: date) -> dict[str, Any]:
    until = min(last_day(month), timezone.localdate())
    windows = list(Channel.objects.all())
    parts = _parts(month, windows)
    loaded = [(each.name, each.loaded_until) for each in windows if each.is_active]
    told = Told(month, until, tables_of(parts), loaded)
    return {
        "version": FORMAT,
        "institution": settings.INSTITUTION_NAME,
        "until": until.isoformat(),
        "is_running": told.is_running,
        "sentences": summary(told),
        "parts": [frozen(part) for part in parts],
        "sources": [{"name": name, "until": day.isoformat() if day else None} for name, day in loaded],
        "program": settings.VERSION,
        "keyword_rules": VERSION,
    }


def _parts(month: date, windows: Sequence[Channel]) -> list[Part]:
    """All, as they stand in a report. Words are counted by callers, everything else by complaints."""
    complaints = replace(PUBLIC, by=By.COMPLAINTS)
    words = ranked_words(PUBLIC, month, IN_CLOUD)
    return [
        figures_table(complaints, month, known_months()[0]),
        # With columns in place of a line every number is written beside its picture, also on paper.
        _with_month_names(replace(trend(complaints, month), kind="bar")),
        cloud(PUBLIC, month, words),
        top_table(PUBLIC, month, words),
        *movement_parts(PUBLIC, month),
        _with_month_names(heat_map(PUBLIC, month, words)),
        *channel_parts(complaints, month, windows),
        department_part(complaints, month, Department.objects.in_bulk()),
    ]


def _with_month_names(chart: Chart) -> Chart:
    """Labels that fit beside one another on paper, on two lines each."""
    return replace(chart, labels=tuple(month_name(date.fromisoformat(f"{label}-01")) for label in chart.labels))
