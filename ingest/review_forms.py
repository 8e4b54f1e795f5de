"""The forms on which a person decides about a file: how it is read, what its columns and words mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms

from complaints.models import Channel, Department, StatusWord
from ingest.choices import Choice
from ingest.forms import WordForm
from ingest.models import WaitsFor
from ingest.roles import REPEATABLE, ROLE_CHOICES, ROLE_LABELS, VOLATILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BoundField

    from ingest.models import BatchPreview, ImportBatch

# From here on a whole database may be taken over, and the checks of each row against the stored ones cost hours.
BULK_FROM = 100_000
# More words or departments than a window has are a column that was taken for another.
MOST_DECIDED = 50
_ENCODINGS = [
    ("", "자동(내용을 보고 알아냄)"),
    ("utf-8", "UTF-8"),
    ("cp949", "CP949(한글 완성형, EUC-KR)"),
    ("utf-16", "UTF-16(유니코드)"),
]
_DEPTHS = [(str(number), f"{number}줄") for number in (1, 2, 3)]
_DEPARTMENT_ACTS = [("", "새 부서로 등록"), ("alias", "아래 부서의 다른 이름"), ("renamed", "아래 부서의 바뀐 이름")]
_SELECT = {"class": "krds-form-select small completed"}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the table of columns: the column as it was looked at, and the field that says what it holds."""

    column: Mapping[str, Any]
    field: BoundField

    @property
    def reason(self) -> str:
        """Where the proposal is from, in Korean."""
        labels = {"alias": "별칭", "name": "이름", "value": "값", "person": "사람이 정함"}
        return labels.get(self.column.get("reason", ""), "")

    @property
    def percent(self) -> int:
        """The confidence, 0 to 100."""
        confidence: float = self.column.get("confidence", 0)
        return round(100 * confidence)

    @property
    def is_open(self) -> bool:
        """Whether a person has to confirm it."""
        return bool(self.column.get("role")) and self.percent < 100


class ReviewWordForm(WordForm):
    """The meaning of a word that came with the file; it may be left open."""

    def __init__(self, number: int, word: StatusWord, data: Mapping[str, Any] | None) -> None:
        super().__init__(word, data)
        self.prefix = f"word-{number}"
        self.fields["status"].required = False
        self.fields["outcome"].required = False


