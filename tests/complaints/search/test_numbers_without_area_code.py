"""A landline that was noted without its area code is found by all of it, its middle or its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.complaints.conftest import Find, MakeComplaint


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["8271-1111", "82711111", "8271", "1111"])
def test_it_is_found(typed: str, complaint: MakeComplaint, found: Find) -> None:
    complaint("88214", phone="8271-1111")
    complaint("88215", phone="02-2147-0000")
    assert found(typed) == {"88214"}
