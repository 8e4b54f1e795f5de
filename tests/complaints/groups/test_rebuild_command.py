"""The command that looks through the past."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from django.core.management import call_command

from complaints.similarity.reading import read
from tests.complaints.groups.conftest import groups, named

if TYPE_CHECKING:
    from tests.complaints.groups.conftest import Cast


def test_it_groups_what_is_stored_and_tells_how_many(cast: Cast) -> None:
    text = "가람로 12 앞 가로등이 사흘째 꺼져 있어 밤길이 어둡습니다. 고쳐 주시기 바랍니다."
    read(cast("ab", body=text, category="조명"))
    call_command("rebuild_groups", stdout=(out := StringIO()))
    assert groups() == named("ab")
    assert "확인된 묶음 1개, 확인할 묶음 0개" in out.getvalue()
