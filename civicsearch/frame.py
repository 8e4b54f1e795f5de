"""What stands around every page: the institution, the menu of the role, how fresh each window's data are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from analytics.alerts import current_number
from complaints.channels import channels_of
from complaints.privacy.access import Right, reader_of
from complaints.privacy.models import Account
from complaints.privacy.roles import Role
from ingest.sources.alerts import unseen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from complaints.privacy.access import Reader

ENTRIES = (
    (Right.SEARCH, "민원 검색", "complaints:home", ("/complaints/",)),
    (Right.SIMILAR, "유사 답변", "similarity:text", ("/complaints/similar/",)),
    (Right.DECIDE_GROUPS, "같은 사안", "groups:list", ("/complaints/groups/",)),
    (Right.DASHBOARD, "현황", "analytics:month", ("/analytics/",)),
    (Right.DICTIONARY, "동의어", "synonyms:list", ("/synonyms/",)),
    (Right.EXPORT, "내려받기", "exports:list", ("/exports/",)),
    (Right.UPLOAD, "자료 올리기", "ingest:list", ("/ingest/",)),
    (Right.SETTINGS, "창구·부서", "ingest:channels", ("/ingest/channels/", "/ingest/departments/", "/holidays/")),
    (Right.SETTINGS, "운영 상태", "status", ("/status/",)),
    (Right.AUDIT, "접속기록", "privacy:log", ("/privacy/",)),
)
DEMO_TASKS = {
    Role.COUNTER: "전화나 창구에서 민원인의 민원을 찾습니다.",
    Role.OFFICER: (
        "민원을 찾고 자기 부서의 비공개 민원도 읽으며, 비슷한 민원의 답변을 초안으로 옮기고, 결과를 내려받습니다."
    ),
    Role.MANAGER: "달마다의 현황을 보고 보고서를 만들며, 비슷한 민원의 답변을 찾고 동의어와 핵심어 사전을 고칩니다.",
    Role.ADMIN: "창구마다 받은 파일을 미리 보고 들여오며, 창구와 부서와 자료 받아 오기를 정합니다.",
    Role.AUDITOR: "누가 무엇을 보았는지 접속기록을 봅니다.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    label: str
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every template."""
    context: dict[str, Any] = {
        "institution_name": settings.INSTITUTION_NAME,
        "demo": settings.DEMO,
        "version": settings.VERSION,
    }
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {**context, "demo_accounts": _demo_accounts() if settings.DEMO else []}
    reader = reader_of(request)
    return {
        **context,
        "role_label": Role(account.role).label,
        "can_search": reader.may(Right.SEARCH),
        "menu": _menu(request, reader),
        "freshness": [channel for channel in channels_of(request) if channel.is_active],
        "late_channels": {channel.pk for channel in channels_of(request) if channel.is_late},
        "unseen_alerts": SimpleLazyObject(unseen) if reader.may(Right.UPLOAD) else 0,
        "rising_words": SimpleLazyObject(current_number) if reader.may(Right.DASHBOARD) else 0,
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
    }


def _menu(request: HttpRequest, reader: Reader) -> list[Entry]:
    """The entries of a role; a page belongs to the one whose address is the longest beginning of its own."""
    shown = [(label, reverse(name), places) for right, label, name, places in ENTRIES if reader.may(right)]
    begins = [place for _, _, places in shown for place in places if request.path.startswith(place)]
    here = max(begins, key=len, default="")
    return [Entry(label, url, request.path == url or here in places) for label, url, places in shown]


def _demo_accounts() -> list[dict[str, str]]:
    return [{"username": role.value, "role_label": role.label, "what": what} for role, what in DEMO_TASKS.items()]
