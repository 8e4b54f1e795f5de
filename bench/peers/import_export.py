"""django-import-export over a plain table of the same columns: what a Django program has for importing.

Like its admin pages it imports twice: a rehearsal for the preview, then the import. It is given a workbook with one
header in the first row, for it knows nothing of titles, encodings or windows.
"""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "bench_peer_import"
KEY = "접수번호"
# What its documentation advises for large files; without instances looked up it can only add.
FAST = {
    "use_bulk": True,
    "batch_size": 1000,
    "skip_diff": True,
    "skip_html_diff": True,
    "report_skipped": False,
    "force_init_instance": True,
}


def write(file: Path, rows: Any) -> None:
    """The rows as a workbook with its header in the first row."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        if not number:
            sheet.write_row(0, 0, list(row))
        for column, text in enumerate(row.values()):
            sheet.write_string(number + 1, column, text)
    book.close()


def measure(file: Path, *, fast: bool) -> dict[str, Any]:
    """In a process of its own: seconds and MiB for reading, rehearsing and importing the workbook."""
    import django

    django.setup()
    import tablib

    start = time.perf_counter()
    dataset = tablib.Dataset().load(file.read_bytes(), format="xlsx")
    read = time.perf_counter()
    resource_class = _resource(list(dataset.headers), FAST if fast else {})
    rehearsal = resource_class().import_data(dataset, dry_run=True)
    rehearsed = time.perf_counter()
    result = resource_class().import_data(dataset, dry_run=False)
    done = time.perf_counter()
    counted = _count_and_drop()
    return {
        "rows": len(dataset),
        "imported": counted,
        "errors": rehearsal.has_errors() or result.has_errors(),
        "read_s": round(read - start, 1),
        "dry_run_s": round(rehearsed - start, 1),
        "commit_s": round(done - rehearsed, 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _resource(headers: list[str], options: dict[str, Any]) -> Any:
    from django.db import connection, models
    from import_export import resources

    columns: dict[str, Any] = {
        name: models.CharField(max_length=100, unique=True) if name == KEY else models.TextField() for name in headers
    }
    meta = type("Meta", (), {"app_label": "complaints", "db_table": TABLE})
    model = type("BenchPeerImport", (models.Model,), {"__module__": __name__, "Meta": meta, **columns})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    chosen = type("Meta", (), {"model": model, "import_id_fields": [KEY], "fields": headers, **options})
    return type("PeerResource", (resources.ModelResource,), {"Meta": chosen})


def _count_and_drop() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        (found,) = cursor.fetchone() or (0,)
        cursor.execute(f"DROP TABLE {TABLE}")
    return int(found)
