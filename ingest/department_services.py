"""Departments as an administrator keeps them: names that find them, and one made by an import put where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from complaints import departments
from complaints.models import Complaint, Department
from complaints.privacy import log
from complaints.privacy.models import Account, Action
from ingest.departments import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from complaints.privacy.access import Reader

# As many complaints as one request moves: about ten seconds. The rest is moved by the next.
MOST_AT_ONCE = 10_000
LONGEST_CHAIN = 10


class RefusedError(Exception):
    """A change that cannot be made; the text is a Korean sentence that says why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many complaints were moved, and how many are left for the next time."""

    moved: int
    left: int


def counted() -> QuerySet[Department]:
    """All departments with `complaint_count`, each counted in its own index; one query."""
    own = Complaint.objects.filter(department=OuterRef("pk")).order_by().values("department")
    number = Subquery(own.annotate(number=Count("*")).values("number"))
    return Department.objects.select_related("renamed_to").annotate(complaint_count=Coalesce(number, 0))


def faults(
    department: Department | None, name: str, aliases: Iterable[str], renamed_to: Department | None
) -> list[str]:
    """Why a department cannot be called so: a name means one department, and no renaming goes in a ring."""
    found, seen = [], set()
    taken = _names(department)
    for each in (name, *aliases):
        key = name_key(each)
        if key in taken:
            found.append(f"‘{each}’은(는) ‘{taken[key]}’ 부서의 이름입니다. 같은 부서라면 합치기를 쓰세요.")
        elif key in seen:
            found.append(f"‘{each}’이(가) 두 번 있습니다. 하나만 남겨 주세요.")
        seen.add(key)
    if department and renamed_to and leads_to(renamed_to, department):
        found.append(
            f"‘{renamed_to}’의 바뀐 이름을 따라가면 ‘{department}’이(가) 다시 나옵니다. "
            "다른 부서를 고르거나 비워 두세요."
        )
    return found


def leads_to(start: Department, end: Department) -> bool:
    """Whether following the renamings from a department comes to another, or does not end."""
    successors = dict(Department.objects.exclude(renamed_to=None).values_list("pk", "renamed_to_id"))
    here: int | None = start.pk
    for _ in range(LONGEST_CHAIN):
        if here is None or here == end.pk:
            return here is not None
        here = successors.get(here)
    return here is not None


@transaction.atomic
def save(department: Department, values: Mapping[str, Any], reader: Reader, request: HttpRequest) -> Department:
    """Bring a department to valid values. Raises RefusedError."""
    stored = department if department.pk else None
    if wrong := faults(stored, values["name"], values["aliases"], values["renamed_to"]):
        raise RefusedError(" ".join(wrong))
    for name, value in values.items():
        setattr(department, name, value)
    department.save()
    _record(reader, request, department, "saved" if stored else "created")
    return department


def merge(source: Department, target: Department, *, as_alias: bool, reader: Reader, request: HttpRequest) -> Moved:
    """Put a department into another: its names find the other from now on, its complaints are moved.

    The department itself stays, out of use, for the history names it. Raises RefusedError.
    """
    with transaction.atomic():
        _refuse(source, target)
        if as_alias:
            names = [name for name in (source.name, *source.aliases) if name not in target.aliases]
            target.aliases = [*target.aliases, *names]
            target.save(update_fields=["aliases"])
        source.renamed_to, source.is_active = target, False
        source.save(update_fields=["renamed_to", "is_active"])
        _record(reader, request, source, "merged", target=target.pk, as_alias=as_alias)
    return go_on(source, reader, request)


def go_on(source: Department, reader: Reader, request: HttpRequest) -> Moved:
    """Move what is left of a merged department's complaints."""
    if source.renamed_to_id is None:
        return Moved(0, 0)
    moved = departments.move(source.pk, source.renamed_to_id, origin=origin_of(source), most=MOST_AT_ONCE)
    _record(reader, request, source, "moved", count=moved)
    return Moved(moved, Complaint.objects.filter(department=source).count())


def unmerge(source: Department, reader: Reader, request: HttpRequest) -> Moved:
    """Take a merging back: the names, and the complaints that nobody has put elsewhere since."""
    target = source.renamed_to
    if target is None:
        raise RefusedError(f"‘{source}’은(는) 합친 부서가 아닙니다.")
    moved = departments.move_back(
        target.pk, undone=origin_of(source), origin=f"{origin_of(source)}:undone", most=MOST_AT_ONCE
    )
    if moved < MOST_AT_ONCE:
        with transaction.atomic():
            own = {name_key(name) for name in (source.name, *source.aliases)}
            target.aliases = [name for name in target.aliases if name_key(name) not in own]
            target.save(update_fields=["aliases"])
            source.renamed_to, source.is_active = None, True
            source.save(update_fields=["renamed_to", "is_active"])
            _record(reader, request, source, "unmerged", count=moved, target=target.pk)
    return Moved(moved, int(moved == MOST_AT_ONCE))


def origin_of(source: Department) -> str:
    """How the history of a complaint names the merging of a department."""
    return f"department:{source.pk}"


def _refuse(source: Department, target: Department) -> None:
    if source.pk == target.pk or leads_to(target, source):
        raise RefusedError(
            f"‘{target}’에는 합칠 수 없습니다. 바뀐 이름을 따라가면 같은 부서입니다. 다른 부서를 고르세요."
        )
    accounts = Account.objects.filter(department=source).count()
    if accounts:
        raise RefusedError(
            f"‘{source}’ 소속 계정이 {accounts:,}개 있어 합칠 수 없습니다. 계정의 부서를 먼저 바꾸거나, "
            "이름만 바뀐 것이면 부서 화면에서 ‘바뀐 이름의 부서’를 고르세요."
        )


def _names(department: Department | None) -> dict[str, str]:
    """Every name in use by others, with whose it is; what was merged into the department, or it into, shares names."""
    found: dict[str, str] = {}
    for other in Department.objects.exclude(pk=department.pk if department else 0):
        if department and other.renamed_to_id == department.pk:
            continue
        is_home = department is not None and department.renamed_to_id == other.pk
        found.update({name_key(name): other.name for name in (other.name, *([] if is_home else other.aliases))})
    return found


def _record(reader: Reader, request: HttpRequest, department: Department, did: str, **detail: Any) -> None:
    count = detail.pop("count", 0)
    told = {"department": department.pk, "did": did, **detail}
    log.record(reader, Action.UPLOAD, request=request, count=count, detail=told)
