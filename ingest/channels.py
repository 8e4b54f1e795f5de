"""Windows as an administrator keeps them: what may not be, saving, the state of each, deleting an empty one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Max, ProtectedError

from complaints.models import Channel, Complaint, StatusWord
from complaints.privacy import log
from complaints.privacy.models import Action
from complaints.text.normal import normalise
from complaints.text.particles import subject_particle
from ingest.catalogue import all_formats, format_of
from ingest.mapping import best_format
from ingest.models import ColumnAlias, ColumnMapping, ExportFormat, ImportBatch, Source
from ingest.roles import RECEIPT_DATES, ROLE_LABELS, VOLATILE
from ingest.romanise import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from complaints.privacy.access import Reader

CODE_LENGTH = 30
_NUMBER_MISSING = (
    "접수번호가 든 열이 없습니다. 접수번호 열을 정하거나, 번호가 없는 창구라면 "
    "‘내용으로 가려냅니다’를 고르고 가려낼 항목을 정해 주세요."
)
_NUMBERS_MADE = (
    "내용으로 가려내어 번호를 만든 민원이 이미 있어, 가려내는 방법과 항목, 번호의 머리를 바꿀 수 없습니다. "
    "바꾸면 같은 민원이 한 번 더 들어옵니다."
)
_KEYS_MISSING = "가려낼 항목이 모자랍니다. ‘내용’이나 ‘제목’처럼 민원마다 다른 항목을 하나 넘게 골라 주세요."
# Of these a field is filled by columns of another role too.
_GIVES = {
    "received_date": ("received_at",),
    "applied_at": ("received_at",),
    "contact": ("mobile", "phone"),
    "mobile": ("phone",),
    "phone": ("mobile",),
    "name_and_login": ("complainant_name", "login_id"),
    "name_and_dong": ("complainant_name", "admin_dong"),
}
# Many complaints share these, so that they tell none apart alone.
_SHARED = frozenset({"received_at", "admin_dong", "complainant_name", "category"})


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A header name of a window's exports, what the column holds, and whether a file must have it."""

    name: str
    role: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A status word and its meaning."""

    word: str
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A window as a person wants it: values of Channel and of ExportFormat, its columns, and status words to add."""

    channel: dict[str, Any]
    export: dict[str, Any]
    columns: tuple[ColumnName, ...]
    words: tuple[Word, ...] = ()
    is_numbered: bool = True

    @property
    def roles(self) -> set[str]:
        """What its files hold."""
        return {column.role for column in self.columns}


@dataclass(frozen=True, slots=True)
class Entry:
    """A window in the list: its complaints, its columns, its last import."""

    channel: Channel
    columns: int
    last: ImportBatch | None

    @property
    def is_ready(self) -> bool:
        """Whether its files can be read."""
        return self.columns > 0


def entries(channels: Iterable[Channel]) -> list[Entry]:
    """The windows with what the list says of each; two queries."""
    batches = ImportBatch.objects.exclude(channel=None).order_by("channel_id", "-id").distinct("channel_id")
    newest = {batch.channel_id: batch for batch in batches.defer("reading", "planned", "made")}
    columns = dict(ExportFormat.objects.annotate(names=Count("aliases")).values_list("channel_id", "names"))
    return [Entry(each, columns.get(each.pk, 0), newest.get(each.pk)) for each in channels]


def faults(wanted: Wanted, channel: Channel | None = None) -> list[str]:
    """What keeps the files of such a window from being read, in sentences that say what to do.

    `channel` is the window as it is stored, whose made numbers must come out the same again.
    """
    found = [*_number_faults(wanted), *_name_faults(wanted.columns)]
    if channel and _makes_other_numbers(channel, wanted):
        found.append(_NUMBERS_MADE)
    if not wanted.roles & set(RECEIPT_DATES):
        found.append("접수한 날이 든 열이 없습니다. ‘접수 일시’나 ‘접수일’이 든 열을 하나 정해 주세요.")
    return found


def free_code(typed: str, name: str) -> str:
    """A code nobody has: of what was typed, or of the name in Latin letters; numbered where it is taken."""
    start = slug_of(typed or name, CODE_LENGTH) or "channel"
    taken = set(Channel.objects.filter(code__startswith=start[: CODE_LENGTH - 4]).values_list("code", flat=True))
    tries = (start, *(f"{start[: CODE_LENGTH - 4]}-{number}" for number in range(2, 1000)))
    return next(code for code in tries if code not in taken)