class DepartmentForm(forms.Form):
    """What a department of an unknown name is."""

    act = forms.ChoiceField(label="부서", choices=_DEPARTMENT_ACTS, required=False, widget=forms.Select(attrs=_SELECT))
    of = forms.ModelChoiceField(
        label="어느 부서의",
        queryset=Department.objects.all(),
        required=False,
        empty_label="부서 고르기",
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, number: int, name: str, choices: list[tuple[Any, str]], data: Mapping[str, Any] | None) -> None:
        super().__init__(data, prefix=f"department-{number}")
        self.name = name
        field: Any = self.fields["of"]
        # One query for all forms and not one each.
        field.widget.choices = [("", "부서 고르기"), *choices]

    def clean(self) -> dict[str, Any]:
        """A department whose other name it is must be named."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("act") and not values.get("of"):
            self.add_error("of", "어느 부서인지 골라 주세요.")
        return values


class ReviewForm(forms.Form):
    """All decisions about one waiting file. `looked` names the look that the page showed."""

    looked = forms.CharField(widget=forms.HiddenInput)
    channel = forms.ModelChoiceField(
        label="민원창구",
        queryset=Channel.objects.filter(is_active=True, export_format__isnull=False),
        required=False,
        empty_label="자동(열 이름으로 알아보기)",
        widget=forms.Select(attrs=_SELECT),
    )
    encoding = forms.ChoiceField(
        label="글자 인코딩", choices=_ENCODINGS, required=False, widget=forms.Select(attrs=_SELECT)
    )
    is_full = forms.BooleanField(label="이 기간의 전체 자료", required=False)
    is_bulk = forms.BooleanField(label="대량 적재", required=False)

    def __init__(self, batch: ImportBatch, preview: BatchPreview | None, data: Mapping[str, Any] | None = None) -> None:
        self.batch, self.sheets = batch, preview.sheets if preview else []
        self.choice = Choice.of(batch.reading)
        initial = {
            "looked": looked_at(batch),
            "channel": batch.channel_id,
            "encoding": self.choice.encoding,
            "is_full": batch.is_full,
            "is_bulk": batch.is_bulk,
        }
        super().__init__(data, initial=initial)
        self._add_sheets()
        self._add_columns()
        if batch.rows_in_file < BULK_FROM:
            del self.fields["is_bulk"]
        if not any(sheet.get("is_text") for sheet in self.sheets):
            del self.fields["encoding"]
        self.words = self._word_forms(data)
        self.departments = self._department_forms(data)

    def _add_sheets(self) -> None:
        if len(self.sheets) > 1:
            names = [(str(number), sheet["name"]) for number, sheet in enumerate(self.sheets)]
            chosen = [str(number) for number, sheet in enumerate(self.sheets) if sheet["is_chosen"]]
            self.fields["sheets"] = forms.MultipleChoiceField(
                label="읽을 시트",
                choices=names,
                initial=chosen,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "읽을 시트를 하나 넘게 골라 주세요."},
            )
        for number, sheet in enumerate(self.sheets):
            if not sheet.get("lines"):
                continue
            first, last = sheet["header"] or (0, 0)
            rows = [("", "없음"), *((str(line[0]), f"{line[0]}행") for line in sheet["lines"])]
            self.fields[f"header-{number}"] = forms.ChoiceField(
                label="제목 줄", choices=rows, initial=str(first or ""), required=False, widget=forms.RadioSelect
            )
            self.fields[f"depth-{number}"] = forms.ChoiceField(
                label="제목 줄 수",
                choices=_DEPTHS,
                initial=str(last - first + 1),
                required=False,
                widget=forms.Select(attrs=_SELECT),
            )

    def _add_columns(self) -> None:
        self._columns: dict[str, Mapping[str, Any]] = {}
        for sheet in self.sheets:
            for column in sheet.get("columns", []):
                self._columns.setdefault(column["header"], column)
        for number, column in enumerate(self._columns.values()):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column["shown"],
                choices=[("", "정하지 않음(원본 항목에 남김)"), *ROLE_CHOICES],
                initial=column["role"] or "",
                required=False,
                widget=forms.Select(attrs=_SELECT),
            )

    def _word_forms(self, data: Mapping[str, Any] | None) -> list[tuple[ReviewWordForm, int]]:
        words = self.batch.planned.get("words", [])
        if len(words) > MOST_DECIDED or not self.batch.channel_id:
            return []
        return [
            (
                ReviewWordForm(number, StatusWord(channel_id=self.batch.channel_id, word=word, is_decided=False), data),
                rows,
            )
            for number, (word, rows) in enumerate(words)
        ]

    def _department_forms(self, data: Mapping[str, Any] | None) -> list[tuple[DepartmentForm, int]]:
        names = self.batch.planned.get("departments", [])
        if not names or len(names) > MOST_DECIDED:
            return []
        choices = list(Department.objects.filter(is_active=True).values_list("pk", "name"))
        return [(DepartmentForm(number, name, choices, data), rows) for number, (name, rows) in enumerate(names)]

    @property
    def column_rows(self) -> list[ColumnRow]:
        """The table of columns, those to be confirmed first."""
        rows = [ColumnRow(column, self[f"column-{number}"]) for number, column in enumerate(self._columns.values())]
        return sorted(rows, key=lambda row: not row.is_open)

    @property
    def sheet_options(self) -> list[dict[str, Any]]:
        """The sheets among which is chosen; none where there is one only."""
        if "sheets" not in self.fields:
            return []
        chosen = self["sheets"].value() or []
        return [
            {**sheet, "id": f"id_sheets_{number}", "value": str(number), "is_checked": str(number) in chosen}
            for number, sheet in enumerate(self.sheets)
        ]

    def clean(self) -> dict[str, Any]:
        """One column at most of a sheet plays a role."""
        values: dict[str, Any] = super().clean() or {}
        roles = self._roles(values)
        names = {header: number for number, header in enumerate(self._columns)}
        for sheet in self.sheets:
            played: dict[str, str] = {}
            for column in sheet.get("columns", []):
                role = roles.get(column["header"], "")
                first = played.setdefault(role, column["shown"]) if role else column["shown"]
                if first != column["shown"] and role not in REPEATABLE | VOLATILE:
                    message = f"‘{ROLE_LABELS[role]}’은(는) ‘{first}’ 열로 정했습니다. 둘 가운데 하나만 남겨 주세요."
                    self.add_error(f"column-{names[column['header']]}", message)
        return values

    def is_valid(self) -> bool:
        """Whether it and the forms in it are valid."""
        inner = [form.is_valid() for form, _ in [*self.words, *self.departments]]
        return super().is_valid() and all(inner)

    def _roles(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {header: values.get(f"column-{number}", "") for number, header in enumerate(self._columns)}

    @property
    def roles(self) -> dict[str, str]:
        """The role ("" for none) of each column by its header, as sent."""
        return self._roles(self.cleaned_data)

    @property
    def is_stale(self) -> bool:
        """Whether the page showed another look than the last."""
        return bool(self.cleaned_data["looked"] != looked_at(self.batch))

    @property
    def wants_other_reading(self) -> bool:
        """Whether something was changed that only another look can show."""
        return self.reading() != self.choice or self.cleaned_data["channel"] != self.batch.channel

    def reading(self) -> Choice:
        """How the file is to be read: what was chosen before and what was changed now."""
        values, changed = self.cleaned_data, set(self.changed_data)
        is_named = values["channel"] is not None and ("channel" in changed or WaitsFor.CHANNEL in self.batch.waits_for)
        sheets = self.choice.sheets
        if "sheets" in changed:
            sheets = tuple(self.sheets[int(number)]["name"] for number in values["sheets"])
        return Choice(
            sheets=sheets,
            encoding=values.get("encoding", self.choice.encoding),
            headers=dict(self.choice.headers) | self._moved_headers(changed),
            # What columns mean to one window they do not mean to another.
            columns=({} if "channel" in changed else dict(self.choice.columns)) | self._changed_roles(changed),
            insists=self.choice.insists or is_named,
        )

    def _moved_headers(self, changed: set[str]) -> dict[str, tuple[int, int]]:
        moved = {}
        for number, sheet in enumerate(self.sheets):
            is_moved = bool({f"header-{number}", f"depth-{number}"} & changed)
            if is_moved and (first := self.cleaned_data[f"header-{number}"]):
                depth = int(self.cleaned_data[f"depth-{number}"] or 1)
                moved[sheet["name"]] = (int(first), int(first) + depth - 1)
        return moved

    def _changed_roles(self, changed: set[str]) -> dict[str, str]:
        roles = enumerate(self.roles.items())
        return {header: role for number, (header, role) in roles if f"column-{number}" in changed}

    def settled(self) -> Choice:
        """The same with the sheets and headers of the look pinned, so that the import reads exactly what was shown.

        What the columns mean is kept as a confirmed mapping.
        """
        chosen = tuple(sheet["name"] for sheet in self.sheets if sheet["is_chosen"])
        read = [sheet for sheet in self.sheets if sheet.get("is_read")]
        return replace(
            self.reading(),
            sheets=chosen if len(self.sheets) > 1 else (),
            headers={sheet["name"]: tuple(sheet["header"]) for sheet in read},
        )


class PasswordForm(forms.Form):
    """The password of a locked workbook; used once and kept nowhere."""

    password = forms.CharField(
        label="파일 암호",
        strip=False,
        max_length=255,
        widget=forms.PasswordInput(attrs={"class": "krds-input small", "autocomplete": "off"}),
        error_messages={"required": "파일의 암호를 넣어 주세요."},
    )


def looked_at(batch: ImportBatch) -> str:
    """Which look at a waiting batch this is."""
    return batch.heartbeat_at.isoformat() if batch.heartbeat_at else ""
