"""What people type and pick on the pages of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from complaints.decisions import NOTE_LENGTH, NOTE_TOO_LONG
from complaints.forms import typed_id
from complaints.groups.deciding import MOST
from complaints.models import Department

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.http import QueryDict

    from complaints.models import Channel

SEVERAL, ONE = "several", "one"
ACTS = (("same", "같은 사안으로 확인"), ("split", "나누기"), ("add", "더하기"))


class FilterForm(forms.Form):
    """The conditions of the list of groups. A value that cannot be read is left out and said so."""

    channel = forms.ChoiceField(label="창구", required=False)
    department = forms.ChoiceField(label="담당 부서", required=False)
    who = forms.ChoiceField(
        label="민원인",
        required=False,
        choices=(("", "모두"), (SEVERAL, "여러 사람 (중복)"), (ONE, "한 사람 (반복)")),
    )
    conflict = forms.BooleanField(label="답변이 엇갈린 것만", required=False)

    def __init__(self, data: Mapping[str, Any], channels: Sequence[Channel]) -> None:
        super().__init__(data)
        departments = Department.objects.values_list("pk", "name")
        choices = {
            "channel": [(each.code, each.name) for each in channels],
            "department": [(str(pk), name) for pk, name in departments],
        }
        for name, found in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", "모두"), *found]
        # Their names in an address, which Python does not allow as names.
        self.fields["from"] = forms.DateField(label="접수일(부터)", required=False)
        self.fields["to"] = forms.DateField(label="접수일(까지)", required=False)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if since and until and since > until:
            self.add_error("to", "끝 날이 첫날보다 앞섭니다. 두 날을 바꾸어 넣어 주세요.")
        return self.cleaned_data

    def value(self, name: str) -> Any:
        """The value of one condition as far as it could be read, else None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


def picked(data: QueryDict, ids: Collection[int]) -> list[int]:
    """The ticked complaints that are in the group; others, which may have left it meanwhile, are left out."""
    inside = set(ids)
    return [pk for pk in dict.fromkeys(map(typed_id, data.getlist("pick")[:MOST])) if pk in inside and pk]


class DecisionForm(forms.Form):
    """What somebody decides about a group; `seen` is `looking.digest` of the members that were shown."""

    act = forms.ChoiceField(choices=ACTS)
    note = forms.CharField(label="까닭", max_length=NOTE_LENGTH, required=False)
    seen = forms.CharField(required=False)

    @property
    def fault(self) -> str:
        """Why it cannot be done, in one sentence."""
        if "note" in self.errors:
            return NOTE_TOO_LONG
        return "무엇을 할지 알 수 없습니다. 화면의 버튼으로 다시 해 주세요."


class AddForm(forms.Form):
    """The number of a complaint to be put to a group."""

    number = forms.CharField(
        label="접수번호",
        max_length=100,
        error_messages={
            "required": "더할 민원의 접수번호를 넣어 주세요.",
            "max_length": "접수번호는 100자까지입니다. 번호를 확인해 주세요.",
        },
    )
