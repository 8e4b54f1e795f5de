"""Whether the parts of the installation work: for machines at /health/, for people at /status/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.mailing import failed_deliveries
from complaints.channels import counted_channels
from complaints.privacy.access import Right, require
from complaints.search.lexemes import VERSION
from complaints.similarity import reading, vectors
from ingest.sources.alerts import opened

if TYPE_CHECKING:
    from collections.abc import Callable

FAILED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One part, whether it works, and what to know or do."""

    label: str
    ok: bool
    detail: str


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except DatabaseError:
        return Check("데이터베이스", ok=False, detail="연결되지 않습니다. 데이터베이스가 켜져 있는지 확인하십시오.")
    return Check("데이터베이스", ok=True, detail=f"PostgreSQL {version}")


def _broker() -> Check:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except redis.RedisError:
        return Check("작업 중개", ok=False, detail="연결되지 않습니다. 올린 파일은 저장되고, 연결되면 처리됩니다.")
    return Check("작업 중개", ok=True, detail="연결됨")


def _comparing() -> Check:
    """How far the complaints are read by which similar ones and groups are found."""
    failed, waiting = reading.failed(), reading.waiting()
    parts = [f"읽지 못한 민원 {failed:,}건(다시 들어올 때까지 비슷한 민원에서 빠집니다)" if failed else ""]
    parts.append(f"읽기를 기다리는 민원 {waiting:,}건" if waiting else "모두 읽음")
    if not vectors.is_switched_on():
        parts.append("뜻으로 찾기는 꺼 두었습니다(SENTENCE_VECTORS=0)")
    elif not vectors.is_available():
        parts.append("뜻으로 찾는 패키지가 없어 낱말로만 찾습니다")
    elif missing := vectors.missing():
        parts.append(f"문장 벡터를 기다리는 민원 {missing:,}건(그동안 낱말로 찾습니다)")
    return Check("비슷한 민원", ok=not failed, detail=", ".join(filter(None, parts)))


CHECKS: tuple[Callable[[], Check], ...] = (_database, _broker)


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """JSON for a monitor: no login, no data; 503 when a part is down."""
    del request
    checks = [check() for check in CHECKS]
    ok = all(check.ok for check in checks)
    body = {"ok": ok, "version": settings.VERSION, "checks": {check.label: check.ok for check in checks}}
    return JsonResponse(body, status=200 if ok else 503, json_dumps_params={"ensure_ascii": False})


@require(Right.SETTINGS)
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """The parts of the installation and how fresh each window's data are."""
    checks = [check() for check in CHECKS]
    rules = Check("검색 규칙", ok=True, detail=f"{VERSION}판")
    alerts = list(opened().select_related("source__channel"))
    context = {
        "checks": [*checks, rules, _comparing()],
        "channels": counted_channels(request),
        "alerts": alerts,
        # The head would ask for these again.
        "unseen_alerts": sum(alert.acknowledged_at is None for alert in alerts),
        "failed_deliveries": failed_deliveries()[:FAILED_SHOWN],
    }
    return render(request, "complaints/status.html", context)
