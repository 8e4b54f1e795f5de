"""Phone numbers of the Korean numbering plan, in the notations that people and spreadsheets use."""

import re
from dataclasses import dataclass
from enum import StrEnum

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

_JOINT = r"(?:\s?[-./·]\s?|\s|)"
_LABEL = r"(?<=tel)|(?<=phone)|(?<=hp)|(?<=h\.p)|(?<=fax)"
_IN_TEXT = re.compile(
    rf"""
    (?=[(+\d])(?:{_LABEL}|(?<![0-9a-z]))(?<![0-9a-z]-)(?<!\d\.)  # not the end of a longer number or code
    (?:
        (?P<country>(?:\+|00)\s?82{_JOINT}(?:\(0\)\s?)?|82-)?
        (?P<bracket>\()?(?P<area>0\d{{1,3}}|1\d|[2-7]\d?|50\d)\s?(?(bracket)\)|\)?){_JOINT}
        \(?(?P<exchange>\d{{3,4}})\)?{_JOINT}
        (?P<line>\d{{4}})
    |   (?P<nationwide>1[568]\d\d)\s?[-.]\s?(?P<rest>\d{{4}})(?!번지|년|원|명|건|세대|가구|㎡)
    )
    (?![-.]?\d)
    """,
    re.VERBOSE | re.IGNORECASE,
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
    text = plain(_shown(value)).strip()
    phones = [phone for _, _, phone in find_phones(text)]
    if not phones:
        pieces = [text, *_BETWEEN_CELLS.split(text)]
        phones = [phone for piece in pieces if (phone := _whole(piece))]
    return list(dict.fromkeys(phones))


def find_phones(text: str) -> list[tuple[int, int, Phone]]:
    """Find the numbers in a running text: start, end and number of each.

    Stricter than a cell: nothing that is part of a longer number or of a code (SPP-2409-1234567), and a
    lost zero is restored only where hyphens show the groups.
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
    """Fit a match to the plan, the groups as written: 0101-234-5678 is no 010-1234-5678."""
    if match["nationwide"]:
        return _planned(match["nationwide"] + match["rest"])
    area, number = match["area"], match["exchange"] + match["line"]
    if area.startswith("0"):
        phone = _planned(area + number)
    elif match["country"]:
        phone = _planned("0" + area + number)
    elif match[0].count("-") == 2 and " " not in match[0]:
        phone = _planned("0" + area + number, zero_restored=True)
    else:
        return None
    return phone if phone and phone.formatted.startswith(f"0{area.removeprefix('0')}-") else None


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
