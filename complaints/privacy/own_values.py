"""Where a complaint's own persons stand in a text: by the values that its window keeps of them, in every notation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from complaints.privacy.masking import mask_address
from complaints.search.highlight import spans
from complaints.text.given_names import looks_like_given_name
from complaints.text.initials import initials
from complaints.text.mentions import find_names
from complaints.text.names import MASK, MASK_SIGNS, clean_name, is_masked, masked_forms, split_names
from complaints.text.normal import normalise
from complaints.text.phones import find_phones, local_numbers, parse_phones
from complaints.text.plain import plain
from complaints.text.surnames import DOUBLE_SURNAMES, SINGLE_SURNAMES
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.models import Complaint

    Span = tuple[int, int, str]  # start, end, and what to write in its place

CALLER, SOMEBODY, OFFICER = "[민원인 성명]", "[성명]", "[담당자]"
PHONE, OFFICER_PHONE = "[전화번호]", "[담당 전화]"
EMAIL_ADDRESS, LOGIN, ADDRESS = "[전자우편]", "[아이디]", "[주소]"

PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|에게|에게서|께|께서|께서는|한테|와|과|도|만|로|으로|로부터|으로부터|랑|이랑|라고|이라고|라는|이라는|라며"
    "|이라며|입니다|이며|이고|인데|이었|였|까지|부터|처럼|보다)?(?![가-힣])"
)
HONORIFIC = rf"(?:씨|님|군|양|귀하){PARTICLES}"
KIN = (
    "(?:(?:씨|님)?네(?![가-힣])|댁|집(?![가-힣])|할머니|할아버지|어머니|아버지|어머님|아버님|엄마|아빠|부모|모친|부친|남편|아내|배우자|부인|아들|딸|자녀"
    "|형님|동생|언니|오빠|누나|가족|이모|고모|삼촌|며느리|사위|손자|손녀|아저씨|아주머니|여사|어르신|선생|사장|대표|회장|통장님|반장|모\\s?씨)"
)
OFFICES = "(?:주무관|사무관|팀장|과장|국장|계장|주사|서기|실무관|공무관|담당)"
_APART = r"[\s·.\-_]{0,2}"
_MASKED = f"[{re.escape(MASK_SIGNS)}△▲OXㅇ]"
_COMPANY = (
    r"(?:[(（]\s?[주유사재합의복학]\s?[)）]|[㈜㈔㈐]|(?:주식|유한|합자|합명)\s?회사|(?:사단|재단|의료|학교)\s?법인)"
)
_NO_HOUSE = re.compile(r"[가-힣]+\d*동|\d.*|[^가-힣]*")
_DIGITS = re.compile(r"\d(?:[\s().·/_,~-]{0,3}\d)*")
_FIVE = 5
_SPOKEN = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_BARE = re.compile(f"이?{PARTICLES}")
_ADDRESSED = re.compile(rf"\s?{HONORIFIC}")
_COUNTED = r"(?!\s?(?:년|원|만|억|건|명|㎡|m|kg|개|세대|가구))"
_KINDS = "(?:아파트|APT|apt|빌라|맨션|오피스텔|연립|타운)"
_BUILDING = re.compile(rf"(?P<stem>.{{2,}}?){_KINDS}")
_BETWEEN = re.compile(r"[\s(),]+")
_SYLLABLES = re.compile(r"[가-힣]{2,4}")


@dataclass(frozen=True, slots=True)
class OwnValues:
    """What is known of those a complaint speaks of; `kept` are numbers of the office that may stay."""

    caller: str
    others: tuple[str, ...]
    officers: tuple[str, ...]
    phones: tuple[str, ...]
    officer_phones: tuple[str, ...]
    email: str
    login: str
    address: str
    kept: frozenset[str]

    @classmethod
    def of(cls, complaint: Complaint, kept: Iterable[str]) -> OwnValues:
        """The values of a stored complaint; names that its own texts mention are known too."""
        texts = f"{complaint.title}\n{complaint.body}"
        return cls(
            caller=complaint.complainant_name,
            others=tuple(dict.fromkeys(texts[start:end] for start, end in find_names(texts))),
            officers=tuple(split_names(complaint.officer)),
            phones=(complaint.mobile, complaint.phone),
            officer_phones=(complaint.officer_phone,),
            email=complaint.email,
            login=complaint.login_id,
            address=complaint.address,
            kept=frozenset(kept),
        )

    def places(self, text: str) -> Iterator[Span]:
        """Every place of a text in which one of the values stands, whole or in part."""
        for name in split_names(self.caller) or [self.caller]:
            yield from _marked(_name_places(text, name), CALLER)
        yield from _marked(_organisation_places(text, self.caller), CALLER)
        for name in self.officers:
            yield from _marked(_name_places(text, name, OFFICES), OFFICER)
        for name in self.others:
            yield from _marked(_name_places(text, name), SOMEBODY)
        # Numbers of one office begin alike.
        unkept = _without_numbers(text, self.kept)
        yield from _marked(_phone_places(unkept, self.officer_phones, self.kept), OFFICER_PHONE)
        yield from _marked(_phone_places(unkept, self.phones, self.kept), PHONE)
        yield from _marked(_latin_places(text, [self.email, self.email.partition("@")[0]]), EMAIL_ADDRESS)
        yield from _marked(_latin_places(text, [self.login]), LOGIN)
        yield from _marked(_address_places(text, self.address), ADDRESS)


def _marked(places: Iterable[tuple[int, int]], placeholder: str) -> Iterator[Span]:
    return ((start, end, placeholder) for start, end in places)


def _name_places(text: str, cell: str, titles: str = KIN) -> Iterator[tuple[int, int]]:
    """Where a name stands: whole however it is spaced, masked, its given name, its surname with a title."""
    name = clean_name(cell)
    normal = normalise(name)
    if len(normal) >= 3 and not is_masked(name):
        yield from spans(text, [normal])
    if is_masked(name):
        yield from _found("".join(_MASKED if char in MASK_SIGNS else re.escape(char) for char in name), text)
    elif _SYLLABLES.fullmatch(name) and (name[0] in SINGLE_SURNAMES or name[:2] in DOUBLE_SURNAMES):
        yield from _korean_places(text, name, titles)
    else:
        for part in re.findall(r"[^\W\d_]{2,}", name):
            if part.isascii():
                yield from _latin_places(text, [part], shortest=2)
            else:
                yield from _found(part, text, _ADDRESSED)


def _organisation_places(text: str, cell: str) -> Iterator[tuple[int, int]]:
    """Where the company or the house stands that a caller's cell names, alone or beside a person."""
    name = re.sub(_COMPANY, " ", unicodedata.normalize("NFC", cell)).strip()
    if re.search(_COMPANY, cell) and normalise(name):
        spelt = r"\s?".join(map(re.escape, "".join(name.split())))
        tells = len(normalise(name)) >= 4 or (len(normalise(name)) == 3 and not is_common_word(name))
        own = [rf"{_COMPANY}\s?{spelt}", rf"{spelt}\s?{_COMPANY}", *([spelt] if tells else [])]
        yield from _found("|".join(own), text)
    for word in _BETWEEN.split(name):
        if len(normalise(word)) >= 4 and not (is_common_word(word) or _NO_HOUSE.fullmatch(word)):
            yield from spans(text, [normalise(word)])


