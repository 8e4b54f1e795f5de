"""The keywords of complaints, found anew for those that changed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from analytics.models import ALL, ComplaintKeywords, Keyword
from complaints.models import Complaint
from complaints.text.keywords import KEYWORD_VERSION, Vocabulary, keywords
from complaints.text.names import split_names
from complaints.text.normal import normalise
from complaints.text.surnames import DOUBLE_SURNAMES
from complaints.text.tagger import TAGGER_VERSION
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

# Of the rules under which the words of a complaint were found.
VERSION = 100 * KEYWORD_VERSION + TAGGER_VERSION
_CALLER_BITS = 63
TEXT_COLUMNS = ("id", "title", "body", "complainant_name", "officer")  # what the words of a complaint come from
_COLUMNS = (*TEXT_COLUMNS, "received_at", "channel_id", "department_id", "is_public", "caller_key")


def text_of(complaint: Complaint) -> str:
    """Title and body as keywords are looked for in them: without the caller's and the officer's own names."""
    # The sign keeps the end of a title from making one word with the beginning of the body.
    text = f"{complaint.title} .\n{complaint.body}"
    for cell in (complaint.complainant_name, complaint.officer):
        for name in _names_in(cell):
            text = _without(name, text)
    return text


def words_of(complaint: Complaint, vocabulary: Vocabulary) -> list[str]:
    """The keywords of title and body; the caller's and the officer's own names are left out of them.

    What only came together where a name, a number or an address was left out stands in no text, and is none.
    """
    texts = (normalise(complaint.title), normalise(complaint.body))
    return [word for word in keywords(text_of(complaint), vocabulary) if _stands_in(texts, word, vocabulary)]


def _stands_in(texts: Sequence[str], word: str, vocabulary: Vocabulary) -> bool:
    """Whether a keyword, or a word that is counted as it, stands in a text as the search knows it (normal form)."""
    if any(normalise(word) in text for text in texts):
        return True
    forms = (normalise(form) for form, counted in vocabulary.synonyms.items() if counted == word)
    return any(form in text for form in forms for text in texts)


def caller_of(key: UUID | None, complaint_id: int) -> int:
    """The caller as a number: 63 bits of the key, or the complaint's own number below zero where there is none."""
    return key.int >> 128 - _CALLER_BITS if key else -complaint_id


def tag(complaint_ids: Iterable[int], vocabulary: Vocabulary) -> None:
    """Find the keywords of these complaints anew; what is gone loses its row. Within the caller's transaction."""
    wanted = list(complaint_ids)
    rows = list(Complaint.objects.filter(pk__in=wanted).order_by("id").only(*_COLUMNS))
    found = {row.pk: words_of(row, vocabulary) for row in rows}
    ids = keyword_ids({word for words in found.values() for word in words})
    ComplaintKeywords.objects.filter(pk__in=set(wanted) - set(found)).delete()
    ComplaintKeywords.objects.bulk_create(
        [
            ComplaintKeywords(
                complaint_id=row.pk,
                day=timezone.localtime(row.received_at).date(),
                channel_id=row.channel_id,
                department_id=row.department_id or ALL,
                is_public=row.is_public,
                caller=caller_of(row.caller_key, row.pk),
                keyword_ids=sorted({ids[normalise(word)] for word in found[row.pk]}),
                version=VERSION,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["complaint"],
        update_fields=["day", "channel_id", "department_id", "is_public", "caller", "keyword_ids", "version"],
    )


@lru_cache(maxsize=20_000)
def _names_in(cell: str) -> tuple[str, ...]:
    """The names in a cell that a text may hold; a word in place of a name (신고자) is none."""
    names = dict.fromkeys([cell.strip(), *split_names(cell)])
    return tuple(name for name in names if len(name) > 1 and (name[:2] in DOUBLE_SURNAMES or not is_common_word(name)))


def _without(name: str, text: str) -> str:
    """A text without a name, also where it is spaced (홍 길 동)."""
    if name in text:
        text = text.replace(name, " ")
    letters = "".join(name.split())
    if letters in "".join(text.split()):
        text = re.sub(r"\s?".join(map(re.escape, letters)), " ", text)
    return text


def keyword_ids(words: Iterable[str]) -> dict[str, int]:
    """The number of each word by its normal form; new words get one."""
    by_normal = {normalise(word): word for word in sorted(words)}
    known = _known(by_normal)
    missing = sorted(by_normal.keys() - known.keys())
    if not missing:
        return known
    # In one order, or two workers would wait for each other.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_keyword (text, normal) SELECT * FROM unnest(%s::text[], %s::text[])"
            " ON CONFLICT (normal) DO NOTHING",
            [[by_normal[normal] for normal in missing], missing],
        )
    return known | _known(missing)


def _known(normals: Iterable[str]) -> dict[str, int]:
    wanted: Sequence[str] = list(normals)
    return dict(Keyword.objects.filter(normal__in=wanted).values_list("normal", "pk"))
