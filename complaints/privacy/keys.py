"""Keyed hashes: the caller's key, and what the log keeps instead of a name or number."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from complaints.text.names import clean_name, is_masked
from complaints.text.normal import normalise
from complaints.text.phones import PhoneKind, parse_phone


def keyed_hash(purpose: str, value: str) -> bytes:
    """32 bytes, the same for the same value, useless without the key of the installation."""
    key = hashlib.sha256(f"civicsearch:{purpose}:{settings.FILE_KEY}".encode()).digest()
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256")


def person_hash(value: str) -> str:
    """What the access log keeps of a name or a number that somebody searched for: 32 hexadecimal digits."""
    return keyed_hash("person", normalise(value)).hex()[:32]


def caller_key(
    *,
    mobile: str,
    phone: str,
    name: str,
    admin_dong: str,
    login_id: str,
    email: str,
    fallback: str,
) -> UUID:
    """Who complains: by phone (the mobile first), else name and dong, else login or e-mail, else the row itself.

    A masked name (김*수) identifies nobody, and a name alone does not either.
    """
    numbers = [p for p in (parse_phone(mobile), parse_phone(phone)) if p]
    numbers.sort(key=lambda p: p.kind is not PhoneKind.MOBILE)
    cleaned = clean_name(name)
    if numbers:
        basis = f"phone:{numbers[0].digits}"
    elif cleaned and not is_masked(cleaned) and normalise(admin_dong):
        basis = f"name:{normalise(cleaned)}@{normalise(admin_dong)}"
    elif login_id or email:
        basis = f"login:{(login_id or email).strip().lower()}"
    else:
        basis = f"row:{fallback}"
    return UUID(bytes=keyed_hash("caller", basis)[:16])
