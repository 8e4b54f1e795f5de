"""The only writers of synonyms: a group is changed as a whole, and each change can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from complaints.synonyms.models import SynonymChange, SynonymGroup, SynonymWord
from complaints.synonyms.words import faults
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.privacy.reader import Reader


class RefusedError(Exception):
    """A change that cannot be made; `sentences` say why and what to do."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@transaction.atomic
def change(group_id: int | None, words: Sequence[str], reader: Reader, *, seen: int | None = None) -> SynonymChange:
    """Give a group, or a new one, these words; none deletes it.

    `seen` is the newest change that the editor knew of. Raises RefusedError.
    """
    group = SynonymGroup.objects.select_for_update().get(pk=group_id) if group_id else SynonymGroup.objects.create()
    last = group.changes.first()
    if seen is not None and last and last.pk != seen:
        raise RefusedError([f"그사이 {last.actor} 님이 이 묶음을 고쳤습니다. 바뀐 낱말을 보고 다시 고쳐 주세요."])
    refusals = faults(words, own=group.pk) if words else []
    if refusals:
        raise RefusedError(refusals)
    old = [word.text for word in group.words.all()]
    _write(group, words)
    return group.changes.create(account_id=reader.account_id, actor=reader.actor, old=old, new=list(words))


def take_back(change_id: int, reader: Reader) -> SynonymChange:
    """Give a group the words that it had before a change. Raises RefusedError."""
    undone = SynonymChange.objects.get(pk=change_id)
    return change(undone.group_id, undone.old, reader)


def _write(group: SynonymGroup, words: Sequence[str]) -> None:
    group.words.all().delete()
    rows = [
        SynonymWord(group=group, text=word, normal=normalise(word), position=place) for place, word in enumerate(words)
    ]
    try:
        with transaction.atomic():
            SynonymWord.objects.bulk_create(rows)
    except IntegrityError as reason:
        sentence = "그사이 다른 사람이 같은 낱말을 다른 묶음에 넣었습니다. 목록에서 확인하고 다시 해 주세요."
        raise RefusedError([sentence]) from reason
