"""Values of another database: as cells of a file, and as the mark up to which a source has been fetched."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ingest.models import WatermarkKind
from ingest.sources.addresses import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.models import Source


_PLAIN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "Y" if value else "N",
    datetime: lambda value: f"{timezone.localtime(value) if value.tzinfo else value:%Y-%m-%d %H:%M:%S}",
    float: lambda value: str(int(value)) if value.is_integer() else repr(value),
    Decimal: lambda value: format(value, "f"),
    dict: partial(json.dumps, ensure_ascii=False),
    list: partial(json.dumps, ensure_ascii=False),
}


def cell(value: Any, column: str) -> str:
    """A value as a spreadsheet would show it; "" for none. Raises SourceError for bytes, which are no text."""
    if isinstance(value, bytes | bytearray | memoryview):
        raise SourceError(f"‘{column}’ 열은 글자가 아니라 이진 자료입니다. 질의에서 빼거나 글자로 바꾸어 주세요.")
    return "" if value is None else _PLAIN.get(type(value), str)(value)


class Watermark:
    """The newest value of the column by which a source tells what is new."""

    def __init__(self, source: Source) -> None:
        self._kind, self._column = source.watermark_kind, source.watermark_column
        self._given = source.watermark_value
        self._newest: Any = None

    def bound(self) -> Any:
        """What the query is given: the value that was reached last. Raises SourceError when it is of another kind."""
        return value_of(self._given, self._kind)

    def see(self, value: Any) -> None:
        """Take note of one row's value. Raises SourceError when it is of another kind than was said."""
        if value is None:
            return
        found = self._typed(value)
        self._newest = found if self._newest is None else max(self._newest, found)

    @property
    def newest(self) -> str:
        """As it is kept; "" when no row had any."""
        if self._newest is None:
            return ""
        return self._newest.isoformat() if isinstance(self._newest, datetime) else str(self._newest)

    def _typed(self, value: Any) -> Any:
        if self._kind == WatermarkKind.TEXT:
            return str(value)
        if self._kind == WatermarkKind.NUMBER and isinstance(value, int | float | Decimal) and value == int(value):
            return int(value)
        if self._kind == WatermarkKind.MOMENT and isinstance(value, datetime):
            return value
        if self._kind == WatermarkKind.MOMENT and isinstance(value, date):
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day of the other database
        raise SourceError(
            f"갱신 기준 열 ‘{self._column}’의 값이 고른 종류와 다릅니다. "
            "날짜와 시각, 숫자(정수), 글자 가운데 열에 맞는 것을 골라 주세요."
        )


def value_of(written: str, kind: str) -> Any:
    """A kept or typed watermark as a value of its kind. Raises SourceError when it is none."""
    try:
        if kind == WatermarkKind.MOMENT:
            return datetime.fromisoformat(written)
        return int(written) if kind == WatermarkKind.NUMBER else written
    except ValueError:
        raise SourceError(
            "마지막으로 받은 값이 고른 종류와 다릅니다. 2024-01-01 00:00:00, 20240001 처럼 적어 주세요."
        ) from None
