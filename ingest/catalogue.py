"""From the tables to `ChannelFormat`: what the importer knows of each window, read once a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import Channel, StatusWord
from complaints.text.normal import normalise
from ingest.formats import ChannelFormat, ColumnRule, Meaning, StatusRule
from ingest.models import ExportFormat

if TYPE_CHECKING:
    from collections.abc import Iterable


def all_formats() -> list[ChannelFormat]:
    """Every active window's format, in the order of the windows."""
    stored = ExportFormat.objects.filter(channel__is_active=True).select_related("channel").prefetch_related("aliases")
    return [_format(one) for one in stored.order_by("channel__position")]


def format_of(channel: Channel) -> ChannelFormat | None:
    """One window's format; None for a window that has none yet."""
    return next((known for known in all_formats() if known.channel_id == channel.pk), None)


def _format(stored: ExportFormat) -> ChannelFormat:
    aliases = list(stored.aliases.all())
    return ChannelFormat(
        channel_id=stored.channel_id,
        code=stored.channel.code,
        name=stored.channel.name,
        default_type=stored.channel.default_type,
        content_key_fields=tuple(stored.channel.content_key_fields),
        made_prefix=stored.made_prefix or stored.channel.short_name,
        number_pattern=stored.number_pattern,
        columns={normalise(one.name): ColumnRule(one.role, one.name, one.is_volatile) for one in aliases},
        required=frozenset(stored.required_roles),
        expected=tuple(_first_names(aliases_by_role=((one.role, one.name) for one in aliases if not one.is_volatile))),
        status_roles=tuple(stored.status_roles) or ("status_word",),
        status_rules=tuple(
            StatusRule(rule.get("role", ""), rule["word"], frozenset(rule.get("instead_of", [""])))
            for rule in stored.status_rules
        ),
        statuses=_statuses(stored.channel),
        type_words=stored.type_words,
        title_fields=tuple(stored.title_fields),
        public_words=frozenset(stored.public_words),
        private_words=frozenset(stored.private_words),
        private_statuses=frozenset(stored.private_statuses),
        blank_words=frozenset(stored.blank_words),
    )


def _first_names(aliases_by_role: Iterable[tuple[str, str]]) -> list[str]:
    names: dict[str, str] = {}
    for role, name in aliases_by_role:
        names.setdefault(role, name)
    return list(names.values())


def _statuses(channel: Channel) -> dict[str, Meaning]:
    decided = StatusWord.objects.filter(channel=channel, is_decided=True)
    return {one.word: Meaning(one.status, one.outcome, tuple(one.flags)) for one in decided}
