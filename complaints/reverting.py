"""Takes back what one import did to complaints, but for those that something has touched since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from complaints.models import Complaint, ComplaintEvent
from complaints.services import lock_windows, record_of, store
from complaints.signals import complaints_stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from complaints.records import SourceRecord

_REVERTING = "revert"
# bulk_update would send a CASE of a thousand arms.
_SET_UPDATED_AT = """
UPDATE complaints_complaint AS complaint SET updated_at = earlier.updated_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS earlier (id, updated_at) WHERE complaint.id = earlier.id
"""


@dataclass(frozen=True, slots=True)
class Reverted:
    """What became of one complaint: it is as it was before, unless one of the last three says why not.

    `changed_by` is the origin of the first change since ("batch:12"), `held_by` the Korean name of what needs the row.
    """

    receipt_number: str
    changed_by: str | None = None
    held_by: str = ""
    lacks_history: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the complaint is as it was before the import."""
        return self.changed_by is None and not self.held_by and not self.lacks_history


@dataclass(slots=True)
class _Past:
    """What an import changed of one complaint (field to old value as JSON), and who changed it afterwards."""

    own: dict[str, Any]
    changed_by: str | None = None


def revert(made: Collection[int], changed: Mapping[int, datetime | None], *, origin: str) -> dict[int, Reverted]:
    """Delete complaints that an import made and give those that it changed their old values, in one transaction.

    `origin` names the import in the history. `changed` tells of each complaint when it had been touched last before
    (None where that is not known). The history of what is taken back goes with it. The signal `complaints_stored` is
    sent on commit, with the months of the rows as they were found and as they are then.
    """
    with transaction.atomic():
        found = Complaint.objects.filter(pk__in=[*made, *changed])
        lock_windows(found.order_by().values_list("channel_id", flat=True).distinct())
        rows = {row.pk: row for row in found.defer("search").select_for_update().order_by("id")}
        pasts = _pasts(rows, set(made), origin)
        holders = _holders(pk for pk in rows if pk in made)
        fates = {
            pk: Reverted(
                row.receipt_number,
                pasts[pk].changed_by,
                holders.get(pk, ""),
                lacks_history=pk not in made and not pasts[pk].own,
            )
            for pk, row in rows.items()
        }
        done = [row for pk, row in rows.items() if fates[pk].is_done]
        _restore({row: pasts[row.pk].own for row in done if row.pk not in made}, changed, origin)
        Complaint.objects.filter(pk__in=[row.pk for row in done if row.pk in made]).only("pk").delete()
        _announce_on_commit(done)
    return fates


def changed_since(complaint_ids: models.QuerySet[Any], origin: str) -> int:
    """How many of the complaints (a query for their ids, all touched by an import) something else has changed since."""
    own = ComplaintEvent.objects.filter(complaint=models.OuterRef("complaint"), origin=origin).order_by("id")
    first = Coalesce(models.Subquery(own.values("id")[:1]), 0)
    later = ComplaintEvent.objects.filter(complaint__in=complaint_ids, id__gt=first).exclude(origin=origin)
    return later.order_by().values("complaint").distinct().count()


def _pasts(ids: Iterable[int], made: Collection[int], origin: str) -> dict[int, _Past]:
    pasts: dict[int, _Past] = defaultdict(lambda: _Past({}))
    for event in ComplaintEvent.objects.filter(complaint_id__in=list(ids)).order_by("id"):
        past = pasts[event.complaint_id]
        if event.origin == origin:
            past.own.setdefault(event.field, event.old)
        elif past.changed_by is None and (past.own or event.complaint_id in made):
            past.changed_by = event.origin
    return pasts


def _holders(ids: Iterable[int]) -> dict[int, str]:
    """The Korean name of what does not let go of a complaint, by complaint; most complaints have none."""
    wanted, holders = list(ids), {}
    for relation in Complaint._meta.related_objects:  # noqa: SLF001 - public in all but name
        if relation.on_delete in {models.PROTECT, models.RESTRICT}:
            name = str(relation.related_model._meta.verbose_name)  # noqa: SLF001
            column = relation.field.attname
            held = relation.related_model._base_manager.filter(**{f"{column}__in": wanted})  # noqa: SLF001
            holders.update(dict.fromkeys(held.values_list(column, flat=True), name))
    return holders


def _restore(old: Mapping[Complaint, dict[str, Any]], before: Mapping[int, datetime | None], origin: str) -> None:
    """Write the old values as an import would, so that everything derived follows, and leave no trace of it."""
    if not old:
        return
    store([_record_before(row, values) for row, values in old.items()], origin=_REVERTING)
    ids = [row.pk for row in old]
    ComplaintEvent.objects.filter(complaint_id__in=ids, origin__in=[origin, _REVERTING]).delete()
    moments = [before[row.pk] or row.created_at for row in old]
    with connection.cursor() as cursor:
        cursor.execute(_SET_UPDATED_AT, [ids, moments])


def _record_before(row: Complaint, old: Mapping[str, Any]) -> SourceRecord:
    return replace(record_of(row), **{name: _from_json(name, value) for name, value in old.items()})


def _from_json(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    is_moment = isinstance(Complaint._meta.get_field(name), models.DateTimeField)  # noqa: SLF001
    # Local, as the record of an import has it, so that digests are equal too.
    return timezone.localtime(parse_datetime(value)) if is_moment and value else value


def _announce_on_commit(rows: Sequence[Complaint]) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    months = {timezone.localtime(row.received_at).date().replace(day=1) for row in rows}
    transaction.on_commit(lambda: complaints_stored.send(sender=Complaint, complaint_ids=ids, months=months))
