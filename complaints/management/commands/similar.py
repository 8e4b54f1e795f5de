"""`manage.py similar --text "..." [--json] [--limit N]`: past answers as the page shows them, masked, and recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from complaints.privacy import log
from complaints.privacy.access import operator
from complaints.search.limits import TooSlowError, time_limit
from complaints.similarity.cards import cards
from complaints.similarity.finding import similar_to_text

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from complaints.similarity.cards import Card

PATIENCE_MS = 60_000  # for one statement; nobody is on the telephone
MOST = 100


class Command(BaseCommand):
    help = "비슷한 지난 민원과 답변을 찾습니다. 화면과 같은 방법으로 찾고, 값은 가려지며, 접속기록에 남습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--text", required=True, help="새 민원의 내용")
        parser.add_argument("--json", action="store_true", help="JSON으로 씁니다")
        parser.add_argument("--limit", type=int, default=10, help=f"몇 건까지 보일지, 1부터 {MOST}까지")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        text, limit = options["text"].replace("\x00", " ").strip(), options["limit"]
        if not text:
            raise CommandError("--text 에 비교할 글을 넣으십시오.")
        if not 1 <= limit <= MOST:
            raise CommandError(f"--limit 에는 1부터 {MOST}까지의 수를 넣으십시오.")
        shown = _found(text, limit)
        if options["json"]:
            results = [_result(card, score) for card, score in shown]
            self.stdout.write(json.dumps({"results": results}, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{len(shown)}건")
        for card, _ in shown:
            self.stdout.write(_lines(card))


def _found(text: str, limit: int) -> list[tuple[Card, float]]:
    """What is shown, with its score, and a line in the access log; not the text, which may name anybody."""
    reader = operator()
    try:
        with transaction.atomic(), time_limit(PATIENCE_MS):
            found = similar_to_text(text, reader, limit=limit).results
            shown = cards(found, reader, timezone.now())
            log.record(
                reader,
                log.Action.SEARCH,
                complaint_ids=[card.complaint.id for card in shown],
                purpose="명령줄: 모든 민원을 가린 채로",
                detail={"similar_to": "text", "characters": len(text)},
            )
    except TooSlowError as reason:
        raise CommandError("너무 오래 걸려 멈췄습니다. 글을 한두 문장으로 줄이십시오.") from reason
    scores = {similar.complaint_id: similar.score for similar in found}
    return [(card, scores[card.complaint.id]) for card in shown]


def _result(card: Card, score: float) -> dict[str, Any]:
    answered = card.complaint.answered_at
    return {
        "id": card.complaint.id,
        "score": round(score, 4),
        "why": card.words,
        "answer": card.complaint.answer,
        "answered_at": timezone.localtime(answered).isoformat() if answered else None,
    }


def _lines(card: Card) -> str:
    case = card.complaint
    received = f"{timezone.localtime(case.received_at):%Y-%m-%d}"
    head = "  ".join(
        [f"{card.percent}%", received, case.channel.short_name, case.receipt_number, case.department, case.title or ""]
    )
    return f"{head}\n    왜: {', '.join(card.words) or '뜻이 비슷함'}\n    답변: {case.answer}"
