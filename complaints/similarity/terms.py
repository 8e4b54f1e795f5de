"""What a complaint is compared by: its words, bands of its text, and marks by which candidates are narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.similarity.places import place_marks
from complaints.text.minhash import bands
from complaints.text.normal import normalise
from complaints.text.tagger import morphemes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from complaints.models import Complaint

# To be raised with each change of the rules below or of the tagger; stored beside every complaint's terms.
VERSION = 1

# Characters of a text that are compared: more are copies of rules and papers as a rule.
LONGEST = 3000
# Particles, endings and signs; what is left are nouns, stems, adverbs, Latin words and numbers.
_HANGING = "JE"
_SIGNS = frozenset({"SF", "SE", "SSO", "SSC", "SC", "SY"})
# Kinds of terms; a word begins with none of these signs, for the normal form holds letters and digits only.
BAND, MARK = "#", "="


def text_of(title: str, body: str) -> str:
    """The text by which complaints are compared; answers are not part of it."""
    return f"{title}\n{body}"[:LONGEST] if title else body[:LONGEST]


def words(text: str) -> list[str]:
    """The distinct words of a text, each a morpheme in the normal form, in the order of their first place."""
    found = (normalise(surface) for surface, tag in morphemes(text) if tag[0] not in _HANGING and tag not in _SIGNS)
    return [word for word in dict.fromkeys(found) if word]


def month_mark(moment: datetime) -> str:
    """The mark of the month of receipt."""
    return f"{MARK}m{timezone.localtime(moment):%Y-%m}"


def terms_of(complaint: Complaint) -> list[str]:
    """All terms of one complaint: words, bands and marks."""
    text = text_of(complaint.title, complaint.body)
    return [*words(text), *(BAND + band for band in bands(normalise(text))), *_marks(complaint)]


def _marks(complaint: Complaint) -> Iterator[str]:
    yield month_mark(complaint.received_at)
    yield f"{MARK}c{complaint.channel_id}"
    if complaint.department_id is not None:
        yield f"{MARK}d{complaint.department_id}"
    if complaint.answer:
        yield f"{MARK}a"
        yield f"{MARK}o{complaint.outcome}"
    yield from place_marks(complaint)
