"""Detection of complaints of one matter on the samples' truth: `python bench/groups.py --rows 100000 --seed 2`.

Makes sample exports (`fixtures/make_samples.py`), stores them through the readers of the import, reads and detects.
Pairs are counted within matters: each two complaints in one group against each two of one matter. Two campaigns of
the samples have more pairs than all other matters together, so that everything is told without them as well.
"Decidable" are the pairs whose records name one person or one exact place: of the others nothing in the records tells
two matters of a kind in one park or one dong from one matter. Prints one JSON object as its last line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.machine import machine
from bench.outcome import publish
from bench.table import add_options, own_database

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ingest.pipeline import Item

    Truth = Mapping[int, Mapping[str, Any]]

UNTIL = date(2026, 11, 20)
CAMPAIGN = 50  # complaints of one matter from which it is told apart
PORTION = 500
# Larger files than any window gives; read before the settings are.
LIMITS = {
    "IMPORT_MAX_MEGABYTES": "4000",
    "IMPORT_MAX_UNPACKED_MEGABYTES": "16000",
    "IMPORT_MAX_MEMORY_MEGABYTES": "8000",
    "IMPORT_MAX_CPU_SECONDS": "7200",
}


def main() -> int:
    options = _options()
    os.environ.update(LIMITS)
    with own_database(options), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_samples(root, options.rows, options.seed, options.years)
        start = time.perf_counter()
        truth = load(root)
        loaded = time.perf_counter()
        read_all(truth)
        was_read = time.perf_counter()
        from complaints.groups.detecting import detect_all

        compared = detect_all(_told)
        detected = time.perf_counter()
        result = {
            "bench": "groups",
            "rows": len(truth),
            "machine": machine(),
            "seed": options.seed,
            "years": options.years,
            "load_s": round(loaded - start, 1),
            "read_s": round(was_read - loaded, 1),
            "detect_s": round(detected - was_read, 1),
            "rows_per_second": round(len(truth) / (detected - was_read)),
            "comparisons": compared,
            "comparisons_per_row": round(compared / len(truth), 2),
            **quality(truth),
        }
    publish(result, options.results / f"groups-{options.rows}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--years", type=int, default=5, help="over which the complaints are spread")
    return parser.parse_args()


def _told(done: int) -> bool:
    if done % 30_000 == 0:
        print(f"  {done:,} detected", file=sys.stderr)
    return True


def make_samples(root: Path, rows: int, seed: int, years: int = 5) -> None:
    """Sample exports with their truth below the folder."""
    from fixtures.make_samples import years_before
    from fixtures.sampler.making import Settings, make

    make(Settings(rows, seed, years_before(UNTIL, years), UNTIL), root)


def load(root: Path) -> dict[int, dict[str, Any]]:
    """Store all complaints of the samples, read as an import reads them; what is true of each, by its id."""
    from complaints.models import Channel
    from ingest.reference import load_reference

    load_reference(Path(__file__).resolve().parent.parent / "fixtures" / "reference.json")
    told = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    meant = {(one["file"], one["sheet"], one["row"]): one for one in told["complaints"]}
    channels = dict(Channel.objects.values_list("code", "pk"))
    truth: dict[int, dict[str, Any]] = {}
    for file in told["files"]:
        if file["channel"] in channels:
            for pk, rows in _store(root / file["file"], file["channel"]):
                # A format without sheets has no name for its only one.
                places = [(file["file"], name, number) for sheet, number in rows for name in (sheet, "")]
                truth.update((pk, meant[place]) for place in places if place in meant)
    return truth


def _store(path: Path, channel: str) -> Iterable[tuple[int, list[tuple[str, int]]]]:
    """The ids of the complaints of a file, with the rows (sheet and number) of each."""
    from django.utils import timezone

    from complaints.services import store
    from ingest.departments import DepartmentDirectory
    from ingest.opening import rows_of, survey_of
    from ingest.pipeline import chunks
    from ingest.records import to_record
    from ingest.spool import Spool

    now, directory = timezone.localtime(), DepartmentDirectory()
    with Spool() as spool:
        survey = survey_of(spool.through(rows_of(path, path.name)), channel, path.name, now)
        for chunk in chunks(spool.again(), survey, now, 1000):
            good = [item for item in chunk.items if not item.reading.is_rejected]
            names = [item.reading.department_name for item in good]
            departments = [directory.find_or_add(name)[0] if name else None for name in names]
            records = [to_record(item.reading, found) for item, found in zip(good, departments, strict=True)]
            for item, one in zip(good, store(records, origin="samples"), strict=True):
                yield one.complaint_id or 0, _rows(item)


def _rows(item: Item) -> list[tuple[str, int]]:
    return [(one.row.sheet, one.row.number) for one in (item.reading, *item.merged)]


def read_all(ids: Collection[int]) -> None:
    """Read the complaints for comparison, then have PostgreSQL look at the terms."""
    from django.db import connection

    from complaints.similarity import frequencies
    from complaints.similarity.reading import read

    wanted = sorted(ids)
    for start in range(0, len(wanted), PORTION):
        read(wanted[start : start + PORTION])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE similarity_likeness")
        cursor.execute("ANALYZE complaints_complaint")
    frequencies.forget()


def quality(truth: Truth) -> dict[str, Any]:
    """Precision and recall of the groups: of all matters, without campaigns, and of what can be decided."""
    from complaints.groups.models import Member, Tier

    matters = Counter(one["matter"] for one in truth.values())
    without = {pk: one for pk, one in truth.items() if matters[one["matter"]] < CAMPAIGN}
    rows = Member.objects.values_list("tier", "complaint_id", "group_id")
    groups = {tier: {pk: group for kind, pk, group in rows if kind == tier} for tier in Tier}
    pairs = [pair for members in _by_matter(without).values() for pair in combinations(members, 2)]
    decidable = set(_decidable(pairs))
    sure, both = ({pair for pair in pairs if _together(pair, tiers)} for tiers in _tiers(groups))
    return {
        "confirmed": _figures(truth, groups[Tier.CONFIRMED]),
        "confirmed_without_campaigns": _figures(without, groups[Tier.CONFIRMED]),
        "decidable": {"pairs": len(decidable), "recall": _share(len(sure & decidable), len(decidable))},
        "to_check_as_well": {"recall": _share(len(both), len(pairs))},
    }


def _tiers(groups: Mapping[Any, Mapping[int, int]]) -> list[list[Mapping[int, int]]]:
    from complaints.groups.models import Tier

    return [[groups[Tier.CONFIRMED]], [groups[Tier.CONFIRMED], groups[Tier.TO_CHECK]]]


def _together(pair: tuple[int, int], tiers: Iterable[Mapping[int, int]]) -> bool:
    one, other = pair
    return any(one in tier and tier[one] == tier.get(other) for tier in tiers)


def _by_matter(truth: Truth) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for pk, one in truth.items():
        found[one["matter"]].append(pk)
    return found


def _decidable(pairs: Collection[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The pairs of one caller's key, or with an address or a house that both records name."""
    from complaints.groups.traits import traits_of
    from complaints.similarity import frequencies

    traits = traits_of({pk for pair in pairs for pk in pair}, frequencies.current())
    for first, second in pairs:
        one, other = traits[first], traits[second]
        same_person = one.caller_key is not None and one.caller_key == other.caller_key
        if same_person or (one.told | one.address) & (other.told | other.address) or (one.at and one.at == other.at):
            yield first, second


def _figures(truth: Truth, groups: Mapping[int, int]) -> dict[str, Any]:
    """Pairs found and true, precision and recall."""
    found = Counter(groups.get(pk, -pk) for pk in truth)
    true = Counter(one["matter"] for one in truth.values())
    right = Counter((groups.get(pk, -pk), one["matter"]) for pk, one in truth.items())
    both, all_found, all_true = _pairs(right.values()), _pairs(found.values()), _pairs(true.values())
    return {
        "found": all_found,
        "true": all_true,
        "precision": _share(both, all_found),
        "recall": _share(both, all_true),
    }


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


if __name__ == "__main__":
    sys.exit(main())
