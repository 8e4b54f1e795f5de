"""Where people stand in a text of whom nothing is known: by the form of names, numbers and addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.privacy.own_values import ADDRESS, EMAIL_ADDRESS, HONORIFIC, KIN, PARTICLES, PHONE, SOMEBODY
from complaints.text.given_names import has_name_syllables, looks_like_given_name
from complaints.text.mentions import find_names
from complaints.text.normal import normalise
from complaints.text.phones import PhoneKind, find_phones
from complaints.text.plain import plain
from complaints.text.surnames import DOUBLE_SURNAMES, SINGLE_SURNAMES
from complaints.text.tagger import morphemes
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from complaints.privacy.own_values import Span

PLATE, RECEIPT, BIRTHDAY = "[차량번호]", "[접수번호]", "[생년월일]"

_SURNAME = f"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{''.join(sorted(SINGLE_SURNAMES))}])"
_WORD_START = r"(?<![가-힣A-Za-z0-9])"
_WHOSE = (
    "(?:어머니|아버지|어머님|아버님|모친|부친|남편|아내|배우자|부인|아들|딸|자녀|형|동생|언니|오빠|누나|할머니|할아버지|손자|손녀|이웃"
    "|집주인|건물주|임대인|임차인|세입자|소유자|소유주|차주|운전자|보호자|예금주|대리인|대표자|신고자|제보자"
    ")(?:인|은|는|이|가)?"
)
_ADDRESSED = (
    rf"(?=\s?(?:(?:씨|님|귀하){PARTICLES}|께서|(?:어르신|여사|할머니|할아버지){PARTICLES}"
    r"|의\s?(?:어머니|아버지|부모|남편|아내|배우자|자녀|아들|딸|가족|동생)))"
)
# What stands where the groups are may be a name; how much it has to look like one, each group's rule says.
_NAMES = tuple(
    re.compile(_WORD_START + pattern)
    for pattern in (
        rf"(?P<addressed>{_SURNAME}\s?[가-힣]{{2}}|{_SURNAME}[가-힣]){_ADDRESSED}",
        rf"{_WHOSE}[ :(]{{1,2}}(?P<related>{_SURNAME}[가-힣]{{1,2}})(?={PARTICLES})",
        rf"(?P<titled>{_SURNAME}\s?[가-힣]{{2}})(?=\s?(?:{HONORIFIC}|{KIN}))",
        rf"(?P<sure>{_SURNAME}[가-힣]{{1,2}})(?=\s씨{PARTICLES})",
        rf"(?P<sure>{_SURNAME})(?=\s?(?:모\s?)?씨{PARTICLES})",
        rf"(?P<given>[가-힣]{{2}})(?=이?\s?{HONORIFIC})",
        rf"(?P<bare>{_SURNAME}[가-힣]{{2}})(?={PARTICLES})",
    )
)
_ONE_SYLLABLE = frozenset("준혁란현훈철솔빈건찬웅욱윤율결별완섭석식숙순옥린")
_ROLES = frozenset(
    (  # noqa: SIM905 - quotes around each say nothing
        "이용자 민원인 소유자 소유주 피해자 이재민 주재원 유공자 연주자 장애인 임차인 임대인 신청인 신고인 대리인 노인 "
        "여성 남성 주인 지인 부인 성인 시인 고인 연인 직원 위원 의원 임원 이웃 우리 여러분"
    ).split()
)
_NOUNS = frozenset({"NNG", "NNP"})
_ALONE = frozenset({"MM", "MAG", "NP", "NR", "XPN"})
_HANGING = "이은는을를의에도만로한해하되된상식적권자인동"
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}\s?(?:[@＠]|\(at\)|\[at\]|골뱅이)\s?[A-Za-z0-9-]+(?:\s?(?:\.|\(dot\)|\[dot\]|점)\s?[A-Za-z0-9-]+)+",
    re.IGNORECASE,
)
_HIDDEN = r"[*xX○●□#]"
_MASKED_PHONE = re.compile(
    rf"(?<![\d-])0\d{{1,2}}[-. )]{{1,2}}(?:{_HIDDEN}{{3,4}}[-. ]{{1,2}}\d{{4}}|\d{{3,4}}[-. ]{{1,2}}{_HIDDEN}{{4}})"
)
_SPOKEN_PHONE = re.compile(r"(?<![가-힣])[공영]일[공영일육륙칠팔구](?:[\s,.·-]{0,3}[공영일이삼사오육륙칠팔구]){7,8}")
_TAIL = re.compile(
    r"(?:끝|뒤|뒷)\s?(?:네\s?)?(?:자리|번호)[^\d\n]{0,6}(?P<number>\d{4})(?!\d)"
    r"|(?<![\d-])(?!(?:19|20)\d\d-(?:19|20)\d\d)(?P<local>[2-9]\d{2,3}-\d{4})(?![\d-])"
)
_PLATE = re.compile(
    r"(?<![\d])(?:(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\s?)?"
    r"\d{2,3}\s?[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자허하호배국합육해공]\s?"
    rf"(?:\d{{4}}|{_HIDDEN}{{4}})(?!\d)"
    r"|(?:차량\s?번호|차번호)\s?(?:는|은|이|가|:)?\s?(?:끝|뒤|뒷)?\s?(?:자리|번호)?\s?\d{4}(?!\d|\s?[년원])"
)
_BEHIND_ADDRESS = (
    r"(?=[\s,.()\]]|$|번지|번길|호|에|의|을|를|은|는|이|가|와|과|로|앞|옆|뒤|일대|일원|주변|부근|인근|소재|거주)"
    r"(?!\s?(?:월|일|년|회|개|건|명|차례|시|분|원|%|㎡|m|km|층|가구|세대|대|곳|단계|호선)(?![가-힣]))"
)
_HOUSE = "(?:아파트|APT|빌라|맨션|오피스텔|연립|타운)"
_NAMED_HOUSE = rf"(?<![가-힣A-Za-z\d])[가-힣A-Za-z\d]{{1,20}}\s?{_HOUSE}[ ]?"
_FLOOR = r"(?:제?(?:지하|B)?\d{1,2}층\s?)?"
_UNIT = rf"(?:[\s,(]{{0,2}}(?:제?[\dA-Za-z가-하]{{1,4}}동\s?)?{_FLOOR}제?\d{{1,4}}호(?!선))?"
_ROAD = r"(?<![가-힣])[가-힣][가-힣\d·.]{0,20}(?:대로|(?<![으새])로|길)(?:\s?\d+번?[가-다]?길)?"
_LOT = r"(?<![가-힣])[가-힣]{1,10}(?:\d+동|동|\d가|리)[ ](?:산\s?)?\d{1,4}"
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ROAD}[ ]?(?:지하\s?)?\d{{1,4}}(?:-\d{{1,4}})?{_UNIT}{_BEHIND_ADDRESS}",
        rf"{_LOT}-\d{{1,4}}{_UNIT}{_BEHIND_ADDRESS}",
        rf"{_LOT}번지{_UNIT}",
        rf"{_NAMED_HOUSE}제?[\dA-Za-z가-하]{{1,4}}동\s?{_FLOOR}(?:\d{{1,4}}호)?",
        rf"{_NAMED_HOUSE}(?:제?\d{{1,4}}호|\d{{3,4}}-\d{{3,4}})",
        rf"(?<!\d)\d{{2,4}}동\s?{_FLOOR}\d{{2,4}}호(?!선)",
        r"(?<![\d제-])(?<!제\s)\d{3,4}호(?!선|의|\d)(?=[\s,.)에]|$)",
        r"(?<!\d)\d{3,4}동(?=[\s,.)에의]|$)",
    )
)
_RECEIPT = re.compile(
    r"(?<![\dA-Za-z])\d[A-Z]{2}-\d{4}-\d{6,7}(?!\d)|(?<![A-Za-z])[A-Z]{2,4}-\d{4}-\d{5,8}(?!\d)"
    r"|(?<![가-힣])(?:생활|청원|환순|새올|민원)-\d{2,4}-[\d-]*\d|(?<!\d)\d{18}(?!\d)"
)
_LABELLED_RECEIPT = re.compile(
    r"(?:접수|신청|민원|신고|청원|글)\s?번호\s?(?:는|은|:|제)?\s?\(?(?P<number>[A-Za-z\d가-힣]{0,4}-?\d[\d-]{3,})"
)
_DAY = (
    r"(?:(?:19|20)\d\d\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}(?!\d)\.?|['’]\d\d\.\s?\d{1,2}\.\s?\d{1,2}\.?(?!\d)"
    r"|(?:(?:(?:19|20)\d\d|\d\d)년\s?)?\d{1,2}월\s?\d{1,2}일|(?:19|20)\d\d년\s?\d{1,2}월"
    r"|(?:\d\d\.\s?)?\d{1,2}[./]\s?\d{1,2}\.?(?=\s?\([월화수목금토일]\)))"
)
_DATE = re.compile(rf"(?<![\d./-]){_DAY}(?:\s?\([월화수목금토일]\))?")
_BIRTHDAY = re.compile(
    rf"(?<![\d./-])(?:{_DAY}|\d\d[./]\s?\d{{1,2}}[./]\s?\d{{1,2}}\.?|\d{{6}}|(?:19|20)?\d\d년)\s?생(?![가-힣])"
    r"|(?<=생년월일)\s?[:은는이가(]*\s?\d[\d\s./년월일-]{4,14}"
)
_FORMS = (
    (_EMAIL, EMAIL_ADDRESS),
    (_MASKED_PHONE, PHONE),
    (_SPOKEN_PHONE, PHONE),
    (_TAIL, PHONE),
    (_PLATE, PLATE),
    (_BIRTHDAY, BIRTHDAY),
    (_RECEIPT, RECEIPT),
    (_LABELLED_RECEIPT, RECEIPT),
    *((pattern, ADDRESS) for pattern in _ADDRESSES),
)


def stranger_places(text: str, kept: Collection[str], own_numbers: Collection[str]) -> Iterator[Span]:
    """Names, numbers, addresses and birthdays of anybody, but for phones of the office and a complaint's own numbers.

    `kept` are digits of phones, `own_numbers` are in the normal form.
    """
    ascii_text = plain(text)
    for start, end, phone in find_phones(text):
        if phone.digits not in kept and phone.kind not in {PhoneKind.NATIONWIDE, PhoneKind.TOLL_FREE}:
            yield start, end, PHONE
    for pattern, placeholder in _FORMS:
        for match in pattern.finditer(ascii_text):
            start, end = match.span(match.lastgroup or 0)
            if placeholder != RECEIPT or normalise(text[start:end]) not in own_numbers:
                yield start, end, placeholder
    for start, end in _name_places(text):
        yield start, end, SOMEBODY


def date_places(text: str) -> Iterator[tuple[int, int]]:
    """Days that a text names."""
    return (match.span() for match in _DATE.finditer(plain(text)))


def _name_places(text: str) -> Iterator[tuple[int, int]]:
    yield from find_names(text)
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            group = match.lastgroup or ""
            if _MAY_BE_NAME[group](match[group].replace(" ", "")):
                yield match.span(group)


def _may_be_addressed(word: str) -> bool:
    """Of one right before 씨, 님, 어르신: names are also among the common nouns of the dictionary."""
    looks = word[-1] in _ONE_SYLLABLE if len(word) == 2 else has_name_syllables(word[-2:])
    return word not in _ROLES and (looks or _may_be_titled(word) or _is_apart(word))


def _may_be_titled(word: str) -> bool:
    if is_common_word(word):
        return False
    return (len(word) > 2 and has_name_syllables(word[-2:])) or all(tag in _NOUNS for _, tag in morphemes(word))


def _is_apart(word: str) -> bool:
    """Tell whether the dictionary takes a surname for a word of its own and the rest for a noun (한 만식)."""
    tags = [tag for _, tag in morphemes(word)]
    return len(tags) == 2 and tags[0] in _ALONE and tags[1] in _NOUNS


def _may_be_bare(word: str) -> bool:
    return looks_like_given_name(word[-2:]) and not is_common_word(word) and not _is_inflected(word)


def _is_inflected(word: str) -> bool:
    """Tell whether three syllables are an ordinary word with what hangs on it (설명이, 이동식, 정해진)."""
    if word[2] in _HANGING and is_common_word(word[:2]):
        return True
    return any(tag[0] not in "NSU" for _, tag in morphemes(word))


_MAY_BE_NAME: dict[str, Callable[[str], bool]] = {
    "addressed": _may_be_addressed,
    "related": _may_be_addressed,
    "titled": _may_be_titled,
    "sure": lambda word: word not in _ROLES,
    "given": looks_like_given_name,
    "bare": _may_be_bare,
}
