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
# As long as StatusWord.word, so that a row's word and the word that a person decides on are the same text.
WORD_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands; `role` is the column whose word nobody has decided on."""

    source_status: str
    meaning: Meaning
    is_decided: bool
    role: str = ""
    is_cut: bool = False


def standing_of(reading: Reading) -> Standing:
    """The row's status columns, read together.

    The whole ("수용 / 추진중") may have a meaning of its own; else the first word decides the status, the first
    outcome counts, and flags add up. With an undecided word in it the whole is undecided and the row received.
    """
    words = _words(reading)
    full = " / ".join(words)
    whole = full[:WORD_LIMIT].strip()
    is_cut = whole != full
    statuses = reading.known.statuses
    if not words:
        return Standing("", NO_WORD, is_decided=True)
    if whole in statuses:
        return Standing(whole, statuses[whole], is_decided=True, is_cut=is_cut)
    if all(word in statuses for word in words):
        return Standing(whole, _together([statuses[word] for word in words]), is_decided=True, is_cut=is_cut)
    return Standing(whole, NO_WORD, is_decided=False, role=_undecided_role(reading), is_cut=is_cut)


def _words(reading: Reading) -> list[str]:
    known: ChannelFormat = reading.known
    words = [_word(reading, role) for role in known.status_roles]
    first = words[0] if words else ""
    for rule in known.status_rules:
        if first in rule.instead_of and (not rule.role or reading.text_of(rule.role)):
            first = rule.word
    return list(dict.fromkeys(word for word in [first, *words[1:]] if word))


def _word(reading: Reading, role: str) -> str:
    return " ".join(reading.text_of(role).split())


def _undecided_role(reading: Reading) -> str:
    roles = reading.known.status_roles
    unknown = (role for role in roles if (word := _word(reading, role)) and word not in reading.known.statuses)
    return next(unknown, roles[0])


def _together(meanings: list[Meaning]) -> Meaning:
    outcome = next((one.outcome for one in meanings if one.outcome != Outcome.NONE), Outcome.NONE.value)
    flags = dict.fromkeys(flag for one in meanings for flag in one.flags)
    return Meaning(meanings[0].status, outcome, tuple(flags))
