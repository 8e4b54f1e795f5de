"""The only writers of the dictionary: words come in and go out, old complaints are read again, all can be undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from analytics.affected import by_dictionary
from analytics.listening import enqueue_refresh
from analytics.locks import change_vocabulary
from analytics.models import DictionaryChange, DictionaryWord, WordKind, WordOrigin
from analytics.refreshing import mark_found
from analytics.vocabulary import fill_dictionary, squeezed
from complaints.models import Complaint
from complaints.search.lexemes import Kind, one_of
from complaints.search.tsquery import any_of
from complaints.synonyms.models import SynonymWord
from complaints.synonyms.services import RefusedError
from complaints.text.keywords import LONGEST, SHORTEST
from complaints.text.names import looks_like_person
from complaints.text.normal import normalise
from complaints.text.plain import plain
from complaints.text.surnames import DOUBLE_SURNAMES
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.models import QuerySet

    from complaints.privacy.reader import Reader

MOST = 50  # words in one change
_BETWEEN = re.compile(r"[\n,;/]")


def split(typed: str) -> list[str]:
    """The words of a text as the dictionary takes them, one a line or between commas, each once."""
    return [word for word in dict.fromkeys(map(squeezed, _BETWEEN.split(plain(typed)))) if word]


@transaction.atomic
def change(
    kind: str,
    added: Sequence[str],
    removed: Sequence[str],
    reader: Reader,
    *,
    seen: int | None = None,
    origin: str = WordOrigin.PERSON,
    undoes: DictionaryChange | None = None,
) -> DictionaryChange:
    """Let words of one kind come in and go out; complaints of all months that they touch are marked to be read again.

    Words are as `split` gives them. `seen` is the newest change that the editor knew of. Raises RefusedError.
    """
    change_vocabulary()
    fill_dictionary()
    last = DictionaryChange.objects.first()
    if seen is not None and last and last.pk != seen:
        raise RefusedError(
            [f"그사이 {last.actor} 님이 사전을 고쳤습니다. 아래에서 무엇이 바뀌는지 다시 보고 저장해 주세요."]
        )
    if refusals := refused(kind, added, removed):
        raise RefusedError(refusals)
    _write(kind, added, removed, origin=None if undoes else origin)
    for found in by_dictionary(kind, added, removed):
        mark_found(found)
    transaction.on_commit(enqueue_refresh)
    return DictionaryChange.objects.create(
        kind=kind,
        added=list(added),
        removed=list(removed),
        account_id=reader.account_id,
        actor=reader.actor,
        undoes=undoes,
    )


@transaction.atomic
def take_back(change_id: int, reader: Reader) -> DictionaryChange:
    """Take out what a change put in, and put in what it took out, as far as nobody has since. Raises RefusedError."""
    change_vocabulary()
    undone = DictionaryChange.objects.get(pk=change_id)
    if DictionaryChange.objects.filter(undoes=undone).exists():
        raise RefusedError(["이미 되돌린 일입니다. 되돌린 것을 다시 되돌리려면 그 줄의 되돌리기를 누르세요."])
    used = set(_used(undone.kind).values_list("text", flat=True))
    added = [word for word in undone.removed if word not in used]
    removed = [word for word in undone.added if word in used]
    if not added and not removed:
        raise RefusedError(["그 뒤에 다른 일로 모두 바뀌어 되돌릴 낱말이 없습니다."])
    return change(undone.kind, added, removed, reader, undoes=undone)


def newest_change() -> int:
    """The number of the newest change; 0 without any."""
    last = DictionaryChange.objects.first()
    return last.pk if last else 0


def refused(kind: str, added: Sequence[str], removed: Sequence[str]) -> list[str]:
    """Sentences about what speaks against a change."""
    if not added and not removed:
        return ["넣거나 뺄 낱말을 하나 이상 써 주세요."]
    if max(len(added), len(removed)) > MOST:
        return [f"한 번에 {MOST}개까지 고칠 수 있습니다. 나누어 고쳐 주세요."]
    used = set(_used(kind).filter(text__in=removed).values_list("text", flat=True))
    label = WordKind(kind).label
    return [
        *faults(kind, added).values(),
        *(f"‘{word}’: {label} 사전에 없어 뺄 수 없습니다." for word in removed if word not in used),
    ]


def faults(kind: str, words: Collection[str]) -> dict[str, str]:
    """What speaks against each of the words that shall come in; those without a fault are missing."""
    found = {word: fault for word in words if (fault := _fault(word))}
    others = [word for word in words if word not in found]
    return {**dict(_known(kind, others)), **dict(_synonyms(others)), **dict(_names(others)), **found}


def _fault(word: str) -> str:
    if len(word) < SHORTEST:
        return f"‘{word}’: 한 글자입니다. 두 글자 이상을 넣어 주세요."
    if len(word) > LONGEST:
        return f"‘{word[:LONGEST]}…’: 너무 깁니다. {LONGEST}자까지 넣을 수 있습니다."
    if not word.isalnum():
        return f"‘{word}’: 기호가 있습니다. 글자와 숫자만 넣어 주세요."
    if not any(map(str.isalpha, word)):
        return f"‘{word}’: 숫자만 있습니다. 글자가 든 낱말을 넣어 주세요."
    return ""


def _known(kind: str, words: Collection[str]) -> Iterator[tuple[str, str]]:
    for found in DictionaryWord.objects.filter(text__in=words, is_used=True):
        word, label = found.text, found.get_kind_display()
        sentence = (
            f"‘{word}’: 이미 {label} 사전에 있습니다. 여기서 빼 주세요."
            if found.kind == kind
            else f"‘{word}’: {label}입니다. 복합어이면서 불용어일 수는 없으니 {label} 사전에서 먼저 빼 주세요."
        )
        yield word, sentence


def _synonyms(words: Collection[str]) -> Iterator[tuple[str, str]]:
    """The synonyms are kept whole and counted together as it is; as a stop word one would take the others with it."""
    shown = {normalise(word): word for word in words}
    taken = SynonymWord.objects.filter(normal__in=shown).select_related("group").prefetch_related("group__words")
    for found in taken:
        word = shown[found.normal]
        sentence = (
            f"‘{word}’: 동의어 묶음({found.group})에 있어 그 묶음의 첫 낱말로 셉니다. "
            "여기서 빼거나 동의어 화면에서 그 묶음을 고쳐 주세요."
        )
        yield word, sentence


def _names(words: Collection[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        may_be_name = word[:2] in DOUBLE_SURNAMES or not is_common_word(word)
        if may_be_name and looks_like_person(word) and _names_somebody(normalise(word)):
            yield (
                word,
                f"‘{word}’: 민원인이나 담당자의 이름과 같습니다. 사람 이름은 사전에 넣을 수 없습니다. 빼 주세요.",
            )


def _names_somebody(normal: str) -> bool:
    query = any_of(one_of(Kind.NAME, [normal]), one_of(Kind.OFFICER, [normal]))
    return Complaint.objects.filter(search__matches=str(query)).exists()


def _used(kind: str) -> QuerySet[DictionaryWord]:
    return DictionaryWord.objects.filter(kind=kind, is_used=True)


def _write(kind: str, added: Sequence[str], removed: Sequence[str], *, origin: str | None) -> None:
    """A word that was there before keeps its origin in an undo (`origin` None)."""
    words, now = DictionaryWord.objects.filter(kind=kind), timezone.now()
    words.filter(text__in=removed).update(is_used=False, since=now)
    back = words.filter(text__in=added)
    known = set(back.values_list("text", flat=True))
    back.update(is_used=True, since=now, **({"origin": origin} if origin else {}))
    DictionaryWord.objects.bulk_create(
        DictionaryWord(kind=kind, text=word, origin=origin or WordOrigin.PERSON, since=now)
        for word in added
        if word not in known
    )
