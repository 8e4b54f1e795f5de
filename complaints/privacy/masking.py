"""Safe forms of personal values: what everybody sees who does nothing."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import TYPE_CHECKING

from complaints.text.names import clean_name, is_masked
from complaints.text.phones import find_phones, parse_phone

if TYPE_CHECKING:
    from collections.abc import Collection

EMAIL = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_DIGIT = re.compile(r"\d")
_POSTCODE = re.compile(r"^\s*\(?\d{5}\)?\s+")
_BUILDING = r"\S*(?:아파트|빌라|빌딩|맨션|타운|연립|주택|단지|오피스텔|상가)"
# Words without a number or a building, up to the first that is a dong: 잠실2동, 상계3·4동, 성수1가1동, 을지로3가.
# A number of three digits counts buildings (101동).
_DONG = re.compile(
    rf"^(?:(?!{_BUILDING})[^\d\s]+\s+)*?(?!{_BUILDING})"
    r"[가-힣]+(?:(?:\d{1,2}(?:[·.]\d{1,2})*(?:가(?:제?\d)?)?)?동|\d가|[읍면리])(?=[\s\d,(]|$)"
)


def mask_name(name: str) -> str:
    """`홍상철` to `홍*철`, `김철` to `김*`, `남궁민수` to `남**수`; a name masked at its source stays as it came.

    Unless more than two letters can be read in it: 홍길동* hides nobody.
    """
    cleaned = clean_name(name)
    if not cleaned or (is_masked(cleaned) and (len(cleaned) <= 3 or sum(map(str.isalnum, cleaned)) <= 2)):
        return cleaned
    if len(cleaned) == 1:
        return "*"
    if len(cleaned) == 2:
        return f"{cleaned[0]}*"
    return f"{cleaned[0]}{'*' * (len(cleaned) - 2)}{cleaned[-1]}"


def mask_phone(value: str) -> str:
    """`010-8271-9634` to `010-****-9634`; what is no number becomes stars but for nothing."""
    phone = parse_phone(value)
    if phone is None:
        return "****" if value.strip() else ""
    parts = phone.formatted.split("-")
    if len(parts) == 2:
        return f"{parts[0]}-****"
    return "-".join([*parts[:-2], "*" * len(parts[-2]), parts[-1]])


def mask_email(value: str) -> str:
    """`honggil@example.kr` to `h***@example.kr`."""
    return EMAIL.sub(r"\1***@\2", value) if EMAIL.search(value) else "***" * bool(value.strip())


def mask_address(value: str) -> str:
    """An address down to its dong; one without a dong keeps at most two words, none that holds a number."""
    address = " ".join(_POSTCODE.sub("", value).split())
    found = _DONG.match(address)
    if found:
        shown = found.group(0)
    else:
        shown = " ".join(takewhile(lambda word: not _DIGIT.search(word), address.split(" ")[:2]))
    return shown if shown == address else f"{shown} ***".strip()


def mask_text(text: str, *, office_numbers: Collection[str] = ()) -> str:
    """A text as it is shown: phones and e-mail addresses inside it masked, but for the office's own numbers."""
    masked = text
    for start, end, phone in reversed(find_phones(text)):
        if phone.digits in office_numbers:
            continue
        masked = masked[:start] + mask_phone(phone.formatted) + masked[end:]
    return EMAIL.sub(r"\1***@\2", masked) if "@" in masked else masked


def mask_cell(value: str) -> str:
    """Any cell of an upload, for one who may see no personal data: what kinds of signs stand in it."""
    shown = "".join(map(_shape, unicodedata.normalize("NFC", value)))
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def _shape(char: str) -> str:
    """`0` for any number, `a` for a Latin letter, `가` for a letter of every other script."""
    category = unicodedata.category(char)[0]
    if category == "N":
        return "0"
    if category in "LM":
        return "a" if char < "\u0250" else "가"
    return char
