"""The forms of a source: when it is fetched, from which folder or by which query; and the note on an alert."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from complaints.models import Channel
from ingest.models import Source, SourceKind, WatermarkKind
from ingest.models.sources import WEEKDAYS
from ingest.sources import addresses, inbox
from ingest.sources.addresses import SourceError
from ingest.sources.cells import value_of
from ingest.sources.queries import read_only, uses_watermark

if TYPE_CHECKING:
    from django.forms import BoundField

_FOLDER = re.compile(r"\w[\w-]*")
_OWN_FOLDERS = {inbox.DONE, inbox.WAITING, inbox.FAILED}
_MARK_FIELDS = ("watermark_column", "watermark_kind", "watermark_value")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg] # it takes no argument at run time
    """What every source has: a name and its times."""

    weekdays = forms.TypedMultipleChoiceField(
        label="받는 요일",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "요일을 하나 넘게 골라 주세요. 받지 않으려면 아래의 표시를 지웁니다."},
    )

    class Meta:
        model = Source
        fields: ClassVar = ["name", "run_at", "weekdays", "is_active", "is_watched", "is_full"]
        widgets: ClassVar = {"run_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}
        help_texts: ClassVar = {
            "name": "목록과 알림, 들여온 파일의 이름에 쓰입니다. 사람의 이름은 적지 마세요.",
            "is_active": "끄면 정한 시각에 받지 않습니다. ‘지금 실행’은 할 수 있습니다.",
            "is_watched": "자료가 오지 않거나, 비었거나, 평소의 절반 아래이거나, 이틀 밤 그대로이면 알립니다.",
            "is_full": "받는 것이 늘 기간의 모든 민원이면 켭니다. 빠진 민원을 알려 줍니다. 지우지는 않습니다.",
        }
        error_messages: ClassVar = {
            "name": {"required": "이름을 적어 주세요."},
            "run_at": {"required": "받는 시각을 적어 주세요.", "invalid": "시각을 02:30 처럼 적어 주세요."},
        }

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        # The widget takes its kind of input from what is written here, so that a browser offers a clock.
        self.fields["run_at"].widget.input_type = "time"

    @property
    def said(self) -> list[BoundField]:
        """The fields of one line each."""
        return [self["name"], self["run_at"]]

    @property
    def checks(self) -> list[BoundField]:
        """The fields that are ticked."""
        return [self["is_active"], self["is_watched"], self["is_full"]]


class InboxForm(SourceForm):
    """A window's folder."""

    class Meta(SourceForm.Meta):
        fields: ClassVar = [*SourceForm.Meta.fields, "folder"]
        help_texts: ClassVar = {
            **SourceForm.Meta.help_texts,
            "folder": "받은 폴더(INBOX_DIR) 아래에 있는 폴더의 이름입니다.",
        }

    @property
    def said(self) -> list[BoundField]:
        """The fields of one line each."""
        return [*super().said, self["folder"]]

    def clean_folder(self) -> str:
        """A plain name: never a way out of the inbox."""
        folder: str = self.cleaned_data["folder"]
        if not _FOLDER.fullmatch(folder) or folder in _OWN_FOLDERS:
            raise forms.ValidationError("폴더의 이름만 적어 주세요. 글자, 숫자, 밑줄, 붙임표(-)를 쓸 수 있습니다.")
        return folder


class DatabaseForm(SourceForm):
    """A query against another database. Its address is asked for and never shown again."""

    url = forms.CharField(
        label="데이터베이스 주소",
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta(SourceForm.Meta):
        fields: ClassVar = [*SourceForm.Meta.fields, "channel", "query", *_MARK_FIELDS]
        help_texts: ClassVar = {
            **SourceForm.Meta.help_texts,
            "query": "SELECT 하나만 적습니다. 열 이름은 창구의 파일과 같게 AS 로 붙입니다. "
            "새것만 받으려면 조건에 :watermark 를 씁니다.",
            "watermark_column": "결과의 열 이름. 예: 수정일시",
            "watermark_value": "처음에는 어디부터 받을지 적습니다. 예: 2024-01-01. 받은 뒤에는 저절로 바뀝니다.",
        }
        error_messages: ClassVar = {
            **SourceForm.Meta.error_messages,
            "channel": {"required": "어느 창구의 자료인지 골라 주세요."},
        }

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        channel = self.fields["channel"]
        if isinstance(channel, forms.ModelChoiceField):
            channel.queryset = Channel.objects.filter(is_active=True)
            channel.empty_label = "고르세요"
        kinds = self.fields["watermark_kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [("", "고르세요"), *WatermarkKind.choices]
        known = self.instance.address
        self.fields["url"].help_text = (
            f"지금은 ‘{known}’입니다. 바꿀 때에만 적습니다. 적은 주소는 암호화해 두고 다시 보여 주지 않습니다."
            if known
            else "postgresql://사용자:비밀번호@서버:5432/이름 꼴입니다. 읽기만 할 수 있는 계정을 쓰세요. "
            "암호화해 두고 다시 보여 주지 않습니다."
        )

    @property
    def said(self) -> list[BoundField]:
        """The fields of one line each."""
        return [*super().said, self["channel"]]

    @property
    def marks(self) -> list[BoundField]:
        """The fields that tell what is new."""
        return [self[name] for name in _MARK_FIELDS]

    def clean_url(self) -> str:
        """An address that can be used, or none where one is kept."""
        url: str = self.cleaned_data["url"]
        if url:
            self._checked(addresses.parse, url)
        elif not self.instance.address:
            raise forms.ValidationError("데이터베이스의 주소를 적어 주세요.")
        return url

    def clean_query(self) -> str:
        """One statement that reads."""
        query: str = self.cleaned_data["query"]
        self._checked(read_only, query)
        return query

    def clean(self) -> dict[str, Any]:
        """A query with :watermark, and all that it needs, or none of it."""
        values = super().clean() or self.cleaned_data
        if uses_watermark(values.get("query") or ""):
            self._clean_marks(values)
        elif values.get("watermark_column"):
            message = "갱신 기준을 쓰려면 질의의 조건에 :watermark 를 적어 주세요. 예: WHERE 수정일시 >= :watermark"
            self.add_error("query", message)
        return values

    def _clean_marks(self, values: dict[str, Any]) -> None:
        for name in _MARK_FIELDS:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, f"질의에 :watermark 가 있으니 ‘{self.fields[name].label}’도 정해 주세요.")
        if any(name in self.errors for name in _MARK_FIELDS):
            return
        try:
            value_of(values["watermark_value"], values["watermark_kind"])
        except SourceError as refusal:
            self.add_error("watermark_value", str(refusal))

    def apply(self) -> Source:
        """The source as the valid form says, the address sealed; not stored yet."""
        source: Source = self.save(commit=False)
        source.kind = SourceKind.DATABASE
        if url := self.cleaned_data["url"]:
            source.sealed_url, source.address = addresses.seal(url), addresses.described(addresses.parse(url))
        return source

    def _checked(self, check: Any, value: str) -> None:
        try:
            check(value)
        except SourceError as refusal:
            raise forms.ValidationError(str(refusal)) from None


class AcknowledgeForm(forms.Form):
    """What somebody has to say of an alert."""

    note = forms.CharField(label="메모", max_length=200, required=False)
