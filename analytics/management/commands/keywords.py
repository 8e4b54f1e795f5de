"""`manage.py keywords --month YYYY-MM [--json] [--rebuild] [--learn]`: the keywords of a month, counted by callers."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from analytics.learning import learn
from analytics.locks import refreshing_alone
from analytics.models import StaleComplaint
from analytics.months import later, parse_month
from analytics.outdated import mark_everything
from analytics.ranking import ranked_words
from analytics.refreshing import refresh
from analytics.scopes import Scope
from complaints.privacy import log
from complaints.privacy.access import operator

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable
    from datetime import date

    from analytics.ranking import Ranked

INTERRUPTED = 130  # what a shell says of a program that was stopped by Ctrl-C
LEARN_SECONDS = 300.0
_TELL_EVERY = 3.0  # seconds
_WIDTH = 20  # columns of a terminal for a word; a Korean letter takes two


class Command(BaseCommand):
    help = "한 달의 핵심어를 민원인 수로 셉니다. 접속기록에 남습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", help="볼 달, 예: 2024-09")
        parser.add_argument("--json", action="store_true", help="JSON으로 씁니다")
        parser.add_argument("--limit", type=int, default=50, help="낱말을 몇 개까지 보일지; 0이면 모두")
        parser.add_argument("--rebuild", action="store_true", help="먼저 모든 민원을 다시 읽고 모든 달을 다시 셉니다")
        parser.add_argument("--learn", action="store_true", help="먼저 새 민원에서 복합어를 배웁니다")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        month = _month(options["month"])
        if month is None and not (options["rebuild"] or options["learn"]):
            raise CommandError("볼 달을 --month 2024-09 처럼 넣으십시오.")
        if options["learn"]:
            self._learn()
        if options["rebuild"]:
            self._rebuild()
        if month is not None:
            self._show(month, options["limit"], as_json=options["json"])

    @transaction.atomic
    def _show(self, month: date, limit: int, *, as_json: bool) -> None:
        reader = operator()
        words = _ranked(Scope(reader), month, limit if limit > 0 else sys.maxsize)
        log.record(
            reader,
            log.Action.SEARCH,
            count=len(words),
            purpose="명령줄: 한 달의 핵심어",
            detail={"page": "keywords", "month": f"{month:%Y-%m}"},
        )
        if as_json:
            answer = {"month": f"{month:%Y-%m}", "keywords": list(map(_result, words))}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{month.year}년 {month.month}월 핵심어 {len(words):,}개(민원인 수로 셈)")
        if not words:
            self.stdout.write("이 달에는 센 민원이 없습니다. 다른 달을 넣거나 --rebuild 로 다시 세십시오.")
            return
        self.stdout.write(f"{'순위':>4}  {_padded('낱말')}{'민원인':>7}{'민원':>7}  지난달보다")
        for word in words:
            self.stdout.write(_line(word))

    def _learn(self) -> None:
        words = learn(LEARN_SECONDS)
        self._tell(f"배운 복합어 {len(words):,}개: {', '.join(words)}" if words else "새로 배운 복합어가 없습니다.")

    def _rebuild(self) -> None:
        try:
            marked = mark_everything()
            self._tell(f"민원 {marked:,}건을 다시 읽습니다. 멈추려면 Ctrl-C")
            self._refresh()
        except KeyboardInterrupt:
            self._tell("멈췄습니다. 남은 것은 작업 프로그램이 이어서 합니다.")
            sys.exit(INTERRUPTED)
        self._tell("끝났습니다.")

    def _refresh(self) -> None:
        """Alone, as workers do; one that is at it ends its bite first."""
        is_done = False
        while not is_done:
            with refreshing_alone() as is_ours:
                if is_ours:
                    is_done = refresh(_for_a_while())
                else:
                    time.sleep(1)
            self._tell(f"  남은 민원 {StaleComplaint.objects.count():,}건")

    def _tell(self, sentence: str) -> None:
        """What is done, beside the answer."""
        self.stderr.write(sentence)


def _for_a_while() -> Callable[[], bool]:
    """Whether the time is not yet there to tell how far it is."""
    end = time.monotonic() + _TELL_EVERY
    return lambda: time.monotonic() < end


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    month = parse_month(text)
    if month is None:
        raise CommandError(f"‘{text}’은(는) 달이 아닙니다. 2024-09 처럼 해와 달을 넣으십시오.")
    return month


def _ranked(scope: Scope, month: date, limit: int) -> list[Ranked]:
    """The words of the month; their change is against every word of the month before."""
    before = {word.keyword_id: word.rank for word in ranked_words(scope, later(month, -1), sys.maxsize)}
    words = ranked_words(scope, month, limit)
    return [
        replace(word, change=before[word.keyword_id] - word.rank if word.keyword_id in before else None)
        for word in words
    ]


def _result(word: Ranked) -> dict[str, Any]:
    return {
        "word": word.text,
        "callers": word.tally.callers,
        "complaints": word.tally.complaints,
        "rank": word.rank,
        "change": word.change,
    }


def _line(word: Ranked) -> str:
    numbers = f"{word.tally.callers:>9,}{word.tally.complaints:>9,}"
    return f"{word.rank:>5}  {_padded(word.text)}{numbers}  {_said(word.change)}"


def _said(change: int | None) -> str:
    if change is None:
        return "새로"
    return "그대로" if not change else f"▲{change}" if change > 0 else f"▼{-change}"


def _padded(word: str) -> str:
    wide = sum(1 if letter.isascii() else 2 for letter in word)
    return word + " " * max(1, _WIDTH - wide)
