"""What people type on the pages of complaints."""

from __future__ import annotations

from django import forms

from complaints.privacy.gate import REVEALABLE

_DIGITS = 19  # of the greatest number of PostgreSQL's bigint
PURPOSES = (
    ("", "목적을 고르세요"),
    ("민원인 본인 전화에 처리 상황 안내", "민원인 본인 전화에 처리 상황 안내"),
    ("현장 확인을 위한 연락", "현장 확인을 위한 연락"),
    ("답변 내용 보충을 위한 연락", "답변 내용 보충을 위한 연락"),
    ("같은 사람의 다른 민원인지 확인", "같은 사람의 다른 민원인지 확인"),
)


def typed_id(text: str) -> int | None:
    """The number of a row as an address or a form sends it; None for anything else, also for what no row can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else None


class RevealForm(forms.Form):
    """One field of one complaint, and what for."""

    field = forms.ChoiceField(choices=[(name, name) for name in REVEALABLE], widget=forms.HiddenInput, label="항목")
    purpose = forms.ChoiceField(choices=PURPOSES, required=False, label="목적")
    other_purpose = forms.CharField(max_length=200, required=False, label="목적(직접 적기)")

    def reason(self) -> str:
        """The purpose typed, else the one picked."""
        return str(self.cleaned_data["other_purpose"] or self.cleaned_data["purpose"])
