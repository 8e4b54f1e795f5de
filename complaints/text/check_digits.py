"""Arithmetic that tells an identifier from any other run of digits."""

from datetime import UTC, date, datetime

_REGISTRATION_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CENTURY_BY_SEX_DIGIT = {
    "1": 1900,
    "2": 1900,
    "3": 2000,
    "4": 2000,
    "5": 1900,
    "6": 1900,
    "7": 2000,
    "8": 2000,
}
_FOREIGNER_DIGITS = "5678"
_OLDEST_BIRTH = 1930


def may_be_born(birth: str, sex_digit: str) -> bool:
    """Tell whether yymmdd is a day in the century that the seventh digit of a registration number names.

    A day to come counts as well: removing a number that can be nobody's yet harms less than keeping somebody's.
    """
    year = _CENTURY_BY_SEX_DIGIT[sex_digit] + int(birth[:2])
    try:
        date(year, int(birth[2:4]), int(birth[4:]))
    except ValueError:
        return False
    return True


def may_be_alive(birth: str, sex_digit: str) -> bool:
    """Tell whether a birthday lies between 1930 and this year: 240903-1 is likelier the head of a receipt number."""
    year = _CENTURY_BY_SEX_DIGIT[sex_digit] + int(birth[:2])
    return _OLDEST_BIRTH <= year <= datetime.now(tz=UTC).year


def registration_digit_holds(number: str) -> bool:
    """Check the thirteenth digit of a registration number as issued before October 2020.

    The weighted sum modulo 11 is taken from 11 for residents, from 13 for foreigners.
    """
    if len(number) != 13 or not number.isdecimal():
        return False
    digits = [int(digit) for digit in number]
    weighted = sum(weight * digit for weight, digit in zip(_REGISTRATION_WEIGHTS, digits, strict=False))
    base = 13 if number[6] in _FOREIGNER_DIGITS else 11
    return (base - weighted % 11) % 10 == digits[-1]


def luhn_holds(digits: str) -> bool:
    """Check the last digit by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
