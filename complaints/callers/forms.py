"""The form of a decision about two callers."""

from __future__ import annotations

from django import forms

from complaints.callers.models import Verdict
from complaints.decisions import NOTE_LENGTH, NOTE_TOO_LONG

_GONE = "무엇을 판단하는지 알 수 없습니다. 민원인 화면을 새로 열고 다시 누르십시오."
_LARGEST = 2**63 - 1
_SENTENCES = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _GONE)


class DecisionForm(forms.Form):
    """Two complaints, whether their callers are one person, and why if somebody wants to say so."""

    first = forms.IntegerField(min_value=1, max_value=_LARGEST, error_messages=_SENTENCES)
    second = forms.IntegerField(min_value=1, max_value=_LARGEST, error_messages=_SENTENCES)
    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={
            "required": "‘같은 사람’이나 ‘다른 사람’을 누르십시오.",
            "invalid_choice": "‘같은 사람’이나 ‘다른 사람’을 누르십시오.",
        },
    )
    note = forms.CharField(
        label="까닭",
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={"max_length": NOTE_TOO_LONG},
    )

    def sentence(self) -> str:
        """The first thing that is wrong."""
        return str(next(iter(self.errors.values()))[0])
