"""Safe forms of personal values: what everybody sees who does nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.text.names import clean_name, is_masked
from complaints.text.phones import find_phones, parse_phone

if TYPE_CHECKING:
    from collections.abc import Collection

EMAIL = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
DONG = re.compile(r"^.*?[가-힣0-9·]+(?:동|읍|면|가|리)(?=\s|\d|,|\(|$)")


def mask_name(name: str) -> str:
    """`홍상철` to `홍*철`, `김철` to `김*`, `남궁민수` to `남**수`; a name masked at its source stays as it came."""
    cleaned = clean_name(name)
    if not cleaned or is_masked(cleaned):
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
    """An address down to its dong; one without a dong keeps its first two words."""
    found = DONG.match(value)
    if found:
        return found.group(0) if found.end() == len(value) else f"{found.group(0)} ***"
    words = value.split()
    return " ".join(words[:2]) + (" ***" if len(words) > 2 else "")


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
    shown = re.sub(r"[가-힣]", "가", re.sub(r"\d", "0", re.sub(r"[A-Za-z]", "a", value)))
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
