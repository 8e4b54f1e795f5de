"""The form of a window: what it is called, how its complaints are told apart, what its columns and words mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms

from complaints.choices import ComplaintType, Outcome, Status
from complaints.models import Channel
from ingest.channels import CODE_LENGTH
from ingest.roles import KEY_ROLES, ROLE_CHOICES, ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BoundField

BADGES = {
    "primary": "파랑",
    "secondary": "남색",
    "point": "분홍",
    "success": "초록",
    "warning": "노랑",
    "danger": "빨강",
    "information": "하늘",
    "gray": "회색",
}
TITLE_FIELDS = ("category", "incident_location", "admin_dong", "body")
_BETWEEN = re.compile(r"[,\n]")
_TOO_LONG = "{label}: ‘{word}’이(가) {limit}자를 넘습니다. 줄여 주세요."
NUMBERED, BY_CONTENT = "number", "content"
_KEYS = [(role, ROLE_LABELS[role]) for role in KEY_ROLES]


class WordsField(forms.CharField):
    """Several words, divided by commas or lines."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(required=False, widget=forms.Textarea, max_length=4000, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def clean(self, value: Any) -> Any:
        words = list(dict.fromkeys(filter(None, (" ".join(word.split()) for word in split(super().clean(value))))))
        for word in words:
            if len(word) > self.longest:
                raise forms.ValidationError(_TOO_LONG.format(label=self.label, word=word[:20], limit=self.longest))
        return words


def split(text: str) -> list[str]:
    """The parts between commas and line ends."""
    return _BETWEEN.split(text or "")


