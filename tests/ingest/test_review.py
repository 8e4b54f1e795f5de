"""The page on which a person decides about a file: each decision reaches the import, and nothing goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from complaints.models import Channel, Complaint, Department, StatusWord
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from ingest.models import BatchPreview, BatchState, ColumnMapping, ImportBatch, SourceKind, WaitsFor
from ingest.receiving import receive_path
from ingest.services import look_again, run_batch
from tests.ingest.conftest import MAYOR, SAMPLES, post, sample, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ingest.review_forms import ReviewForm
    from tests.ingest.conftest import Import

    Waiting = Callable[..., ImportBatch]

QUERIES = 25


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("a1", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def waiting(reference: None, tmp_path: Path) -> Waiting:
    """A file that was uploaded and looked at: `waiting(rows)` for the mayor's board, or `waiting(path=path)`."""

    def make(
        *rows: list[str], header: list[str] = MAYOR, path: Path | None = None, channel: str | None = "mayor"
    ) -> Any:
        path = path or write_csv(tmp_path / "목록.csv", [header, *rows])
        return run_batch(receive_path(path, channel, source_kind=SourceKind.UPLOAD, enqueue=False).pk)

    return make


def filled(page: Any) -> dict[str, Any]:
    """What a browser would send of the form on a page."""
    form = page.context["form"]
    inner = [one for one, _ in [*form.words, *form.departments]]
    fields = {field.html_name: field.value() for each in [form, *inner] for field in each}
    return {name: value for name, value in fields.items() if value not in (None, False, [])}


def send(admin: Client, batch: ImportBatch, act: str, **changed: Any) -> HttpResponse:
    """Open the page, change fields of its form, press a button."""
    data = filled(admin.get(f"/ingest/{batch.pk}/")) | changed | {"act": act}
    answer: HttpResponse = admin.post(f"/ingest/{batch.pk}/review/", data)  # type: ignore[assignment] # the client's own
    batch.refresh_from_db()
    return answer


def column(admin: Client, batch: ImportBatch, header: str) -> str:
    """The name of the field of a column."""
    form: ReviewForm = admin.get(f"/ingest/{batch.pk}/").context["form"]
    return next(row.field.html_name for row in form.column_rows if row.column["header"] == header)


def worked(batch: ImportBatch) -> ImportBatch:
    """What a worker makes of it next."""
    return run_batch(batch.pk)


