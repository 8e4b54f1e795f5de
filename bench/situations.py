"""Invented complaints of which is known what each is about: are the answers that are found about the same?"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.timing import percentiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from complaints.models import Complaint

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 5


def situations(rows: int, questions: int, seed: int) -> dict[str, Any]:
    """Precision of the first five answers, a hit being right by the same situation, or by the same subject at least."""
    with tempfile.TemporaryDirectory(prefix="civicsearch-bench-") as folder:
        truth = _loaded(Path(folder), rows, seed)
    from complaints.models import Complaint
    from complaints.privacy.access import operator
    from complaints.similarity.finding import similar_to

    chosen = random.Random(seed).sample(sorted(truth), min(questions, len(truth)))
    asked = list(Complaint.objects.filter(pk__in=chosen).defer("search").order_by("pk"))
    reader = operator()
    spent: list[float] = []

    def ask(complaint: Complaint) -> list[int]:
        start = time.perf_counter()
        found = similar_to(complaint, reader, limit=SHOWN).results
        spent.append((time.perf_counter() - start) * 1000)
        return [one.complaint_id for one in found]

    # Asked once for both: an index of nearest neighbours need not say the same twice.
    found = {complaint.pk: ask(complaint) for complaint in asked}
    answered = set(Complaint.objects.exclude(answer="").values_list("pk", flat=True))
    return {
        "complaints": len(truth),
        "questions": len(asked),
        "situation": precision(found, {pk: told["situation"] for pk, told in truth.items()}, answered),
        "subject": precision(found, {pk: told["subject"] for pk, told in truth.items()}, answered),
        "ms": percentiles(spent),
    }


def precision(found: Mapping[int, Sequence[int]], kinds: dict[int, str], answered: set[int]) -> dict[str, float]:
    """The share of right ones among all that were shown, and among as many as there could have been."""
    there_are = Counter(kinds[pk] for pk in answered if pk in kinds)
    right = shown = possible = 0
    for asked, shown_ids in found.items():
        right += sum(kinds.get(pk) == kinds[asked] for pk in shown_ids)
        shown += len(shown_ids)
        possible += min(SHOWN, there_are[kinds[asked]] - (asked in answered))
    return {"precision_at_5": round(right / max(shown, 1), 4), "of_possible": round(right / max(possible, 1), 4)}


def _loaded(folder: Path, rows: int, seed: int) -> dict[int, dict[str, Any]]:
    """Sample exports put through the importer and read; what the truth tells of each complaint, by its id."""
    from django.conf import settings
    from django.core.management import call_command

    from complaints.following import follow_up
    from complaints.models import Complaint
    from ingest.models import ImportedRow
    from ingest.receiving import receive_path
    from ingest.services import run_batch

    script = ROOT / "fixtures" / "make_samples.py"
    command = [sys.executable, str(script), "--rows", str(rows), "--seed", str(seed), "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    settings.DATA_DIR = folder / "data"
    call_command("load_reference", verbosity=0)
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    places: dict[tuple[str, str, int], int] = {}
    for file in told["files"]:
        batch = receive_path(folder / file["file"], file["channel"], source_kind="demo", who="bench", enqueue=False)
        run_batch(batch.pk)
        kept = ImportedRow.objects.filter(batch=batch, complaint__isnull=False)
        has_sheets = len(file["sheets"]) > 1
        places |= {
            (file["file"], sheet if has_sheets else "", row): pk
            for sheet, row, pk in kept.values_list("sheet", "row_number", "complaint")
        }
        print(f"  {file['file']}: {Complaint.objects.count():,}", file=sys.stderr)
    while not follow_up(lambda: True):
        pass
    several = {file["file"] for file in told["files"] if len(file["sheets"]) > 1}
    keys = {(c["file"], c["sheet"] if c["file"] in several else "", c["row"]): c for c in told["complaints"]}
    return {pk: keys[place] for place, pk in places.items() if place in keys}
