"""A first set of synonyms, as reference data."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.privacy.reader import Reader
from complaints.synonyms.models import SynonymGroup, SynonymWord
from complaints.synonyms.services import RefusedError, change
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = Reader(actor="기준 자료")


@transaction.atomic
def load_synonyms(path: Path) -> None:
    """Add the groups of the file that are not there yet.

    A group that was loaded before is left alone, whatever people have made of it; so is one of which they have put a
    word elsewhere, or that holds what is a caller's name here.
    """
    entries: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))["synonyms"]
    known = set(SynonymGroup.objects.values_list("code", flat=True))
    taken = set(SynonymWord.objects.values_list("normal", flat=True))
    for code, words in entries.items():
        if code not in known and taken.isdisjoint(map(normalise, words)):
            with suppress(RefusedError):
                made = change(None, words, ORIGIN)
                SynonymGroup.objects.filter(pk=made.group_id).update(code=code)
