"""The five roles and what each may do; the table of the design, in one place."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does in the office."""

    COUNTER = "counter", "민원 창구"
    OFFICER = "officer", "답변 담당"
    MANAGER = "manager", "관리자(현황)"
    ADMIN = "admin", "시스템 관리"
    AUDITOR = "auditor", "감사"


class Right(StrEnum):
    """One thing that a role may or may not do."""

    SEARCH = "search"
    READ_TEXT = "read_text"
    READ_OWN_RESTRICTED = "read_own_restricted"
    REVEAL = "reveal"
    LINK_CALLERS = "link_callers"
    SIMILAR = "similar"
    DECIDE_GROUPS = "decide_groups"
    DASHBOARD = "dashboard"
    DICTIONARY = "dictionary"
    EXPORT = "export"
    UPLOAD = "upload"
    SETTINGS = "settings"
    AUDIT = "audit"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COUNTER: frozenset({Right.SEARCH, Right.READ_TEXT, Right.REVEAL, Right.LINK_CALLERS}),
    Role.OFFICER: frozenset(
        {
            Right.SEARCH,
            Right.READ_TEXT,
            Right.READ_OWN_RESTRICTED,
            Right.REVEAL,
            Right.LINK_CALLERS,
            Right.SIMILAR,
            Right.DECIDE_GROUPS,
            Right.DASHBOARD,
            Right.EXPORT,
        },
    ),
    Role.MANAGER: frozenset(
        {
            Right.SEARCH,
            Right.READ_TEXT,
            Right.READ_OWN_RESTRICTED,
            Right.SIMILAR,
            Right.DECIDE_GROUPS,
            Right.DASHBOARD,
            Right.DICTIONARY,
            Right.EXPORT,
        },
    ),
    Role.ADMIN: frozenset({Right.UPLOAD, Right.SETTINGS}),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}
