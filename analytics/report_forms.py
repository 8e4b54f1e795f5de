"""Which month a report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from analytics.forms import month_choices
from analytics.months import parse_month

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class ReportForm(forms.Form):
    """A month that has begun and that there are complaints around."""

    month = forms.ChoiceField(
        label="달",
        error_messages={
            "required": "보고서를 만들 달을 골라 주세요.",
            "invalid_choice": "보고서를 만들 수 없는 달입니다. 목록에서 골라 주세요.",
        },
    )

    def __init__(self, data: Any, months: Iterable[date], *, chosen: date | None = None) -> None:
        super().__init__(data, auto_id="report-%s", initial={"month": f"{chosen:%Y-%m}"} if chosen else None)
        self.fields["month"].choices = month_choices(months)  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        """As its first day."""
        return parse_month(self.cleaned_data["month"])
