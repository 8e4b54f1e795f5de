"""The secrets of one clone's embedded services, made once and kept in a file that only its owner reads."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from civicsearch.runtime.state import write_private

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def _token() -> str:
    return secrets.token_hex(24)


def _file_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode("ascii")


def _readable_password() -> str:
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True)
class Keys:
    superuser: str = field(default_factory=_token)
    owner: str = field(default_factory=_token)
    application: str = field(default_factory=_token)
    broker: str = field(default_factory=_token)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    file_key: str = field(default_factory=_file_key)
    demo_password: str = field(default_factory=_readable_password)


def load_or_make(path: Path) -> Keys:
    """The kept secrets; what is missing is made and kept."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known = {item.name for item in fields(Keys)}
    keys = Keys(**{name: value for name, value in kept.items() if name in known})
    if asdict(keys) != kept:
        write_private(path, json.dumps(asdict(keys), indent=1))
    return keys
