"""A sealed file comes back whole, or says that it does not."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from complaints.privacy.sealed_files import SealError, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Callable

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CONTENT = b"".join(bytes([number]) * (1 << 19) for number in range(7))


def _plain(lines: list[bytes]) -> bytes:
    return b"".join(unsealed(lines, KEY))


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_any_pieces_come_back(pieces: list[bytes]) -> None:
    assert _plain(list(sealed(pieces, KEY))) == b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
@pytest.mark.parametrize("piece", [700_000, 4 << 20])
def test_a_frame_is_a_megabyte_whatever_the_pieces(size: int, piece: int) -> None:
    content = CONTENT[:size]
    lines = list(sealed((content[start : start + piece] for start in range(0, size, piece)), KEY))
    assert len(lines) == max(1, -(-size // (1 << 20)))
    assert _plain(lines) == content


def _cut(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def _first_left_out(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


def _one_more(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


def _one_letter_changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(lines[0][40:41], b"-" if lines[0][40:41] != b"-" else b"_", 1), *lines[1:]]


def _empty(lines: list[bytes]) -> list[bytes]:
    return []


@pytest.mark.parametrize("change", [_cut, _first_left_out, _swapped, _one_more, _one_letter_changed, _empty])
def test_no_change_goes_unnoticed(change: Callable[[list[bytes]], list[bytes]]) -> None:
    lines = list(sealed([CONTENT], KEY))
    with pytest.raises(SealError):
        _plain(change(lines))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealError):
        list(unsealed(sealed([b"text"], OTHER_KEY), KEY))


def test_files_of_this_form_stay_readable() -> None:
    """The form on the disk, written down apart from the code that writes it."""
    cipher = Fernet(base64.urlsafe_b64encode(KEY))
    first = cipher.encrypt(bytes(8) + b"\x00" + b"one ")
    last = cipher.encrypt(bytes(7) + b"\x01" + b"\x01" + b"two")
    assert _plain([first + b"\n", last + b"\n"]) == b"one two"
