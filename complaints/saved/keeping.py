"""What of a list's address is kept: words, filters and the order; never a person."""

from __future__ import annotations

from django.http import QueryDict

from complaints.filters import ComplaintFilter
from complaints.search.query import parse

LONGEST = 2000
PERSON = (
    "이름이나 전화번호가 들어간 검색은 저장할 수 없습니다. "
    "개인정보가 검색 목록에 남지 않게 하려는 것입니다. 낱말과 조건만으로 찾은 결과를 저장하십시오."
)


class NotKeptError(ValueError):
    """A search that cannot be kept; the text is a Korean sentence."""


def kept(address: QueryDict) -> str:
    """The parameters to keep, encoded. Raises NotKeptError for a search that may name a person or is empty."""
    typed = address.get("q", "")
    if address.get("s") or parse(typed).is_personal:
        raise NotKeptError(PERSON)
    params = QueryDict(mutable=True)
    # Of several words in an address the last ones are looked for, and no others were checked.
    if typed.strip():
        params["q"] = typed
    for name in ("sort", *ComplaintFilter.base_filters):
        values = [value for value in address.getlist(name) if value.strip()]
        if values:
            params.setlist(name, values)
    encoded = params.urlencode()
    if not encoded:
        raise NotKeptError("저장할 검색어나 조건이 없습니다. 검색하거나 조건을 고른 뒤 저장하십시오.")
    if len(encoded) > LONGEST:
        raise NotKeptError("조건이 너무 많아 저장할 수 없습니다. 조건을 줄인 뒤 저장하십시오.")
    return encoded
