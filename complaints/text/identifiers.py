"""Unique identifiers and account numbers in free text: recognised and taken out.

The kinds are those of the Personal Information Protection Act (개인정보 보호법), article 24, and its decree, article 19
(resident and foreigner registration numbers, driving licences, passports), and beside them cards and bank accounts.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from complaints.text.check_digits import luhn_holds, may_be_born, registration_digit_holds
from complaints.text.phones import find_phones
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

_NOT_WITHIN = r"(?<!\d)(?<!\d[-.,])(?<![A-Za-z]-)"  # a longer number or a code
_BEFORE = rf"(?=\d){_NOT_WITHIN}"
_AFTER = r"(?!\d)(?![-.,]\d)"

_GAP = r"[-.\s]{0,3}"

_DIGITS_ENOUGH = re.compile(r"\d{3}(?:\D{0,5}\d){4}")

_REGISTRATION = re.compile(
    rf"{_BEFORE}(?P<birth>\d{{6}})(?P<joint>\s{{0,2}}-?\s{{0,2}})(?P<serial>[1-8](?:\d{{6}}|\d{{0,5}}[*xX●○]+)){_AFTER}"
)
_LICENCE_REGION = (
    "1[1-9]|2[0-8]|서울|부산|경기(?:남부|북부)?|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산"
)
_LICENCE = re.compile(
    rf"(?=[\d가-힣]){_NOT_WITHIN}(?:{_LICENCE_REGION}){_GAP}\d{{2}}{_GAP}\d{{6}}{_GAP}\d{{2}}{_AFTER}"
)
_PASSPORT = re.compile(
    r"(?=[A-Z])(?<![A-Z\d])(?<![A-Z\d]-)"
    r"(?:(?P<sure>M\d{8}|[A-Z]\d{3}[A-Z]\d{4})|[A-Z]{1,2}[-\s]?\d{7,8})(?![A-Z\d])(?!-\d)",
    re.IGNORECASE,
)
_CARD = re.compile(rf"{_BEFORE}\d{{4}}{_GAP}(?:\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{6}}{_GAP}\d{{4,5}}){_AFTER}")
# Issuer ranges of ISO/IEC 7812: 15 digits American Express, 14 Diners, 16 the others; 9 is Korea's own.
_CARD_PREFIX = {
    14: re.compile(r"3[0689]"),
    15: re.compile(r"3[47]"),
    16: re.compile(r"[4569]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"),
}
_ACCOUNT = re.compile(
    rf"{_BEFORE}(?:\d{{2,6}}(?:\s?-\s?\d{{1,7}}){{1,4}}|\d{{2,6}}(?: \d{{2,7}}){{1,4}}|\d{{10,16}}){_AFTER}"
)

_PERSON_NUMBER_WORDS = re.compile(r"주민|외국인|등록번호|생년월일")
_LICENCE_WORDS = re.compile(r"면허")
_PASSPORT_WORDS = re.compile(r"여권|passport", re.IGNORECASE)
_BANK = (
    r"[가-힣A-Za-z]{2,4}은행|농협|수협|신협|새마을금고|우체국|[가-힣]{2,3}뱅크|카뱅|토스|케뱅|축협|산림조합"
    r"|(?:국민|신한|우리|하나|기업|제일|씨티|KB|NH|IBK|SC)\s?:?\s*$"
)
_ACCOUNT_WORDS = re.compile(rf"계좌|통장|입금|송금|이체|예금주|{_BANK}", re.IGNORECASE)
_OTHER_LABEL = re.compile(
    r"(?:접수|신고|청원|문서|등기|운송장|송장|사업자|법인|고지|관리|허가|신청|주문|예약|민원|고객|납부|승인)(?:등록)?\s?"
    r"(?:번호|No\.?)?\s?(?:[:은는이가]|\()?\s*$",
    re.IGNORECASE,
)
_AMOUNT_OR_COUNT = re.compile(r"\s?(?:원|만|억|건|명|번지|호)")
_DATE = re.compile(r"(?:19|20)\d\d\s?-\s?\d{1,2}\s?-\s?\d{1,2}(?!\d)")


class _Found(NamedTuple):
    start: int
    end: int
    kind: str


def remove_identifiers(text: str) -> tuple[str, Counter[str]]:
    """Return the text with each identifier replaced by a mark of its kind, and how many of each kind there were.

    Digits may be full-width, their groups joined by any dash or by spaces. Kinds that other numbers look like
    (accounts, licences and passports without their signs) count only beside a word that names them; a number
    labelled as something else (접수번호, 사업자등록번호) stays. Applying it twice changes nothing.
    """
    counts: Counter[str] = Counter()
    while found := _find(text):
        for start, end, kind in reversed(found):
            text = text[:start] + _MARKS[kind] + text[end:]
            counts[kind] += 1
    return text, counts


def _find(text: str) -> list[_Found]:
    """Find the identifiers without overlaps; a place claimed by two rules goes to the earlier one."""
    if not _DIGITS_ENOUGH.search(text):
        return []
    # A mark names a kind, but is no context for the number beside it.
    ascii_text = _ANY_MARK.sub(lambda mark: "\n" * len(mark[0]), plain(text))
    taken: list[_Found] = []
    for rule in _RULES:
        for found in rule(ascii_text):
            if all(found.end <= other.start or other.end <= found.start for other in taken):
                taken.append(found)
    return sorted(taken)


def _registrations(text: str) -> Iterator[_Found]:
    """Find registration numbers of residents (주민등록법 제7조의2) and of foreigners (출입국관리법 제31조).

    Since October 2020 the last six digits are drawn at random, so a hyphen after a possible birthday with its
    sex-and-century digit is enough; without hyphen the older check digit or a naming word is asked for.
    """
    for match in _REGISTRATION.finditer(text):
        birth, serial = match["birth"], match["serial"]
        if not may_be_born(birth, serial[0]) or _is_labelled_otherwise(text, match.start()):
            continue
        if (
            "-" in match["joint"]
            or registration_digit_holds(birth + serial)
            or _is_near(_PERSON_NUMBER_WORDS, text, match, before=20)
        ):
            kind = "foreigner_registration" if serial[0] in "5678" else "resident_registration"
            yield _Found(match.start(), match.end(), kind)


def _licences(text: str) -> Iterator[_Found]:
    """Find driving licences (도로교통법 제85조): region, year, serial and check, such as 11-12-345678-90."""
    for match in _LICENCE.finditer(text):
        is_grouped = re.search(r"\d[-.\s]+\d", match[0])
        if is_grouped or _is_near(_LICENCE_WORDS, text, match, before=20):
            yield _Found(match.start(), match.end(), "driving_licence")


def _passports(text: str) -> Iterator[_Found]:
    """Find passports: M12345678, and M123A4567 as issued since December 2021; others beside the word 여권."""
    for match in _PASSPORT.finditer(text):
        if match["sure"] or _is_near(_PASSPORT_WORDS, text, match, before=20):
            yield _Found(match.start(), match.end(), "passport")


def _cards(text: str) -> Iterator[_Found]:
    """Find payment cards by issuer range, length and Luhn digit (ISO/IEC 7812-1)."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if (
            _CARD_PREFIX[len(digits)].match(digits)
            and luhn_holds(digits)
            and not _is_labelled_otherwise(text, match.start())
        ):
            yield _Found(match.start(), match.end(), "card")


