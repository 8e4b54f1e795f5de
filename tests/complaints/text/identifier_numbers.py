"""Invented numbers: identifiers as offices issue them, and the numbers that look like them.

Written apart from the program, after the rules of the issuers; nothing of `complaints` is called here.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Rng = random.Random
Maker = Callable[[Rng], str]


def digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def shaped(rng: Rng, shape: str, joint: str = "-") -> str:
    """`3-2-6` to 110-12-345678; no group begins with 0."""
    groups = [int(length) for length in shape.split("-")]
    return joint.join(rng.choice("123456789") + digits(rng, length - 1) for length in groups)


def _birthday(rng: Rng, first: int, last: int) -> tuple[str, int]:
    year = rng.randint(first, last)
    return f"{year % 100:02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}", year


def _with_check_digit(twelve: str, base: int) -> str:
    total = sum(int(digit) * (place % 8 + 2) for place, digit in enumerate(twelve))
    return twelve + str((base - total % 11) % 10)


def registration(rng: Rng, *, foreign: bool = False, checked: bool = True) -> tuple[str, str]:
    """Birthday and serial. Before October 2020 the last digit was a sum, since then all after the first is random."""
    birth, year = _birthday(rng, 1938, 2019 if checked else 2024)
    sex = rng.choice((5, 6) if foreign else (1, 2)) + (2 if year >= 2000 else 0)
    serial = f"{sex}{digits(rng, 6)}"
    if checked:
        serial = _with_check_digit(birth + serial[:6], 13 if foreign else 11)[6:]
    return birth, serial


def licence(rng: Rng) -> tuple[str, str, str, str]:
    """Region (a number, or its name on old cards), year, serial, check digits."""
    names = ["서울", "부산", "경기", "강원", "충북", "전남", "제주", "대구", "인천"]
    region = rng.choice([str(rng.randint(11, 26)), "28", rng.choice(names)])
    return region, f"{rng.randint(70, 124) % 100:02}", digits(rng, 6), digits(rng, 2)


def card(rng: Rng, length: int = 16) -> str:
    """Issuer, account and the last digit by Luhn's sum."""
    heads = {16: ["4", "51", "52", "53", "54", "55", "62", "65", "94", "9490", "356", "2221"], 15: ["37"], 14: ["36"]}
    head = rng.choice(heads[length])
    body = head + digits(rng, length - 1 - len(head))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return body + str(-total % 10)


BANKS = {
    "국민은행": ["6-2-6", "3-2-4-3", "4-2-7"],
    "KB국민": ["6-2-6"],
    "신한은행": ["3-3-6", "3-2-6"],
    "신한": ["3-3-6"],
    "우리은행": ["4-3-6"],
    "하나은행": ["3-6-5"],
    "기업은행": ["3-6-2-3"],
    "농협": ["3-4-4-2", "3-2-6", "6-2-6"],
    "NH농협": ["3-4-4-2"],
    "카카오뱅크": ["4-2-7"],
    "카뱅": ["4-2-7"],
    "토스뱅크": ["4-4-4"],
    "케이뱅크": ["3-3-6"],
    "새마을금고": ["4-4-4-1", "4-2-6-1"],
    "우체국": ["6-2-6"],
    "신협": ["3-3-6"],
    "수협": ["3-2-6"],
    "SC제일은행": ["3-2-6"],
    "부산은행": ["3-4-4-2"],
    "대구은행": ["3-2-6-1"],
    "씨티은행": ["3-5-3"],
}


def account(rng: Rng) -> tuple[str, str]:
    """A bank and a number in one of its shapes."""
    bank = rng.choice(sorted(BANKS))
    return bank, shaped(rng, rng.choice(BANKS[bank]))


def phone(rng: Rng) -> str:
    """Any notation of a mobile, a landline or a nationwide number."""
    middle, tail = f"{rng.randint(2000, 9999)}", digits(rng, 4)
    area = rng.choice(["02", "031", "051", "062", "070"])
    return rng.choice(
        [
            f"010-{middle}-{tail}",
            f"010{middle}{tail}",
            f"010 {middle} {tail}",
            f"010.{middle}.{tail}",
            f"010){middle}-{tail}",
            f"010-{middle}{tail}",
            f"+82-10-{middle}-{tail}",
            f"+82 10 {middle} {tail}",
            f"82-10-{middle}-{tail}",
            f"10-{middle}-{tail}",
            f"{area}-{middle}-{tail}",
            f"{area}){middle}-{tail}",
            f"({area}){middle}-{tail}",
            f"{area}{middle}{tail}",
            f"02 {rng.randint(200, 999)} {tail}",
            f"1588-{tail}",
            f"080-{rng.randint(200, 999)}-{tail}",
            f"０１０－{middle}－{tail}",
        ]
    )


def moment(rng: Rng) -> str:
    """A date, or a date and a time, in any notation."""
    year, month, day = rng.randint(2019, 2026), rng.randint(1, 12), rng.randint(1, 28)
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    return rng.choice(
        [
            f"{year}-{month:02}-{day:02}",
            f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}",
            f"{year}.{month:02}.{day:02}",
            f"{year}. {month}. {day}.(화)",
            f"{year}년 {month}월 {day}일 {hour}시 {minute}분",
            f"{year}{month:02}{day:02}",
            f"{year}{month:02}{day:02}{hour:02}{minute:02}{second:02}",
            f"{year}{month:02}{day:02} {hour:02}{minute:02}{second:02}",
            f"{year % 100:02}{month:02}{day:02}",
            f"'{year % 100:02}.{month}.{day}.",
            f"{month}/{day} {hour:02}:{minute:02}",
        ]
    )


def receipt(rng: Rng) -> str:
    """A receipt number of one of the six windows, or of the national one."""
    year, month = rng.randint(2020, 2025), rng.randint(1, 12)
    return rng.choice(
        [
            f"{year}{rng.randint(32000, 32999)}{rng.randint(0, 9999):04}{digits(rng, 5)}",
            str(rng.randint(10_000, 99_999)),
            f"청원-{year}-{digits(rng, 4)}",
            f"SPP-{year % 100}{month:02}-{digits(rng, 7)}",
            f"생활-{year % 100}-{month:02}-{digits(rng, 5)}",
            f"환순-{year}-{rng.randint(1, 9)}-{digits(rng, 3)}",
            f"{rng.choice(['1AA', '2AA', '2BA', '1AB'])}-{year % 100}{month:02}-{digits(rng, 7)}",
            f"평가단-{year}{month:02}{rng.randint(1, 28):02}-{rng.randbytes(6).hex()}",
        ]
    )
