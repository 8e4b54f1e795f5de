"""Pages of the departments, for those who keep the settings. They show no personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.models import Department
from complaints.privacy.access import Right, reader_of, require
from ingest import department_services
from ingest.department_forms import DepartmentForm, MergeForm
from ingest.department_services import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ingest.department_services import Moved


@require(Right.SETTINGS)
@require_GET
def department_list(request: HttpRequest) -> HttpResponse:
    """All departments with what they are called and how many complaints they have."""
    found = list(department_services.counted())
    context = {
        "departments": [one for one in found if one.renamed_to_id is None],
        "former": [one for one in found if one.renamed_to_id is not None],
    }
    return render(request, "ingest/department_list.html", context)


@require(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def department_edit(request: HttpRequest, department_id: int | None = None) -> HttpResponse:
    """The names of a department, new or not."""
    department = get_object_or_404(department_services.counted(), pk=department_id) if department_id else None
    form = DepartmentForm(department, request.POST if request.method == "POST" else None)
    if form.is_valid() and _save(request, form):
        return redirect("ingest:departments")
    context = {
        "form": form,
        "department": department,
        "former": department_services.counted().filter(renamed_to=department) if department else [],
    }
    return render(request, "ingest/department_form.html", context, status=400 if form.errors else 200)


@require(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def department_merge(request: HttpRequest, department_id: int) -> HttpResponse:
    """Put a department into another, or move what is left of one that was."""
    department = get_object_or_404(department_services.counted(), pk=department_id)
    form = MergeForm(department, request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("step") == "go_on":
        _tell(request, department, department_services.go_on(department, reader_of(request), request))
        return redirect("ingest:department", department.pk)
    if form.is_valid() and _merge(request, department, form):
        return redirect("ingest:departments")
    context = {"form": form, "department": department}
    return render(request, "ingest/department_merge.html", context, status=400 if form.errors else 200)


@require(Right.SETTINGS)
@require_POST
def department_unmerge(request: HttpRequest, department_id: int) -> HttpResponse:
    """Take a merging back."""
    department = get_object_or_404(Department.objects.select_related("renamed_to"), pk=department_id)
    try:
        done = department_services.unmerge(department, reader_of(request), request)
    except RefusedError as reason:
        messages.error(request, str(reason))
    else:
        if done.left:
            messages.warning(request, f"민원 {done.moved:,}건을 되돌렸습니다. 아직 남았으니 한 번 더 되돌려 주세요.")
        else:
            messages.success(
                request,
                f"‘{department}’을(를) 따로 떼었습니다. 옮겼던 민원 {done.moved:,}건이 돌아왔습니다. "
                "그 뒤에 부서가 바뀐 민원은 그대로 두었습니다.",
            )
    return redirect("ingest:department", department.pk)


def _save(request: HttpRequest, form: DepartmentForm) -> bool:
    department = form.department or Department()
    try:
        department_services.save(department, form.cleaned_data, reader_of(request), request)
    except RefusedError as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, f"‘{department}’ 부서를 저장했습니다.")
    return True


def _merge(request: HttpRequest, department: Department, form: MergeForm) -> bool:
    as_alias = form.cleaned_data["kind"] == "alias"
    target = form.cleaned_data["target"]
    try:
        done = department_services.merge(
            department, target, as_alias=as_alias, reader=reader_of(request), request=request
        )
    except RefusedError as reason:
        form.add_error("target", str(reason))
        return False
    _tell(request, department, done)
    return True


def _tell(request: HttpRequest, department: Department, done: Moved) -> None:
    into = f"‘{department}’의 민원 {done.moved:,}건을 ‘{department.renamed_to}’(으)로 옮겼습니다."
    if done.left:
        messages.warning(request, f"{into} 아직 {done.left:,}건이 남았습니다. 부서 화면에서 이어서 옮겨 주세요.")
    else:
        messages.success(request, f"{into} 부서 화면에서 되돌릴 수 있습니다.")
