"""The filters of a list of complaints; each becomes a lexeme, so that one index answers query and filters together."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils import timezone

from complaints.choices import Status
from complaints.models import Channel, Complaint, Department
from complaints.search.lexemes import Kind, one_of
from complaints.search.paging import Sort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from complaints.querysets import ComplaintQuerySet

SORT_LABELS = ((Sort.NEWEST, "최근 접수 순"), (Sort.OLDEST, "오래된 접수 순"), (Sort.DUE, "처리 기한 순"))


class ListForm(forms.Form):
    """What a list's address holds beside its filters: the words or the ticket of the query, and the order."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    s = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label="정렬", choices=SORT_LABELS, required=False, widget=forms.RadioSelect)


class ComplaintFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Channel, status, department, period, overdue. Unreadable values are left out and said so by the form."""

    channel = django_filters.ModelMultipleChoiceFilter(
        label="창구",
        queryset=Channel.objects.filter(is_active=True),
        to_field_name="code",
        method="with_channels",
        widget=forms.CheckboxSelectMultiple,
    )
    status = django_filters.MultipleChoiceFilter(
        label="진행 상황",
        choices=Status.choices,
        method="with_statuses",
        widget=forms.CheckboxSelectMultiple,
    )
    department = django_filters.ModelChoiceFilter(
        label="담당 부서",
        queryset=Department.objects.filter(is_active=True),
        empty_label="모든 부서",
        method="of_department",
    )
    since = django_filters.DateFilter(
        label="접수일(부터)",
        method="received_since",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="접수일(까지)",
        method="received_until",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    overdue = django_filters.BooleanFilter(
        label="기한 지난 것만",
        method="only_overdue",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Complaint
        form = ListForm
        fields: tuple[str, ...] = ()

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """The filters by their names in an address: `from` and `to`, which Python does not allow as names."""
        names = {"since": "from", "until": "to"}
        return {names.get(name, name): found for name, found in super().get_filters().items()}

    def filter_queryset(self, queryset: ComplaintQuerySet) -> ComplaintQuerySet:
        """The filters whose values could be read; the form's other fields filter nothing."""
        for name, found in self.filters.items():
            if name in self.form.cleaned_data:
                queryset = found.filter(queryset, self.form.cleaned_data[name])
        return queryset

    def with_channels(self, rows: ComplaintQuerySet, name: str, value: Sequence[Channel]) -> ComplaintQuerySet:
        del name
        wanted = [channel.pk for channel in value]
        return rows.filter(search__matches=str(one_of(Kind.CHANNEL, wanted))) if wanted else rows

    def with_statuses(self, rows: ComplaintQuerySet, name: str, value: Sequence[str]) -> ComplaintQuerySet:
        del name
        return rows.filter(search__matches=str(one_of(Kind.STATUS, value))) if value else rows

    def of_department(self, rows: ComplaintQuerySet, name: str, value: Department) -> ComplaintQuerySet:
        del name
        return rows.filter(search__matches=str(one_of(Kind.DEPARTMENT, [value.pk])))

    def received_since(self, rows: ComplaintQuerySet, name: str, value: date) -> ComplaintQuerySet:
        del name
        return rows.filter(received_at__gte=_local(value, time.min))

    def received_until(self, rows: ComplaintQuerySet, name: str, value: date) -> ComplaintQuerySet:
        del name
        return rows.filter(received_at__lte=_local(value, time.max))

    def only_overdue(self, rows: ComplaintQuerySet, name: str, value: bool) -> ComplaintQuerySet:
        del name
        return rows.overdue(timezone.now()) if value else rows


def _local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