def _korean_places(text: str, name: str, titles: str) -> Iterator[tuple[int, int]]:
    surname = name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[0]
    given = name[len(surname) :]
    spelt = _APART.join(given)
    yield from _words(rf"(?:{surname}{_APART})?{spelt}", text, _addressed(titles))
    yield from _words(surname, text, _titled(titles))
    if len(name) == 2:
        yield from _found(rf"(?:(?<=[청고원]인)|(?<=성명)){name}", text, _BARE)
        yield from _words(name, text, _BARE)
    if looks_like_given_name(given) and not is_common_word(given):
        yield from _words(given, text, _BARE)
    forms = [form.replace(MASK, _MASKED) for form in masked_forms(name) if form[0] != MASK]
    yield from _words("|".join(forms), text)
    yield from _found(rf"{name}\s?[(（][\u4e00-\u9fff]{{2,4}}[)）]", text)
    if len(name) > 2:
        yield from _words(initials(name), text)


@cache
def _addressed(titles: str) -> re.Pattern[str]:
    return re.compile(rf"이?\s?(?:{HONORIFIC}|{titles})")


@cache
def _titled(titles: str) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:모\s?)?(?:씨{PARTICLES}|{titles})")


def _words(pattern: str, text: str, before: re.Pattern[str] | None = None) -> Iterator[tuple[int, int]]:
    """Where the pattern stands at the beginning of a word."""
    return ((start, end) for start, end in _found(pattern, text, before) if not text[:start][-1:].isalnum())


