"""Reference data: windows, departments, status words and column names, from one file, for a first start."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction

from complaints.models import Channel, Department, StatusWord
from ingest.converters import CONVERTERS
from ingest.models import ColumnAlias, ExportFormat

if TYPE_CHECKING:
    from pathlib import Path


def load_reference(path: Path) -> bool:
    """Fill the tables with what the file says, and tell whether it was done.

    Nothing is done where there is a window already: from then on all of it is edited in the browser, and what somebody
    changed or deleted there must not come back. Raises ValueError on a role that no converter knows.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    with transaction.atomic():
        if Channel.objects.exists():
            return False
        _load_departments(data["departments"])
        for position, entry in enumerate(data["channels"], start=1):
            channel = _load_channel(entry, position)
            _load_format(channel, {**data["shared"], **entry["export"]})
            _load_status_words(channel, entry["status_words"])
    return True


def _load_departments(entries: list[dict[str, Any]]) -> None:
    Department.objects.bulk_create(
        [
            Department(
                name=entry["name"],
                aliases=entry.get("aliases", []),
                phone=entry.get("phone", ""),
                is_active="renamed_to" not in entry,
            )
            for entry in entries
        ],
        ignore_conflicts=True,
    )
    by_name = Department.objects.in_bulk(field_name="name")
    for entry in entries:
        if "renamed_to" in entry and by_name[entry["name"]].renamed_to_id is None:
            by_name[entry["name"]].renamed_to = by_name[entry["renamed_to"]]
    Department.objects.bulk_update(by_name.values(), ["renamed_to"])


def _load_channel(entry: dict[str, Any], position: int) -> Channel:
    names = ("name", "short_name", "badge", "has_callers", "default_type", "content_key_fields")
    return Channel.objects.create(code=entry["code"], position=position, **{name: entry[name] for name in names})


def _load_format(channel: Channel, entry: dict[str, Any]) -> None:
    columns = entry["columns"]
    unknown = {column["role"] for column in columns} - CONVERTERS.keys()
    if unknown:
        raise ValueError(f"기준 자료에 모르는 항목이 있습니다: {', '.join(sorted(unknown))}")
    fields = {name: value for name, value in entry.items() if name != "columns"}
    stored = ExportFormat.objects.create(channel=channel, **fields)
    names = [(name, column) for column in columns for name in column["names"]]
    ColumnAlias.objects.bulk_create(
        [
            ColumnAlias(
                export_format=stored,
                name=name,
                role=column["role"],
                is_volatile=column.get("volatile", False),
                position=place,
            )
            for place, (name, column) in enumerate(names, start=1)
        ],
    )


def _load_status_words(channel: Channel, words: dict[str, list[Any]]) -> None:
    StatusWord.objects.bulk_create(
        [
            StatusWord(channel=channel, word=word, status=status, outcome=outcome, flags=flags)
            for word, (status, outcome, *flags) in words.items()
        ],
    )