def next_position() -> int:
    """Behind all windows."""
    return (Channel.objects.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def save(channel: Channel | None, wanted: Wanted, reader: Reader, request: HttpRequest) -> Channel:
    """Make a window, or bring one to what is wanted. Raises ValueError for one whose files could not be read."""
    if wrong := faults(wanted, channel):
        raise ValueError(" ".join(wrong))
    did = "changed" if channel else "created"
    channel = channel or Channel()
    for name, value in wanted.channel.items():
        setattr(channel, name, value)
    channel.save()
    stored, _ = ExportFormat.objects.update_or_create(channel=channel, defaults={**wanted.export, **_drawn(wanted)})
    _doubt_mappings(channel, _save_columns(stored, wanted.columns))
    StatusWord.objects.bulk_create(
        [StatusWord(channel=channel, word=one.word, status=one.status, outcome=one.outcome) for one in wanted.words],
        ignore_conflicts=True,
    )
    log.record(reader, Action.UPLOAD, request=request, detail={"channel": channel.code, "did": did})
    return channel


def mistaken_for(channel: Channel) -> str:
    """The window whose exports a file with this one's columns would be taken for; "" where it is known as its own."""
    own = format_of(channel)
    best = best_format(own.expected, all_formats()) if own else None
    return best[0].name if best and best[0].channel_id != channel.pk else ""


def holds(channel: Channel) -> list[str]:
    """What hangs on a window, so that it cannot be deleted; nothing for an empty one."""
    found = (
        ("민원 {:,}건", Complaint.objects.filter(channel=channel).count()),
        ("들여오기 {:,}번", ImportBatch.objects.filter(channel=channel).count()),
        ("자료 가져오기 설정 {:,}개", Source.objects.filter(channel=channel).count()),
    )
    return [words.format(number) for words, number in found if number]


@transaction.atomic
def delete(channel: Channel, reader: Reader, request: HttpRequest) -> bool:
    """Delete an empty window; whether it was one."""
    if holds(channel):
        return False
    code = channel.code
    try:
        with transaction.atomic():
            channel.delete()
    except ProtectedError:
        return False
    log.record(reader, Action.UPLOAD, request=request, detail={"channel": code, "did": "deleted"})
    return True


def _makes_other_numbers(channel: Channel, wanted: Wanted) -> bool:
    stored = ExportFormat.objects.filter(channel=channel).values_list("made_prefix", flat=True).first()
    is_same = channel.content_key_fields == wanted.channel["content_key_fields"] and (
        wanted.is_numbered or (stored or channel.short_name) == wanted.export["made_prefix"]
    )
    return not is_same and Complaint.objects.filter(channel=channel, number_is_made=True).exists()


def _number_faults(wanted: Wanted) -> list[str]:
    if wanted.is_numbered:
        return [] if "receipt_number" in wanted.roles else [_NUMBER_MISSING]
    keys = wanted.channel["content_key_fields"]
    if not set(keys) - _SHARED:
        return [_KEYS_MISSING]
    given = wanted.roles | {field for role in wanted.roles for field in _GIVES.get(role, ())}
    if wanted.export["title_fields"]:
        given.add("title")
    missing = ", ".join(ROLE_LABELS[key] for key in keys if key not in given)
    if not missing:
        return []
    return [f"가려낼 항목 가운데 {missing}{subject_particle(missing)} 든 열이 없습니다. 열을 정하거나 고르지 마세요."]


def _name_faults(columns: Sequence[ColumnName]) -> list[str]:
    found: list[str] = []
    seen: dict[str, ColumnName] = {}
    for column in columns:
        key = normalise(column.name)
        first = seen.setdefault(key, column)
        if not key:
            found.append(f"‘{column.name}’에는 글자도 숫자도 없습니다. 파일에 적힌 열 이름을 그대로 적어 주세요.")
        elif first.role != column.role:
            found.append(f"‘{first.name}’와 ‘{column.name}’는 같은 이름으로 봅니다. 한 항목으로 정해 주세요.")
    return found


def _drawn(wanted: Wanted) -> dict[str, Any]:
    """What follows from the columns: without which no file is read, and where the status stands."""
    required = dict.fromkeys(column.role for column in wanted.columns if column.is_required)
    if wanted.is_numbered:
        required["receipt_number"] = None
    if not set(required) & set(RECEIPT_DATES):
        required[next(role for role in RECEIPT_DATES if role in wanted.roles)] = None
    statuses = ["status_word", *(["status_detail"] if "status_detail" in wanted.roles else [])]
    return {"required_roles": list(required), "status_roles": statuses}


def _save_columns(stored: ExportFormat, columns: Sequence[ColumnName]) -> dict[str, str | None]:
    """Write the header names; of those that mean something else than before the meaning now, by normal form."""
    before = {normalise(alias.name): alias.role for alias in stored.aliases.all()}
    after = {normalise(column.name): column.role for column in columns}
    stored.aliases.all().delete()
    ColumnAlias.objects.bulk_create(
        ColumnAlias(
            export_format=stored,
            name=column.name,
            role=column.role,
            is_volatile=column.role in VOLATILE,
            position=place,
        )
        for place, column in enumerate(columns, start=1)
    )
    return {name: after.get(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _doubt_mappings(channel: Channel, changed: dict[str, str | None]) -> None:
    """Ask a person again about files whose columns were confirmed while they meant something else."""
    for mapping in ColumnMapping.objects.filter(channel=channel, is_confirmed=True) if changed else ():
        confirmed = {normalise(header): column.get("role") for header, column in mapping.columns.items()}
        if any(confirmed[name] != changed[name] for name in confirmed.keys() & changed.keys()):
            mapping.is_confirmed = False
            mapping.save(update_fields=["is_confirmed"])
