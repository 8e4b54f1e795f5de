"""The only writer of exports: asking for one, writing its file, and what becomes of both."""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from xlsxwriter.exceptions import FileCreateError

from complaints.exports import sealing
from complaints.exports.columns import columns
from complaints.exports.models import KEPT_FOR, UNDERWAY, Export, ExportState, FileFormat
from complaints.exports.selection import Selection, rows
from complaints.exports.writers import csv_lines, write_xlsx
from complaints.privacy import log
from complaints.privacy.access import Right, reader_for
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.paging import ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from complaints.privacy.models import AccessEvent, Account
    from complaints.privacy.reader import Reader

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
SILENT_FOR = timedelta(seconds=60)
SLOWEST_SEARCH = 30_000  # milliseconds


class StoppedError(Exception):
    """The export was cancelled, or another worker has taken it up."""


class NoRightError(Exception):
    """Who asked for the export may not export any more."""


def record(
    reader: Reader,
    selection: Selection,
    purpose: str,
    detail: dict[str, object],
    *,
    request: HttpRequest | None,
    complaint_ids: Sequence[int] = (),
    count: int = 0,
) -> AccessEvent:
    """Write an export to the access log: the filters as they stand in the address, of a person a keyed hash."""
    return log.record(
        reader,
        log.Action.EXPORT,
        request=request,
        query=selection.query.loggable,
        person_hashes=selection.query.person_hashes,
        complaint_ids=complaint_ids,
        count=count,
        purpose=purpose,
        detail={"filters": selection.params, **detail},
    )


def record_look(reader: Reader, selection: Selection, request: HttpRequest) -> AccessEvent:
    """Write to the access log that somebody saw how many complaints a search for a person finds."""
    return log.record(
        reader,
        log.Action.SEARCH,
        request=request,
        query=selection.query.loggable,
        person_hashes=selection.query.person_hashes,
        detail={"filters": selection.params, "counted": True},
    )


def describe(selection: Selection) -> str:
    """What was searched, persons left out."""
    return " · ".join([selection.query.loggable or "모든 민원", *selection.conditions()])


def about(account: Account, searched: str, purpose: str, count: int, now: datetime) -> list[tuple[str, str]]:
    """What a file says of itself."""
    return [
        ("내려받은 사람", f"{account.name} ({account.employee_number})"),
        ("부서", account.department.name if account.department else ""),
        ("내려받은 때", f"{timezone.localtime(now):%Y-%m-%d %H:%M}"),
        ("목적", purpose),
        ("찾은 것", searched),
        ("건수", f"{count:,}건"),
        ("알림", "이름은 가려져 있고, 볼 수 없는 비공개 민원은 제목이 없습니다. 쓰고 나면 지우십시오."),
    ]


@transaction.atomic
def ask(
    selection: Selection, account: Account, file_format: str, purpose: str, *, with_callers: bool, request: HttpRequest
) -> Export:
    """Queue a large export; the search goes to the worker sealed, and the broker learns a number only."""
    reader = reader_for(account)
    export = Export.objects.create(
        account=account,
        file_format=file_format,
        with_callers=with_callers,
        purpose=purpose,
        searched=describe(selection),
        sealed_search=sealing.seal(selection.as_json()),
    )
    record(reader, selection, purpose, {"export": export.pk, "step": "asked"}, request=request)
    transaction.on_commit(lambda: enqueue(export.pk))
    return export


def enqueue(export_id: int) -> None:
    """Hand the export to a worker. With the broker away it stays queued and the beat hands it over later."""
    try:
        current_app.send_task("complaints.exports.tasks.write_export", args=[export_id], retry=False)
    except BrokerError:
        logger.warning("broker away; export %s waits for the beat", export_id)


def write(export_id: int) -> None:
    """Write the file of a queued export; one that has ended, or that another worker writes, is let be."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with tempfile.TemporaryDirectory(dir=sealing.folder()) as work:
            _write(export, Path(work))
    except StoppedError:
        return
    except NoRightError:
        _end(export, ExportState.FAILED, message="그사이 내려받을 권한이 없어져 그만두었습니다.")
    except TooSlowError:
        _end(
            export,
            ExportState.FAILED,
            message="찾는 데 너무 오래 걸립니다. 기간이나 창구를 더 골라 다시 내려받으십시오.",
        )
    except sealing.SealError:
        _end(export, ExportState.FAILED, message="서버의 암호 열쇠가 바뀌어 이어 쓸 수 없습니다. 다시 내려받으십시오.")
    except (OSError, FileCreateError):
        _end(
            export,
            ExportState.FAILED,
            message="서버의 디스크에 쓸 수 없습니다. 시스템 관리자에게 알린 뒤 다시 내려받으십시오.",
        )


def cancel(export: Export) -> bool:
    """Stop an export that is under way; whether it was."""
    return _end(export, ExportState.CANCELLED, message="요청한 사람이 그만두었습니다.")


def tend(now: datetime) -> int:
    """Hand silent exports to another worker, or give them up after some tries; delete old files. How many were silent.

    For the beat: a worker that dies says nothing.
    """
    silent = Export.objects.filter(state__in=UNDERWAY, heartbeat_at__lt=now - SILENT_FOR)
    given_up = silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=ExportState.FAILED,
        message=f"{MOST_ATTEMPTS}번 시도했지만 끝내지 못했습니다. 시스템 관리자에게 알려 주십시오.",
        finished_at=now,
        sealed_search=b"",
    )
    waiting = list(silent.values_list("pk", flat=True))
    for export_id in waiting:
        Export.objects.filter(pk=export_id, state__in=UNDERWAY).update(state=ExportState.QUEUED, heartbeat_at=now)
        enqueue(export_id)
    _delete_old(now)
    return given_up + len(waiting)


def _claim(export_id: int) -> Export | None:
    """The export, taken by this worker under a number of its own: whoever has an older number stops."""
    queued = Export.objects.filter(pk=export_id, state=ExportState.QUEUED)
    values = {"state": ExportState.RUNNING, "attempts": F("attempts") + 1, "heartbeat_at": timezone.now()}
    if not queued.update(rows_written=0, **values):
        return None
    return Export.objects.select_related("account__department").get(pk=export_id)


def _write(export: Export, work: Path) -> None:
    account, now = export.account, timezone.now()
    reader = reader_for(account)
    if not reader.may(Right.EXPORT):
        raise NoRightError
    selection = Selection.from_json(sealing.unseal(bytes(export.sealed_search)))
    with time_limit(SLOWEST_SEARCH):
        wanted = ids(*selection.found(reader))
    _beat(export, rows_total=len(wanted), department_id=reader.department_id)
    path = work / "export"
    _write_rows(export, path, wanted, reader, now)
    name = f"{export.pk}-{export.attempts}"
    sealing.keep(path, name)
    with transaction.atomic():
        if not _end(export, ExportState.DONE, stored_as=name, file_bytes=path.stat().st_size, rows_written=len(wanted)):
            sealing.forget(name)
            return
        detail = {"export": export.pk, "step": "written"}
        record(reader, selection, export.purpose, detail, request=None, count=len(wanted))


def _write_rows(export: Export, path: Path, wanted: Sequence[int], reader: Reader, now: datetime) -> None:
    shown = columns(with_callers=export.with_callers)
    written = rows(wanted, shown, reader, now, lambda number: _beat(export, rows_written=number))
    told = about(export.account, export.searched, export.purpose, len(wanted), now)
    if export.file_format == FileFormat.XLSX:
        with path.open("wb") as out:
            write_xlsx(out, shown, written, told, work=path.parent)
    else:
        with path.open("w", encoding="utf-8", newline="") as lines:
            lines.writelines(csv_lines(shown, written, ending(told)))


def ending(told: Sequence[tuple[str, str]]) -> list[str]:
    """What a file without a second sheet says of itself, in its last line."""
    return ["※ " + ", ".join(f"{label}: {value}" for label, value in told if value)]


def _beat(export: Export, **values: object) -> None:
    """Say how far it is. Raises StoppedError when the export is no longer this worker's."""
    mine = Export.objects.filter(pk=export.pk, attempts=export.attempts, state=ExportState.RUNNING)
    if not mine.update(heartbeat_at=timezone.now(), **values):
        raise StoppedError


def _end(export: Export, state: ExportState, **values: object) -> bool:
    """Close an export that is under way and nobody else's by now; whether it was."""
    mine = Export.objects.filter(pk=export.pk, attempts=export.attempts, state__in=UNDERWAY)
    return bool(mine.update(state=state, finished_at=timezone.now(), sealed_search=b"", **values))


def _delete_old(now: datetime) -> None:
    for export in Export.objects.exclude(stored_as="").filter(finished_at__lt=now - KEPT_FOR):
        sealing.forget(export.stored_as)
        Export.objects.filter(pk=export.pk).update(stored_as="")
    oldest = (now - KEPT_FOR).timestamp()
    for left in sealing.folder().iterdir():
        # What a killed worker has left behind.
        if left.stat().st_mtime < oldest:
            _remove(left)


def _remove(left: Path) -> None:
    for inside in left.iterdir() if left.is_dir() else ():
        inside.unlink(missing_ok=True)
    left.rmdir() if left.is_dir() else left.unlink(missing_ok=True)
