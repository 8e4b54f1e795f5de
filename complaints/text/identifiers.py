"""Unique identifiers and account numbers in free text: recognised and taken out.

The kinds are those of the Personal Information Protection Act (개인정보 보호법), article 24, and its decree, article 19
(resident and foreigner registration numbers, driving licences, passports), and beside them cards and bank accounts.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from complaints.text.accounts import LINK, find_accounts
from complaints.text.check_digits import luhn_holds, may_be_alive, may_be_born, registration_digit_holds
from complaints.text.nearby import clause_before, clause_behind, is_labelled_otherwise, is_numbered_otherwise
from complaints.text.plain import plain

_MARKS = {
    "resident_registration": "[주민등록번호 삭제]",
    "foreigner_registration": "[외국인등록번호 삭제]",
    "driving_licence": "[운전면허번호 삭제]",
    "passport": "[여권번호 삭제]",
    "card": "[카드번호 삭제]",
    "account": "[계좌번호 삭제]",
}
_ANY_MARK = re.compile("|".join(map(re.escape, _MARKS.values())))

# Signs without width, which stand inside numbers that were copied from web pages.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# ① stands before a number, not in it.
_CIRCLED = dict.fromkeys(range(0x2460, 0x249C), " ")
_HAS_CIRCLED = re.compile("[\u2460-\u249b]")
_DIGITS_ENOUGH = re.compile(r"\d(?:\D{0,5}\d){6}")

_BEFORE = r"(?<!\d)(?<!\d-)(?<![A-Za-z]-)"  # a longer number or a code
_AFTER = r"(?!\d)(?!-\d)"
_GAP = r"[-.\s]{0,3}"
_MASK = "[*xX●○•#■]"

_MASKED = rf"\d{{0,3}}{_MASK}{{3,6}}|\d{{4}}{_MASK}{{2}}|\d{{5}}{_MASK}"
_REGISTRATION = re.compile(
    rf"(?=\d){_BEFORE}(?P<birth>\d{{6}}|\d(?: \d){{5}})(?P<joint>\s{{0,2}}[-_./~]?\s{{0,2}})"
    rf"(?P<serial>[1-8](?:\d{{6}}|(?: \d){{6}}|(?P<mask>{_MASKED}))){_AFTER}"
)
# Its second half alone: behind stars, or where somebody says that it is.
_SECOND_HALF = re.compile(
    rf"(?:(?<![*\d]){_MASK}{{6}}\s?-\s?|뒤\s?(?:자리|번호)\D{{0,6}}|뒷\s?(?:자리|번호)\D{{0,6}})(?P<serial>[1-8]\d{{6}}){_AFTER}"
)
_LICENCE_REGION = (
    "1[1-9]|2[0-8]|서울|부산|경기(?:남부|북부)?|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산"
)
_LICENCE = re.compile(
    rf"(?=[\d가-힣]){_BEFORE}(?<!\d\.)(?P<region>{_LICENCE_REGION})(?P<gap>{_GAP})"
    rf"\d{{2}}(?P<gap2>{_GAP})\d{{6}}(?P<gap3>{_GAP})\d{{2}}{_AFTER}(?!\.\d)"
)
_PASSPORT = re.compile(
    r"(?=[A-Z])(?<![A-Z\d])(?<![A-Z\d]-)"
    r"(?:(?P<sure>M\d{8}|[DGMRS]\d{3}[A-Z]\d{4})|[A-Z]{1,2}[-\s]?\d{7,8}|[A-Z]\s?\d{3}\s?[A-Z]\s?\d{4}|M\s\d{4}\s\d{4})"
    r"(?![A-Z\d@])(?!-\d)",
    re.IGNORECASE,
)
_CARD = re.compile(
    rf"(?=\d){_BEFORE}(?<!\d\.)\d{{4}}{_GAP}(?:\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{6}}{_GAP}\d{{4,5}}){_AFTER}(?!\.\d)"
)
# Issuer ranges of ISO/IEC 7812: 15 digits American Express, 14 Diners, 16 the others; 9 is Korea's own.
_CARD_PREFIX = {
    14: re.compile(r"3[0689]"),
    15: re.compile(r"3[47]"),
    16: re.compile(r"[4569]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"),
}

_PERSON_NUMBER_WORDS = re.compile(
    r"주민\s?(?:등록)?\s?(?:번호|증|no)|주민등록|주민\s?[:(]?\s*$|주번|민증|신분증|외국인|거소|등록\s?번호|생년월일|RRN",
    re.IGNORECASE,
)
_LICENCE_WORDS = re.compile(r"면허")
_PASSPORT_WORDS = re.compile(r"여권|passport", re.IGNORECASE)
_CARD_WORDS = re.compile(r"카드|card|결제", re.IGNORECASE)
_DATE_CODE = re.compile(r"M20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.IGNORECASE)
_COUNTED = re.compile(r"\s?(?:원|만|억|건|명)")


class _Found(NamedTuple):
    start: int
    end: int
    kind: str


def remove_identifiers(text: str) -> tuple[str, Counter[str]]:
    """Return the text with each identifier replaced by a mark of its kind, and how many of each kind there were.

    Digits may be full-width, their groups joined by any dash or by spaces. Kinds that other numbers look like
    (accounts, licences and passports without their signs) count only beside a word that names them; a number
    labelled as something else (접수번호, 사업자등록번호) stays, and so do the accounts of the office. Applying it
    twice changes nothing.
    """
    counts: Counter[str] = Counter()
    while found := _find(text):
        for start, end, kind in reversed(found):
            text = text[:start] + _MARKS[kind] + text[end:]
            counts[kind] += 1
    return text, counts


def has_mark(text: str) -> bool:
    """Tell whether something was taken out of the text."""
    return bool(_ANY_MARK.search(text))


def _find(text: str) -> list[_Found]:
    """Find the identifiers without overlaps; a place claimed by two rules goes to the earlier one."""
    if _INVISIBLE.search(text):
        places = [place for place, char in enumerate(text) if not _INVISIBLE.match(char)]
        visible = "".join(text[place] for place in places)
        return [_Found(places[start], places[end - 1] + 1, kind) for start, end, kind in _find(visible)]
    if not _DIGITS_ENOUGH.search(text):
        return []
    # A mark names a kind, but is no context for the number beside it.
    ascii_text = plain(_ANY_MARK.sub(lambda mark: "\n" * len(mark[0]), _uncircled(text)))
    taken, covered = [], bytearray(len(ascii_text))
    for rule in _RULES:
        for found in rule(ascii_text):
            if not any(covered[found.start : found.end]):
                covered[found.start : found.end] = b"\x01" * (found.end - found.start)
                taken.append(found)
    return sorted(taken)


def _uncircled(text: str) -> str:
    # Looking up every character takes longer than the rules.
    return text.translate(_CIRCLED) if _HAS_CIRCLED.search(text) else text


def _registrations(text: str) -> Iterator[_Found]:
    """Find registration numbers of residents (주민등록법 제7조의2) and of foreigners (출입국관리법 제31조).

    Since October 2020 the last six digits are drawn at random. So the older check digit is enough, but is not asked
    for where a naming word stands, or where a hyphen or blank joins a birthday of somebody who may be alive to a
    digit of sex and century.
    """
    for match in _REGISTRATION.finditer(text):
        if _is_registration(match):
            yield _Found(match.start(), match.end(), _kind_of(match["serial"]))
    for match in _SECOND_HALF.finditer(text):
        yield _Found(match.start("serial"), match.end(), _kind_of(match["serial"]))


def _kind_of(serial: str) -> str:
    return "foreigner_registration" if serial[0] in "5678" else "resident_registration"


def _is_registration(match: re.Match[str]) -> bool:
    birth, serial = match["birth"].replace(" ", ""), match["serial"].replace(" ", "")
    if not may_be_born(birth, serial[0]) or is_numbered_otherwise(match):
        return False
    # Any two of the three will do, none is needed beside a naming word, all beside another's.
    signs = _is_joined(match) + may_be_alive(birth, serial[0]) + registration_digit_holds(birth + serial)
    if is_labelled_otherwise(match) or _COUNTED.match(match.string, match.end()):
        return signs == 3
    return signs > 1 or _is_near(_PERSON_NUMBER_WORDS, match, before=20, after=12)


def _is_joined(match: re.Match[str]) -> bool:
    """Tell whether the halves are written as those of a registration number: by a hyphen or blank, or masked."""
    is_blank = match["joint"].isspace() and " " not in match["birth"]
    return "-" in match["joint"] or bool(match["mask"]) or is_blank


def _licences(text: str) -> Iterator[_Found]:
    """Find driving licences (도로교통법 제85조): region, year, serial and check, such as 11-12-345678-90."""
    for match in _LICENCE.finditer(text):
        gaps = [match["gap2"], match["gap3"], *([match["gap"]] if match["region"].isdecimal() else [])]
        if _is_near(_LICENCE_WORDS, match, before=20, after=10) or (all(gaps) and not _is_something_else(match)):
            yield _Found(match.start(), match.end(), "driving_licence")


def _passports(text: str) -> Iterator[_Found]:
    """Find passports: M12345678, and M123A4567 as issued since December 2021; others beside the word 여권."""
    for match in _PASSPORT.finditer(text):
        is_sure = match["sure"] and not _DATE_CODE.fullmatch(match[0])
        if is_sure or _is_near(_PASSPORT_WORDS, match, before=20, after=4):
            yield _Found(match.start(), match.end(), "passport")


def _cards(text: str) -> Iterator[_Found]:
    """Find payment cards by issuer range, length and Luhn digit (ISO/IEC 7812-1)."""
    links = [found.span() for found in LINK.finditer(text)]
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        is_named = _is_near(_CARD_WORDS, match, before=20, after=10)
        # Bare digits of these lengths are as often an account or a moment.
        is_issued = bool(_CARD_PREFIX[len(digits)].match(digits)) and (len(digits) == 16 or not match[0].isdecimal())
        is_linked = any(start <= match.start() < end for start, end in links)
        if luhn_holds(digits) and (is_named or is_issued) and not _is_something_else(match) and not is_linked:
            yield _Found(match.start(), match.end(), "card")


def _accounts(text: str) -> Iterator[_Found]:
    """Find bank accounts of people."""
    for start, end in find_accounts(text):
        yield _Found(start, end, "account")


def _is_something_else(match: re.Match[str]) -> bool:
    return is_labelled_otherwise(match) or is_numbered_otherwise(match)


def _is_near(words: re.Pattern[str], match: re.Match[str], *, before: int, after: int) -> bool:
    """Tell whether one of the words stands within so many characters of the match, in its clause."""
    return bool(words.search(clause_before(match, before)) or words.search(clause_behind(match, after)))


_RULES: tuple[Callable[[str], Iterator[_Found]], ...] = (
    _registrations,
    _licences,
    _passports,
    _cards,
    _accounts,
)
