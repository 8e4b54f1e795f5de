"""What `manage.py check --database default` says of the access log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004 - the framework's name
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.checks import CheckMessage

RIGHTS_OF = """
    SELECT has_table_privilege(%(role)s, oid, 'UPDATE, DELETE, TRUNCATE'), pg_has_role(%(role)s, relowner, 'USAGE')
    FROM pg_class WHERE oid = to_regclass('privacy_accessevent')
"""


@register(Tags.database)
def log_is_append_only(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Migrations made by an owner of the tables are let be: the rule is for the role that serves the pages."""
    del kwargs
    if "default" not in (databases or ()) or settings.MIGRATES_AS_OWNER:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return warnings_for(cursor.fetchone()[0])


def warnings_for(role: str) -> list[CheckMessage]:
    """One warning when the role could change the access log; a trial may run as the owner of its tables."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS_OF, {"role": role})
        may_change, is_owner = cursor.fetchone() or (False, False)
    if not may_change or (is_owner and (settings.DEBUG or settings.DEMO)):
        return []
    return [
        Warning(
            f"데이터베이스 역할 {role} 이(가) 접속기록을 고치거나 지울 권한을 가지고 있습니다.",
            hint=(
                "표의 소유자가 아닌 역할을 DATABASE_URL 에 적고, 소유자로 접속해 "
                f'REVOKE UPDATE, DELETE, TRUNCATE ON privacy_accessevent FROM "{role}" 을 실행하십시오.'
            ),
            id="privacy.W001",
        )
    ]
