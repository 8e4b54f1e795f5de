"""What a page of analytics is asked for by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from analytics.scopes import By

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from complaints.models import Channel, Department


def month_choices(months: Iterable[date]) -> list[tuple[str, str]]:
    """Months as the values of a list, the newest first."""
    return [(f"{month:%Y-%m}", f"{month.year}년 {month.month}월") for month in sorted(months, reverse=True)]


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
