"""Departments by name, alias, or the name they had before; unknown names become departments, and are told."""

from __future__ import annotations

from complaints.models import Department
from ingest.converters import split_departments

_LONGEST_CHAIN = 10
_LONGEST_NAME = 100


def name_key(name: str) -> str:
    """Names are compared without spaces."""
    return "".join(name.split())


class DepartmentDirectory:
    """All departments, read once a run."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._successors: dict[int, int] = {}
        self._strangers: set[str] = set()
        for one in Department.objects.all():
            self._ids[name_key(one.name)] = one.pk
            for alias in one.aliases:
                self._ids.setdefault(name_key(alias), one.pk)
            if one.renamed_to_id:
                self._successors[one.pk] = one.renamed_to_id

    def find(self, name: str) -> int | None:
        """The department that a name stands for today, the first known one of several, or None."""
        whole = self._today(name)
        if whole is not None:
            return whole
        return next((found for part in split_departments(name) if (found := self._today(part)) is not None), None)

    def _today(self, name: str) -> int | None:
        found = self._ids.get(name_key(name))
        for _ in range(_LONGEST_CHAIN):
            if found is None or found not in self._successors:
                break
            found = self._successors[found]
        return found

    def is_first_sight(self, name: str) -> bool:
        """Whether the name is unknown and was not asked for before."""
        if self.find(name) is not None or name_key(name) in self._strangers:
            return False
        self._strangers.add(name_key(name))
        return True

    def find_or_add(self, name: str) -> tuple[int, bool]:
        """The department of a name, and whether it had to be made; of several unknown ones the first is made."""
        found = self.find(name)
        if found is not None:
            return found, False
        name = split_departments(name)[0]
        made, is_new = Department.objects.get_or_create(name=name[:_LONGEST_NAME])
        self._ids[name_key(name)] = made.pk
        return made.pk, is_new
