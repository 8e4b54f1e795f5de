"""The words of a group as somebody types them, and what speaks against them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.models import Complaint
from complaints.search.lexemes import Kind, one_of
from complaints.search.syntax import OPERATORS
from complaints.synonyms.models import LONGEST_WORD, SynonymWord
from complaints.text.names import looks_like_person
from complaints.text.normal import normalise
from complaints.text.phones import find_phones, parse_phone
from complaints.text.plain import plain
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST, MOST = 2, 20
_BETWEEN = re.compile(r"[\n,;/]")
_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\"“”()|&:]")


def split(typed: str) -> list[str]:
    """The words, one a line or between commas; of those that are one in the normal form, the first."""
    words = (" ".join(_SIGNS.sub(" ", word).split()) for word in _BETWEEN.split(plain(typed)))
    by_form: dict[str, str] = {}
    for word in words:
        by_form.setdefault(normalise(word), word)
    return [word for normal, word in by_form.items() if normal]


def faults(words: Sequence[str], *, own: int | None) -> list[str]:
    """Sentences about what speaks against these words as one group; `own` is the group that they are to be."""
    if len(words) < FEWEST:
        return ["뜻이 같은 낱말을 둘 이상 넣어 주세요. 한 줄에 하나씩 쓰거나 쉼표로 나눕니다."]
    if len(words) > MOST:
        return [f"낱말이 {len(words)}개입니다. 한 묶음에 {MOST}개까지 넣을 수 있습니다. 덜 쓰는 낱말을 빼 주세요."]
    return [*(fault for word in words if (fault := _fault(word))), *_of_other_groups(words, own)]


def _fault(word: str) -> str:
    normal = normalise(word)
    if len(normal) < 2:
        return f"‘{word}’: 한 글자입니다. 두 글자 이상을 넣어 주세요."
    if len(normal) > LONGEST_WORD:
        return f"‘{word[:LONGEST_WORD]}…’: 너무 깁니다. {LONGEST_WORD}자까지 넣을 수 있습니다."
    if normal in {normalise(operator) for operator in OPERATORS}:
        return f"‘{word}’: 검색식에 쓰는 말이라 동의어로 쓸 수 없습니다. 빼 주세요."
    if parse_phone(word) or find_phones(word):
        return f"‘{word}’: 전화번호처럼 보입니다. 개인정보는 동의어로 쓸 수 없습니다. 빼 주세요."
    if not any(map(str.isalpha, normal)):
        return f"‘{word}’: 숫자만 있습니다. 글자가 든 낱말을 넣어 주세요."
    if _names_a_caller(word, normal):
        return f"‘{word}’: 민원인의 이름과 같습니다. 사람 이름은 동의어로 쓸 수 없습니다. 빼 주세요."
    return ""


def _names_a_caller(word: str, normal: str) -> bool:
    """Whether what looks like a name is one; the search takes a word of this table for no person."""
    if not looks_like_person(word) or is_common_word(normal):
        return False
    return Complaint.objects.filter(search__matches=str(one_of(Kind.NAME, [normal]))).exists()


def _of_other_groups(words: Sequence[str], own: int | None) -> Iterator[str]:
    shown = {normalise(word): word for word in words}
    taken = SynonymWord.objects.filter(normal__in=shown).exclude(group=own).select_related("group")
    for found in taken.prefetch_related("group__words"):
        yield (
            f"‘{shown[found.normal]}’: 이미 다른 묶음({found.group})에 있습니다. "
            "낱말은 한 묶음에만 들어갑니다. 여기서 빼거나 그 묶음을 고쳐 주세요."
        )
