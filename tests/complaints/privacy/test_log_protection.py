"""Who could change the access log, and that the database refuses it anyway."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection

from complaints.privacy.checks import warnings_for

pytestmark = pytest.mark.django_db
# A role that every cluster has, and that owns nothing.
STRANGER = "pg_monitor"


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["privacy_accessevent", "privacy_account"])
def test_the_access_log_cannot_be_emptied(table: str) -> None:
    with pytest.raises(DatabaseError, match="접속기록"):
        execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(("rights", "warnings"), [("SELECT, INSERT", 0), ("UPDATE", 1), ("DELETE", 1), ("TRUNCATE", 1)])
def test_a_role_that_could_change_the_log_is_told(rights: str, warnings: int, settings: Any) -> None:
    settings.DEMO = True
    execute(f"GRANT {rights} ON privacy_accessevent TO {STRANGER}")
    assert [f'FROM "{STRANGER}"' in (told.hint or "") for told in warnings_for(STRANGER)] == [True] * warnings


@pytest.mark.parametrize(
    ("demo", "as_owner", "told"), [(True, False, []), (False, True, []), (False, False, ["privacy.W001"])]
)
def test_the_owner_may_serve_pages_only_in_a_trial(demo: bool, as_owner: bool, told: list[str], settings: Any) -> None:
    settings.DEBUG, settings.DEMO, settings.MIGRATES_AS_OWNER = False, demo, as_owner
    found = run_checks(tags=[Tags.database], databases=["default"])
    assert [message.id for message in found if message.id == "privacy.W001"] == told