def _found(pattern: str, text: str, before: re.Pattern[str] | None = None) -> Iterator[tuple[int, int]]:
    """Where the pattern stands, if asked for right before the other one."""
    for match in re.finditer(pattern, text):
        if before is None or before.match(text, match.end()):
            yield match.span()


def _without_numbers(text: str, numbers: frozenset[str]) -> str:
    """The text with these phones blanked, its length unchanged."""
    for start, end, phone in find_phones(text) if numbers else ():
        if phone.digits in numbers:
            text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _phone_places(text: str, cells: Iterable[str], kept: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Five digits in a row of a number, whatever stands between them, and its exchange or its tail by themselves."""
    for cell in cells:
        phones = [phone for phone in parse_phones(cell) if phone.digits not in kept]
        numbers = [phone.digits for phone in phones] + local_numbers(cell)
        for digits in dict.fromkeys(numbers):
            yield from digit_places(text, digits)
            for four in (digits[-4:], digits[-8:-4]):
                yield from _found(rf"(?<!\d){four}(?!\d){_COUNTED}", plain(text)) if len(four) == 4 else ()


def digit_places(text: str, digits: str) -> Iterator[tuple[int, int]]:
    """Where five or more digits in a row are those of a number, whatever parts them; 공일공 is read as 010."""
    pieces = {digits[at : at + _FIVE] for at in range(len(digits) - _FIVE + 1)}
    for run in _DIGITS.finditer(plain(text).translate(_SPOKEN)):
        places = [run.start() + at for at, char in enumerate(run[0]) if char.isdigit()]
        written = "".join(char for char in run[0] if char.isdigit())
        for at in range(len(written) - _FIVE + 1):
            if written[at : at + _FIVE] in pieces:
                yield places[at], places[at + _FIVE - 1] + 1


def _latin_places(text: str, values: Iterable[str], shortest: int = 3) -> Iterator[tuple[int, int]]:
    for value in values:
        if len(value.strip()) >= shortest:
            yield from _found(rf"(?<![A-Za-z0-9])(?i:{re.escape(value.strip())})(?![A-Za-z0-9])", plain(text))


def _address_places(text: str, address: str) -> Iterator[tuple[int, int]]:
    """What of an address is not shown in lists: road, lot, building and unit, together and each by itself."""
    whole = " ".join(address.split())
    shown = mask_address(whole).removesuffix("***").strip()
    secret = whole.partition(shown)[2] if shown else whole
    if not normalise(secret):
        return
    wholes = [normal for normal in map(normalise, (whole, secret)) if len(normal) >= 4]
    yield from spans(text, [*wholes, *_telling(secret)])
    for building in map(_BUILDING.match, _BETWEEN.split(secret)):
        if building:
            yield from _found(rf"{re.escape(building['stem'])}\s?(?:{_KINDS}|A(?![a-z]))", text)
    for lot, branch in re.findall(r"(?<![\d-])(\d{1,4})-(\d{1,4})(?![\d-])", plain(secret)):
        behind = rf"(?:\s?번지\s?(?:의\s?)?{branch}(?:\s?호|(?!\d))|\s?-\s?{branch}(?=\s?번지))"
        yield from _found(rf"(?<![\d-]){lot}{behind}", plain(text))
    for number in re.findall(r"\d{3,}", plain(secret)):
        yield from _found(rf"(?<!\d){number}(?:\s?[동호](?![가-힣])|(?=\s?[-/]))", plain(text))
        if len(number) > 3:
            yield from _found(rf"(?<!\d){number}(?!\d){_COUNTED}", plain(text))


def _telling(secret: str) -> list[str]:
    """The words of an address that tell where somebody lives even by themselves, in the normal form."""
    words = {normalise(word): word for word in _BETWEEN.split(secret) if normalise(word)}
    long_or_road = [normal for normal in words if len(normal) >= 4 or normal[-1] in "로길"]
    return [normal for normal in long_or_road if not is_common_word(words[normal])]
