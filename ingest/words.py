"""The status words of all windows: which still wait for a meaning, and giving one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from complaints.models import Complaint, StatusWord
from complaints.privacy import log
from complaints.privacy.models import Action
from complaints.services import lock_windows, redecide
from ingest.forms import WordForm

if TYPE_CHECKING:
    from django.http import HttpRequest

    from complaints.privacy.access import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One word with its form, and how many complaints wait for its meaning."""

    word: StatusWord
    waiting: int
    form: WordForm

    @property
    def is_open(self) -> bool:
        """Whether there is something to do: no meaning yet, or complaints that came in while it was given."""
        return not self.word.is_decided or self.waiting > 0


def entries(bound: WordForm | None = None) -> list[Entry]:
    """All words, those with something to do first; `bound` is a form that was sent and is shown again."""
    waiting = _waiting()
    words = StatusWord.objects.select_related("channel").order_by("channel__position", "word")
    found = [
        Entry(
            word,
            waiting.get((word.channel_id, word.word), 0),
            bound if bound and bound.word.pk == word.pk else WordForm(word),
        )
        for word in words
    ]
    return sorted(found, key=lambda entry: not entry.is_open)


@transaction.atomic
def decide(form: WordForm, reader: Reader, request: HttpRequest) -> int:
    """Give a word the meaning of a valid form, to the complaints that wait for it too; how many there were."""
    word, meaning = form.word, form.meaning()
    lock_windows([word.channel_id])
    word.status, word.outcome, word.flags = meaning.status, meaning.outcome, list(meaning.flags)
    word.is_decided = True
    word.save()
    count = redecide(
        word.channel_id,
        word.word,
        status=meaning.status,
        outcome=meaning.outcome,
        flags=meaning.flags,
        origin=f"word:{word.pk}",
    )
    detail = {"word": word.pk, "status": word.status, "outcome": word.outcome, "flags": word.flags}
    log.record(reader, Action.UPLOAD, request=request, count=count, detail=detail)
    return count


def _waiting() -> dict[tuple[int, str], int]:
    """How many complaints carry each word that nobody had decided on when they came, by window and word."""
    rows = Complaint.objects.filter(status_is_decided=False).order_by().values_list("channel_id", "source_status")
    return {(channel_id, word): number for channel_id, word, number in rows.annotate(number=Count("id"))}
