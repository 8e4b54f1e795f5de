"""What an export keeps on the disk is whole and unchanged, or is not given out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.exports import sealing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_kept_file_comes_back_whole_or_not_at_all(size: int, tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(b"ab" * (size // 2) + b"c" * (size % 2))
    sealing.keep(source, "1-1")
    assert b"".join(sealing.opened("1-1")) == source.read_bytes()
    kept = sealing.folder() / "1-1"
    lines = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(sealing.SealError):
        b"".join(sealing.opened("1-1"))
    kept.rename(sealing.folder() / "2-1")
    with pytest.raises(sealing.SealError):
        b"".join(sealing.opened("2-1"))
