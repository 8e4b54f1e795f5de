"""What a page of analytics is asked for by its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from analytics.months import FIRST_YEAR, LAST_YEAR
from analytics.scopes import By, Scope
from analytics.trends import Unit
from complaints.channels import channels_of
from complaints.models import Department

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, QueryDict

    from complaints.models import Channel
    from complaints.privacy.reader import Reader

BY_MATTERS = (
    "같은 사안으로 확인된 민원은 여럿이라도 한 건으로, 다른 민원은 저마다 한 건으로 셉니다."
    " 여러 달에 걸친 사안은 민원이 있는 달마다 한 번씩 셉니다."
)
_YEARS = f"{FIRST_YEAR}년부터 {LAST_YEAR}년까지의 날을 적어 주세요."
_IN_YEARS = (
    MinValueValidator(date(FIRST_YEAR, 1, 1), _YEARS),
    MaxValueValidator(date(LAST_YEAR, 12, 31), _YEARS),
)


@dataclass(frozen=True, slots=True)
class Offices:
    """The windows and the departments that a page can be narrowed to."""

    channels: Sequence[Channel] = ()
    departments: Sequence[Department] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Offices:
        """All that there are now."""
        return cls(channels_of(request), list(Department.objects.filter(renamed_to=None)))


def month_choices(months: Iterable[date]) -> list[tuple[str, str]]:
    """Months as the values of a list, the newest first."""
    return [(f"{month:%Y-%m}", f"{month.year}년 {month.month}월") for month in sorted(months, reverse=True)]


def _said(field: forms.BoundField) -> str:
    if isinstance(field.field, forms.ChoiceField):
        return next((str(option.choice_label) for option in field if option.data["selected"]), "")
    value = field.value()
    return "예" if value is True else str(value or "")


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, validators=_IN_YEARS)


class ScopeForm(forms.Form):
    """The filters that every page has. A value that cannot be read is said so, and left out."""

    channel = forms.ChoiceField(label="창구", required=False)
    department = forms.ChoiceField(label="담당 부서", required=False)
    by = forms.ChoiceField(label="세는 법", choices=By.choices, required=False)
    public = forms.BooleanField(label="공개 민원만", required=False)
    periods: tuple[tuple[str, str], ...] = ()  # the names of the first and the last field of each
    step = "달"  # what a period is made of

    def __init__(self, data: QueryDict | dict[str, Any], offices: Offices) -> None:
        given = data.copy()
        given.setdefault("by", By.CALLERS.value)
        super().__init__(given, auto_id="scope-%s")
        self._offices = offices
        self.fields["channel"] = forms.ChoiceField(
            label="창구",
            required=False,
            choices=[("", "모든 창구"), *((each.code, each.name) for each in offices.channels)],
        )
        self.fields["department"] = forms.ChoiceField(
            label="담당 부서",
            required=False,
            choices=[("", "모든 부서"), *((str(each.pk), each.name) for each in offices.departments)],
        )

    def clean(self) -> dict[str, Any]:
        """A period does not end before it begins."""
        chosen = super().clean() or self.cleaned_data
        wrong = f"끝 {self.step}이 첫 {self.step}보다 앞섭니다. 끝 {self.step}을 다시 골라 주세요."
        for first, last in self.periods:
            if chosen.get(first) and chosen.get(last) and chosen[last] < chosen[first]:
                self.add_error(last, wrong)
        return chosen

    @property
    def chosen(self) -> dict[str, Any]:
        """What it was filled in with; what could not be read is left out."""
        self.is_valid()
        return self.cleaned_data

    def scope(self, reader: Reader) -> Scope:
        """The scope that was chosen, for a reader."""
        chosen, offices = self.chosen, self._offices
        return Scope(
            reader=reader,
            channel=next((each for each in offices.channels if each.code == chosen.get("channel")), None),
            department=next((each for each in offices.departments if str(each.pk) == chosen.get("department")), None),
            only_public=bool(chosen.get("public")),
            by=By(chosen.get("by") or By.CALLERS),
        )

    def offer_months(self, months: Iterable[date]) -> None:
        """Let the ends of its periods, which stand first, be chosen among these."""
        ends = [name for period in self.periods for name in period]
        for name in ends:
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=month_choices(months))
        self.order_fields(ends)

    @property
    def note(self) -> str:
        """What is counted, where its name does not say it."""
        return BY_MATTERS if self.chosen.get("by") == By.MATTERS else ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """Every condition and its value in the words of the page."""
        said = [(str(field.label), text) for field in self.visible_fields() if (text := _said(field))]
        return [*said, ("사안", self.note)] if self.note else said


class MonthForm(ScopeForm):
    """The same with a month."""

    month = forms.ChoiceField(label="달", required=False)

    def __init__(self, data: QueryDict | dict[str, Any], offices: Offices, months: Iterable[date]) -> None:
        super().__init__(data, offices)
        self.fields["month"] = forms.ChoiceField(label="달", required=False, choices=month_choices(months))
        self.order_fields(["month"])


class CompareForm(ScopeForm):
    """Two periods of whole months."""

    first_from = forms.ChoiceField(label="앞 기간의 첫 달", required=False)
    first_to = forms.ChoiceField(label="앞 기간의 끝 달", required=False)
    second_from = forms.ChoiceField(label="뒤 기간의 첫 달", required=False)
    second_to = forms.ChoiceField(label="뒤 기간의 끝 달", required=False)
    periods = (("first_from", "first_to"), ("second_from", "second_to"))

    def __init__(self, data: QueryDict | dict[str, Any], offices: Offices, months: Iterable[date]) -> None:
        super().__init__(data, offices)
        self.offer_months(months)


class TrendForm(ScopeForm):
    """Words, days, and the length of a step."""

    words = forms.CharField(
        label="낱말", required=False, max_length=200, help_text="다섯 낱말까지 쉼표로 나누어 적습니다."
    )
    unit = forms.ChoiceField(label="단위", required=False, choices=Unit.choices)
    since = _day("언제부터")
    until = _day("언제까지")
    periods = (("since", "until"),)
    step = "날"

    def __init__(self, data: QueryDict | dict[str, Any], offices: Offices) -> None:
        super().__init__(data, offices)
        self.order_fields(["words", "unit", "since", "until"])
