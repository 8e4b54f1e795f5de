"""The form of a holiday."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

FIRST_YEAR = 2000
YEARS_AHEAD = 5


class HolidayForm(forms.Form):
    """A day on which the office is closed, and why."""

    day = forms.DateField(
        label="날짜",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "쉬는 날을 골라 주세요.",
            "invalid": "날짜를 2024-10-01처럼 적어 주세요.",
        },
    )
    name = forms.CharField(
        label="이름", max_length=60, error_messages={"required": "임시공휴일처럼 쉬는 까닭을 적어 주세요."}
    )

    def clean_day(self) -> Any:
        """A day of the years that are kept."""
        day = self.cleaned_data["day"]
        last = last_year()
        if not FIRST_YEAR <= day.year <= last:
            raise forms.ValidationError(f"{FIRST_YEAR}년부터 {last}년까지의 날짜를 적어 주세요.")
        return day


def last_year() -> int:
    """The last year of which holidays are kept."""
    return timezone.localdate().year + YEARS_AHEAD
