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
        "checks": [*checks, rules],
        "channels": counted_channels(request),
        "alerts": alerts,
        # The head would ask for these again.
        "unseen_alerts": sum(alert.acknowledged_at is None for alert in alerts),
        "failed_deliveries": failed_deliveries()[:FAILED_SHOWN],
    }
    return render(request, "complaints/status.html", context)
