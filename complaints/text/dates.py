"""Dates and times as Korean offices and their spreadsheets write them."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_SEOUL = ZoneInfo("Asia/Seoul")
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day knows no time zone
_FIRST_YEAR, _LAST_YEAR = 1990, 2050  # for serials and two-digit years, which could be other numbers
_CENTURIES = range(1900, 2100)

_LONGEST = 60  # characters of the longest form, with room for spaces
_QUOTES = re.compile(r"^[\s'’‘`]+")
_WEEKDAY = re.compile(r"\(\s*[일월화수목금토](?:요일)?\s*\)|[일월화수목금토]요일")

_CLOCK = re.compile(
    r"""
    (?P<half>오전|오후|am|pm)?\s*
    (?P<hour>\d{1,2})\s*(?:
        :\s*(?P<minute>\d{1,2})(?::\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?
    |   시(?:\s*(?P<minute_word>\d{1,2})\s*분)?(?:\s*(?P<second_word>\d{1,2})\s*초)?
    )
    \s*(?P<half_after>am|pm)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DAY_FORMS = [
    re.compile(pattern)
    for pattern in [
        r"(?P<year>\d{4}|\d{2})\s*(?P<sep>[-./])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})\s*\.?",
        r"(?P<year>\d{4}|\d{2})\s*년\s*(?P<month>\d{1,2})\s*월(?:\s*(?P<day>\d{1,2})\s*일)?",
        r"(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*\.?",
        r"(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})\s*\.?",
        r"(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})\s*일",
        r"(?P<year>\d{4}|\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    ]
]
_COMPACT = re.compile(r"(\d{8})\s*(\d{2})(\d{2})(\d{2})?")
_COMPACT_CLOCK = re.compile(r"(\d{1,2})(\d{2})(\d{2})?")
_FLOAT_OF_DIGITS = re.compile(r"(\d{6,})\.0+")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


class _Reading(NamedTuple):
    moment: datetime
    has_time: bool


def parse_datetime(
    value: str | float | date | None, *, year_hint: int | None = None, time: str | None = None
) -> datetime | None:
    """Read a date, with its time if there is one, as local time of Asia/Seoul without a zone.

    Read are: 20240903, 202409030912, 2024-09-03 14:22:10, ISO 8601 with a zone, 2024.09.03, 2024. 9. 3.(화),
    '24.9.3., 240903, 2024년 9월 3일 오후 2시 10분, 2024.9 (the first of the month), date objects, and
    spreadsheet serials (45538, "45538.59"). 9/3 and 9월 3일 need a year_hint. Serials and two-digit years
    are those of 1990 to 2050. A time column ("0912", "912", "오전 9:12") counts if the value has no time
    itself, and is passed over if it is no time. None for anything else.
    """
    reading = _read(value, year_hint)
    if reading is None:
        return None
    if time and not reading.has_time:
        since_midnight = _clock_column(time)
        return reading.moment + since_midnight if since_midnight is not None else reading.moment
    return reading.moment


def has_time(value: str | float | date | None) -> bool:
    """Tell whether the value holds a time of day; midnight of a date object counts as none."""
    reading = _read(value, _FIRST_YEAR)
    return reading is not None and reading.has_time


def _read(value: str | float | date | None, year_hint: int | None) -> _Reading | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, date):
        return _from_date(value)
    if isinstance(value, str):
        return _from_text(value, year_hint)
    return _from_number(float(value))


def _from_date(value: date) -> _Reading | None:
    if value.year not in _CENTURIES:  # nor is the year of pandas.NaT, a datetime without a value
        return None
    if not isinstance(value, datetime):
        return _Reading(datetime(value.year, value.month, value.day), has_time=False)  # noqa: DTZ001
    local = value.astimezone(_SEOUL).replace(tzinfo=None) if value.tzinfo else value
    plain = datetime.combine(local.date(), local.time())
    return _Reading(plain, has_time=plain.time() != plain.min.time())


def _from_number(value: float) -> _Reading | None:
    """Read a spreadsheet serial, or a date that a spreadsheet took for a number (20240903)."""
    if not math.isfinite(value):
        return None
    if value.is_integer() and value >= 100_000:
        return _from_text(str(int(value)), None)
    return _from_serial(value)


def _from_serial(value: float) -> _Reading | None:
    if not 0 < value < 100_000:
        return None
    moment = _SPREADSHEET_EPOCH + timedelta(seconds=round(value * 86_400))
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return _Reading(moment, has_time=not value.is_integer())


def _from_text(value: str, year_hint: int | None) -> _Reading | None:
    return None if len(value) > _LONGEST else _from_short(value, year_hint)


# A cell is asked for its day and for its time, and days come again and again.
@lru_cache(maxsize=20_000)
def _from_short(value: str, year_hint: int | None) -> _Reading | None:
    text = _WEEKDAY.sub(" ", _QUOTES.sub("", unicodedata.normalize("NFKC", value))).strip().lower()
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    if digits := _FLOAT_OF_DIGITS.fullmatch(text):
        text = digits[1]
    if compact := _COMPACT.fullmatch(text):
        text = "{} {}:{}:{}".format(*compact.groups(default="00"))
    clock = _last_clock(text)
    if clock is None:
        midnight = _day(text, year_hint)
        return _Reading(midnight, has_time=False) if midnight else None
    midnight = _day(text[: clock.start()].rstrip(" t"), year_hint)
    since_midnight = _since_midnight(clock)
    if midnight is None or since_midnight is None:
        return None
    return _Reading(_in_seoul(midnight + since_midnight, clock["zone"]), has_time=True)


def _last_clock(text: str) -> re.Match[str] | None:
    """Find the time of day with which the text ends."""
    matches = (_CLOCK.fullmatch(text, found.start()) for found in re.finditer(r"(?<!\d)\d|오전|오후|am|pm", text))
    return next(filter(None, matches), None)


def _day(text: str, year_hint: int | None) -> datetime | None:
    for form in _DAY_FORMS:
        if match := form.fullmatch(text.strip()):
            written = match.groupdict()
            year = written.get("year") or year_hint
            return _calendar_day(int(year), int(written["month"]), int(written.get("day") or 1)) if year else None
    return None


def _calendar_day(year: int, month: int, day: int) -> datetime | None:
    if year < 100:
        year += 1900 if year >= _FIRST_YEAR % 100 else 2000
        if year > _LAST_YEAR:
            return None
    if year not in _CENTURIES:
        return None
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - local time by contract
    except ValueError:
        return None


def _since_midnight(clock: re.Match[str]) -> timedelta | None:
    half = clock["half"] or clock["half_after"]
    hour = int(clock["hour"])
    minute = int(clock["minute"] or clock["minute_word"] or 0)
    second = int(clock["second"] or clock["second_word"] or 0)
    if half in {"오전", "am"}:
        return _duration(hour % 12, minute, second) if hour <= 12 else None
    if half and hour <= 12:
        hour = hour % 12 + 12
    return _duration(hour, minute, second)


def _duration(hour: int, minute: int, second: int) -> timedelta | None:
    """Count from midnight; 24:00 is the end of the day."""
    if minute > 59 or second > 59 or (hour, minute, second) > (24, 0, 0):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _clock_column(text: str) -> timedelta | None:
    shown = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", text).strip().lower())
    if clock := _CLOCK.fullmatch(shown):
        return _since_midnight(clock)
    if compact := _COMPACT_CLOCK.fullmatch(shown):
        hour, minute, second = map(int, compact.groups(default="0"))
        return _duration(hour, minute, second)
    return None


def _in_seoul(moment: datetime, zone: str | None) -> datetime:
    if not zone:
        return moment
    stamp = datetime.fromisoformat(moment.isoformat() + ("+00:00" if zone == "z" else zone))
    return stamp.astimezone(_SEOUL).replace(tzinfo=None)