class ChannelForm(forms.Form):
    """What is said once of a window."""

    name = forms.CharField(label="이름", max_length=60, error_messages={"required": "창구의 이름을 적어 주세요."})
    short_name = forms.CharField(
        label="짧은 이름",
        max_length=20,
        help_text="목록의 배지에 쓰는 이름입니다. 예: 건의함",
        error_messages={"required": "배지에 쓸 짧은 이름을 적어 주세요."},
    )
    code = forms.CharField(
        label="코드",
        max_length=CODE_LENGTH,
        required=False,
        help_text="영문 소문자, 숫자, 붙임표(-). 비워 두면 이름에서 만듭니다. 받은 폴더의 이름이라 나중에 못 바꿉니다.",
    )
    badge = forms.ChoiceField(label="배지 색", choices=list(BADGES.items()), widget=forms.RadioSelect)
    position = forms.IntegerField(
        label="순서",
        min_value=0,
        max_value=999,
        error_messages={"required": "순서를 숫자로 적어 주세요.", "invalid": "순서를 숫자로 적어 주세요."},
    )
    default_type = forms.ChoiceField(label="기본 민원 종류", choices=ComplaintType.choices)
    keep_originals_days = forms.IntegerField(
        label="원본 보관 일수",
        min_value=1,
        max_value=3650,
        help_text="이 날수가 지나면 올린 파일의 원본을 지웁니다. 들여온 민원은 그대로입니다.",
        error_messages={
            "required": "원본을 며칠 보관할지 적어 주세요.",
            "invalid": "원본을 며칠 보관할지 숫자로 적어 주세요.",
            "min_value": "하루 이상 보관해야 합니다.",
            "max_value": "3,650일(10년)까지 보관할 수 있습니다.",
        },
    )
    has_callers = forms.BooleanField(label="민원인이 있는 창구", required=False)
    is_active = forms.BooleanField(label="사용(끄면 새로 올릴 수 없고, 있는 민원은 그대로 찾습니다)", required=False)
    numbering = forms.ChoiceField(
        label="같은 민원인지 보는 법",
        choices=[
            (NUMBERED, "접수번호로 가려냅니다"),
            (BY_CONTENT, "번호가 없거나 빠진 줄이 있어 내용으로 가려냅니다"),
        ],
        widget=forms.RadioSelect,
    )
    content_key_fields = forms.MultipleChoiceField(
        label="가려낼 항목",
        choices=_KEYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="고른 항목이 모두 같으면 같은 민원으로 봅니다. 나중에 고쳐지지 않는 항목만 고르세요.",
    )
    made_prefix = forms.CharField(
        label="만든 번호의 머리",
        max_length=20,
        required=False,
        help_text="번호를 만들어 붙일 때 앞에 쓰는 말입니다. 비워 두면 짧은 이름을 씁니다.",
    )
    number_pattern = forms.CharField(
        label="접수번호의 꼴(정규식)",
        max_length=200,
        required=False,
        help_text="이 꼴이 아닌 값은 번호로 보지 않습니다. 대개 비워 둡니다.",
    )
    title_fields = forms.MultipleChoiceField(
        label="제목을 대신할 항목",
        choices=[(role, ROLE_LABELS[role]) for role in TITLE_FIELDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="제목 열이 없을 때 고른 항목을 이어 제목으로 씁니다.",
    )
    public_words = WordsField(label="공개를 뜻하는 말", longest=40)
    private_words = WordsField(label="비공개를 뜻하는 말", longest=40)
    private_statuses = WordsField(label="비공개인 처리 상태", longest=60)
    blank_words = WordsField(label="빈칸을 뜻하는 말", longest=40)
    is_full_export = forms.BooleanField(
        label="파일이 늘 그 기간의 전체 자료입니다(빠진 민원을 알려 줍니다)", required=False
    )

    def __init__(self, channel: Channel | None, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        self.channel = channel
        super().__init__(data, **options)
        if channel:
            del self.fields["code"]

    def clean_name(self) -> str:
        """No two windows of one name."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if self._others().filter(name=name).exists():
            raise forms.ValidationError("같은 이름의 창구가 있습니다. 다른 이름을 적어 주세요.")
        return name

    def clean_code(self) -> str:
        """What was typed, if it is one and free; else one of the name."""
        typed: str = self.cleaned_data["code"].strip()
        if not typed:
            return ""
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", typed):
            raise forms.ValidationError(
                "코드에는 영문 소문자, 숫자, 붙임표(-)만 쓸 수 있습니다. 비워 두면 이름에서 만듭니다."
            )
        if self._others().filter(code=typed).exists():
            raise forms.ValidationError("이미 쓰는 코드입니다. 다른 코드를 적거나 비워 두세요.")
        return typed

    def clean_number_pattern(self) -> str:
        """An expression that can be read."""
        pattern: str = self.cleaned_data["number_pattern"].strip()
        try:
            re.compile(pattern)
        except re.error as reason:
            raise forms.ValidationError("정규식이 아닙니다. 모르면 비워 두세요.") from reason
        return pattern

    @property
    def said(self) -> list[BoundField]:
        """The fields of one line that every window has."""
        return [
            self[name]
            for name in ("name", "short_name", "code", "position", "keep_originals_days")
            if name in self.fields
        ]

    @property
    def word_fields(self) -> list[BoundField]:
        """The lists of words."""
        return [self[name] for name in ("public_words", "private_words", "private_statuses", "blank_words")]

    def _others(self) -> Any:
        return Channel.objects.exclude(pk=self.channel.pk) if self.channel else Channel.objects.all()


class ColumnForm(forms.Form):
    """A header name and what the column holds; without a name there is no column."""

    name = forms.CharField(
        max_length=100, required=False, error_messages={"max_length": "열 이름은 100자까지 적습니다."}
    )
    role = forms.ChoiceField(choices=[("", "고르세요"), *ROLE_CHOICES], required=False)
    is_required = forms.BooleanField(required=False)
    # Only shown, after a sample was read.
    reason = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    shape = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def clean(self) -> dict[str, Any]:
        """A name says what it holds."""
        if self.cleaned_data.get("name") and not self.cleaned_data.get("role") and "role" not in self.errors:
            self.add_error("role", f"‘{self.cleaned_data['name']}’ 열에 무엇이 들었는지 골라 주세요.")
        return self.cleaned_data


class WordForm(forms.Form):
    """A status word that the window uses, and its meaning."""

    word = forms.CharField(max_length=60, required=False)
    status = forms.ChoiceField(choices=[("", "고르세요"), *Status.choices], required=False)
    outcome = forms.ChoiceField(choices=Outcome.choices, required=False, initial=Outcome.NONE)

    def clean(self) -> dict[str, Any]:
        """A word has a meaning."""
        if self.cleaned_data.get("word") and not self.cleaned_data.get("status") and "status" not in self.errors:
            self.add_error("status", f"‘{self.cleaned_data['word']}’이(가) 어떤 상태인지 골라 주세요.")
        return self.cleaned_data


class TypeForm(forms.Form):
    """What the window calls a kind of complaint."""

    word = forms.CharField(max_length=40, required=False)
    kind = forms.ChoiceField(choices=[("", "고르세요"), *ComplaintType.choices], required=False)

    def clean(self) -> dict[str, Any]:
        """A word has a meaning."""
        if self.cleaned_data.get("word") and not self.cleaned_data.get("kind") and "kind" not in self.errors:
            self.add_error("kind", f"‘{self.cleaned_data['word']}’이(가) 어떤 민원 종류인지 골라 주세요.")
        return self.cleaned_data
