"""What complaints are compared by, for a table of the bench: by the product's own reading for some, by COPY for the rest."""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

READ, EMBEDDED = 3000, 600  # complaints on which the rates of the product's own reading are measured
CHUNK = 2000
_FLIPPED = 0.15  # of the bits of a made vector are another's: none stands twice
_INDEXES = {"words": "likeness_terms", "vectors": "vector_nearest"}


@dataclass(frozen=True, slots=True)
class Part:
    """The complaints with ids from `start` to before `stop`, which one process reads."""

    start: int
    stop: int
    seed: int


def fill_likeness(seed: int) -> dict[str, Any]:
    """Read what was not yet read; rows a second of the product's reading, of vectors, and seconds of the rest."""
    from bench.samples import ids
    from complaints.similarity.models import Likeness

    span = ids()
    if Likeness.objects.count() >= len(span):
        return {}
    rates = _measured(span)
    parts = _parts(span, seed)
    definitions = _without_indexes()
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(len(parts)) as pool:
        pool.map(_copy, parts)
    copied = time.perf_counter() - start
    return {**rates, "copy_s": round(copied, 1), "index_s": _built(definitions), "analyze_s": _analysed()}


def _measured(span: range) -> dict[str, float]:
    """Rows a second, by one process, with the indexes in place and already holding what there is."""
    from complaints.similarity import reading, vectors

    chosen = span[-READ:]
    start = time.perf_counter()
    for first in range(0, len(chosen), reading.CHUNK):
        reading.read(list(chosen[first : first + reading.CHUNK]))
    read = len(chosen) / (time.perf_counter() - start)
    left = iter(range(EMBEDDED // 16))
    start = time.perf_counter()
    done = vectors.embed_missing(lambda: next(left, None) is not None)
    spent = time.perf_counter() - start
    return {"read_rows_per_s": round(read, 1), "embedded_rows_per_s": round(done / spent, 1)}


def _parts(span: range, seed: int) -> list[Part]:
    workers = os.cpu_count() or 1
    share = -(-len(span) // workers)
    bounds = [(span.start + i * share, min(span.stop, span.start + (i + 1) * share)) for i in range(workers)]
    return [Part(start, stop, seed) for start, stop in bounds if start < stop]


def _without_indexes() -> dict[str, str]:
    """Take the two large indexes away; their definitions."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for kind, name in _INDEXES.items():
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            found[kind] = cursor.fetchone()[0]
            cursor.execute(f"DROP INDEX {name}")
    connection.close()
    return found


def _built(definitions: dict[str, str]) -> dict[str, float]:
    from django.db import connection

    seconds = {}
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for kind, definition in definitions.items():
            start = time.perf_counter()
            cursor.execute(definition)
            seconds[kind] = round(time.perf_counter() - start, 1)
        cursor.execute("RESET maintenance_work_mem")
    return seconds


def _analysed() -> float:
    from django.db import connection

    from complaints.similarity import frequencies

    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE similarity_likeness")
        cursor.execute("VACUUM ANALYZE similarity_vector")
    frequencies.forget()
    return round(time.perf_counter() - start, 1)


def _copy(part: Part) -> None:
    """In a process of its own: the terms of each complaint by the product's rules, and a vector made of a real one."""
    import django

    django.setup()
    from django.db import connection

    from complaints.models import Complaint
    from complaints.similarity.models import Likeness
    from complaints.similarity.reading import FIELDS
    from complaints.similarity.terms import VERSION, terms_of

    chance = np.random.default_rng(part.seed + part.start)
    real = _real_vectors()
    for first in range(part.start, part.stop, CHUNK):
        stop = min(part.stop, first + CHUNK)
        known = set(Likeness.objects.filter(pk__gte=first, pk__lt=stop).values_list("pk", flat=True))
        rows = Complaint.objects.filter(pk__gte=first, pk__lt=stop).order_by("pk").only(*FIELDS)
        new = [(row.pk, terms_of(row)) for row in rows if row.pk not in known]
        likeness = [f"{pk}\t'" + "' '".join(terms) + f"'\t{VERSION}\n" for pk, terms in new]
        vectors = [f"{pk}\t{bits}\t0\t1\n" for (pk, _), bits in zip(new, _made(real, len(new), chance), strict=True)]
        with connection.cursor() as cursor:
            cursor.copy_expert("COPY similarity_likeness FROM STDIN", io.StringIO("".join(likeness)))
            cursor.execute("DELETE FROM similarity_vector WHERE complaint_id = ANY(%s)", [[pk for pk, _ in new]])
            cursor.copy_expert(
                "COPY similarity_vector (complaint_id, bits, digest, version) FROM STDIN",
                io.StringIO("".join(vectors)),
            )
        print(f"  likeness {stop:,} of {part.stop:,}", file=sys.stderr)


def _real_vectors() -> npt.NDArray[np.uint8]:
    """The vectors that there are, a row each; chance where the package is absent."""
    from complaints.similarity.models import DIMENSIONS, Vector

    known = Vector.objects.exclude(bits=None).values_list("bits", flat=True)[:EMBEDDED]
    rows = [np.frombuffer(str(bits).encode(), dtype=np.uint8) for bits in known]
    return np.array(rows) if rows else np.random.default_rng(1).integers(48, 50, (2, DIMENSIONS), dtype=np.uint8)


def _made(real: npt.NDArray[np.uint8], number: int, chance: np.random.Generator) -> Iterator[str]:
    """So many vectors, each some bits from a real one."""
    chosen = real[chance.integers(0, len(real), number)]
    others = real[chance.integers(0, len(real), number)]
    mixed = np.where(chance.random(chosen.shape) < _FLIPPED, others, chosen).astype(np.uint8)
    return (row.tobytes().decode() for row in mixed)