def test_the_good_rows_are_imported_when_a_person_says_so(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"), post("2"), post(""))
    assert "정상 행 2건 들여오기" in admin.get(f"/ingest/{batch.pk}/").content.decode()
    send(admin, batch, "import")
    assert (batch.state, batch.is_confirmed, batch.confirmed_by) == (BatchState.QUEUED, True, "a1")
    done = worked(batch)
    assert (done.state, done.count_new, done.count_rejected) == (BatchState.DONE, 2, 1)
    assert not BatchPreview.objects.exists()
    assert AccessEvent.objects.filter(action=Action.UPLOAD, detail__did="confirmed").count() == 1


def test_nothing_is_imported_when_a_person_says_so(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    send(admin, batch, "none")
    assert worked(batch).state == BatchState.CANCELLED
    assert (batch.planned.keys(), batch.reading, BatchPreview.objects.count()) == ({"counts"}, {}, 0)
    assert not Complaint.objects.exists()
    assert "아무것도 들여오지 않기로 했습니다" in admin.get(f"/ingest/{batch.pk}/").content.decode()


def test_a_confirmed_mapping_is_remembered_with_who_confirmed_it(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    send(admin, batch, "import")
    mapping = ColumnMapping.objects.get()
    assert (mapping.is_confirmed, mapping.confirmed_by, mapping.version) == (True, "a1", 1)
    assert worked(batch).mapping == mapping


def test_a_column_means_what_a_person_says_also_the_next_time(admin: Client, waiting: Waiting) -> None:
    header = [name if name != "내용" else "말씀" for name in MAYOR]
    batch = waiting(post("1"), header=header)
    send(admin, batch, "read", **{column(admin, batch, "말씀"): "body"})
    assert worked(batch).state == BatchState.WAITING
    send(admin, batch, "import")
    worked(batch)
    assert Complaint.objects.get().body.startswith("가람로 12 앞")
    again = waiting(post("2"), header=header)
    assert again.waits_for == [WaitsFor.REVIEW]
    send(admin, again, "import")
    worked(again)
    assert Complaint.objects.get(receipt_number="2").body.startswith("가람로 12 앞")


def test_a_persons_mapping_wins_over_the_alias_table(admin: Client, waiting: Waiting, import_file: Import) -> None:
    batch = waiting(post("1"))
    send(
        admin, batch, "read", **{column(admin, batch, "작성자"): "officer", column(admin, batch, "담당자(연락처)"): ""}
    )
    worked(batch)
    send(admin, batch, "import")
    worked(batch)
    assert waiting(post("2")).waits_for == [WaitsFor.REVIEW]
    assert (Complaint.objects.get().officer, Complaint.objects.get().complainant_name) == ("홍길동", "")


def test_a_mapping_that_is_confirmed_again_replaces_the_one_between(admin: Client, waiting: Waiting) -> None:
    for number, role in enumerate(["body", "answer", "body"]):
        batch = waiting(post(str(number)))
        send(admin, batch, "read", **{column(admin, batch, "내용"): role})
        worked(batch)
        send(admin, batch, "import")
        worked(batch)
    used = ColumnMapping.objects.get(is_confirmed=True)
    assert (used.columns["내용"]["role"], ColumnMapping.objects.count()) == ("body", 2)


def test_two_columns_for_one_field_are_refused_beside_the_field(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    answer = send(admin, batch, "import", **{column(admin, batch, "작성자"): "title"})
    assert answer.status_code == 400
    assert "둘 가운데 하나만 남겨 주세요" in answer.content.decode()
    assert batch.state == BatchState.WAITING


def test_a_changed_mapping_is_looked_at_before_it_is_imported(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    send(admin, batch, "import", **{column(admin, batch, "내용"): "answer"})
    assert (batch.state, batch.is_confirmed) == (BatchState.QUEUED, False)
    assert "다시 살펴봅니다" in admin.get("/ingest/").content.decode()


def test_what_an_older_page_shows_is_not_imported(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    data = filled(admin.get(f"/ingest/{batch.pk}/"))
    look_again(batch)
    worked(batch)
    admin.post(f"/ingest/{batch.pk}/review/", data | {"act": "import"})
    batch.refresh_from_db()
    assert (batch.state, batch.is_confirmed) == (BatchState.WAITING, False)


def test_what_is_overtaken_is_looked_at_again(admin: Client, waiting: Waiting, import_posts: Import) -> None:
    batch = waiting(post("1"))
    import_posts(post("1", 제목="먼저 들어온 제목"), name="먼저.csv")
    send(admin, batch, "import")
    assert (batch.state, batch.is_confirmed) == (BatchState.QUEUED, False)
    assert worked(batch).planned["counts"]["changed"] == 1
    batch.refresh_from_db()
    send(admin, batch, "import")
    assert batch.is_confirmed


def test_a_batch_is_decided_once(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    data = filled(admin.get(f"/ingest/{batch.pk}/"))
    send(admin, batch, "none")
    admin.post(f"/ingest/{batch.pk}/review/", data | {"act": "import"})
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED


def test_the_header_row_can_be_moved(admin: Client, waiting: Waiting) -> None:
    rows = [
        ["번호", "이름", "때"],
        ["글번호", "제목", "작성일시"],
        ["1", "가로등", "2024-09-03"],
        ["2", "보도블록", "2024-09-04"],
    ]
    batch = waiting(*rows[1:], header=rows[0])
    field = next(name for name in filled(admin.get(f"/ingest/{batch.pk}/")) if name.startswith("header-"))
    send(admin, batch, "read", **{field: "2"})
    again = worked(batch)
    assert again.planned["counts"]["new"] == 2
    assert BatchPreview.objects.get().sheets[0]["header"] == [2, 2]


def test_a_hidden_sheet_is_read_when_it_is_chosen(admin: Client, waiting: Waiting, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [MAYOR, post("1")])
    book = openpyxl.load_workbook(path)
    hidden = book.create_sheet("예전")
    for row in (MAYOR, post("2"), post("3")):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(path)
    batch = waiting(path=path)
    assert batch.planned["counts"]["new"] == 1
    send(admin, batch, "read", sheets=["0", "1"])
    assert worked(batch).planned["counts"]["new"] == 3
    send(admin, batch, "import")
    assert worked(batch).count_new == 3


def test_the_encoding_can_be_chosen(admin: Client, waiting: Waiting, tmp_path: Path) -> None:
    batch = waiting(path=write_csv(tmp_path / "a.csv", [MAYOR, post("1")], "cp949"))
    send(admin, batch, "read", encoding="utf-8")
    assert worked(batch).state == BatchState.WAITING
    send(admin, batch, "read", encoding="cp949")
    assert worked(batch).planned["counts"]["new"] == 1


def test_a_workbook_has_no_encoding_to_choose(admin: Client, waiting: Waiting) -> None:
    batch = waiting(path=sample("mayor"))
    assert "글자 인코딩" not in admin.get(f"/ingest/{batch.pk}/").content.decode()


def test_the_window_can_be_chosen_for_a_file_taken_for_another(admin: Client, waiting: Waiting) -> None:
    batch = waiting(path=sample("petition"), channel="saeol")
    assert batch.waits_for == [WaitsFor.CHANNEL]
    send(admin, batch, "read", channel=Channel.objects.get(code="petition").pk)
    again = worked(batch)
    assert (again.waits_for, again.channel and again.channel.code) == ([WaitsFor.REVIEW], "petition")


def test_who_insists_on_a_window_says_which_columns_it_has(admin: Client, waiting: Waiting) -> None:
    batch = waiting(path=sample("petition"), channel="saeol")
    send(admin, batch, "read")
    again = worked(batch)
    assert again.channel is not None
    assert (again.channel.code, WaitsFor.CHANNEL in again.waits_for) == ("saeol", False)


def test_a_status_word_is_decided_before_the_import(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1", 처리상태="검토중"))
    send(admin, batch, "import", **{"word-0-status": "in_progress"})
    worked(batch)
    row = Complaint.objects.get()
    assert (row.status, row.status_is_decided) == ("in_progress", True)
    assert StatusWord.objects.get(word="검토중").is_decided


def test_a_word_left_open_is_stored_as_received(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1", 처리상태="검토중"))
    send(admin, batch, "import")
    worked(batch)
    assert Complaint.objects.get().status == "received"
    assert not StatusWord.objects.get(word="검토중").is_decided


def test_an_unknown_department_may_be_another_name_of_a_known_one(admin: Client, waiting: Waiting) -> None:
    road = Department.objects.get(name="도로과")
    batch = waiting(post("1", 담당부서="도로관리과"))
    send(admin, batch, "import", **{"department-0-act": "alias", "department-0-of": road.pk})
    worked(batch)
    road.refresh_from_db()
    assert Complaint.objects.get().department == road
    assert "도로관리과" in road.aliases


def test_an_unknown_department_may_be_the_new_name_of_a_known_one(admin: Client, waiting: Waiting) -> None:
    road = Department.objects.get(name="도로과")
    batch = waiting(post("1", 담당부서="도로관리과"), post("2"))
    send(admin, batch, "import", **{"department-0-act": "renamed", "department-0-of": road.pk})
    worked(batch)
    road.refresh_from_db()
    assert {str(row.department) for row in Complaint.objects.all()} == {"도로관리과"}
    assert road.renamed_to == Department.objects.get(name="도로관리과")


def test_another_name_of_no_department_is_told_beside_the_field(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1", 담당부서="도로관리과"))
    answer = send(admin, batch, "import", **{"department-0-act": "alias"})
    assert answer.status_code == 400
    assert "어느 부서인지 골라 주세요" in answer.content.decode()


def test_a_full_export_is_marked_and_small_files_are_not_loaded_in_bulk(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    assert "대량 적재" not in admin.get(f"/ingest/{batch.pk}/").content.decode()
    send(admin, batch, "import", is_full="on", is_bulk="on")
    assert (batch.is_full, batch.is_bulk) == (True, False)


def test_a_large_file_may_be_loaded_in_bulk(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    batch.keep(rows_in_file=100_000)
    send(admin, batch, "import", is_bulk="on")
    assert batch.is_bulk


def test_the_page_shows_no_personal_value(admin: Client, waiting: Waiting, import_posts: Import) -> None:
    import_posts(post("1"))
    batch = waiting(post("1", 작성자="박민수"), post("2"), post(""))
    page = admin.get(f"/ingest/{batch.pk}/").content.decode()
    assert [word for word in ("홍길동", "박민수", "8271", "가람로") if word in page] == []


def test_the_page_of_a_file_without_a_header_offers_its_rows_and_no_import(admin: Client, waiting: Waiting) -> None:
    batch = waiting(path=SAMPLES / "should_fail" / "no_header.xlsx", channel="saeol")
    page = admin.get(f"/ingest/{batch.pk}/").content.decode()
    assert "읽은 그대로" in page
    assert "건 들여오기" not in page


def test_only_the_part_is_sent_to_the_page_that_waits(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1"))
    part = admin.get(f"/ingest/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part
    assert "정상 행 1건 들여오기" in part


def test_the_list_tells_what_waits_for_a_person(admin: Client, waiting: Waiting) -> None:
    waiting(post("1"))
    page = admin.get("/ingest/").content.decode()
    assert "확인을 기다리는 자료가 1건" in page
    assert "들여올지 확인" in page


def test_the_page_asks_little_however_long_the_file_is(
    admin: Client, waiting: Waiting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [post(str(n), 처리상태=f"말{n % 9}", 담당부서=f"{'가나다라마바사아자'[n % 9]}별과") for n in range(300)]
    batch = waiting(*rows)
    with django_assert_max_num_queries(QUERIES):
        admin.get(f"/ingest/{batch.pk}/")


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER, Role.MANAGER, Role.AUDITOR])
@pytest.mark.parametrize("address", ["review", "password"])
def test_only_admins_decide(client: Client, db: None, role: Role, address: str) -> None:
    account = Account.objects.create_account(role.value, "a long enough sentence", name="홍직원", role=role)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    assert client.post(f"/ingest/1/{address}/").status_code == 403


@pytest.fixture
def locked(waiting: Waiting, tmp_path: Path) -> ImportBatch:
    """A workbook with a password that was uploaded."""
    plain = write_xlsx(tmp_path / "plain.xlsx", [MAYOR, post("1")])
    path = tmp_path / "locked.xlsx"
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("비밀 1", target)
    return waiting(path=path)


def test_a_locked_workbook_is_opened_with_its_password(admin: Client, locked: ImportBatch) -> None:
    before = locked.sha256
    assert locked.waits_for == [WaitsFor.PASSWORD]
    assert "파일 암호" in admin.get(f"/ingest/{locked.pk}/").content.decode()
    admin.post(f"/ingest/{locked.pk}/password/", {"password": "비밀 1"})
    again = worked(locked)
    assert (again.planned["counts"]["new"], again.waits_for) == (1, [WaitsFor.REVIEW])
    assert again.sha256 != before
    assert "비밀" not in f"{vars(again)} {list(AccessEvent.objects.values_list('detail', flat=True))}"


def test_a_wrong_password_is_told_beside_the_field(admin: Client, locked: ImportBatch) -> None:
    answer = admin.post(f"/ingest/{locked.pk}/password/", {"password": "비밀 2"})
    assert answer.status_code == 400
    assert "암호가 맞지 않습니다" in answer.content.decode()
    assert "비밀 2" not in answer.content.decode()
    locked.refresh_from_db()
    assert locked.state == BatchState.WAITING


def test_the_import_counts_what_the_page_has_told(admin: Client, waiting: Waiting, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["9월 목록"], MAYOR, post("1"), post("")])
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("청원")
    other.append(["청원번호", "청원제목", "청원일", "청원내용"])
    other.append(["청원-2024-0001", "공원", "2024-09-03", "늘려 주십시오"])
    book.save(path)
    batch = waiting(path=path)
    told, rows = batch.planned["counts"], batch.rows_in_file
    send(admin, batch, "import")
    done = worked(batch)
    assert (done.counts, done.rows_in_file) == (told, rows)
    assert (told["new"], told["rejected"], told["not_a_row"]) == (1, 1, 4)
