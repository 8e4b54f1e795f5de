"""One or two status words of a row to (status, outcome, flags), by the table of its window; never by guessing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.choices import Outcome, Status
from ingest.formats import Meaning

if TYPE_CHECKING:
    from ingest.formats import ChannelFormat
    from ingest.readings import Reading

NO_WORD = Meaning(Status.RECEIVED.value, Outcome.NONE.value, ())


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands. `unknown` are words that nobody has decided on."""

    source_status: str
    meaning: Meaning
    unknown: tuple[str, ...]


def standing_of(reading: Reading) -> Standing:
    """The row's status columns, read together.

    The whole ("수용 / 추진중") may have a meaning of its own; else the first word decides the status, the first
    outcome counts, and flags add up. An undecided word leaves the row received.
    """
    words = _words(reading)
    whole = " / ".join(words)
    statuses = reading.known.statuses
    if not words:
        return Standing("", NO_WORD, ())
    if whole in statuses:
        return Standing(whole, statuses[whole], ())
    unknown = tuple(word for word in words if word not in statuses)
    if unknown:
        return Standing(whole, NO_WORD, unknown)
    return Standing(whole, _together([statuses[word] for word in words]), ())


def _words(reading: Reading) -> list[str]:
    known: ChannelFormat = reading.known
    words = [" ".join(reading.text_of(role).split()) for role in known.status_roles]
    first = words[0] if words else ""
    for rule in known.status_rules:
        if first in rule.instead_of and (not rule.role or reading.text_of(rule.role)):
            first = rule.word
    return list(dict.fromkeys(word for word in [first, *words[1:]] if word))


def _together(meanings: list[Meaning]) -> Meaning:
    outcome = next((one.outcome for one in meanings if one.outcome != Outcome.NONE), Outcome.NONE.value)
    flags = dict.fromkeys(flag for one in meanings for flag in one.flags)
    return Meaning(meanings[0].status, outcome, tuple(flags))
