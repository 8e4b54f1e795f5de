"""Phone numbers of the Korean numbering plan, in the notations that people and spreadsheets use."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from complaints.text.plain import plain


class PhoneKind(StrEnum):
    """The service a number's first digits stand for."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    INTERNET = "internet"
    PERSONAL = "personal"
    TOLL_FREE = "toll_free"
    NATIONWIDE = "nationwide"


# Area or service code, exchange, line; after the numbering plan of the Ministry of Science and ICT
# (전기통신번호관리세칙). No exchange begins with 0, which also keeps 010-0000-0000, dates and years out.
_PLAN = [
    (kind, re.compile(pattern))
    for kind, pattern in [
        (PhoneKind.MOBILE, r"(010)([1-9]\d{3})(\d{4})"),
        (PhoneKind.MOBILE, r"(01[16-9])([1-9]\d{2,3})(\d{4})"),
        (PhoneKind.LANDLINE, r"(02|03[1-3]|04[1-4]|05[1-5]|06[1-4])([1-9]\d{2,3})(\d{4})"),
        (PhoneKind.INTERNET, r"(070)([1-9]\d{3})(\d{4})"),
        (PhoneKind.PERSONAL, r"(050\d|030[2-5])([1-9]\d{2,3})(\d{4})"),
        (PhoneKind.TOLL_FREE, r"(080)([1-9]\d{2,3})(\d{4})"),
        (PhoneKind.NATIONWIDE, r"()(1[568]\d\d)(\d{4})"),
    ]
]

