"""Names of people in a running text, where the words beside them say that somebody is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.text.given_names import has_name_syllables
from complaints.text.surnames import DOUBLE_SURNAMES, SINGLE_SURNAMES
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURNAME = f"(?:[{''.join(sorted(SINGLE_SURNAMES))}]|{'|'.join(sorted(DOUBLE_SURNAMES))})"
_TITLES = (
    *(
        "주무관",
        "사무관",
        "공무관",
        "주사님",
        "팀장",
        "과장",
        "계장",
        "국장",
        "실장",
        "동장",
        "통장님",
        "반장",
        "이장님",
    ),
    *("위원장", "회장", "의원", "대표님", "사장", "선생님", "소장", "관장", "여사", "귀하", "어르신"),
    "[씨님](?:가|이|는|은|를|을|도|의|와|과|께|에|한테|라고|이라고|입니다|(?![가-힣]))",
)
_COPULAS = ("입니다", "이라고", "라고", "인데요", "이에요", "예요", "이고요", "올림", "드림", "배상")
_LABEL = "성함|성명|이름|신고인|신청인|민원인|작성자|담당자"


def _before(words: Sequence[str]) -> str:
    """A pattern of standing before one of the words; their first characters are tried at first, for speed."""
    firsts = "".join(sorted({word.removeprefix("[")[0] for word in words}))
    return rf"(?= ?[{firsts}님])(?= ?(?:{'|'.join(words)}))"


_NAME = re.compile(
    rf"\b(?:(?P<addressed>{_SURNAME}[가-힣]{{1,2}}){_before(_TITLES)}"
    rf"|(?P<said>{_SURNAME}[가-힣]{{2}}){_before(_COPULAS)})"
)
_LABELLED = re.compile(rf"(?<![가-힣])(?:{_LABEL})(?:은|는)?[ :]{{1,3}}(?P<name>{_SURNAME}[가-힣]{{2}})(?![가-힣])")


def without_names(text: str) -> str:
    """Take out names that are addressed (홍상철 팀장), signed or told (저는 홍상철입니다, 성명: 홍상철).

    What the dictionary knows as a common noun stays: 기사님, 도서관 관장.
    """
    return _LABELLED.sub(_blanked, _NAME.sub(_blanked, text))


def find_names(text: str) -> list[tuple[int, int]]:
    """Where such names stand: start and end of each."""
    matches = [*_NAME.finditer(text), *_LABELLED.finditer(text)]
    return [match.span(_group(match)) for match in matches if _is_name(match)]


def _blanked(match: re.Match[str]) -> str:
    return match[0].replace(match[_group(match)], " ") if _is_name(match) else match[0]


def _group(match: re.Match[str]) -> str:
    return next(name for name, value in match.groupdict().items() if value)


def _is_name(match: re.Match[str]) -> bool:
    group = _group(match)
    may_be_name = group != "said" or has_name_syllables(match[group][-2:])
    return may_be_name and not is_common_word(match[group])
