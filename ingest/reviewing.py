"""What a person decides about a waiting file, done and recorded in one transaction."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q

from complaints.models import Department, StatusWord
from complaints.privacy import log
from complaints.privacy.models import Action
from complaints.services import lock_windows
from ingest import originals, services, words
from ingest.departments import name_key
from ingest.limits import limits_from_settings
from ingest.mapping import Column, ColumnPlan, to_remember
from ingest.models import BatchState, ColumnMapping, ImportBatch
from ingest.readers import passwords
from ingest.roles import ROLE_LABELS, VOLATILE
from ingest.storing import note_made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

    from complaints.privacy.access import Reader
    from ingest.review_forms import DepartmentForm, ReviewForm

_PIECE = 1 << 20


@transaction.atomic
def import_good_rows(batch: ImportBatch, form: ReviewForm, reader: Reader, request: HttpRequest) -> None:
    """Keep what was decided and import the good rows. Raises ImportBatch.DoesNotExist for one that waits no more."""
    _hold(batch)
    _decide(batch, form, reader, request)
    _remember(batch, form, reader.actor)
    batch.keep(reading=form.settled().kept(), **_extent(form), made=batch.made)
    services.confirm(batch, reader.actor)
    _record(batch, reader, request, "confirmed")


def is_overtaken(batch: ImportBatch) -> bool:
    """Whether something of the window was imported or undone since the look that the person has seen."""
    others = ImportBatch.objects.filter(channel_id=batch.channel_id or 0).exclude(pk=batch.pk)
    imported = Q(state=BatchState.DONE, finished_at__gt=batch.heartbeat_at)
    return others.filter(imported | Q(undone_at__gt=batch.heartbeat_at)).exists()


@transaction.atomic
def read_again(batch: ImportBatch, form: ReviewForm, reader: Reader, request: HttpRequest) -> None:
    """Keep what was decided and look at the file once more, read as it was said. Raises the same."""
    _hold(batch)
    _decide(batch, form, reader, request)
    channel = form.cleaned_data["channel"]
    choice = form.reading().kept()
    services.look_again(batch, reading=choice, channel_id=channel.pk if channel else None, **_extent(form))
    _record(batch, reader, request, "looked_again")


@transaction.atomic
def import_nothing(batch: ImportBatch, reader: Reader, request: HttpRequest) -> None:
    """Leave the file alone."""
    services.cancel(batch, reader.actor)
    _record(batch, reader, request, "cancelled")


def unlock(batch: ImportBatch, password: str, reader: Reader, request: HttpRequest) -> None:
    """Keep a locked workbook without its password, which is kept nowhere, and look at it again.

    Raises a kind of FileRefused when the password is wrong.
    """
    with originals.opened(batch.sha256) as locked, tempfile.TemporaryDirectory(prefix="civicsearch-import-") as place:
        target = Path(place) / "unlocked"
        passwords.decrypt(locked, password, target, limits_from_settings())
        original = originals.keep(_pieces(target))
    with transaction.atomic():
        services.look_again(batch, sha256=original.sha256, file_bytes=original.size)
        _record(batch, reader, request, "unlocked")


def _hold(batch: ImportBatch) -> None:
    """Keep others from deciding about the batch; it must still wait, after the look that the person has seen."""
    ImportBatch.objects.select_for_update().get(pk=batch.pk, state=BatchState.WAITING, heartbeat_at=batch.heartbeat_at)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _extent(form: ReviewForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {"is_full": values["is_full"], "is_bulk": values.get("is_bulk", False)}


def _decide(batch: ImportBatch, form: ReviewForm, reader: Reader, request: HttpRequest) -> None:
    """Give words their meanings and departments their names; what was left open stays open."""
    # An import of the window makes the same words and departments.
    lock_windows([batch.channel_id or 0])
    for one, _ in form.words:
        if one.cleaned_data.get("status"):
            word = {"channel_id": one.word.channel_id, "word": one.word.word}
            one.word = StatusWord.objects.get_or_create(**word, defaults={"is_decided": False})[0]
            words.decide(one, reader, request)
    for department, _ in form.departments:
        if department.cleaned_data.get("act"):
            _place(batch, department)


def _place(batch: ImportBatch, form: DepartmentForm) -> None:
    """Make a name another one of a department, or the new one of a department that was renamed."""
    name, other = form.name, Department.objects.select_for_update().get(pk=form.cleaned_data["of"].pk)
    if form.cleaned_data["act"] == "alias":
        if name_key(name) not in map(name_key, other.aliases):
            other.aliases = [*other.aliases, name]
            other.save(update_fields=["aliases"])
        return
    successor, is_new = Department.objects.get_or_create(name=name)
    if is_new:
        note_made(batch, "departments", [successor.pk])
        batch.keep(made=batch.made)
    other.renamed_to = successor
    other.save(update_fields=["renamed_to"])


def _remember(batch: ImportBatch, form: ReviewForm, actor: str) -> None:
    """Keep the columns of each sheet as a version that a person has confirmed."""
    for sheet in form.sheets:
        if sheet.get("is_read"):
            confirmed = _as_confirmed(sheet["columns"], form.roles)
            _confirm_columns(batch, confirmed, actor)


def _as_confirmed(columns: list[dict[str, Any]], roles: Mapping[str, str]) -> dict[str, dict[str, object]]:
    found = []
    for index, column in enumerate(columns):
        role = roles[column["header"]] or None
        volatile = column.get("is_volatile", False) if role == column["role"] else role in VOLATILE
        known_as = column.get("known_as", "") if role == column["role"] else ROLE_LABELS.get(role or "", "")
        found.append(Column(index, column["header"], role, 1.0 if role else 0.0, volatile, known_as))
    return to_remember(ColumnPlan(tuple(found)))


def _confirm_columns(batch: ImportBatch, columns: dict[str, dict[str, object]], actor: str) -> None:
    """Make these columns the confirmed version; others of the same headers give way, until an undo."""
    channel_id = batch.channel_id or 0
    versions = ColumnMapping.objects.filter(channel_id=channel_id)
    signature = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:32]
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    mapping, is_new = versions.get_or_create(
        signature=signature,
        defaults={"channel_id": channel_id, "version": newest + 1, "columns": columns},
    )
    if is_new:
        note_made(batch, "mappings", [mapping.pk])
    for other in versions.filter(is_confirmed=True).exclude(pk=mapping.pk):
        if other.columns.keys() == columns.keys():
            other.is_confirmed = False
            other.save(update_fields=["is_confirmed"])
            note_made(batch, "mappings_replaced", [other.pk])
    if not mapping.is_confirmed:
        mapping.is_confirmed, mapping.confirmed_by = True, actor[:60]
        mapping.save(update_fields=["is_confirmed", "confirmed_by"])


def _record(batch: ImportBatch, reader: Reader, request: HttpRequest, did: str) -> None:
    detail = {"batch": batch.pk, "did": did}
    log.record(reader, Action.UPLOAD, request=request, count=batch.rows_in_file, detail=detail)
