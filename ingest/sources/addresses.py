"""The address of another database: checked, sealed, and described without its password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from complaints.privacy.keys import keyed_hash
from complaints.privacy.sealed_files import cipher_of

if TYPE_CHECKING:
    from cryptography.fernet import Fernet
    from sqlalchemy import URL

_DRIVERS = {
    "postgresql": "postgresql+psycopg2",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "oracle": "oracle+oracledb",
}


class SourceError(Exception):
    """A source cannot be fetched; the text is a Korean sentence that says what to do, and holds no value of it."""


def parse(address: str) -> URL:
    """The address with the driver that is installed for it. Raises SourceError."""
    try:
        url = make_url(address.strip())
        url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
        url.get_dialect().import_dbapi()
    except NoSuchModuleError:
        raise SourceError(
            "알 수 없는 종류의 데이터베이스입니다. "
            "postgresql, mysql, mariadb, sqlite, oracle 가운데 하나로 시작해 주세요."
        ) from None
    except (ArgumentError, ValueError, AttributeError):
        raise SourceError(
            "주소의 꼴이 맞지 않습니다. postgresql://사용자:비밀번호@서버:5432/이름 처럼 적어 주세요. "
            "비밀번호 속의 @, :, / 는 %40, %3A, %2F 로 적습니다."
        ) from None
    except ImportError:
        raise SourceError(
            "이 데이터베이스에 접속하는 프로그램(드라이버)이 설치되어 있지 않습니다. "
            "운영 안내의 ‘다른 데이터베이스’를 보고 설치해 주세요."
        ) from None
    if not url.database:
        raise SourceError("주소 끝에 데이터베이스 이름이 없습니다. 주소 끝에 /이름 을 붙여 주세요.")
    return url


def described(url: URL) -> str:
    """What may be shown of an address: kind, server and name."""
    host = f"{url.host}:{url.port}" if url.port else (url.host or "")
    return " ".join(filter(None, [url.get_backend_name(), host, url.database]))[:200]


def seal(address: str) -> bytes:
    """An address that only this installation can read."""
    return _cipher().encrypt(address.strip().encode())


def unseal(token: bytes) -> str:
    """The address again. Raises SourceError when the key of the installation is another one."""
    try:
        return _cipher().decrypt(token).decode()
    except InvalidToken:
        raise SourceError("서버의 암호 열쇠가 바뀌어 주소를 읽을 수 없습니다. 주소를 다시 적어 주세요.") from None


def _cipher() -> Fernet:
    return cipher_of(keyed_hash("source", "address"))
