"""The filters of a list's address in words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from complaints.filters import ComplaintFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWITCHED_ON = (["true"], ["on"], ["1"])
_NOT_A_CONDITION = frozenset({"q", "s"})


class Conditions:
    """Reads many addresses with the choices of each filter looked up once."""

    def __init__(self) -> None:
        self._labels: dict[str, dict[str, str]] = {}

    def of(self, params: QueryDict) -> list[str]:
        """`창구: 새올상담민원` and so on, in the order of the address; unknown parameters left out."""
        names = [name for name in params if name in self._fields and name not in _NOT_A_CONDITION]
        return [self._sentence(name, values) for name in names if (values := [*filter(None, params.getlist(name))])]

    @cached_property
    def _fields(self) -> Any:
        return ComplaintFilter(QueryDict()).form.fields

    def _sentence(self, name: str, values: Sequence[str]) -> str:
        label, labels = str(self._fields[name].label), self._labels_of(name)
        if not labels and values in _SWITCHED_ON:
            return label
        return f"{label}: {', '.join(labels.get(value, value) for value in values)}"

    def _labels_of(self, name: str) -> dict[str, str]:
        if name not in self._labels:
            choices = getattr(self._fields[name], "choices", ())
            self._labels[name] = {str(value): str(label) for value, label in choices}
        return self._labels[name]
