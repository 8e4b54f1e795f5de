"""Every function returns at once for the longest cell a spreadsheet can hold, whatever it is filled with."""

import time
from collections.abc import Callable

import pytest

from complaints.text.dates import parse_datetime
from complaints.text.identifiers import remove_identifiers
from complaints.text.names import clean_name, looks_like_person, name_keys
from complaints.text.normal import normalise_with_offsets
from complaints.text.phones import find_phones, parse_phones

FUNCTIONS: list[Callable[[str], object]] = [
    clean_name,
    find_phones,
    looks_like_person,
    name_keys,
    normalise_with_offsets,
    parse_datetime,
    parse_phones,
    remove_identifiers,
]


@pytest.mark.parametrize(
    "filling",
    [
        "1",
        "가",
        "1-",
        "(",
        " ",
        "010",
        "오전",
        "씨",
        "팀장",
        ", ",
        "900101-",
        "계좌 12 ",
        "a1",
        "9 ",
        "뒷자리 ",
        "900101-1234568 ",
        "\u200b1",
    ],
)
def test_a_full_cell_takes_no_longer_than_its_length_allows(filling: str) -> None:
    cell = (filling * 32_767)[:32_767]
    started = time.process_time()
    for function in FUNCTIONS:
        function(cell)
    assert time.process_time() - started < 2
