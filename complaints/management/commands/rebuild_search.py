"""`manage.py rebuild_search [--all] [--batch N] [--pause SECONDS]`: index anew, while the program is in use."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from complaints.models import Complaint
from complaints.search.lexemes import VERSION
from complaints.search.rebuilding import BATCH, rebuild, stale

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.core.management.base import OutputWrapper

MOST_AT_ONCE = 10_000
INTERRUPTED = 130  # what a shell says of a program that was stopped by Ctrl-C


class Command(BaseCommand):
    help = "예전 규칙으로 만든 검색 색인을 새로 만듭니다. 사용 중에도 실행할 수 있고, 멈추었다가 다시 실행해도 됩니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="예전 규칙의 민원만이 아니라 모든 민원을 새로 만듭니다")
        parser.add_argument("--batch", type=int, default=BATCH, help="한 번에 처리할 건수")
        parser.add_argument("--pause", type=float, default=0, help="묶음 사이에 쉬는 초")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        everything, batch, pause = options["all"], options["batch"], options["pause"]
        if not 1 <= batch <= MOST_AT_ONCE:
            raise CommandError(f"--batch 에는 1부터 {MOST_AT_ONCE:,}까지의 수를 넣으십시오.")
        if not 0 <= pause < float("inf"):
            raise CommandError("--pause 에는 0 이상의 초를 넣으십시오.")
        total = Complaint.objects.count() if everything else stale()
        if not total:
            self.stdout.write(f"모두 최신입니다(검색 규칙 {VERSION}판).")
            return
        progress = _Progress(self.stdout, total, pause)
        self.stdout.write(f"검색 색인 {total:,}건을 새로 만듭니다. 멈추려면 Ctrl-C")
        try:
            done = rebuild(everything=everything, batch=batch, report=progress.report)
        except KeyboardInterrupt:
            self.stdout.write(_stopped(progress.done, everything=everything))
            sys.exit(INTERRUPTED)
        self.stdout.write(f"끝났습니다. {done:,}건을 새로 만들었습니다(검색 규칙 {VERSION}판).")


@dataclass(slots=True)
class _Progress:
    """A line after each batch, then a rest."""

    out: OutputWrapper
    total: int
    pause: float
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    def report(self, done: int) -> bool:
        self.done = done
        speed = done / max(time.monotonic() - self.started, 0.001)
        # Rows that arrive meanwhile are indexed by the import, yet `--all` comes past them as well.
        left = max(self.total - done, 0)
        share = 100 * done / (done + left)
        self.out.write(
            f"  {done:,} / {done + left:,}건({share:.0f}%), 1초에 {speed:,.0f}건, {_remaining(left / speed)}"
        )
        self.out.flush()
        if left:
            time.sleep(self.pause)
        return True


def _remaining(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"남은 시간 약 {minutes}분 {rest}초" if minutes else f"남은 시간 약 {rest}초"


def _stopped(done: int, *, everything: bool) -> str:
    after = "--all 로 다시 실행하면 처음부터 합니다." if everything else "다시 실행하면 나머지를 이어서 합니다."
    return f"\n멈췄습니다. {done:,}건은 새로 만들었습니다. {after}"
