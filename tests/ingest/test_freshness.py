"""Until which day a window's data are here, whatever its dates and names say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from complaints.models import Channel
from ingest.freshness import Arrivals, name_end, period_end
from tests.ingest.conftest import MAYOR, post, sample, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Import

TODAY = datetime.now(ZoneInfo("Asia/Seoul")).date()


def arrivals(*days: str) -> Arrivals:
    counted = Arrivals()
    counted._days = Counter(map(date.fromisoformat, days))
    return counted


@pytest.mark.parametrize(
    ("days", "newest"),
    [
        (["2024-09-03"], "2024-09-03"),
        (["2024-09-03", "2024-09-30"], "2024-09-30"),
        (["2024-09-03", "2024-09-04", "2025-09-04"], "2024-09-04"),
        (["2024-09-03", "2024-09-04", "2025-09-04", "2025-09-04"], "2025-09-04"),
        (["2024-09-03", "2024-09-04", "2026-09-04"], "2024-09-04"),
        (["2024-09-03"] * 300 + ["2025-01-01", "2025-09-04"], "2024-09-03"),
        (["2024-09-03"] * 300 + ["2025-01-01"] * 9, "2025-01-01"),
        ([], "None"),
    ],
)
def test_a_mistyped_day_does_not_count(days: list[str], newest: str) -> None:
    assert str(arrivals(*days).newest(date(2026, 1, 1))) == newest


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("조회기간 : 2024.09.01 ~ 2024.09.30", "2024-09-30"),
        ("(순찰기간: 2024. 1. 1. ~ 2024. 12. 31. / 감사담당관)", "2024-12-31"),
        ("조회기간 2024년 9월 1일부터 2024년 9월 30일까지", "2024-09-30"),
        ("조회기간 : 2024.09.01 ~ 09.30", "None"),
        ("2024년 9월 처리현황", "None"),
        ("새올 개통 2024.09.01", "None"),
    ],
)
def test_a_title_tells_the_end_of_its_period(title: str, end: str) -> None:
    assert str(period_end([title])) == end


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("새올상담민원_20240901_20240930.xls", "2024-09-30"),
        ("생활불편신고_20231006-20241005.xlsx", "2024-10-05"),
        ("목록(2024-09-30).csv", "2024-09-30"),
        ("새올_20240901-0930.xls", "None"),
        ("새올_202411.xls", "None"),
        ("환경순찰_2024.xls", "None"),
        ("새올_20241340.xls", "None"),
    ],
)
def test_a_name_tells_the_end_of_its_period(name: str, end: str) -> None:
    assert str(name_end(name)) == end


def loaded(channel: str) -> str:
    return str(Channel.objects.get(code=channel).loaded_until)


@pytest.mark.parametrize("channel", ["saeol", "mayor", "discomfort", "petition", "panel", "patrol"])
def test_a_sample_is_loaded_until_the_end_of_its_export_at_most(import_file: Import, channel: str) -> None:
    import_file(sample(channel), channel)
    assert "2023-10-06" <= loaded(channel) <= "2024-10-05"


def test_the_day_moves_on_and_never_back(import_posts: Import) -> None:
    import_posts(post("1", 작성일시="2024-09-30 10:00:00"))
    assert loaded("mayor") == "2024-09-30"
    import_posts(post("2", 작성일시="2024-09-02 10:00:00"), name="늦은.csv")
    assert loaded("mayor") == "2024-09-30"


def test_neither_tomorrow_nor_a_day_after_the_period_counts(import_file: Import, tmp_path: Path) -> None:
    days = ["2024-09-03", "2024-10-02", str(TODAY + timedelta(days=1))]
    rows = [post(str(number), 작성일시=f"{day} 10:00:00") for number, day in enumerate(days)]
    import_file(write_csv(tmp_path / "목록_20240930.csv", [MAYOR, *rows]), "mayor")
    assert loaded("mayor") == "2024-09-03"
    import_file(write_csv(tmp_path / "목록.csv", [MAYOR, *rows]), "mayor")
    assert loaded("mayor") == "2024-10-02"
