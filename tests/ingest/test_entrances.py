"""The ways in: the upload page, the inbox folder and the command; and the pages that tell what became of it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template import Context, Template

from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from ingest import receiving
from ingest.models import BatchState, ImportBatch
from tests.ingest.conftest import SAMPLES, post, sample

if TYPE_CHECKING:
    from django.test import Client

    from tests.ingest.conftest import Import


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids handed to the workers."""
    handed: list[int] = []
    monkeypatch.setattr(receiving, "enqueue_batch", handed.append)
    return handed


def log_in(client: Client, role: Role) -> Client:
    account = Account.objects.create_account(role.value, "a long enough sentence", name="홍직원", role=role)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    return log_in(client, Role.ADMIN)


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER, Role.MANAGER, Role.AUDITOR])
@pytest.mark.parametrize("address", ["/ingest/", "/ingest/upload/", "/ingest/1/"])
def test_only_admins_import(client: Client, db: None, role: Role, address: str) -> None:
    assert log_in(client, role).get(address).status_code == 403


def test_an_upload_is_queued_and_recorded(
    admin: Client, queued: list[int], django_capture_on_commit_callbacks: object
) -> None:
    file = SimpleUploadedFile("목록.xlsx", sample("mayor").read_bytes())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = admin.post("/ingest/upload/", {"files": [file], "channel": ""})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/ingest/{batch.pk}/"
    assert queued == [batch.pk]
    assert (batch.file_name, batch.who, batch.channel) == ("목록.xlsx", "홍직원", None)
    assert AccessEvent.objects.get(action=Action.UPLOAD).detail["batches"] == [batch.pk]


def test_several_files_go_to_the_list(admin: Client, queued: list[int]) -> None:
    files = [SimpleUploadedFile(f"{number}.csv", b"a,b") for number in range(3)]
    answer = admin.post("/ingest/upload/", {"files": files, "channel": ""})
    assert (answer["Location"], ImportBatch.objects.count()) == ("/ingest/", 3)
    assert "3개를 받았습니다" in admin.get("/ingest/").content.decode()


def test_an_upload_without_a_file_says_what_to_do(admin: Client) -> None:
    answer = admin.post("/ingest/upload/", {"channel": ""})
    assert answer.status_code == 400
    assert "올릴 파일을 골라 주세요." in answer.content.decode()


def test_a_path_in_a_name_is_dropped(reference: None, tmp_path: Path) -> None:
    file = SimpleUploadedFile("x.csv", b"a,b")
    vars(file)["_name"] = "..\\..\\C:\\민원\\목록.csv"
    account = Account.objects.create_account("admin", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    assert receiving.receive_upload(file, None, account).file_name == "목록.csv"


def test_the_page_tells_counts_and_problems_but_no_personal_value(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("88213", 연락처="전화는 박민수에게"), post(""))
    page = admin.get(f"/ingest/{batch.pk}/").content.decode()
    assert "접수번호가 비어 있어 들여오지 않았습니다" in page
    assert "전화번호로 읽을 수 없어" in page
    assert "박민수" not in page


def test_a_refusal_stands_on_the_page(admin: Client, import_file: Import) -> None:
    batch = import_file(SAMPLES / "should_fail" / "picture.xlsx", "saeol")
    assert "그림 파일(PNG)" in admin.get(f"/ingest/{batch.pk}/").content.decode()


def test_progress_alone_is_sent_to_the_page_that_asks_for_it(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("88213"))
    part = admin.get(f"/ingest/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="batch-progress"' in part
    assert not AccessEvent.objects.filter(action=Action.VIEW).exists()


@pytest.mark.parametrize(("counted", "percent"), [(0, 0), (50, 50), (100, 99)])
def test_a_batch_under_way_is_never_at_a_hundred(counted: int, percent: int) -> None:
    batch = ImportBatch(state=BatchState.RUNNING, rows_in_file=100, count_new=counted)
    assert batch.progress_percent == percent


def test_a_complaint_tells_where_it_came_from(import_posts: Import) -> None:
    import_posts(post("88213"), name="9월 목록.csv")
    template = Template("{% load ingest_origin %}{% complaint_origin complaint_id %}")
    shown = template.render(Context({"complaint_id": Complaint.objects.get().pk}))
    assert "9월 목록.csv" in shown
    assert "홍길동" not in shown


def test_the_command_imports_and_counts(reference: None) -> None:
    out = StringIO()
    call_command("import_file", str(sample("mayor")), channel="mayor", stdout=out)
    assert "신규 50" in out.getvalue()
    assert Complaint.objects.count() == 50


def test_the_command_rehearses(reference: None) -> None:
    out = StringIO()
    call_command("import_file", str(sample("saeol")), "--dry-run", stdout=out)
    assert "저장하지 않고" in out.getvalue()
    assert "2.02E+17" in out.getvalue()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("path", "channel", "words"),
    [
        (sample("petition"), "mayor", "'구민 청원' 자료로 보입니다"),
        (sample("petition"), "nobody", "창구가 없습니다"),
        (Path("nowhere.csv"), "mayor", "파일이 없습니다"),
    ],
)
def test_the_command_refuses_in_korean(reference: None, path: Path, channel: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_file", str(path), channel=channel, stdout=StringIO())