_JOINT = r"(?:\s?[-./·_]\s?|,|\s|)"
# No code here begins another, so bare digits part in one way only.
_AREA = r"0?(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)|080|030[2-5]"
_LABEL = r"(?<=tel)|(?<=phone)|(?<=hp)|(?<=h\.p)|(?<=fax)"
_IN_TEXT = re.compile(
    rf"""
    (?=[(+\d])(?:{_LABEL}|(?<![0-9a-z]))(?<![0-9a-z]-)(?<!\d\.)  # not the end of a longer number or code
    (?:
        (?P<country>(?:\+|00)\s?82{_JOINT}(?:\(0\)\s?)?|82-|82\s?(?=10))?
        (?P<bracket>\()?(?P<area>{_AREA})\s?(?(bracket)\)|\)?){_JOINT}
        \(?(?P<exchange>[1-9]\d{{2,3}})\)?{_JOINT}
        (?P<line>\d{{4}})(?:-\d)?  # 010-8271-9634-1: one line of several
    |   (?P<nationwide>1[568]\d\d)\s?[-.]\s?(?P<rest>\d{{4}})(?!번지|년|원|명|건|세대|가구|㎡|\.\d)
    )
    (?!-?\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_PHONE_WORD = r"전화|연락처?|휴대폰|핸드폰|문자|tel|phone|hp|☎|☏"
_WORD_AHEAD = re.compile(rf"(?:{_PHONE_WORD})(?:번호)?[은는]?[^\w+]{{0,3}}$", re.IGNORECASE)
_WORD_BEHIND = re.compile(rf"(?:번?으?로)?\s?(?:{_PHONE_WORD}|회신)", re.IGNORECASE)

_LOCAL = re.compile(
    r"(?<![\w.+-])"
    r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"  # 20240903 is a date
    r"([1-9]\d{2,3})(?:\s?[-./·_]\s?|\s|)(\d{4})(?![-.]?\d)"
)

_EXTENSION = re.compile(r"\(?(?:내선|교환|구내|ext)[^\d]{0,3}\d{1,5}\)?$", re.IGNORECASE)
_CELL_LABEL = re.compile(
    r"^(?:전화(?:번호)?|휴대(?:폰|전화)|핸드폰|연락처|자택|집|직장|tel|hp|h\.p|fax)[\s.:)]*", re.IGNORECASE
)
_WHOLE_CELL = re.compile(r"[+'\d][\d\s().·/-]*")
_BETWEEN_CELLS = re.compile(r"[,;/\n]|또는")


@dataclass(frozen=True)
class Phone:
    """A number in national digits, such as 01082719634, 021234567 or 15881234."""

    digits: str
    kind: PhoneKind
    zero_restored: bool = False

    @property
    def tail(self) -> str:
        """The last four digits."""
        return self.digits[-4:]

    @property
    def tail8(self) -> str:
        """The last eight digits."""
        return self.digits[-8:]

    @property
    def middle(self) -> str:
        """The exchange; empty for nationwide numbers, which have none of their own."""
        return "" if self.kind is PhoneKind.NATIONWIDE else self._groups[1]

    @property
    def formatted(self) -> str:
        """The number as it is usually written: 010-8271-9634, 02-123-4567, 1588-1234."""
        return "-".join(filter(None, self._groups))

    @property
    def _groups(self) -> tuple[str, ...]:
        pattern = next(pattern for kind, pattern in _PLAN if kind is self.kind and pattern.fullmatch(self.digits))
        match = pattern.fullmatch(self.digits)
        return match.groups() if match else ()


def parse_phone(value: str | float) -> Phone | None:
    """Read the number in one cell, in any notation; of several the first; None if there is none."""
    phones = parse_phones(value)
    return phones[0] if phones else None


def parse_phones(value: str | float) -> list[Phone]:
    """Read all numbers in one cell, in order and each once.

    In a cell that holds a phone number, bare digits count even if a spreadsheet took their leading
    zero (1082719634, 10-8271-9634, 1012345678.0); such a number has zero_restored.
    """
    return list(_parsed(_shown(value)))


def local_numbers(cell: str) -> list[str]:
    """Return the digits (7 or 8) of the numbers in a phone cell that were written without area code."""
    phones = parse_phones(cell)
    found = dict.fromkeys(match[1] + match[2] for match in _LOCAL.finditer(plain(_shown(cell))))
    return [digits for digits in found if not any(phone.digits.endswith(digits) for phone in phones)]


def find_phones(text: str) -> list[tuple[int, int, Phone]]:
    """Find the numbers in a running text: start, end and number of each.

    Stricter than a cell: nothing that is part of a longer number or of a code (SPP-2409-1234567), and a
    lost zero is restored only where hyphens show the groups or a word beside it tells of a phone.
    """
    found = []
    for match in _IN_TEXT.finditer(plain(text)):
        phone = _from_match(match)
        if phone:
            found.append((match.start(), match.end(), phone))
    return found


def phone_keys(phone: Phone) -> list[str]:
    """Return what a caller may say of a number: all of it, without its zero, its last 8, 7 and 4, its middle."""
    local = phone.middle + phone.tail
    keys = [phone.digits, phone.digits.removeprefix("0"), phone.tail8, local, phone.tail, phone.middle]
    return [key for key in dict.fromkeys(keys) if key]


def phone_cell_keys(cell: str) -> list[str]:
    """Return the keys of all numbers in a phone cell; one without area code has its digits, last four and middle."""
    if not cell:
        return []
    keys = [key for phone in parse_phones(cell) for key in phone_keys(phone)]
    for digits in local_numbers(cell):
        keys += [digits, digits[-4:], digits[:-4]]
    return list(dict.fromkeys(keys))


# Each cell is asked for its numbers several times, and one caller's number comes again and again.
@lru_cache(maxsize=20_000)
def _parsed(cell: str) -> tuple[Phone, ...]:
    text = plain(cell).strip()
    phones, end_before = [], 0
    for start, end, phone in find_phones(text):
        phones += [*_whole_pieces(text[end_before:start]), phone]
        end_before = end
    return tuple(dict.fromkeys([*phones, *_whole_pieces(text[end_before:])]))


def _shown(value: str | float) -> str:
    """Write a spreadsheet's number as its digits."""
    if isinstance(value, str):
        return re.sub(r"^\s*(\d+)\.0+\s*$", r"\1", value)
    return str(int(value)) if value == value // 1 else ""


def _planned(digits: str, *, zero_restored: bool = False) -> Phone | None:
    for kind, pattern in _PLAN:
        if pattern.fullmatch(digits):
            return Phone(digits, kind, zero_restored)
    return None


def _from_match(match: re.Match[str]) -> Phone | None:
    """Fit a match to the plan; without zero and country code it has to look like a phone."""
    if match["nationwide"]:
        return _planned(match["nationwide"] + match["rest"])
    digits = match["area"] + match["exchange"] + match["line"]
    if digits.startswith("0"):
        return _planned(digits)
    if match["country"]:
        return _planned("0" + digits)
    is_grouped = match[0].count("-") == 2 and " " not in match[0]
    return _planned("0" + digits, zero_restored=True) if is_grouped or _is_beside_phone_word(match) else None


def _is_beside_phone_word(match: re.Match[str]) -> bool:
    """Tell whether the text calls the match a phone: 연락처: 1082719634, 1082719634로 전화."""
    ahead = match.string[max(0, match.start() - 12) : match.start()]
    return bool(_WORD_AHEAD.search(ahead) or _WORD_BEHIND.match(match.string, match.end()))


def _whole_pieces(text: str) -> list[Phone]:
    """Read what in a cell is nothing but a number, as a whole or between separators."""
    pieces = [text, *_BETWEEN_CELLS.split(text)]
    return [phone for piece in pieces if (phone := _whole(piece))]


def _whole(cell: str) -> Phone | None:
    """Read a cell that is nothing but a number, perhaps with a label or an extension."""
    bare = _EXTENSION.sub("", _CELL_LABEL.sub("", cell.strip())).strip()
    if not _WHOLE_CELL.fullmatch(bare):
        return None
    digits = re.sub(r"\D", "", bare)
    national = re.sub(r"^(?:00)?82(?:0(?=\d{9,10}$))?", "0", digits) if len(digits) > 10 else digits
    phone = _planned(national)
    # Eight digits may as well be a number without its area code.
    if phone or national.startswith("0") or len(digits) < 9:
        return phone
    return _planned("0" + national, zero_restored=True)
