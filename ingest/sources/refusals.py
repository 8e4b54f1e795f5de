"""What another database says when it refuses, as a sentence for an official; its own words hold values and names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_LOGIN = (
    "사용자 이름이나 비밀번호가 맞지 않거나 접속이 허락되지 않았습니다. 그 데이터베이스의 담당자에게 확인해 주세요."
)
_HOST = "서버를 찾을 수 없습니다. 주소의 서버 이름을 확인해 주세요."
_UNREACHABLE = (
    "서버에 연결할 수 없습니다. 주소의 서버와 포트가 맞는지, 서버가 켜져 있는지, 방화벽이 열려 있는지 확인해 주세요."
)
_NO_DATABASE = "그런 이름의 데이터베이스가 없습니다. 주소 끝의 이름을 확인해 주세요."
_NO_TABLE = "질의에 적힌 표나 열이 없습니다. 이름을 확인해 주세요."
_TOO_SLOW = "질의가 너무 오래 걸려 멈추었습니다. 기간을 줄이거나, 조건에 쓰는 열에 인덱스가 있는지 확인해 주세요."
_WRITES = "자료를 바꾸는 질의여서 실행하지 않았습니다. 읽기만 하는 SELECT 로 고쳐 주세요."
_NO_RIGHT = "이 계정은 그 표를 읽을 권한이 없습니다. 그 데이터베이스의 담당자에게 읽기 권한을 요청해 주세요."
_SYNTAX = "질의의 문법이 맞지 않습니다. 그 데이터베이스의 도구에서 실행해 본 뒤 그대로 옮겨 적어 주세요."
_TYPES = "갱신 기준의 종류가 그 열과 맞지 않습니다. 날짜와 시각, 숫자, 글자 가운데 열에 맞는 것을 골라 주세요."
_OTHER = "질의를 실행하지 못했습니다"

# SQLSTATE of PostgreSQL, whatever the language of its messages.
_STATES = {
    "28P01": _LOGIN,
    "28000": _LOGIN,
    "3D000": _NO_DATABASE,
    "42P01": _NO_TABLE,
    "42703": _NO_TABLE,
    "3F000": _NO_TABLE,
    "57014": _TOO_SLOW,
    "25006": _WRITES,
    "42501": _NO_RIGHT,
    "42601": _SYNTAX,
    "42883": _TYPES,
    "22007": _TYPES,
}
_WORDS = (
    (r"password authentication failed|no pg_hba\.conf|role .+ does not exist|Access denied|ORA-01017", _LOGIN),
    (r"could not translate host|Name or service not known|getaddrinfo|ORA-12545", _HOST),
    (
        r"database .+ does not exist|Unknown database|unable to open database file|not a database|ORA-125(05|14)",
        _NO_DATABASE,
    ),
    (r"timeout expired|refused|could not connect|Can't connect|ORA-12541|DPY-6005|timed out|unreachable", _UNREACHABLE),
    (r"server closed the connection|Lost connection|gone away|terminating connection|DPY-4011", _UNREACHABLE),
    (r"no such table|no such column|doesn't exist|Unknown column|ORA-00942|ORA-00904", _NO_TABLE),
    (r"max_statement_time|maximum statement execution|interrupted|locked|DPY-4024|DPI-1067", _TOO_SLOW),
    (r"readonly database|READ ONLY transaction|ORA-01456", _WRITES),
    (r"command denied|ORA-01031", _NO_RIGHT),
    (r"syntax error|error in your SQL syntax|incomplete input|unrecognized token|ORA-009\d\d", _SYNTAX),
)


def sentence(error: DBAPIError) -> str:
    """What to tell of an error of another database."""
    state = getattr(error.orig, "pgcode", None) or ""
    if state in _STATES:
        return _STATES[state]
    told = str(error.orig)
    for pattern, known in _WORDS:
        if re.search(pattern, told, re.IGNORECASE):
            return known
    # A number alone holds no value of a row.
    numbered = re.search(r"ORA-\d{5}|^\(\d{4}\b", told)
    code = state or (numbered[0].lstrip("(") if numbered else "")
    return f"{_OTHER}{f'(오류 {code})' if code else ''}. 그 데이터베이스의 담당자에게 알려 주세요."
