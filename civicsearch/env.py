"""Typed readers of the environment: a missing or wrong value stops the program with a sentence that helps.

An explicit environment always wins. Where `DATABASE_URL` is not set, the values that a running `make run` of
this clone has left for other commands are read as well.
"""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from civicsearch.runtime.state import runtime_environment

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})
_DATABASE_SCHEMES = ("postgresql", "postgres")
_SHORTEST_SECRET = 32
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class SettingError(Exception):
    """A variable is missing or wrong; the text is a Korean sentence for the person who starts the program."""


def text(name: str, default: str | None = None) -> str:
    """The variable as it stands; without a default it must be set and not empty."""
    value = _lookup(name)
    if value is None or (value == "" and default is None):
        if default is None:
            raise SettingError(f"환경변수 {name} 값이 없습니다. 값을 정한 뒤 다시 시작하십시오.")
        return default
    return value


def boolean(name: str, default: bool = False) -> bool:
    value = _lookup(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise SettingError(f"환경변수 {name} 값 {value!r} 을(를) 알 수 없습니다. 1 또는 0으로 적으십시오.")


def integer(name: str, default: int, *, minimum: int | None = None, maximum: int | None = None) -> int:
    value = _lookup(name)
    if value is None or not value.strip():
        return default
    try:
        number = int(value)
    except ValueError:
        raise SettingError(f"환경변수 {name} 값 {value!r} 은(는) 정수가 아닙니다. 숫자로 적으십시오.") from None
    if minimum is not None and number < minimum:
        raise SettingError(f"환경변수 {name} 값은 {minimum} 이상이어야 합니다. 지금 값은 {number}입니다.")
    if maximum is not None and number > maximum:
        raise SettingError(f"환경변수 {name} 값은 {maximum} 이하여야 합니다. 지금 값은 {number}입니다.")
    return number


def listing(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Values separated by commas; spaces around them are dropped."""
    value = _lookup(name)
    if value is None:
        return list(default)
    return [item.strip() for item in value.split(",") if item.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks separated by commas; an address is a network of one."""
    try:
        return [ip_network(item, strict=False) for item in listing(name)]
    except ValueError:
        raise SettingError(
            f"환경변수 {name} 에 주소가 아닌 것이 있습니다. 10.0.0.5 또는 10.0.0.0/24 처럼 쉼표로 나누어 적으십시오."
        ) from None


def url(name: str, default: str | None = None, *, schemes: tuple[str, ...]) -> str:
    """An address whose scheme is one of `schemes`."""
    value = text(name, default)
    if value and urlsplit(value).scheme not in schemes:
        raise SettingError(f"환경변수 {name} 은(는) {', '.join(f'{s}://' for s in schemes)} 로 시작해야 합니다.")
    return value


def secret(name: str, *, required: bool) -> str:
    """The secret in `name`, or in the file that `name`_FILE points at; "" when absent and not required."""
    value = _secret_value(name).strip()
    if not value:
        if required:
            raise SettingError(
                f"비밀값 {name} 이(가) 없습니다. 환경변수 {name} 또는 파일 경로 {name}_FILE 을 정하십시오."
            )
        return ""
    if len(value) < _SHORTEST_SECRET:
        raise SettingError(f"비밀값 {name} 이(가) 너무 짧습니다. {_SHORTEST_SECRET}자 이상으로 정하십시오.")
    return value


def database(*names: str) -> dict[str, object]:
    """Django's settings of a database, from the first of these variables that is set; {} if none is."""
    for name in names:
        value = _secret_value(name).strip()
        if value:
            return _database_settings(name, urlsplit(value))
    return {}


def mail(name: str) -> dict[str, object]:
    """Django's settings of a mail server, from an address such as smtp://user:password@host:587; {} if not set."""
    value = _secret_value(name).strip()
    if not value:
        return {}
    parts = urlsplit(value)
    try:
        port = parts.port or _MAIL_PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise SettingError(
            f"{name} 은(는) smtp://사용자:비밀번호@서버:포트 형식이어야 합니다. "
            "암호화하려면 smtp 대신 smtp+tls(STARTTLS)나 smtps 로 시작하십시오."
        ) from None
    if not parts.hostname:
        raise SettingError(f"{name} 에 메일 서버의 이름이 없습니다. smtp://서버:포트 처럼 적으십시오.")
    sender = dict(parse_qsl(parts.query)).get("from")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender or f"civicsearch@{parts.hostname}",
    }


def _lookup(name: str) -> str | None:
    if name in os.environ or "DATABASE_URL" in os.environ or "DATABASE_URL_FILE" in os.environ:
        return os.environ.get(name)
    return runtime_environment().get(name)


def _secret_value(name: str) -> str:
    value, path = _lookup(name), os.environ.get(f"{name}_FILE")
    if not path:
        return value or ""
    if name in os.environ:
        raise SettingError(f"{name} 과(와) {name}_FILE 이 함께 정해져 있습니다. 둘 가운데 하나만 두십시오.")
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as reason:
        raise SettingError(f"{name}_FILE 이 가리키는 파일을 읽을 수 없습니다: {reason.strerror}.") from None


def _database_settings(name: str, parts: SplitResult) -> dict[str, object]:
    if parts.scheme not in _DATABASE_SCHEMES:
        raise SettingError(f"{name} 은(는) postgresql://사용자:비밀번호@호스트:포트/이름 형식이어야 합니다.")
    options = dict(parse_qsl(parts.query))
    database_name = unquote(parts.path.lstrip("/"))
    host = options.pop("host", unquote(parts.hostname or ""))
    try:
        port = options.pop("port", str(parts.port or ""))
    except ValueError:
        raise SettingError(f"{name} 의 포트가 올바르지 않습니다. 1-65535 사이의 숫자로 적으십시오.") from None
    if not database_name:
        raise SettingError(f"{name} 에 데이터베이스 이름이 없습니다. 주소 끝에 /이름 을 붙이십시오.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }
