"""The originals of a window go when its period is over and nobody needs them, and the batches say so."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from complaints.models import Channel, Complaint
from ingest import originals, tasks
from ingest.models import BatchState, ImportBatch
from ingest.readers.errors import BrokenFile
from ingest.retention import delete_expired_originals
from tests.ingest.conftest import post

if TYPE_CHECKING:
    from datetime import datetime

    from tests.ingest.conftest import Import


def _after(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def _kept() -> list[str]:
    return sorted(path.name for path in originals.folder().iterdir())


def test_an_original_goes_when_the_days_of_its_window_are_over(import_posts: Import) -> None:
    Channel.objects.filter(code="mayor").update(keep_originals_days=30)
    batch = import_posts(post("88213"))
    assert delete_expired_originals(_after(29.9)) == 0
    assert (delete_expired_originals(_after(30.1)), delete_expired_originals(_after(30.2))) == (1, 0)
    batch.refresh_from_db()
    assert batch.original_deleted_at is not None
    assert (_kept(), Complaint.objects.count()) == ([], 1)
    with pytest.raises(BrokenFile), originals.opened(batch.sha256):
        pass


def test_a_file_stays_while_a_younger_batch_needs_it(import_posts: Import) -> None:
    first = import_posts(post("88213"))
    second = import_posts(post("88213"), name="다시.csv")
    ImportBatch.objects.filter(pk=first.pk).update(finished_at=_after(-300))
    assert delete_expired_originals(_after(100)) == 0
    assert ImportBatch.objects.filter(original_deleted_at=None).count() == 2
    assert first.sha256 == second.sha256
    assert delete_expired_originals(_after(366)) == 1
    assert not ImportBatch.objects.filter(original_deleted_at=None).exists()


@pytest.mark.parametrize("state", [BatchState.QUEUED, BatchState.WAITING, BatchState.RUNNING, BatchState.UNDOING])
def test_a_file_that_is_not_done_with_stays(import_posts: Import, state: BatchState) -> None:
    batch = import_posts(post("88213"))
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)
    assert (delete_expired_originals(_after(4000)), len(_kept())) == (0, 1)


def test_a_window_nobody_knows_has_the_usual_days(import_posts: Import) -> None:
    batch = import_posts(post("88213"))
    ImportBatch.objects.filter(pk=batch.pk).update(channel=None, state=BatchState.REFUSED, finished_at=None)
    assert delete_expired_originals(_after(364)) == 0
    assert delete_expired_originals(_after(366)) == 1


def test_a_file_that_was_uploaded_again_after_its_end_is_kept_anew(import_posts: Import) -> None:
    first = import_posts(post("88213"))
    delete_expired_originals(_after(366))
    import_posts(post("88213"), name="다시.csv")
    assert (delete_expired_originals(_after(100)), len(_kept())) == (0, 1)
    first.refresh_from_db()
    assert first.original_deleted_at is not None


def test_what_an_upload_cut_short_has_left_goes_after_a_day(reference: None) -> None:
    originals.keep([b"without a batch"])
    (originals.folder() / ".incoming-cut-short").write_bytes(b"half")
    assert (delete_expired_originals(_after(0.9)), len(_kept())) == (0, 2)
    assert (delete_expired_originals(_after(1.1)), _kept()) == (2, [])


def test_the_beat_tends_the_originals_each_night(import_posts: Import) -> None:
    import_posts(post("88213"))
    ImportBatch.objects.update(finished_at=_after(-366))
    long_ago = _after(-366).timestamp()
    os.utime(next(originals.folder().iterdir()), (long_ago, long_ago))
    assert (tasks.tend_originals(), _kept()) == (1, [])
    tended = {entry["task"]: str(entry["schedule"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "30 3 * * *" in tended["ingest.tasks.tend_originals"]
