"""Bank accounts of people in free text; the office's own accounts, which are no secret, are told apart."""

import re
from collections.abc import Iterator

from complaints.text.nearby import clause_before, clause_behind, is_labelled_otherwise, is_numbered_otherwise
from complaints.text.phones import find_phones

_NUMBER = re.compile(
    # No part of a longer number, a code or an amount.
    r"(?=\d)(?<![\da-z])(?<!\d[-.])(?<![A-Za-z]-)(?!(?<=\d,)\d{3}(?!\d))"
    r"(?:\d{2,6}(?:\s?-\s?\d{1,7}){1,4}"
    r"|\d{2,6}(?: \d{2,7}){1,4}(?: \d(?!\d|\s?[년월일시분번개건명차동층호]))?"
    r"|\d{10,16})"
    r"(?![\da-z])(?![-.]\d)(?!,\d{3}(?![\d-]))"
)

_SHORT_BANK = (
    "국민|신한|우리|하나|기업|제일|씨티|농협|수협|신협|부산|대구|경남|광주|전북|제주|산업|카카오|KB|NH|IBK|SC|토스"
)
_WORDS_AHEAD = re.compile(
    r"계좌|통장|입금|송금|이체|예금주|은행|농협|수협|신협|축협|금고|우체국|[가-힣]뱅크|카뱅|케뱅|토스|산림조합"
    rf"|(?:{_SHORT_BANK})(?:은행)?[\s:_/(]{{0,3}}$",
    re.IGNORECASE,
)
_WORDS_BEHIND = re.compile(
    r"계좌|통장|입금|송금|이체|예금주|은행|농협|수협|신협|축협|금고|우체국|[가-힣]뱅크|카뱅|케뱅|토스"
    rf"|^[\s,/_(]{{0,3}}(?:{_SHORT_BANK})(?![가-힣])",
    re.IGNORECASE,
)
_AHEAD, _BEHIND = 30, 15

_AMOUNT_OR_COUNT = re.compile(r"\s?(?:원|만|억|건|명|번지|호)")
_CASE = re.compile(r"\s?(?:건|번지|호)(?=으로|입니다|의|은|이|을|\s|[.,]|$)")
_MOMENT = re.compile(
    r"(?:19|20)\d\d(?:\s?[- ]\s?(?:0?[1-9]|1[0-2])\s?[- ]\s?(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[ -]?(?:[01]\d|2[0-3])(?: ?[0-5]\d){0,2})?"
)
_BUSINESS = re.compile(r"\d{3}\s?-\s?\d{2}\s?-\s?\d{5}")
LINK = re.compile(r"(?:https?://|www\.)[^\s가-힣]+", re.IGNORECASE)

# Whose account it is. The office's stand in its letters and on its bills, and a complaint quotes them.
_OFFICE = (
    r"[구시군]청|구\s?금고|시\s?금고|동\s?주민센터|세외\s?수입|지방세|재산세|자동차세|주민세|과태료|범칙금|과징금|이행강제금"
    r"|변상금|부담금|분담금|사용료|점용료|수수료|임대료|공과금|공단"
)
_OFFICE_AHEAD = re.compile(
    # 구청 계좌 is the office's, 구청이 물은 계좌 is not.
    rf"(?:(?:{_OFFICE})(?!에|으로|이\s|가\s|은\s|는\s|을\s|를\s)[^\d.!?\n]{{0,10}}(?:계좌|통장)"
    r"|(?:가상|납부|수납|징수|세입)\s?(?:전용\s?)?계좌|(?:납부하실|납부할|내실|낼)\s계좌|세외\s?수입|[구시]\s?금고)"
    r"[^\d.!?\n]{0,20}$"
)
_OFFICE_BEHIND = re.compile(r"\)? ?(?:으로|로|에) ?(?:[가-힣]{1,6} )?(?:납부|수납)| ?\(?[가-힣]{1,5}[구시군]청")
_HOLDER_BEHIND = re.compile(
    r"[^\d.!?\n]{0,12}?예금주\s?[:은는]?\s?(?P<office>[가-힣]{1,6}(?:[구시군]청장?|공단|공사))?"
)
_PERSONAL = re.compile(
    r"(?<![가-힣])(?:제|내|저|저의|저희|우리\s집)\s|본인|개인|환불|환급|반환|돌려|받을|받는|보상|포상|지급|자동이체|출금|인출|이중|중복|오납"
    r"|남편|아내|어머니|아버지|자녀|아들|딸"
)
_CLAUSE = 50


def find_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Find the accounts of people in an ASCII-folded text: start and end of each.

    An account is 10 to 16 digits beside a bank or a word such as 계좌, that is no phone, moment, amount, business
    number or part of a link, is not labelled as something else, and is not an account of the office.
    """
    candidates = [match for match in _NUMBER.finditer(text) if _may_be_account(match)]
    if not candidates:
        return
    phones = [(start, end) for start, end, _ in find_phones(text)]
    links = [found.span() for found in LINK.finditer(text)]
    for match in candidates:
        start, end = match.span()
        if not _mostly_in(phones, start, end) and not _mostly_in(links, start, end) and not _is_of_the_office(match):
            yield start, end


def _mostly_in(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the spans holds three quarters of a number: 1813-3194-4030-7 begins as phones do."""
    return any(4 * (min(end, last) - max(start, first)) >= 3 * (end - start) for first, last in spans)


def _may_be_account(match: re.Match[str]) -> bool:
    number = match[0]
    is_counted = (_AMOUNT_OR_COUNT if number.isdecimal() else _CASE).match(match.string, match.end())
    return (
        10 <= sum(map(str.isdigit, number)) <= 16
        and not is_counted
        and not _MOMENT.fullmatch(number)
        and not _BUSINESS.fullmatch(number)
        and _is_beside_words(match)
        and not is_labelled_otherwise(match)
        and not is_numbered_otherwise(match)
    )


def _is_beside_words(match: re.Match[str]) -> bool:
    if _WORDS_AHEAD.search(clause_before(match, _AHEAD)) or _WORDS_BEHIND.search(clause_behind(match, _BEHIND)):
        return True
    # What is grouped as accounts are may be announced a sentence before: 계좌를 알려 드립니다. 110-12-345678
    return match[0].count("-") > 1 and "계좌" in match.string[max(0, match.start() - _AHEAD) : match.start()]


def _is_of_the_office(match: re.Match[str]) -> bool:
    """Tell whether words right before or after the number call the account the office's and nobody's own."""
    if holder := _HOLDER_BEHIND.match(match.string, match.end(), match.end() + _CLAUSE):
        return bool(holder["office"])
    ahead = clause_before(match, _CLAUSE)
    told = _OFFICE_AHEAD.search(ahead)
    if told:
        return not _PERSONAL.search(told[0])
    return bool(_OFFICE_BEHIND.match(match.string, match.end())) and not _PERSONAL.search(ahead)
