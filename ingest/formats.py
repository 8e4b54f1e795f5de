"""What is known of a window's exports: column names, required columns, status rules. Loaded from the database, pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a spreadsheet makes of a number of more than eleven digits.
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

# Roles a column can play beside the fields of SourceRecord.
ROLES = frozenset(
    {
        "sequence",
        "views",
        "received_date",
        "received_time",
        "name_and_login",
        "name_and_dong",
        "contact",
        "department",
        "officer_line",
        "public",
        "status_word",
        "status_detail",
        "notified_on",
        "confirmed_on",
        "photo",
        "kept",
    },
)


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What a column of this name holds. A volatile column changes with every export and is never kept."""

    role: str
    name: str
    is_volatile: bool = False


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A filled column of this role stands for a word, in place of any of `instead_of` ("" for no word at all)."""

    role: str
    word: str
    instead_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one status word means."""

    status: str
    outcome: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelFormat:
    """One window's exports."""

    channel_id: int
    code: str
    name: str
    default_type: str
    content_key_fields: tuple[str, ...]
    made_prefix: str
    number_pattern: str
    columns: Mapping[str, ColumnRule]
    required: frozenset[str]
    expected: tuple[str, ...]
    status_roles: tuple[str, ...] = ("status_word",)
    status_rules: tuple[StatusRule, ...] = ()
    statuses: Mapping[str, Meaning] = field(default_factory=dict)
    type_words: Mapping[str, str] = field(default_factory=dict)
    title_fields: tuple[str, ...] = ()
    public_words: frozenset[str] = frozenset()
    private_words: frozenset[str] = frozenset()
    private_statuses: frozenset[str] = frozenset()
    blank_words: frozenset[str] = frozenset()

    @property
    def tells_publicity(self) -> bool:
        """Whether its exports have a column that says what is public."""
        return any(rule.role == "public" for rule in self.columns.values())

    def knows(self, name: str) -> bool:
        """Whether a column of this name is known."""
        return normalise(name) in self.columns

    def number_in(self, text: str) -> str:
        """The receipt number in a cell; "" where it holds a line number, a sign for nothing, or 2.02E+17."""
        number = " ".join(unicodedata.normalize("NFKC", text).split())
        if number in self.blank_words or SCIENTIFIC.fullmatch(number):
            return ""
        return number if not self.number_pattern or re.fullmatch(self.number_pattern, number) else ""

    def role_name(self, role: str) -> str:
        """How this window calls the column of a role."""
        return next((rule.name for rule in self.columns.values() if rule.role == role), role)
