"""Windows kept in the browser: a seventh works as the six do, and no change loses what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Channel, Complaint, StatusWord
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role
from ingest.catalogue import all_formats
from ingest.channel_editing import ChannelForms
from ingest.channels import free_code
from ingest.models import ColumnMapping, ImportBatch
from ingest.roles import ROLE_LABELS
from ingest.romanise import romanise
from tests.ingest.conftest import MAYOR, post, sample, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.ingest.conftest import Import

pytestmark = pytest.mark.django_db
HEADER = ["건의번호", "건의한 날", "건의제목", "건의내용", "건의한 사람", "손전화", "맡은 부서", "처리상태"]
ROLES = ["receipt_number", "received_at", "title", "body", "complainant_name", "mobile", "department", "status_word"]
ROW = [
    "건의-2024-0007",
    "2024-09-03",
    "벤치를 놓아 주세요",
    "느티나무 아래 벤치",
    "홍상철",
    "01082719634",
    "도로과",
    "접수",
]


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("admin", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def counter(reference: None) -> Client:
    from django.test import Client

    account = Account.objects.create_account("counter", "a long enough sentence", name="홍직원", role=Role.COUNTER)
    client = Client()
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


def sent(forms: ChannelForms) -> dict[str, Any]:
    """What a browser sends of a page that nobody has touched."""
    data: dict[str, Any] = {}
    bound = [*forms.form, *(field for rows in forms.rows.values() for row in rows.forms for field in row)]
    bound += [field for rows in forms.rows.values() for field in rows.management_form]
    for field in bound:
        value = field.value()
        if value is not None and value is not False:
            data[field.html_name] = "on" if value is True else value
    return data


def seventh(**changes: Any) -> dict[str, Any]:
    """A new window as it is typed."""
    data = sent(ChannelForms(None)) | {"name": "동 주민센터 건의함", "short_name": "건의함", "badge": "danger"}
    for place, (name, role) in enumerate(zip(HEADER, ROLES, strict=True)):
        data |= {f"columns-{place}-name": name, f"columns-{place}-role": role}
    data["columns-TOTAL_FORMS"] = len(HEADER)
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def test_a_seventh_window_is_made_and_its_file_is_known_imported_and_found(
    admin: Client, counter: Client, import_file: Import, tmp_path: Path
) -> None:
    assert admin.post("/ingest/channels/new/", seventh()).status_code == 302
    made = Channel.objects.get(name="동 주민센터 건의함")
    assert (made.code, made.position) == ("dong-juminsenteo-geonuiham", 7)
    batch = import_file(write_csv(tmp_path / "아무이름.csv", [HEADER, ROW]))
    batch = confirmed(batch)
    assert (batch.channel, batch.count_new) == (made, 1)
    page = counter.get("/complaints/?q=느티나무&counts=1").content.decode()
    assert "bg-light-danger" in page
    assert "건의함" in page
    assert counter.get(f"/complaints/?channel={made.code}").content.decode().count("data-hit") == 1
    assert f'value="{made.code}"' in page
    assert "동 주민센터 건의함" in counter.get("/").content.decode()
    assert "동 주민센터 건의함" in admin.get("/status/").content.decode()


def confirmed(batch: ImportBatch) -> ImportBatch:
    """The batch after somebody has looked at it, where somebody has to."""
    from ingest.services import confirm, run_batch

    if batch.state == "waiting":
        confirm(batch, "admin")
        return run_batch(batch.pk)
    return batch


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"columns-0-role": "kept"}, "접수번호가 든 열이 없습니다"),
        ({"columns-1-role": "kept"}, "접수한 날이 든 열이 없습니다"),
        ({"numbering": "content"}, "가려낼 항목이 모자랍니다"),
        ({"numbering": "content", "content_key_fields": ["received_at"]}, "가려낼 항목이 모자랍니다"),
        ({"numbering": "content", "content_key_fields": ["address", "body"]}, "주소가 든 열이 없습니다"),
        ({"columns-1-name": "건의 번호"}, "같은 이름으로 봅니다"),
        ({"columns-1-name": "***"}, "글자도 숫자도 없습니다"),
        ({"columns-0-role": "phone_of_nobody"}, "columns-0-role"),
        ({"columns-2-role": ""}, "무엇이 들었는지 골라 주세요"),
        ({"name": "환경 순찰"}, "같은 이름의 창구가 있습니다"),
        ({"code": "saeol"}, "이미 쓰는 코드입니다"),
        ({"code": "../밖"}, "영문 소문자"),
        ({"number_pattern": "("}, "정규식이 아닙니다"),
        ({"keep_originals_days": "0"}, "하루 이상"),
        ({"words-0-word": "검토중"}, "어떤 상태인지 골라 주세요"),
        ({"blank_words": "가" * 41}, "40자를 넘습니다"),
    ],
)
def test_a_window_that_could_not_be_read_is_refused_in_words(
    changes: dict[str, Any], sentence: str, admin: Client
) -> None:
    page = admin.post("/ingest/channels/new/", seventh(**changes))
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert Channel.objects.count() == 6


@pytest.mark.parametrize("code", ["saeol", "mayor", "petition", "panel", "discomfort", "patrol"])
def test_saving_an_untouched_window_changes_nothing(code: str, admin: Client) -> None:
    before, channel = all_formats(), Channel.objects.get(code=code)
    assert admin.post(f"/ingest/channels/{channel.pk}/", sent(ChannelForms(channel))).status_code == 302
    assert all_formats() == before


def test_made_numbers_stay_what_they_are(admin: Client, import_file: Import) -> None:
    confirmed(import_file(sample("panel"), "panel"))
    channel = Channel.objects.get(code="panel")
    data = sent(ChannelForms(channel)) | {"content_key_fields": ["received_at", "body"]}
    page = admin.post(f"/ingest/channels/{channel.pk}/", data)
    assert "한 번 더 들어옵니다" in page.content.decode()
    assert confirmed(import_file(sample("panel"), "panel")).count_new == 0


def test_a_sample_fills_the_columns_and_nothing_of_it_is_stored(admin: Client, tmp_path: Path) -> None:
    rows = [["접수번호", "언제", "무엇을", "연락할 곳", "진행상태"]]
    rows += [
        [
            f"건의-{number:04}",
            "2024-09-03",
            f"느티나무 아래에 벤치를 하나 더 놓아 주시기 바랍니다. 어르신들이 쉬어 갈 곳이 없습니다. {number}",
            "010-8271-9634",
            "처리중",
        ]
        for number in range(9)
    ]
    path = write_csv(tmp_path / "홍상철.csv", rows)
    file = SimpleUploadedFile("홍상철.csv", path.read_bytes())
    page = admin.post("/ingest/channels/new/", seventh(step="sample", sample=file, name="새 이름"))
    forms = page.context["forms"]
    columns = {row["name"].value(): row["role"].value() for row in forms.rows["columns"].forms}
    assert {
        "접수번호": "receipt_number",
        "무엇을": "body",
        "연락할 곳": "contact",
        "진행상태": "status_word",
    }.items() <= columns.items()
    assert (forms.form["name"].value(), forms.rows["words"].forms[0]["word"].value()) == ("새 이름", "처리중")
    assert "느티나무" not in page.content.decode()
    assert (ImportBatch.objects.count(), StatusWord.objects.filter(channel=None).count()) == (0, 0)


def test_a_very_wide_sample_can_still_be_sent_back(admin: Client, tmp_path: Path) -> None:
    rows = [[f"항목{number}" for number in range(300)], *[["값"] * 300] * 3]
    file = SimpleUploadedFile("넓은.csv", write_csv(tmp_path / "넓은.csv", rows).read_bytes())
    forms = admin.post("/ingest/channels/new/", seventh(step="sample", sample=file)).context["forms"]
    assert admin.post("/ingest/channels/new/", sent(forms)).status_code == 302


@pytest.mark.parametrize(("content", "sentence"), [(b"", "빈 파일"), (b"\x89PNG\r\n\x1a\n0000", "그림 파일")])
def test_a_sample_that_is_none_is_refused_and_keeps_what_was_typed(
    content: bytes, sentence: str, admin: Client
) -> None:
    file = SimpleUploadedFile("a.xlsx", content)
    page = admin.post("/ingest/channels/new/", seventh(step="sample", sample=file))
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert "건의한 사람" in page.content.decode()


def test_more_rows_judge_nothing(admin: Client) -> None:
    page = admin.post("/ingest/channels/new/", seventh(step="more", name=""))
    assert page.status_code == 200
    assert len(page.context["forms"].rows["columns"].forms) == len(HEADER) + 5


def test_a_window_out_of_use_takes_no_files_and_is_still_found(
    admin: Client, counter: Client, import_posts: Import
) -> None:
    confirmed(import_posts(post("88213")))
    channel = Channel.objects.get(code="mayor")
    admin.post(f"/ingest/channels/{channel.pk}/", {**sent(ChannelForms(channel)), "is_active": ""})
    assert f'<option value="{channel.pk}"' not in admin.get("/ingest/upload/").content.decode()
    assert counter.get("/complaints/?q=가로등").content.decode().count("data-hit") == 1


def test_another_meaning_asks_again_about_confirmed_columns(admin: Client, import_posts: Import) -> None:
    confirmed(import_posts(post("88213")))
    ColumnMapping.objects.update(is_confirmed=True)
    channel = Channel.objects.get(code="mayor")
    data = sent(ChannelForms(channel))
    place = next(name for name, value in data.items() if value == "내용" and name.startswith("columns"))
    admin.post(f"/ingest/channels/{channel.pk}/", data | {place.replace("name", "role"): "answer"})
    assert not ColumnMapping.objects.get().is_confirmed


def test_only_an_empty_window_is_deleted(admin: Client, import_posts: Import) -> None:
    confirmed(import_posts(post("88213")))
    mayor, patrol = Channel.objects.get(code="mayor"), Channel.objects.get(code="patrol")
    refused = admin.post(f"/ingest/channels/{mayor.pk}/delete/")
    assert (refused.status_code, "민원 1건, 들여오기 1번" in refused.content.decode()) == (409, True)
    assert admin.post(f"/ingest/channels/{patrol.pk}/delete/").status_code == 302
    assert not Channel.objects.filter(pk=patrol.pk).exists()
    assert Complaint.objects.count() == 1


def test_a_window_with_the_columns_of_another_says_so(admin: Client) -> None:
    data = seventh()
    usual = {"글번호": "receipt_number", "제목": "title", "작성일시": "received_at", "내용": "body"}
    for place, name in enumerate(MAYOR):
        data |= {f"columns-{place}-name": name, f"columns-{place}-role": usual.get(name, "kept")}
    data["columns-TOTAL_FORMS"] = len(MAYOR)
    page = admin.post("/ingest/channels/new/", data, follow=True)
    assert "‘구청장에게 바란다’ 자료와 같아" in page.content.decode()


def test_each_act_is_recorded_and_only_admins_may(admin: Client, counter: Client) -> None:
    admin.post("/ingest/channels/new/", seventh())
    assert AccessEvent.objects.get(action="upload").detail == {
        "channel": "dong-juminsenteo-geonuiham",
        "did": "created",
    }
    assert {counter.get(url).status_code for url in ("/ingest/channels/", "/ingest/channels/new/")} == {403}


def test_the_list_needs_few_queries(admin: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert "새올상담민원" in admin.get("/ingest/channels/").content.decode()
    own = [query for query in asked if "importbatch" in query["sql"] or "exportformat" in query["sql"]]
    assert (len(own), len([query for query in asked if 'FROM "complaints_channel"' in query["sql"]])) == (2, 1)


@pytest.mark.parametrize(
    ("typed", "code"), [("", "saeol-2"), ("환경 순찰", "hwangyeong-sunchal"), ("!!", "channel"), ("가" * 60, "ga" * 15)]
)
def test_a_code_is_free_and_plain(typed: str, code: str, reference: None) -> None:
    assert free_code(typed, "saeol") == code


def test_hangul_is_written_as_it_sounds() -> None:
    assert romanise("값 괜찮은 뛰어 Q1") == "gap gwaenchaneun ttwieo Q1"


def test_every_role_of_a_converter_has_its_words() -> None:
    from ingest.converters import CONVERTERS

    assert ROLE_LABELS.keys() == CONVERTERS.keys()
