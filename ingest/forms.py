"""The forms of the importer's pages: files to upload, and what a status word means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from complaints.choices import Flag, Outcome, Status
from complaints.models import Channel
from ingest.formats import Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.forms import BoundField

    from complaints.models import StatusWord

MOST_FILES = 20


class FilesInput(forms.ClearableFileInput):
    """A file chooser for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = (data if isinstance(data, list | tuple) else [data]) or [None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Files and the window they are from; without a window it is recognised by the header."""

    files = FilesField(  # type: ignore[assignment] # the form keeps its own `files` on the instance
        label="파일",
        allow_empty_file=True,
        error_messages={"required": "올릴 파일을 골라 주세요.", "invalid": "파일을 다시 골라 주세요."},
    )
    channel = forms.ModelChoiceField(
        label="민원창구",
        queryset=Channel.objects.filter(is_active=True),
        required=False,
        empty_label="자동(열 이름으로 알아보기)",
        help_text="여러 창구의 파일을 함께 올릴 때에는 자동으로 두세요.",
        error_messages={"invalid_choice": "목록에 있는 창구를 골라 주세요."},
    )

    def clean_files(self) -> list[UploadedFile[Any]]:
        """Not too many, none too large."""
        files: list[UploadedFile[Any]] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"한 번에 {MOST_FILES}개까지 올릴 수 있습니다. 나누어 올려 주세요.")
        for file in files:
            if (file.size or 0) > settings.IMPORT_MAX_BYTES:
                limit = filesizeformat(settings.IMPORT_MAX_BYTES)
                raise forms.ValidationError(
                    f"'{file.name}' 파일이 {limit}보다 큽니다. 기간을 나누어 내려받아 올려 주세요."
                )
        return files


class WordForm(forms.Form):
    """What one status word means. A word without a meaning is given none in advance."""

    status = forms.ChoiceField(
        label="상태",
        choices=[("", "고르세요"), *Status.choices],
        error_messages={"required": "이 낱말이 어떤 상태인지 골라 주세요."},
    )
    outcome = forms.ChoiceField(label="결과", choices=Outcome.choices)
    flags = forms.MultipleChoiceField(
        label="표시", choices=Flag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, word: StatusWord, data: Mapping[str, Any] | None = None) -> None:
        self.word = word
        initial = {"status": word.status if word.is_decided else "", "outcome": word.outcome, "flags": word.flags}
        super().__init__(data, initial=initial, prefix=f"word-{word.pk}")

    @property
    def selects(self) -> list[BoundField]:
        """The fields of which one value is chosen."""
        return [self["status"], self["outcome"]]

    @property
    def flags_field(self) -> BoundField:
        """The field of the check boxes."""
        return self["flags"]

    @property
    def summary(self) -> str:
        """What the word means now, in Korean."""
        word = self.word
        outcome = [Outcome(word.outcome).label] if word.outcome != Outcome.NONE else []
        return ", ".join(map(str, [Status(word.status).label, *outcome, *(Flag(flag).label for flag in word.flags)]))

    def meaning(self) -> Meaning:
        """The meaning in a valid form."""
        return Meaning(self.cleaned_data["status"], self.cleaned_data["outcome"], tuple(self.cleaned_data["flags"]))
