"""The page of holidays, for those who keep the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from complaints.holiday_forms import FIRST_YEAR, HolidayForm, last_year
from complaints.models import Holiday
from complaints.privacy.access import Right, reader_of, require
from complaints.workdays import add_holiday, fill_year, known_years, remove_holiday

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

_RECOUNTED = "그 날을 지나 답변한 달은 곧 다시 셉니다."


@require(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The holidays of a year, and a form for one more; filled in with the one that was just removed."""
    form = HolidayForm(request.POST) if request.method == "POST" else HolidayForm(initial=_removed(request))
    if form.is_valid():
        day, name = form.cleaned_data["day"], form.cleaned_data["name"]
        if add_holiday(day, name, reader_of(request), request):
            messages.success(request, f"{day:%Y-%m-%d} ‘{name}’을(를) 넣었습니다. {_RECOUNTED}")
            return _to_year(day.year)
        form.add_error("day", "이미 들어 있는 날입니다. 이름을 바꾸려면 아래에서 뺀 다음 다시 넣어 주세요.")
    year = form.cleaned_data["day"].year if form.is_bound and "day" in form.cleaned_data else _year(request)
    this = timezone.localdate().year
    context = {
        "form": form,
        "year": year,
        "years": sorted({*known_years(), year, this, this + 1}, reverse=True),
        "holidays": Holiday.objects.filter(day__year=year),
    }
    return render(request, "complaints/holidays.html", context, status=400 if form.errors else 200)


@require(Right.SETTINGS)
@require_POST
def holiday_fill(request: HttpRequest) -> HttpResponse:
    """Put in the known holidays of a year that has none."""
    year = _year(request)
    number = fill_year(year, reader_of(request), request)
    if number:
        messages.success(request, f"{year}년의 공휴일 {number}일을 넣었습니다. 빠지거나 틀린 날은 고쳐 주세요.")
    else:
        messages.info(request, f"{year}년에는 이미 공휴일이 들어 있습니다.")
    return _to_year(year)


@require(Right.SETTINGS)
@require_POST
def holiday_remove(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """Take a holiday out; the form then offers it, so that it is put back by one press."""
    holiday = get_object_or_404(Holiday, pk=holiday_id)
    remove_holiday(holiday, reader_of(request), request)
    messages.success(
        request,
        f"{holiday.day:%Y-%m-%d} ‘{holiday.name}’을(를) 뺐습니다. {_RECOUNTED} "
        "되돌리려면 아래에 적힌 그대로 ‘넣기’를 누르세요.",
    )
    return _to_year(holiday.day.year, day=holiday.day.isoformat(), name=holiday.name)


def _year(request: HttpRequest) -> int:
    """The year that is asked for, as far as it is kept; else this one."""
    typed = (request.POST if request.method == "POST" else request.GET).get("year", "")
    this = timezone.localdate().year
    year = int(typed) if len(typed) == len(str(this)) and typed.isascii() and typed.isdecimal() else this
    return year if FIRST_YEAR <= year <= last_year() else this


def _removed(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name][:60] for name in ("day", "name") if name in request.GET}


def _to_year(year: int, **removed: str) -> HttpResponseRedirect:
    return redirect(f"{reverse('complaints:holidays')}?{urlencode({'year': year, **removed})}")
