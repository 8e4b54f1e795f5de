"""What may be asked of another database: one statement that reads.

A simple rule for slips of the pen; what protects the other database is a transaction and a role that only read.
"""

from __future__ import annotations

import re

from sqlalchemy import TextClause, text

from ingest.sources.addresses import SourceError

WATERMARK = "watermark"
_NOT_CODE = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
# All that a statement which begins with SELECT or WITH could write by.
_WRITING = re.compile(r"\b(insert|update|delete|merge|into)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![:\w]):(\w+)")


def read_only(query: str) -> TextClause:
    """The query as it is executed. Raises SourceError, with what to do, for all but one reading statement."""
    if "\\'" in query:
        raise SourceError("따옴표 앞의 \\ 는 쓸 수 없습니다. 글자 속의 작은따옴표는 '' 로 두 번 적어 주세요.")
    bare = query.strip().rstrip(";").strip()
    code = _NOT_CODE.sub(" ", bare)
    if not re.match(r"\s*(select|with)\b", code, re.IGNORECASE):
        raise SourceError("SELECT 나 WITH 로 시작하는 질의 하나만 적어 주세요.")
    if ";" in code:
        raise SourceError("질의는 하나만 적을 수 있습니다. 세미콜론(;) 뒤의 것을 지워 주세요.")
    if found := _WRITING.search(code):
        raise SourceError(f"읽기만 할 수 있습니다. 질의에서 {found[1].upper()} 을(를) 빼 주세요.")
    if any(name != WATERMARK and not name.isdecimal() for name in _NAME.findall(bare)):
        raise SourceError("콜론으로 시작하는 이름은 :watermark 만 쓸 수 있습니다.")
    # A colon before a digit stands in a text, such as a time.
    return text(re.sub(r"(?<![:\w]):(?=\d)", r"\\:", bare))


def uses_watermark(query: str) -> bool:
    """Whether the query asks for what is newer than what came before."""
    return WATERMARK in _NAME.findall(query)
