"""The words for how far an import and each of its rows has come."""

from __future__ import annotations

from django.db import models


class BatchState(models.TextChoices):
    """How far an import has come."""

    QUEUED = "queued", "대기 중"
    LOOKING = "looking", "살펴보는 중"
    WAITING = "waiting", "확인 기다림"
    RUNNING = "running", "들여오는 중"
    UNDOING = "undoing", "되돌리는 중"
    DONE = "done", "끝남"
    UNDONE = "undone", "되돌림"
    CANCELLED = "cancelled", "들여오지 않음"
    FAILED = "failed", "실패"
    REFUSED = "refused", "거절"


class SourceKind(models.TextChoices):
    """By which way a file came."""

    UPLOAD = "upload", "화면에서 올림"
    INBOX = "inbox", "받은 폴더"
    DATABASE = "database", "다른 데이터베이스"
    COMMAND = "command", "명령"
    DEMO = "demo", "시연"


class RowState(models.TextChoices):
    """In what a row of a file ends. The six add up to the rows in the file."""

    NEW = "new", "신규"
    CHANGED = "changed", "변경"
    SAME = "same", "동일"
    MERGED = "merged", "합침"
    REJECTED = "rejected", "거절"
    NOT_A_ROW = "not_a_row", "민원 아님"


# What a worker has in hand or will take.
UNDER_WAY = frozenset({BatchState.QUEUED, BatchState.LOOKING, BatchState.RUNNING, BatchState.UNDOING})
ENDED = frozenset(BatchState) - UNDER_WAY - {BatchState.WAITING}
BADGES = {
    BatchState.QUEUED: "gray",
    BatchState.LOOKING: "primary",
    BatchState.WAITING: "warning",
    BatchState.RUNNING: "primary",
    BatchState.UNDOING: "primary",
    BatchState.DONE: "success",
    BatchState.UNDONE: "gray",
    BatchState.CANCELLED: "gray",
    BatchState.FAILED: "danger",
    BatchState.REFUSED: "warning",
}
# Nobody looks on when these come, so that what needs a decision waits for one.
UNATTENDED = frozenset({SourceKind.INBOX, SourceKind.DATABASE})


class WaitsFor(models.TextChoices):
    """What a person has to say before a file is imported."""

    REVIEW = "review", "들여올지 확인"
    COLUMNS = "columns", "열 짝짓기 확인"
    PASSWORD = "password", "파일 암호"
    CHANNEL = "channel", "민원창구 선택"
    HEADER = "header", "제목 줄 선택"
