"""One file of a window, looked at for the names of its columns: what each seems to hold. Nothing of it is stored."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaints.models import StatusWord
from complaints.privacy.masking import mask_cell
from complaints.text.normal import normalise
from ingest.catalogue import all_formats
from ingest.channels import Word
from ingest.formats import ChannelFormat, ColumnRule
from ingest.header import ROWS_LOOKED_AT, find_header
from ingest.mapping import propose
from ingest.opening import rows_of
from ingest.proposals import completed
from ingest.readers.errors import EmptyFile, FileRefused
from ingest.roles import ROLE_LABELS, VOLATILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from ingest.header import Header
    from ingest.sheets import SheetRow

_REASONS = {"alias": "다른 창구와 이름이 같음", "name": "이름이 비슷함", "value": "값을 보고"}
_NOTHING_KNOWN = ChannelFormat(0, "", "", "", (), "", "", {}, frozenset(), ())


class NoHeaderSeen(FileRefused):
    """No row of the sample looks like the names of columns."""

    code = "no_header_seen"
    template = (
        "표본 파일에서 열 이름이 적힌 줄을 찾지 못했습니다. 시스템에서 내려받은 파일을 고치지 말고 골라 주세요. "
        "파일 없이 열 이름을 직접 적어도 됩니다."
    )


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of the sample: its name, what it seems to hold and why, and the shape of one value."""

    name: str
    role: str
    reason: str
    shape: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample showed: its columns, and those of its status words that other windows use too."""

    columns: tuple[SeenColumn, ...]
    words: tuple[Word, ...]


def read_sample(file: UploadedFile[Any]) -> Sample:
    """The columns of an uploaded file, from its first rows. Raises a kind of FileRefused."""
    with tempfile.TemporaryDirectory(prefix="civicsearch-sample-") as place:
        path = Path(place) / "sample"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        header, rows = _head(path, file.name or "")
    seen = _columns(header, rows)
    return Sample(seen, _words(header, rows, seen))


def _head(path: Path, name: str) -> tuple[Header, list[SheetRow]]:
    """The header of the first sheet that has one, and the rows under it."""
    formats = all_formats()
    is_empty = True
    for _, sheet in groupby(rows_of(path, name), key=lambda row: row.sheet):
        head = list(islice(sheet, ROWS_LOOKED_AT))
        is_empty = is_empty and not head
        header = find_header(head, lambda text: any(known.knows(text) for known in formats))
        if header:
            return header, [row for row in head if row.number > header.last_row]
    raise EmptyFile if is_empty else NoHeaderSeen


def _columns(header: Header, rows: Sequence[SheetRow]) -> tuple[SeenColumn, ...]:
    union = _every_window()
    plan = completed(propose(header.names, union), union, [union], rows)
    return tuple(
        SeenColumn(column.header, column.role or "kept", _REASONS.get(column.reason, ""), _shape(column.index, rows))
        for column in plan.columns
        if normalise(column.header)
    )


def _shape(index: int, rows: Sequence[SheetRow]) -> str:
    return mask_cell(next((text for row in rows if (text := row.text(index))), ""))


def _every_window() -> ChannelFormat:
    """All names that any window's exports have, each with what it means to most of them, and all their words."""
    formats = all_formats()
    roles: dict[str, Counter[str]] = {}
    for known in formats:
        for key, rule in known.columns.items():
            roles.setdefault(key, Counter())[rule.role] += 1
    best = {key: votes.most_common(1)[0][0] for key, votes in roles.items()}
    columns = {key: ColumnRule(role, ROLE_LABELS[role], role in VOLATILE) for key, role in best.items()}
    return replace(
        _NOTHING_KNOWN,
        columns=columns,
        statuses={word: meaning for known in formats for word, meaning in known.statuses.items()},
        public_words=frozenset().union(*(known.public_words for known in formats)),
        private_words=frozenset().union(*(known.private_words for known in formats)),
        blank_words=frozenset().union(*(known.blank_words for known in formats)),
    )


def _words(header: Header, rows: Sequence[SheetRow], seen: Sequence[SeenColumn]) -> tuple[Word, ...]:
    """Words that nobody has decided on yet are told by the first import; here they could be anything."""
    names = {column.name for column in seen if column.role in {"status_word", "status_detail"}}
    places = [index for index, name in enumerate(header.names) if name in names]
    used = dict.fromkeys(" ".join(row.text(index).split()) for row in rows for index in places)
    known = StatusWord.objects.filter(word__in=used, is_decided=True).order_by("channel__position")
    meanings = {one.word: Word(one.word, one.status, one.outcome) for one in reversed(known)}
    return tuple(meanings[word] for word in used if word in meanings)
