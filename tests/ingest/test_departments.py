"""Departments kept in the browser: names that find one department, and a merging that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import departments
from complaints.models import Complaint, ComplaintEvent, Department
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role
from complaints.services import record_of
from ingest import department_services
from ingest.departments import DepartmentDirectory
from ingest.services import confirm, run_batch
from tests.ingest.conftest import post

if TYPE_CHECKING:
    from django.test import Client

    from tests.ingest.conftest import Import

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("admin", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def strange(import_posts: Import) -> Department:
    """A department that an import made of a name nobody knew, with three complaints."""
    cells = {"담당부서": "도로관리괴", "담당자(연락처)": "김민수"}
    batch = import_posts(*(post(str(number), **cells) for number in range(1, 4)))
    if batch.state == "waiting":
        confirm(batch, "admin")
        run_batch(batch.pk)
    return Department.objects.get(name="도로관리괴")


@pytest.fixture
def roads(reference: None) -> Department:
    return Department.objects.get(name="도로과")


def merge(admin: Client, source: Department, target: Department, kind: str = "alias") -> Any:
    return admin.post(f"/ingest/departments/{source.pk}/merge/", {"target": target.pk, "kind": kind}, follow=True)


def carrying(department: Department) -> int:
    """How many complaints are found by a department."""
    return Complaint.objects.extra(where=["search @@ %s::tsquery"], params=[f"':d:{department.pk}'"]).count()


@pytest.mark.parametrize("kind", ["alias", "former"])
def test_a_merged_department_gives_its_complaints_with_their_history_and_their_search(
    kind: str, admin: Client, strange: Department, roads: Department
) -> None:
    assert "민원 3건을" in merge(admin, strange, roads, kind).content.decode()
    rows = list(Complaint.objects.filter(department=roads))
    events = ComplaintEvent.objects.filter(field="department_id").values_list("old", "new", "origin")
    assert (len(rows), set(events)) == (3, {(strange.pk, roads.pk, f"department:{strange.pk}")})
    assert all(bytes(row.source_digest) == record_of(row).digest() for row in rows)
    assert (carrying(roads), carrying(strange)) == (3, 0)
    assert DepartmentDirectory().find("도로관리괴") == roads.pk
    assert ("도로관리괴" in Department.objects.get(pk=roads.pk).aliases) == (kind == "alias")


def test_a_merging_is_taken_back_but_for_what_was_put_elsewhere_since(
    admin: Client, strange: Department, roads: Department
) -> None:
    merge(admin, strange, roads)
    parks = Department.objects.get(name="공원녹지과")
    first = Complaint.objects.filter(department=roads).order_by("id")[0]
    departments.move(roads.pk, parks.pk, origin="test", most=0)
    Complaint.objects.filter(pk=first.pk).update(department=parks)
    page = admin.post(f"/ingest/departments/{strange.pk}/unmerge/", follow=True).content.decode()
    assert "민원 2건이 돌아왔습니다" in page
    strange.refresh_from_db()
    assert (strange.renamed_to, strange.is_active, Complaint.objects.filter(department=strange).count()) == (
        None,
        True,
        2,
    )
    assert DepartmentDirectory().find("도로관리괴") == strange.pk


def test_own_complaints_of_the_other_stay_when_a_merging_is_taken_back(
    admin: Client, strange: Department, roads: Department, import_posts: Import
) -> None:
    batch = import_posts(post("900", 담당부서="도로과"), name="둘째.csv")
    if batch.state == "waiting":
        confirm(batch, "admin")
        run_batch(batch.pk)
    merge(admin, strange, roads)
    admin.post(f"/ingest/departments/{strange.pk}/unmerge/")
    assert list(Complaint.objects.filter(department=roads).values_list("receipt_number", flat=True)) == ["900"]


def test_a_merged_department_can_still_be_edited(admin: Client, strange: Department, roads: Department) -> None:
    merge(admin, strange, roads)
    data = {"name": strange.name, "aliases": "", "phone": "02-2999-3301", "renamed_to": roads.pk}
    assert admin.post(f"/ingest/departments/{strange.pk}/", data).status_code == 302


def test_a_long_move_goes_on_where_it_stopped(
    admin: Client, strange: Department, roads: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departments, "BATCH", 1)
    monkeypatch.setattr(department_services, "MOST_AT_ONCE", 2)
    assert "아직 1건이 남았습니다" in merge(admin, strange, roads).content.decode()
    admin.post(f"/ingest/departments/{strange.pk}/merge/", {"step": "go_on"})
    assert Complaint.objects.filter(department=roads).count() == 3


def test_a_department_with_accounts_is_not_merged(admin: Client, strange: Department, roads: Department) -> None:
    Account.objects.update(department=strange)
    page = merge(admin, strange, roads)
    assert (page.status_code, "소속 계정이 1개" in page.content.decode()) == (400, True)
    assert Complaint.objects.filter(department=strange).count() == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "공원녹지과"}, "‘공원녹지과’ 부서의 이름입니다"),
        ({"name": "공원 녹지과"}, "‘공원녹지과’ 부서의 이름입니다"),
        ({"aliases": "길과, 공원녹지과"}, "‘공원녹지과’ 부서의 이름입니다"),
        ({"aliases": "도로 과"}, "두 번 있습니다"),
        ({"name": ""}, "이름을 적어 주세요"),
        ({"renamed_to": "0"}, "목록에 있는 부서를"),
    ],
)
def test_a_name_that_means_two_departments_is_refused(
    changes: dict[str, str], sentence: str, admin: Client, roads: Department
) -> None:
    data = {"name": "도로과", "aliases": "", "phone": "", "is_active": "on", "renamed_to": ""}
    page = admin.post(f"/ingest/departments/{roads.pk}/", data | changes)
    assert (page.status_code, sentence in page.content.decode()) == (400, True)


def test_no_renaming_goes_in_a_ring(admin: Client, roads: Department) -> None:
    parks = Department.objects.get(name="공원녹지과")
    former = Department.objects.get(name="푸른도시과")
    assert former.renamed_to == parks
    data = {"name": "공원녹지과", "aliases": "", "is_active": "on", "renamed_to": former.pk}
    page = admin.post(f"/ingest/departments/{parks.pk}/", data)
    assert (page.status_code, "다시 나옵니다" in page.content.decode()) == (400, True)
    assert admin.post(f"/ingest/departments/{parks.pk}/", data | {"renamed_to": roads.pk}).status_code == 302
    assert DepartmentDirectory().find("푸른도시과") == roads.pk


def test_a_new_alias_is_known_to_the_next_import(admin: Client, roads: Department) -> None:
    data = {"name": "도로과", "aliases": "길과\n도로 관리팀", "phone": "02-2999-3300", "is_active": "on"}
    assert admin.post(f"/ingest/departments/{roads.pk}/", data).status_code == 302
    assert DepartmentDirectory().find("도로관리팀") == roads.pk
    assert AccessEvent.objects.get(action="upload").detail == {"department": roads.pk, "did": "saved"}


def test_the_list_counts_in_one_query(admin: Client, strange: Department) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = admin.get("/ingest/departments/").content.decode()
    assert "3건" in page
    assert len([query for query in asked if "complaints_complaint" in query["sql"]]) == 1


def test_only_those_who_keep_the_settings_may(client: Client, reference: None) -> None:
    account = Account.objects.create_account("counter", "a long enough sentence", name="홍직원", role=Role.COUNTER)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    assert client.get("/ingest/departments/").status_code == 403
