"""What somebody says before results leave the program."""

from __future__ import annotations

import re

from django import forms

from complaints.exports.models import FileFormat
from complaints.privacy.gate import STOCK_PURPOSES
from complaints.privacy.masking import EMAIL
from complaints.text.normal import normalise
from complaints.text.phones import find_phones

SHORTEST_PURPOSE = 5
FEWEST_SYLLABLES = 3
_SYLLABLE = re.compile(r"[가-힣]")
PURPOSES = (
    ("", "목적을 고르세요"),
    ("부서 처리 현황 보고", "부서 처리 현황 보고"),
    ("기한 지난 민원 점검", "기한 지난 민원 점검"),
    ("반복 민원 대책 검토", "반복 민원 대책 검토"),
    ("현장 점검 목록 작성", "현장 점검 목록 작성"),
    ("의회·감사 제출 자료 작성", "의회·감사 제출 자료 작성"),
)


class ExportForm(forms.Form):
    """The kind of file, whether it names (masked) callers, and what it is for."""

    file_format = forms.ChoiceField(label="파일 종류", choices=FileFormat.choices, initial=FileFormat.XLSX)
    with_callers = forms.BooleanField(label="민원인 열 넣기(가린 이름)", required=False)
    purpose = forms.ChoiceField(label="목적", choices=PURPOSES, required=False)
    other_purpose = forms.CharField(
        label="목적(직접 적기)",
        max_length=200,
        required=False,
        help_text="고른 것이 맞지 않으면 다섯 글자 이상으로 적으십시오. 적은 것은 접속기록에 남습니다.",
    )

    def clean_other_purpose(self) -> str:
        """The purpose that is recorded: what was typed, else what was picked."""
        typed = " ".join(self.cleaned_data["other_purpose"].split())
        if find_phones(typed) or EMAIL.search(typed):
            raise forms.ValidationError(
                "목적에 전화번호나 전자우편 주소를 넣을 수 없습니다. 누구인지 빼고 무엇에 쓰려는지만 적으십시오."
            )
        if typed and not _is_purpose(typed):
            raise forms.ValidationError(
                "무엇에 쓰려는지 다섯 글자 이상으로 적으십시오. ‘업무’만으로는 받을 수 없습니다."
            )
        reason: str = typed or self.cleaned_data.get("purpose", "")
        if not reason:
            raise forms.ValidationError("목적을 고르거나 다섯 글자 이상으로 적으십시오.")
        return reason


def _is_purpose(typed: str) -> bool:
    """Whether it says something: letters enough, several syllables among them, and no stock phrase."""
    letters = normalise(typed)
    syllables = set(_SYLLABLE.findall(letters))
    return len(letters) >= SHORTEST_PURPOSE and len(syllables) >= FEWEST_SYLLABLES and letters not in STOCK_PURPOSES
