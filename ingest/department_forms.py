"""The forms of a department: its names, and into which other it is put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from complaints.models import Department
from ingest.channel_forms import WordsField
from ingest.department_services import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = ("name", "phone", "aliases", "renamed_to", "is_active")


class DepartmentForm(forms.Form):
    """What a department is called, and where it can be reached."""

    name = forms.CharField(label="부서명", max_length=100, error_messages={"required": "부서의 이름을 적어 주세요."})
    phone = forms.CharField(
        label="대표 전화",
        max_length=20,
        required=False,
        help_text="담당자 전화가 없는 민원에 보여 줍니다.",
    )
    aliases = WordsField(
        label="다른 이름",
        longest=100,
        help_text="파일에 이렇게 적혀 있어도 이 부서로 봅니다. 쉼표로 나누어 적습니다. 띄어쓰기는 가리지 않습니다.",
    )
    renamed_to = forms.ModelChoiceField(
        label="바뀐 이름의 부서",
        queryset=Department.objects.all(),
        required=False,
        empty_label="바뀌지 않음",
        help_text="새로 들어오는 민원은 바뀐 이름의 부서로 갑니다. 있는 민원까지 옮기려면 합치기를 쓰세요.",
        error_messages={"invalid_choice": "목록에 있는 부서를 골라 주세요."},
    )
    is_active = forms.BooleanField(label="사용", required=False)

    def __init__(self, department: Department | None, data: Mapping[str, Any] | None = None) -> None:
        self.department = department
        initial = {name: getattr(department, name) for name in _FIELDS} if department else {"is_active": True}
        super().__init__(data, initial=initial)
        if department:
            choices: Any = self.fields["renamed_to"]
            choices.queryset = Department.objects.exclude(pk=department.pk)

    def clean_name(self) -> str:
        """Spaces evened out."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """A name means one department, and no renaming goes in a ring."""
        values = self.cleaned_data
        if not self.errors:
            for sentence in faults(self.department, values["name"], values["aliases"], values["renamed_to"]):
                self.add_error(None, sentence)
        return values


class MergeForm(forms.Form):
    """Into which department another is put, and what its name is there."""

    target = forms.ModelChoiceField(
        label="합칠 부서",
        queryset=Department.objects.filter(renamed_to=None),
        empty_label="고르세요",
        error_messages={
            "required": "어느 부서에 합칠지 골라 주세요.",
            "invalid_choice": "목록에 있는 부서를 골라 주세요.",
        },
    )
    kind = forms.ChoiceField(
        label="이 이름은",
        choices=[("alias", "다른 이름(잘못 적거나 줄여 적은 이름)"), ("former", "옛 이름(이름이 바뀐 부서)")],
        widget=forms.RadioSelect,
        initial="alias",
        error_messages={"required": "이 이름이 무엇인지 골라 주세요."},
    )

    def __init__(self, department: Department, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        choices: Any = self.fields["target"]
        choices.queryset = Department.objects.filter(renamed_to=None).exclude(pk=department.pk)
