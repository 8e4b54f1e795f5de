"""What is known of each window's exports, and what became of every row of every file."""

from ingest.models.batches import ImportBatch
from ingest.models.formats import ColumnAlias, ColumnMapping, ExportFormat
from ingest.models.rows import BatchPreview, Fate, ImportedRow, RowProblem, UndoneRow, VanishedComplaint
from ingest.models.sources import (
    UNFINISHED,
    AlertKind,
    RunOutcome,
    Source,
    SourceAlert,
    SourceRun,
    WatermarkKind,
)
from ingest.models.states import ENDED, UNATTENDED, UNDER_WAY, BatchState, RowState, SourceKind, WaitsFor

__all__ = [
    "ENDED",
    "UNATTENDED",
    "UNDER_WAY",
    "UNFINISHED",
    "AlertKind",
    "BatchPreview",
    "BatchState",
    "ColumnAlias",
    "ColumnMapping",
    "ExportFormat",
    "Fate",
    "ImportBatch",
    "ImportedRow",
    "RowProblem",
    "RowState",
    "RunOutcome",
    "Source",
    "SourceAlert",
    "SourceKind",
    "SourceRun",
    "UndoneRow",
    "VanishedComplaint",
    "WaitsFor",
    "WatermarkKind",
]
