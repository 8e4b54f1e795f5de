"""The forms of the dictionary: what is looked for, and which words come and go."""

from __future__ import annotations

from typing import Any

from django import forms

from analytics.dictionary import MOST, refused, split
from analytics.models import WordKind, WordOrigin

LONGEST_TYPED = 2000


class ListForm(forms.Form):
    """What the list of words is narrowed by; what cannot be read is left out."""

    q = forms.CharField(label="찾을 낱말", required=False, max_length=40)
    kind = forms.ChoiceField(label="종류", choices=WordKind.choices, required=False)
    origin = forms.ChoiceField(
        label="어디에서", choices=[("", "어디에서 왔든 모두"), *WordOrigin.choices], required=False
    )


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=LONGEST_TYPED,
        help_text=hint,
        error_messages={"max_length": f"{LONGEST_TYPED:,}자까지 넣을 수 있습니다. 나누어 고쳐 주세요."},
    )


class ChangeForm(forms.Form):
    """Words of one kind that come in and go out; `seen` is the newest change that the editor knew of."""

    kind = forms.ChoiceField(label="종류", choices=WordKind.choices, widget=forms.RadioSelect)
    added = _words("넣을 낱말", f"한 줄에 하나씩, 한 번에 {MOST}개까지 씁니다. 띄어쓰기는 가리지 않습니다.")
    removed = _words("뺄 낱말", "사전에 있는 낱말을 한 줄에 하나씩 씁니다.")
    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": "화면이 오래되었습니다. 사전에서 다시 시작해 주세요."},
    )

    @property
    def boxes(self) -> tuple[forms.BoundField, forms.BoundField]:
        """The two boxes of words."""
        return self["added"], self["removed"]

    def clean_added(self) -> list[str]:
        """The words as the dictionary takes them."""
        return split(self.cleaned_data["added"])

    def clean_removed(self) -> list[str]:
        """The same."""
        return split(self.cleaned_data["removed"])

    def clean(self) -> dict[str, Any]:
        """What speaks against the change as a whole."""
        found = super().clean() or {}
        if not self.errors and (sentences := refused(found["kind"], found["added"], found["removed"])):
            raise forms.ValidationError(sentences)
        return found
