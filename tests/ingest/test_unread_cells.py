"""What is left out for speed changes nothing of what a cell becomes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from complaints.text.identifiers import remove_identifiers
from ingest.sheets import HARMLESS, plain_text


@given(st.from_regex(HARMLESS, fullmatch=True))
def test_a_cell_that_is_passed_over_unread_holds_no_identifier(cell: str) -> None:
    assert remove_identifiers(cell) == (cell, {})


@given(st.text("가a<&;/ \t\n\r\xa0\x0b_x001F\u3000br>", max_size=30))
def test_a_text_with_nothing_to_tidy_becomes_what_all_steps_make_of_it(text: str) -> None:
    # A sign that is dropped sends it through all of them.
    assert plain_text(text) == plain_text(text + "\x00")
