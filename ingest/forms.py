"""The upload form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from complaints.models import Channel

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

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
