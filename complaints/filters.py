"""The filters of a list of complaints; each becomes a lexeme, so that one index answers query and filters together."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from complaints.choices import OPEN_STATUSES, Status
from complaints.models import Channel, Complaint, Department
from complaints.search.lexemes import Kind, one_of
from complaints.search.orders import Sort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from complaints.search.found import Found

SORT_LABELS = (
    (Sort.NEWEST, "최근 접수 순"),
    (Sort.RELEVANCE, "관련 깊은 순"),
    (Sort.OLDEST, "오래된 접수 순"),
    (Sort.DUE, "처리 기한 순"),
)


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

    def narrowed(self, found: Found) -> Found:
        """What is found under the filters whose values could be read; the form's other fields filter nothing."""
        self.form.is_valid()
        for name, applied in self.filters.items():
            if name in self.form.cleaned_data:
                found = applied.filter(found, self.form.cleaned_data[name])
        return found

    def with_channels(self, found: Found, name: str, value: Sequence[Channel]) -> Found:
        del name
        wanted = [channel.pk for channel in value]
        return found.narrowed(node=one_of(Kind.CHANNEL, wanted), where=Q(channel__in=wanted)) if wanted else found

    def with_statuses(self, found: Found, name: str, value: Sequence[str]) -> Found:
        del name
        return found.narrowed(node=one_of(Kind.STATUS, value), where=Q(status__in=value)) if value else found

    def of_department(self, found: Found, name: str, value: Department) -> Found:
        del name
        return found.narrowed(node=one_of(Kind.DEPARTMENT, [value.pk]), where=Q(department=value.pk))

    def received_since(self, found: Found, name: str, value: date) -> Found:
        del name
        return found.narrowed(received=(_local(value, time.min), None))

    def received_until(self, found: Found, name: str, value: date) -> Found:
        del name
        return found.narrowed(received=(None, _local(value, time.max)))

    def only_overdue(self, found: Found, name: str, value: bool) -> Found:
        del name
        overdue = Q(status__in=OPEN_STATUSES, due_at__lt=timezone.now())
        return found.narrowed(node=one_of(Kind.STATUS, OPEN_STATUSES), where=overdue) if value else found


def _local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
