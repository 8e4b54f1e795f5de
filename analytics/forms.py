"""What a page of analytics is asked for by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from analytics.months import FIRST_YEAR, LAST_YEAR
from analytics.scopes import By
from analytics.trends import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from complaints.models import Channel, Department


def month_choices(months: Iterable[date]) -> list[tuple[str, str]]:
    """Months as the values of a list, the newest first."""
    return [(f"{month:%Y-%m}", f"{month.year}년 {month.month}월") for month in sorted(months, reverse=True)]


def _said(field: forms.BoundField) -> str:
    if isinstance(field.field, forms.ChoiceField):
        return next((str(option.choice_label) for option in field if option.data["selected"]), "")
    value = field.value()
    return "예" if value is True else str(value or "")


class ScopeForm(forms.Form):
    """The filters that every page has. A value that cannot be read is said so, and left out."""

    channel = forms.ChoiceField(label="창구", required=False)
    department = forms.ChoiceField(label="담당 부서", required=False)
    by = forms.ChoiceField(label="세는 법", choices=By.choices, required=False)
    public = forms.BooleanField(label="공개 민원만", required=False)

    def __init__(self, data: Any, channels: Sequence[Channel], departments: Sequence[Department]) -> None:
        super().__init__(data, auto_id="scope-%s")
        self.fields["channel"] = forms.ChoiceField(
            label="창구", required=False, choices=[("", "모든 창구"), *((each.code, each.name) for each in channels)]
        )
        self.fields["department"] = forms.ChoiceField(
            label="담당 부서",
            required=False,
            choices=[("", "모든 부서"), *((str(each.pk), each.name) for each in departments)],
        )

    @property
    def said(self) -> list[tuple[str, str]]:
        """Every condition and its value in the words of the page."""
        return [(str(field.label), text) for field in self.visible_fields() if (text := _said(field))]


class MonthForm(ScopeForm):
    """The same with a month."""

    month = forms.ChoiceField(label="달", required=False)

    def __init__(
        self, data: Any, channels: Sequence[Channel], departments: Sequence[Department], months: Iterable[date]
    ) -> None:
        super().__init__(data, channels, departments)
        self.fields["month"] = forms.ChoiceField(label="달", required=False, choices=month_choices(months))
        self.order_fields(["month"])


class CompareForm(ScopeForm):
    """Two periods of whole months."""

    first_from = forms.ChoiceField(label="앞 기간의 첫 달", required=False)
    first_to = forms.ChoiceField(label="앞 기간의 끝 달", required=False)
    second_from = forms.ChoiceField(label="뒤 기간의 첫 달", required=False)
    second_to = forms.ChoiceField(label="뒤 기간의 끝 달", required=False)

    def __init__(
        self, data: Any, channels: Sequence[Channel], departments: Sequence[Department], months: Iterable[date]
    ) -> None:
        super().__init__(data, channels, departments)
        places = ("first_from", "first_to", "second_from", "second_to")
        for name in places:
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=month_choices(months))
        self.order_fields(places)

    def clean(self) -> dict[str, Any]:
        """A period does not end before it begins."""
        chosen = super().clean() or self.cleaned_data
        for name in ("first", "second"):
            if chosen.get(f"{name}_from", "") > chosen.get(f"{name}_to", "9999"):
                self.add_error(f"{name}_to", "끝 달이 첫 달보다 앞섭니다. 끝 달을 다시 골라 주세요.")
        return chosen


class TrendForm(ScopeForm):
    """Words, days, and the length of a step."""

    words = forms.CharField(
        label="낱말", required=False, max_length=200, help_text="다섯 낱말까지 쉼표로 나누어 적습니다."
    )
    unit = forms.ChoiceField(label="단위", required=False, choices=Unit.choices)
    since = forms.DateField(label="언제부터", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="언제까지", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, channels: Sequence[Channel], departments: Sequence[Department]) -> None:
        super().__init__(data, channels, departments)
        self.order_fields(["words", "unit", "since", "until"])

    def clean(self) -> dict[str, Any]:
        """The days do not end before they begin."""
        chosen = super().clean() or self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"{FIRST_YEAR}년부터 {LAST_YEAR}년까지의 날을 적어 주세요.")
        if since and until and until < since:
            self.add_error("until", "끝 날이 첫 날보다 앞섭니다. 끝 날을 다시 골라 주세요.")
        return chosen
