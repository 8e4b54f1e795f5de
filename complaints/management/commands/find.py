"""`manage.py find "QUERY" [--json] [--limit N]`: what the search page shows, masked, and recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import operator
from complaints.search.hits import Hit, hits
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.matching import find
from complaints.search.paging import Sort, count, ids, page
from complaints.search.query import parse

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import datetime

    from complaints.search.found import Found


PATIENCE_MS = 60_000  # for one statement; nobody is on the telephone


class Command(BaseCommand):
    help = "민원을 찾습니다. 화면과 같은 방법으로 찾고, 값은 가려지며, 접속기록에 남습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--json", action="store_true", help="JSON으로 씁니다")
        parser.add_argument("--limit", type=int, default=20, help="몇 건까지 보일지; 0이면 모두")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        query, reader, now = parse(options["query"]), operator(), timezone.now()
        try:
            with transaction.atomic(), time_limit(PATIENCE_MS):
                matches = find(query, reader)
                found = hits(_first(matches, options["limit"]), query, reader, now)
                total, is_capped = count(matches)
                log.record(
                    reader,
                    log.Action.SEARCH,
                    query=query.loggable,
                    person_hashes=query.person_hashes,
                    complaint_ids=[hit.complaint.id for hit in found],
                    count=total,
                    purpose="명령줄: 모든 민원을 가린 채로",
                )
        except TooSlowError as reason:
            raise CommandError(
                "너무 오래 걸려 멈췄습니다. 낱말을 더 넣거나 접수:2024-09 처럼 기간을 정하십시오."
            ) from reason
        if options["json"]:
            results = [_result(hit) for hit in found]
            answer = {
                "query": query.text,
                "read_as": query.read_as,
                "total": total,
                "total_is_capped": is_capped,
            }
            self.stdout.write(json.dumps({**answer, "results": results}, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{total:,}건{' 이상' if is_capped else ''}  {'; '.join(query.read_as)}")
        for hit in found:
            self.stdout.write(_line(hit))


def _first(found: Found, limit: int) -> list[Complaint]:
    if limit > 0:
        return page(found, Sort.NEWEST, None, limit).rows
    return list(Complaint.objects.for_display().filter(pk__in=ids(found, Sort.NEWEST)))


def _result(hit: Hit) -> dict[str, Any]:
    case = hit.complaint
    return {
        "id": case.id,
        "channel": case.channel.code,
        "receipt_number": case.receipt_number,
        "title": case.title or "",
        "status": case.status,
        "department": case.department,
        "officer": case.officer,
        "officer_phone": case.officer_phone,
        "received_at": _iso(case.received_at),
        "due_at": _iso(case.due_at),
        "matched": hit.matched,
    }


def _iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def _line(hit: Hit) -> str:
    case = hit.complaint
    officer = " ".join(filter(None, [case.department, case.officer, case.officer_phone])) or "담당 미정"
    received = f"{timezone.localtime(case.received_at):%Y-%m-%d}"
    due = case.deadline.label or ("기한 없음" if case.due_at is None else "")
    parts = [
        received,
        case.channel.short_name,
        case.receipt_number,
        case.complainant,
        case.status_label,
        due,
        officer,
    ]
    return "  ".join([*filter(None, parts), case.title or ""])
