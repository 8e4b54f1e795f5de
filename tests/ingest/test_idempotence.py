"""What has come in before comes in as the same, whatever file brings it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from complaints.models import Complaint, ComplaintEvent
from tests.ingest.conftest import MAYOR, post, sample, write_csv, write_xlsx
from tests.ingest.test_rejects import texts_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Import

CHANNELS = ["saeol", "mayor", "petition", "panel", "discomfort", "patrol"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_file_saved_anew_as_a_workbook_of_texts_brings_nothing_new(
    import_file: Import, tmp_path: Path, channel: str
) -> None:
    first = import_file(sample(channel), channel)
    path = written(tmp_path / f"{sample(channel).stem}_다시.xlsx", texts_of(sample(channel)))
    again = import_file(path, channel)
    assert (again.count_new, again.count_changed, again.count_same) == (0, 0, first.count_new)
    assert not ComplaintEvent.objects.exists()


def test_of_overlapping_months_only_the_changed_rows_change(import_posts: Import) -> None:
    september = [post(str(number), 작성일시=f"2024-09-{number:02d} 10:00:00") for number in range(1, 31)]
    import_posts(*september, name="9월.csv")
    untouched = dict(Complaint.objects.exclude(receipt_number__in=["20", "25"]).values_list("pk", "updated_at"))
    overlap = september[14:]
    overlap[5] = post("20", 작성일시="2024-09-20 10:00:00", 처리상태="답변완료")
    overlap[10] = post("25", 작성일시="2024-09-25 10:00:00", 제목="가로등이 다시 꺼졌습니다")
    october = [post(str(number), 작성일시=f"2024-10-{number - 30:02d} 10:00:00") for number in range(31, 41)]
    batch = import_posts(*random.Random(3).sample([*overlap, *october], 26), name="9월 15일부터.csv")
    assert (batch.count_new, batch.count_changed, batch.count_same) == (10, 2, 14)
    assert dict(Complaint.objects.filter(pk__in=untouched).values_list("pk", "updated_at")) == untouched
    changed = set(ComplaintEvent.objects.values_list("complaint__receipt_number", "field"))
    assert changed == {("20", "status"), ("20", "source_status"), ("25", "title")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_workbook_comes_again_as_csv_in_any_encoding_shuffled_and_renamed(
    import_file: Import, tmp_path: Path, encoding: str
) -> None:
    rows = [post(str(number), 제목=f"똠방각하 펲시콜라 {number}번") for number in range(1, 21)]
    import_file(write_xlsx(tmp_path / "처음.xlsx", [MAYOR, *rows]), "mayor")
    shuffled = random.Random(5).sample(rows, len(rows))
    again = import_file(write_csv(tmp_path / "전혀 다른 이름.txt", [MAYOR, *shuffled], encoding))
    assert (again.count_new, again.count_changed, again.count_same) == (0, 0, 20)


def test_a_row_that_changed_and_changed_back_has_both_in_its_history(import_posts: Import) -> None:
    import_posts(post("1"))
    import_posts(post("1", 처리상태="답변완료"), name="나중.csv")
    import_posts(post("1"), name="예전.csv")
    told = ComplaintEvent.objects.filter(field="status").order_by("id").values_list("old", "new")
    assert list(told) == [("in_progress", "answered"), ("answered", "in_progress")]
