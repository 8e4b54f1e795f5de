"""A plain scan of all texts by every core: what holds a substring, decided without any index."""

from __future__ import annotations

import multiprocessing
import os
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK = 5000


def scan(substrings: Sequence[str]) -> list[array[int]]:
    """The ids of the complaints whose normal form contains each of the substrings, by reading every row."""
    from complaints.models import Complaint

    bounds = Complaint.objects.order_by("id").values_list("id", flat=True)
    first, last = bounds.first() or 0, bounds.last() or 0
    spans = [(list(substrings), start, min(start + CHUNK, last + 1)) for start in range(first, last + 1, CHUNK)]
    found = [array("q") for _ in substrings]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), initializer=_set_up) as pool:
        for part in pool.imap_unordered(_scan_span, spans):
            for ids, more in zip(found, part, strict=True):
                ids.extend(more)
    return found


def _set_up() -> None:
    import django

    django.setup()


def _scan_span(span: tuple[list[str], int, int]) -> list[array[int]]:
    from complaints.models import Complaint

    substrings, start, stop = span
    rows = list(Complaint.objects.filter(id__gte=start, id__lt=stop).values_list("id", "text_normal"))
    return [array("q", [number for number, text in rows if substring in text]) for substring in substrings]