def _accounts(text: str) -> Iterator[_Found]:
    """Find bank accounts: 10 to 16 digits beside a bank or a word such as 계좌, no phone, date or amount."""
    for match in _ACCOUNT.finditer(text):
        length = sum(map(str.isdigit, match[0]))
        if (
            10 <= length <= 16
            and _is_near(_ACCOUNT_WORDS, text, match, before=30, after=15)
            and not _is_labelled_otherwise(text, match.start())
            and not _DATE.match(match[0])
            and not (match[0].isdecimal() and _AMOUNT_OR_COUNT.match(text, match.end()))
            and not find_phones(match[0])
        ):
            yield _Found(match.start(), match.end(), "account")


def _is_near(words: re.Pattern[str], text: str, match: re.Match[str], *, before: int, after: int = 0) -> bool:
    """Tell whether one of the words stands within so many characters of the match."""
    ahead = text[max(0, match.start() - before) : match.start()]
    behind = text[match.end() : match.end() + after]
    return bool(words.search(ahead) or words.search(behind))


def _is_labelled_otherwise(text: str, start: int) -> bool:
    return bool(_OTHER_LABEL.search(text[max(0, start - 16) : start]))


_RULES: tuple[Callable[[str], Iterator[_Found]], ...] = (
    _registrations,
    _licences,
    _passports,
    _cards,
    _accounts,
)
