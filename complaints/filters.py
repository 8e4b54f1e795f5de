"""The filters of a list of complaints; each becomes a lexeme, so that one index answers query and filters together."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from complaints.choices import OPEN_STATUSES, Outcome, Status
from complaints.models import Channel, Complaint, Department
from complaints.search.lexemes import Kind, one_of
from complaints.search.orders import Sort
from complaints.text.names import name_keys
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from django.http import QueryDict

    from complaints.search.found import Found

    Narrow = Callable[[Found, str, Any], Found]

SORT_LABELS = (
    (Sort.NEWEST, "최근 접수 순"),
    (Sort.RELEVANCE, "관련 깊은 순"),
    (Sort.OLDEST, "오래된 접수 순"),
    (Sort.DUE, "처리 기한 순"),
)
MOST_VALUES = 50  # of one filter
LONGEST_VALUE = 200


class ListForm(forms.Form):
    """What a list's address holds beside its filters: the words or the ticket of the query, and the order."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    s = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label="정렬", choices=SORT_LABELS, required=False, widget=forms.RadioSelect)


class ValuesField(forms.MultipleChoiceField):
    """Several words as the sources write them, of which nobody has a list."""

    default_error_messages = {  # noqa: RUF012 - the framework's form
        "too_many": "한 번에 %(limit)d가지까지 고를 수 있습니다.",
        "unreadable": "읽을 수 없는 값이 있습니다. 목록에서 다시 골라 주세요.",
    }

    def validate(self, value: Any) -> None:
        if len(value) > MOST_VALUES:
            raise forms.ValidationError(self.error_messages["too_many"] % {"limit": MOST_VALUES})
        if any("\x00" in each or len(each) > LONGEST_VALUE for each in value):
            raise forms.ValidationError(self.error_messages["unreadable"])

    def to_python(self, value: Any) -> list[str]:
        return [each for each in map(str, value or ()) if each]


class ValuesFilter(django_filters.MultipleChoiceFilter):  # type: ignore[misc]
    """A filter by such words."""

    field_class = ValuesField


def _among(kind: Kind, column: str) -> Narrow:
    """The rows with one of the values, which are those of the lexemes too."""

    def narrow(found: Found, name: str, values: Sequence[str]) -> Found:
        del name
        return found.narrowed(node=one_of(kind, values), where=Q((f"{column}__in", values)))

    return narrow


def _written(kind: Kind, column: str, key: Callable[[str], str]) -> Narrow:
    """The rows with one of the values as they stand; the index knows each by its key, unless it has none."""

    def narrow(found: Found, name: str, values: Sequence[str]) -> Found:
        del name
        keys = list(map(key, values))
        return found.narrowed(node=one_of(kind, keys) if all(keys) else None, where=Q((f"{column}__in", values)))

    return narrow


def _officer_key(cell: str) -> str:
    return next(iter(name_keys(cell)), "")


def _several(label: str, narrow: Narrow | str, choices: Sequence[tuple[str, str]] = ()) -> django_filters.Filter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, method=narrow)


def _one(label: str, narrow: Narrow | str, choices: Sequence[tuple[str, str]]) -> django_filters.Filter:
    return django_filters.ChoiceFilter(label=label, choices=choices, method=narrow, empty_label=None)


def _day(label: str, narrow: str) -> django_filters.Filter:
    return django_filters.DateFilter(label=label, method=narrow, widget=forms.DateInput(attrs={"type": "date"}))


def _switch(label: str, narrow: str) -> django_filters.Filter:
    return django_filters.BooleanFilter(label=label, method=narrow, widget=forms.CheckboxInput)


class ComplaintFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The conditions of a list. Unreadable values are left out and said so by the form.

    `channels` and `departments` are all that there are, where somebody has read them already.
    """

    channel = _several("창구", "with_channels")
    status = _several("진행 상황", _among(Kind.STATUS, "status"), Status.choices)
    outcome = _several("처리 결과", _among(Kind.OUTCOME, "outcome"), Outcome.choices)
    department = _several("담당 부서", _among(Kind.DEPARTMENT, "department"))
    officer = ValuesFilter(label="담당자", method=_written(Kind.OFFICER, "officer", _officer_key))
    dong = ValuesFilter(label="동", method=_written(Kind.DONG, "admin_dong", normalise))
    category = ValuesFilter(label="분야", method=_written(Kind.CATEGORY, "category", normalise))
    since = _day("접수일(부터)", "received_since")
    until = _day("접수일(까지)", "received_until")
    answered = _one("답변", "with_answer", (("1", "있음"), ("0", "없음")))
    public = _one("공개 여부", "with_visibility", (("1", "공개"), ("0", "비공개")))
    overdue = _switch("기한 지난 것만", "only_overdue")
    repeat = _switch("다른 민원도 낸 사람만", "only_repeated")

    class Meta:
        model = Complaint
        form = ListForm
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: QueryDict,
        *,
        channels: Sequence[Channel] | None = None,
        departments: Sequence[Department] | None = None,
    ) -> None:
        super().__init__(data)
        self.channels = list(Channel.objects.all()) if channels is None else channels
        self.departments = list(Department.objects.all()) if departments is None else departments
        self.filters["channel"].extra["choices"] = [(each.code, each.name) for each in self.channels]
        self.filters["department"].extra["choices"] = [(str(each.pk), each.name) for each in self.departments]

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """The filters by their names in an address: `from` and `to`, which Python does not allow as names."""
        names = {"since": "from", "until": "to"}
        return {names.get(name, name): found for name, found in super().get_filters().items()}

    def of(self, data: QueryDict) -> ComplaintFilter:
        """The same filters with the values of another address."""
        return ComplaintFilter(data, channels=self.channels, departments=self.departments)

    def narrowed(self, found: Found, *, but: Iterable[str] = ()) -> Found:
        """What is found under the filters whose values could be read, all `but` these."""
        self.form.is_valid()
        for name, applied in self.filters.items():
            if name in self.form.cleaned_data and name not in but:
                found = applied.filter(found, self.form.cleaned_data[name])
        return found

    def values(self, name: str) -> list[str]:
        """The values of one filter in the address, as far as they could be read."""
        self.form.is_valid()
        value = self.form.cleaned_data.get(name)
        if isinstance(value, list):
            return list(dict.fromkeys(value))
        return [self.data.get(name, "")] if value else []

    def labels(self) -> dict[str, str]:
        """The names of all filters in Korean."""
        return {name: str(applied.label) for name, applied in self.filters.items()}

    def with_channels(self, found: Found, name: str, value: Sequence[str]) -> Found:
        del name
        wanted = [channel.pk for channel in self.channels if channel.code in value]
        return found.narrowed(node=one_of(Kind.CHANNEL, wanted), where=Q(channel__in=wanted))

    def received_since(self, found: Found, name: str, value: date) -> Found:
        del name
        return found.narrowed(received=(_local(value, time.min), None))

    def received_until(self, found: Found, name: str, value: date) -> Found:
        del name
        return found.narrowed(received=(None, _local(value, time.max)))

    def with_answer(self, found: Found, name: str, value: str) -> Found:
        del name
        return found.narrowed(node=one_of(Kind.ANSWERED, [value]), where=ANSWERED if value == "1" else ~ANSWERED)

    def with_visibility(self, found: Found, name: str, value: str) -> Found:
        del name
        return found.narrowed(node=one_of(Kind.VISIBILITY, [value]), where=Q(is_public=value == "1"))

    def only_overdue(self, found: Found, name: str, value: bool) -> Found:
        del name
        return found.narrowed(node=one_of(Kind.STATUS, OPEN_STATUSES), where=overdue()) if value else found

    def only_repeated(self, found: Found, name: str, value: bool) -> Found:
        del name
        return found.narrowed(where=repeated()) if value else found


ANSWERED = ~Q(answer="")


def overdue() -> Q:
    """Open ones whose due date has passed; never a lexeme, for it changes with the clock."""
    return Q(status__in=OPEN_STATUSES, due_at__lt=timezone.now())


def repeated() -> Q:
    """Those whose caller has other complaints: a second one is looked for, in the index alone."""
    same = Complaint.objects.filter(caller_key=OuterRef("caller_key")).order_by()
    return Q(Exists(same[1:2]))


def _local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
