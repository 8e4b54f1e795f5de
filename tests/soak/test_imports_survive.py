"""Six windows' files on their way in while the worker is killed twenty times, the queue and the database once."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.make_samples import years_before
from fixtures.sampler.making import Settings, make
from fixtures.sampler.plan import EVEN_SHARES
from tests.ingest.conftest import MAYOR, post, write_csv
from tests.soak.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path

ROWS, KILLS, STALE_SECONDS = 18_000, 20, 5
BROKER_AFTER, DATABASE_AFTER, AWAY_SECONDS = 7, 14, 30
SEED = 20260904
WORKED_ON = {"looking", "running"}
DUPLICATES = """
SELECT count(*) AS number FROM (
    SELECT FROM complaints_complaint GROUP BY channel_id, receipt_number HAVING count(*) > 1
    UNION ALL
    SELECT FROM ingest_importedrow GROUP BY batch_id, sheet, row_number HAVING count(*) > 1
) found
"""


@pytest.fixture
def truth(tmp_path: Path) -> list[dict[str, Any]]:
    """Files of all windows and what an importer that sees them first counts in each."""
    until = date(2024, 10, 5)
    make(Settings(ROWS, SEED, years_before(until, 1), until, shares=EVEN_SHARES), tmp_path)
    told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    return [{**one, "path": tmp_path / one["file"]} for one in told["files"]]


AT_WORK = "SELECT id FROM ingest_importbatch WHERE state IN ('looking', 'running') AND heartbeat_at > %s"


class Chaos:
    """Kills, and how long it took until each interrupted batch was told of or went on."""

    def __init__(self, site: Installation, files: list[tuple[Path, str]]) -> None:
        self.site, self.files, self.rng = site, files, random.Random(SEED)
        self.begun = datetime.now(UTC)
        site.receive(files, "inbox")
        self.told: list[float] = []
        self.kills: dict[str, int] = {}

    def kill(self) -> None:
        """One kill at a random moment of work; when all is done, the same files come once more."""
        if not self.site.under_way():
            self.site.receive(self.files, "inbox")
        self.site.wait_for(self._is_at_work, 240)
        time.sleep(self.rng.uniform(0, 6))
        how = self.rng.choice(("", "", "parent", "child"))
        hurt = [one for one in self.site.under_way() if one["state"] in WORKED_ON]
        began = time.monotonic()
        self.site.kill("worker", only=how)
        self.begun = datetime.now(UTC)
        if how != "child":
            self.site.start("worker")
        self.kills[how or "group"] = self.kills.get(how or "group", 0) + 1
        self.site.wait_for(lambda: all(self._is_told(one) for one in hurt), 60)
        self.told.append(time.monotonic() - began)

    def _is_at_work(self) -> bool:
        """Whether the worker that was started last has got hold of a batch."""
        return bool(self.site.rows(AT_WORK, self.begun))

    def _is_told(self, before: dict[str, Any]) -> bool:
        """Whether it goes on, the page says that it will, or says that nothing was heard of it."""
        (now,) = self.site.rows(
            "SELECT *, clock_timestamp() - heartbeat_at AS silence FROM ingest_importbatch WHERE id = %s", before["id"]
        )
        is_silent = now["silence"].total_seconds() > STALE_SECONDS
        return is_silent or "이어서" in now["message"] or now["heartbeat_at"] > before["heartbeat_at"]


@pytest.mark.soak
def test_twenty_kills_leave_nothing_twice_and_nothing_out(
    truth: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    with Installation(stale_seconds=STALE_SECONDS) as site:
        files = [(one["path"], one["channel"]) for one in truth]
        chaos = Chaos(site, files)
        for number in range(KILLS):
            chaos.kill()
            if number == BROKER_AFTER:
                site.kill("valkey")
                time.sleep(AWAY_SECONDS / 3)
                site.start("valkey")
            if number == DATABASE_AFTER:
                site.stop("postgres")
                time.sleep(AWAY_SECONDS)
                site.start("postgres")
        site.wait_for(lambda: not site.under_way(), 900)
        assert_whole(site, truth)
        quiet = imported_again(site, files)
        figures = {
            "seconds": round(time.monotonic() - began),
            "kills": chaos.kills,
            "told_after_s": {"median": sorted(chaos.told)[KILLS // 2], "most": max(chaos.told)},
            "rows": sum(one["rows_in_file"] for one in site.batches()[: len(files)]),
            "longest_silence_s": quiet,
        }
    with capsys.disabled():
        print(f"\n{json.dumps(figures)}")  # noqa: T201


def assert_whole(site: Installation, truth: list[dict[str, Any]]) -> None:
    """Every file ended with exactly its truth, and the tables hold every row once."""
    first, later = site.batches()[: len(truth)], site.batches()[len(truth) :]
    for batch, one in zip(first, truth, strict=True):
        counts = {name: batch[f"count_{name}"] for name in one["expected"]}
        assert (batch["state"], counts, batch["count_changed"]) == ("done", one["expected"], 0), batch["message"]
    assert {one["state"] for one in later} <= {"done"}
    assert sum(one["count_new"] + one["count_changed"] for one in later) == 0
    assert site.rows(DUPLICATES)[0]["number"] == 0
    (stored,) = site.rows("SELECT count(*) AS number FROM complaints_complaint")
    assert stored["number"] == sum(one["expected"]["new"] for one in truth)


def imported_again(site: Installation, files: list[tuple[Path, str]]) -> float:
    """The same files undisturbed are all the same: what was interrupted has left every field right."""
    again = site.receive(files, "inbox")
    longest = longest_silence(site)
    found = [one for one in site.batches() if one["id"] in again]
    assert {one["state"] for one in found} == {"done"}
    assert sum(one["count_new"] + one["count_changed"] for one in found) == 0
    assert site.rows("SELECT count(*) AS number FROM complaints_complaintevent")[0]["number"] == 0
    return longest


def longest_silence(site: Installation) -> float:
    """Until nothing is under way any more: the longest time in seconds without a sign of life."""
    longest = 0.0
    while under_way := site.under_way():
        if any(one["state"] in WORKED_ON for one in under_way):
            (found,) = site.rows(
                "SELECT max(extract(epoch FROM clock_timestamp() - heartbeat_at)) AS seconds "
                "FROM ingest_importbatch WHERE state IN ('looking', 'running')"
            )
            longest = max(longest, float(found["seconds"] or 0))
        time.sleep(0.1)
    return round(longest, 2)


@pytest.mark.soak
def test_a_death_is_told_within_a_minute_and_progress_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "a.csv", [MAYOR, *(post(str(number)) for number in range(1, 30_001))])
    with Installation(stale_seconds=30) as site:
        (number,) = site.receive([(path, "mayor")], "command")
        site.wait_for(lambda: site.batches()[0]["count_new"] > 5000, 120)
        site.kill("worker")
        site.start("worker")
        told = site.wait_for(lambda: "이어서" in site.batches()[0]["message"], 60)
        site.wait_for(lambda: site.batches()[0]["state"] == "running", 60)
        longest = longest_silence(site)
        ended = site.batches()[0]
    with capsys.disabled():
        print(f"\ntold after {told:.1f} s, longest silence {longest:.2f} s")  # noqa: T201
    assert (number, ended["state"], ended["count_new"]) == (ended["id"], "done", 30_000)
    assert longest < 2
