"""What is typed on the pages of similar answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from complaints.choices import Outcome
from complaints.models import Channel, Department
from complaints.similarity.finding import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST, LONGEST = 5, 4000  # characters of a text that is compared
# Beyond these a day has no next one, or no time zone.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = forms.DateInput(attrs={"type": "date"})
_NO_DAY = {"invalid": "날짜는 2024-09-03처럼 적으십시오."}


class TextForm(forms.Form):
    """A text to which past complaints are compared."""

    text = forms.CharField(
        label="새 민원의 내용",
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={
            "required": "비교할 글을 붙여 넣으십시오.",
            "min_length": f"{SHORTEST}글자 이상 넣으십시오. 한두 문장이면 됩니다.",
            "max_length": f"{LONGEST:,}글자까지 넣을 수 있습니다. 민원의 요지만 붙여 넣으십시오.",
            "null_characters_not_allowed": "읽을 수 없는 글자가 있습니다. 글만 다시 붙여 넣으십시오.",
        },
    )


class ConditionsForm(forms.Form):
    """Among which complaints is looked; conditions that cannot be read are left out, and the page says so."""

    channel = forms.ChoiceField(label="창구", required=False)
    department = forms.ChoiceField(label="담당 부서", required=False)
    outcome = forms.ChoiceField(label="처리 결과", required=False)
    since = forms.DateField(label="접수일부터", required=False, widget=_DAY, error_messages=_NO_DAY)
    until = forms.DateField(label="접수일까지", required=False, widget=_DAY, error_messages=_NO_DAY)

    def __init__(self, data: Any, *, channels: Iterable[Channel]) -> None:
        super().__init__(data)
        self._offer("channel", "모든 창구", ((channel.pk, channel.name) for channel in channels))
        self._offer("department", "모든 부서", Department.objects.values_list("pk", "name"))
        self._offer(
            "outcome", "모든 결과", ((value, label) for value, label in Outcome.choices if value != Outcome.NONE)
        )

    def _offer(self, name: str, everything: str, values: Iterable[tuple[Any, str]]) -> None:
        choices = [("", everything), *((str(value), str(label)) for value, label in values)]
        self.fields[name] = forms.ChoiceField(
            label=self.fields[name].label,
            choices=choices,
            required=False,
            error_messages={"invalid_choice": "목록에 없는 값입니다. 다시 고르십시오."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("since", "until"):
            if (day := cleaned.get(name)) and not _FIRST <= day <= _LAST:
                self.add_error(name, f"{_FIRST.year}년부터 {_LAST.year}년 사이의 날짜를 적으십시오.")
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "끝 날짜가 시작 날짜보다 앞섭니다. 날짜를 바꾸십시오.")
        return cleaned

    def filters(self) -> Filters:
        """The conditions that could be read."""
        self.is_valid()
        read = self.cleaned_data
        return Filters(
            channel_id=int(read["channel"]) if read.get("channel") else None,
            department_id=int(read["department"]) if read.get("department") else None,
            outcome=read.get("outcome", ""),
            since=read.get("since"),
            until=read.get("until"),
        )


class TargetForm(forms.Form):
    """The complaint that is being answered, if one is."""

    target = forms.IntegerField(required=False, min_value=1, max_value=(1 << 63) - 1)
