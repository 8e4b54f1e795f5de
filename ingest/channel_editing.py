"""A window on its page: its form with the rows of columns and words, as stored, as typed, and as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from complaints.choices import Outcome
from ingest.channel_forms import BY_CONTENT, NUMBERED, ChannelForm, ColumnForm, TypeForm, WordForm
from ingest.channels import ColumnName, Wanted, Word, faults, free_code, next_position
from ingest.models import ExportFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from complaints.models import Channel
    from ingest.channel_samples import Sample

# What a browser may send at once is limited; a column beyond these is kept among the source fields all the same.
_MOST_COLUMNS, _MOST_WORDS = 150, 50
_EMPTY_COLUMNS, _EMPTY_WORDS = 5, 3
_CHANNEL_FIELDS = (
    "name",
    "short_name",
    "badge",
    "position",
    "default_type",
    "keep_originals_days",
    "has_callers",
    "is_active",
    "content_key_fields",
)
_EXPORT_FIELDS = (
    "made_prefix",
    "number_pattern",
    "title_fields",
    "public_words",
    "private_words",
    "private_statuses",
    "blank_words",
    "is_full_export",
)
_WORD_FIELDS = ("public_words", "private_words", "blank_words")


def _rows(form: type[forms.Form], most: int, empty: int) -> Any:
    return forms.formset_factory(form, extra=empty, max_num=most, absolute_max=most, validate_max=True)


_ROWS = {
    "columns": _rows(ColumnForm, _MOST_COLUMNS, _EMPTY_COLUMNS),
    "words": _rows(WordForm, _MOST_WORDS, _EMPTY_WORDS),
    "types": _rows(TypeForm, _MOST_WORDS, _EMPTY_WORDS),
}


class ChannelForms:
    """The form of a window with its rows: of columns, status words and kinds of complaints."""

    def __init__(self, channel: Channel | None, data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        known = initial if initial is not None else _stored(channel)
        self.channel = channel
        self.form = ChannelForm(channel, data, initial=known["form"])
        self.rows = {name: rows(data, initial=known[name], prefix=name) for name, rows in _ROWS.items()}

    @classmethod
    def typed(cls, channel: Channel | None, data: Any, sample: Sample | None = None) -> ChannelForms:
        """What was typed so far, not judged yet, with more room; and what a sample adds to it."""
        sent = cls(channel, data)
        raw = {name: [_raw(row) for row in rows.forms] for name, rows in sent.rows.items()}
        filled = {
            "columns": [row for row in raw["columns"] if row["name"]],
            "words": [row for row in raw["words"] if row["word"]],
            "types": [row for row in raw["types"] if row["word"]],
        }
        if sample:
            filled["columns"] += _missing(filled["columns"], "name", map(_column_row, sample.columns))
            words = ({"word": one.word, "status": one.status, "outcome": one.outcome} for one in sample.words)
            filled["words"] += _missing(filled["words"], "word", words)
        filled["columns"] = filled["columns"][:_MOST_COLUMNS]
        return cls(channel, initial={"form": _raw(sent.form), **filled})

    def is_valid(self) -> bool:
        """Whether each part is, and files of such a window could be read."""
        parts = [self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if not all(parts):
            return False
        for sentence in faults(self.wanted(), self.channel):
            self.form.add_error(None, sentence)
        return self.form.is_valid()

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error with the id of the field that it speaks of."""
        fields = [*self.form, *(field for rows in self.rows.values() for row in rows.forms for field in row)]
        found = [("", str(error)) for error in self.form.non_field_errors()]
        for rows in self.rows.values():
            found += [("", str(error)) for error in rows.non_form_errors()]
        return found + [(str(field.id_for_label), str(error)) for field in fields for error in field.errors]

    def wanted(self) -> Wanted:
        """The window of valid forms."""
        values = dict(self.form.cleaned_data)
        is_numbered = values.pop("numbering") == NUMBERED
        export = {name: values.pop(name) for name in _EXPORT_FIELDS}
        export["type_words"] = {"".join(row["word"].split()): row["kind"] for row in self._filled("types", "word")}
        values["content_key_fields"] = [] if is_numbered else self._keys(values["content_key_fields"])
        if not is_numbered:
            # Said now, so that another short name makes no other numbers.
            export["made_prefix"] = export["made_prefix"] or values["short_name"]
        if not self.channel:
            values["code"] = values["code"] or free_code("", values["name"])
        return Wanted(
            channel=values,
            export=export,
            columns=tuple(
                ColumnName(" ".join(row["name"].split()), row["role"], row["is_required"])
                for row in self._filled("columns", "name")
            ),
            words=tuple(
                Word(" ".join(row["word"].split()), row["status"], row["outcome"] or Outcome.NONE.value)
                for row in self._filled("words", "word")
            ),
            is_numbered=is_numbered,
        )

    def _filled(self, rows: str, name: str) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.rows[rows].forms if form.cleaned_data.get(name)]

    def _keys(self, chosen: Sequence[str]) -> list[str]:
        """In the order in which the numbers that are there were made."""
        before = self.channel.content_key_fields if self.channel else []
        return list(before) if set(before) == set(chosen) else list(chosen)


def _stored(channel: Channel | None) -> dict[str, Any]:
    """What the fields show of a window; of a new one what is usual."""
    known = ExportFormat.objects.filter(channel=channel).first() if channel else None
    if channel is None or known is None:
        first = ExportFormat.objects.order_by("channel__position").first()
        usual = {name: getattr(first, name) for name in _WORD_FIELDS} if first else {}
        return {"form": {**_of_channel(channel), **usual}, "columns": [], "words": [], "types": []}
    values = {name: getattr(known, name) for name in _EXPORT_FIELDS}
    seen: set[str] = set()
    columns = []
    for alias in known.aliases.all():
        is_first = alias.role not in seen
        seen.add(alias.role)
        is_required = is_first and alias.role in known.required_roles
        columns.append({"name": alias.name, "role": alias.role, "is_required": is_required})
    types = [{"word": word, "kind": kind} for word, kind in known.type_words.items()]
    return {"form": {**_of_channel(channel), **values}, "columns": columns, "words": [], "types": types}


def _of_channel(channel: Channel | None) -> dict[str, Any]:
    if channel is None:
        return {
            "badge": "gray",
            "position": next_position(),
            "default_type": "unknown",
            "keep_originals_days": 365,
            "has_callers": True,
            "is_active": True,
            "numbering": NUMBERED,
        }
    numbering = BY_CONTENT if channel.content_key_fields else NUMBERED
    return {**{name: getattr(channel, name) for name in _CHANNEL_FIELDS}, "numbering": numbering}


def _raw(form: forms.Form) -> dict[str, Any]:
    """What was typed into a form, as its fields would show it again."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _missing(rows: Sequence[Mapping[str, Any]], name: str, more: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose name no row has."""
    there = {row[name] for row in rows}
    return [row for row in more if row[name] not in there]


def _column_row(column: Any) -> dict[str, Any]:
    return {"name": column.name, "role": column.role, "reason": column.reason, "shape": column.shape}
