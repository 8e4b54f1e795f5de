"""Where the matter of a complaint is: the addresses and named places that its text and its columns tell."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.models import Complaint

# Kinds of marks.
TOLD, ADDRESS, NAMED, SQUARE_KIND = "=x", "=y", "=n", "=g"
# Side of a square in degrees: some 55 m from south to north, 44 m from west to east.
SQUARE = 0.0005
LONGEST = 3000

# What follows a number that counts something and is none of a house: 앞으로 20cm, 가로등 3개.
_COUNTED = (
    r"\s?(?:[a-zA-Z%㎝㎡]|개|명|대|번(?!지)|시|분|일|월|년|차|층|호|동|만|천|백|원|회|미터|센티"
    r"|주|달|가지|건|여|살|세|학|박|배|곳|군데)"
)
_NUMBER = rf"\d{{1,4}}(?:-\d{{1,4}})?(?!\d|{_COUNTED})"
# 가람로 12-3, 가람로12길 34, 별빛길 5.
_ROAD = re.compile(rf"([가-힣]{{1,8}}(?<!으)(?:로|길)\s?(?:\d{{1,4}}번?[가-하]?길)?)\s?({_NUMBER})")
# 가람동 123-4, the old way of numbering; 한빛아파트 103동.
_LOT = re.compile(rf"([가-힣]{{1,6}}\d?동)\s(?:산\s?)?({_NUMBER})")
_HOUSE = re.compile(r"([가-힣A-Za-z0-9]{1,15}(?:아파트|빌라|맨션|연립|주공|오피스텔))\s?(\d{1,4}동)")
_KINDS = (
    *("공원", "놀이터", "광장", "시장", "상가", "아파트", "빌라", "맨션", "연립", "오피스텔", "초등학교", "중학교"),
    *("고등학교", "초교", "고교", "유치원", "어린이집", "도서관", "미술관", "박물관", "체육관", "체육센터", "수영장"),
    *("배드민턴장", "복지관", "경로당", "주민센터", "복지센터", "보건소", "보건지소", "사거리", "삼거리", "오거리"),
    *(
        "교차로",
        "육교",
        "지하차도",
        "고가차도",
        "터널",
        "대교",
        "약수터",
        r"천(?=\s?(?:산책로|변|둔치|구간|자전거|제방))",
    ),
    *(r"역(?=\s?\d+\s?번\s?출구)", r"(?<![한게로를워을에의서면])(?=\s?(?:버스\s?)?(?:정류장|정류소|승강장))"),
)
_NAMED = re.compile(rf"[가-힣A-Za-z0-9]{{1,12}}(?:{'|'.join(_KINDS)})")
# What is made like a place's name and is none.
_NO_NAMES = frozenset(
    [
        *("공동주택", "임대아파트", "어린이공원", "근린공원", "전통시장", "재래시장", "물놀이터", "모래놀이터"),
        *("공공도서관", "작은도서관", "국공립어린이집", "구립어린이집", "주민자치센터", "행정복지센터", "동주민센터"),
        *("버스", "마을버스", "버스정류장", "하천"),
    ]
)


@dataclass(frozen=True, slots=True)
class Places:
    """What a text says of where: addresses and houses (exact), and places with a name."""

    exact: frozenset[str]
    named: frozenset[str]


def places_of(text: str) -> Places:
    """The places that are told in a text, as they are written there but for spaces and full-width digits."""
    text = unicodedata.normalize("NFKC", text)
    exact = {" ".join(map(_tight, match.groups())) for form in (_ROAD, _LOT, _HOUSE) for match in form.finditer(text)}
    named = {_tight(match[0]) for match in _NAMED.finditer(text)}
    return Places(frozenset(exact), frozenset(named - _NO_NAMES))


def place_marks(complaint: Complaint) -> Iterator[str]:
    """The marks of where a complaint is, hashed: of exact places in its text and location, of the address, of names
    together with the category, and of the square on the map.
    """
    told = places_of(f"{complaint.title}\n{complaint.body}\n{complaint.incident_location}"[:LONGEST])
    yield from (_mark(TOLD, place) for place in told.exact)
    yield from (_mark(ADDRESS, place) for place in places_of(complaint.address).exact - told.exact)
    yield from (_mark(NAMED, f"{place} {complaint.category}") for place in told.named)
    if complaint.latitude and complaint.longitude:  # 0, 0 is what an application writes that does not know
        yield square_mark(*square_of(complaint.latitude, complaint.longitude))


def square_of(latitude: float, longitude: float) -> tuple[int, int]:
    """The row and column of the square in which a place lies, in degrees."""
    return math.floor(latitude / SQUARE), math.floor(longitude / SQUARE)


def squares_around(latitude: float, longitude: float) -> list[tuple[int, int]]:
    """The square of a place and the eight about it: all that is within some forty metres, and more."""
    row, column = square_of(latitude, longitude)
    return [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]


def square_mark(row: int, column: int) -> str:
    """The mark of one square."""
    return f"{SQUARE_KIND}{row}.{column}"


def _mark(kind: str, place: str) -> str:
    return f"{kind}{zlib.crc32(normalise(place).encode()):08x}"


def _tight(text: str) -> str:
    return "".join(text.split())
