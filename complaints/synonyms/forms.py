"""The form of a group of synonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from complaints.synonyms.words import MOST, faults, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.synonyms.models import SynonymGroup

LONGEST_TYPED = 2000


class SynonymForm(forms.Form):
    """The words of one group; `seen` is the newest change of it that the editor knew of."""

    words = forms.CharField(
        label="뜻이 같은 낱말",
        widget=forms.Textarea,
        max_length=LONGEST_TYPED,
        help_text=f"한 줄에 하나씩, 또는 쉼표로 나누어 {MOST}개까지 씁니다. 띄어쓰기와 기호는 가리지 않습니다.",
        error_messages={
            "required": "뜻이 같은 낱말을 둘 이상 넣어 주세요.",
            "max_length": f"{LONGEST_TYPED:,}자까지 넣을 수 있습니다. 낱말을 줄여 주세요.",
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, group: SynonymGroup | None, data: Mapping[str, Any] | None = None) -> None:
        self.group = group
        last = group.changes.first() if group else None
        initial = {"words": "\n".join(self.old_words), "seen": last.pk if last else None}
        super().__init__(data, initial=initial)

    @property
    def old_words(self) -> list[str]:
        """The words that the group has now."""
        return [word.text for word in self.group.words.all()] if self.group else []

    def clean_words(self) -> list[str]:
        """The words, each checked."""
        words = split(self.cleaned_data["words"])
        refusals = faults(words, own=self.group.pk if self.group else None)
        if refusals:
            raise forms.ValidationError(refusals)
        return words
