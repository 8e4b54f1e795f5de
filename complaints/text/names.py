"""Names of people and companies: cleaned, compared when masked, and cut into search keys."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

from complaints.text.initials import initials, is_initials, matches_initials
from complaints.text.normal import normalise
from complaints.text.surnames import DOUBLE_SURNAMES, SINGLE_SURNAMES

MASK = "*"

_SUFFIX_KEYS, _INITIAL_KEYS = 8, 4
_LONGEST_PERSON = 4
_LONGEST_CELL = 200  # characters; more is a text in the wrong column

MASK_SIGNS = "*＊○◯〇●⭕□■◇◆•"
# These hide a syllable only within a short Korean name: 홍길동_수원 and hong_gildong are whole.
_MASK_LETTERS = "OoXx0ㅇ_?？"
MASKS = MASK_SIGNS + _MASK_LETTERS
_MASK_BESIDE_SYLLABLES = re.compile(
    rf"(?=.*[가-힣])(?=.*[{_MASK_LETTERS}])[가-힣{MASK_SIGNS}{_MASK_LETTERS}]{{2,{_LONGEST_PERSON}}}"
)
_PUNCTUATION = " ,.:;!~…-，．：；！"
# 홍길동? was asked about, 김?? is masked.
_ASKED = re.compile(r"(?:(?<=[^\s?？_][^\s?？_])|(?<=\s[님씨]))\s*[?？_]+$")

_COMPANY_MARK = re.compile(r"[(\[]\s*(?:주|유|사|재|합|의|복|학)\s*[)\]]|㈜|㈔|㈐")
_BRACKETED = re.compile(r"[(\[{<（［【〔][^)\]}>）］】〕]*(?:[)\]}>）］】〕]|$)")
_OTHERS = re.compile(r"\s*외\s*\d+\s*[명인]\s*$|\s외\s*$|[\s/,]+[^\s/,]*\d동\s*$")
_BETWEEN_NAMES = re.compile(r"\s*[,，/;·ㆍ\n]\s*")
_TITLE = (
    "대표이사|사무관|주무관|주사보|서기보|공무관|실무관|연구사|지도사|위원장|평가단원|선생님|담당자|신고자"
    "|민원인|청원인|팀장|과장|계장|국장|실장|반장|통장|동장|소장|센터장|구청장|주사|서기|담당|단원|위원|회장"
    "|총무|대표|사장|이사|기사|여사|귀하|구민|시민|주민"
)
# 님 and 씨 also end given names (김예님): after fewer than three letters they count only when set apart.
_TITLE_AFTER = re.compile(rf"(?P<name>.{{2,}}?)\s*(?:{_TITLE})|(?P<addressed>.+?\s|.{{3,}}?)[님씨]")
_WORDS_BEFORE = re.compile(rf"(?:(?:\S*(?:[과팀국실소]|센터|\d동)|{_TITLE})[\s:]+)+(?P<name>\S.*)")
_KEY_UNITS = re.compile(r"[가-힣ㄱ-ㅎ*]|[^\W가-힣ㄱ-ㅎ_]+")


# A name is cleaned for its keys, for its mask and for its caller; those of officers come with every row.
@lru_cache(maxsize=20_000)
def clean_name(value: str) -> str:
    """Return the bare name in a cell: without titles, department, brackets and spaces.

    홍길동(주무관), "홍 길동 님", "도로과 홍길동(02-2147-0000)" and "홍길동 외 3명" all become 홍길동. Names of
    companies and foreigners keep their words: "(주)대한건설", "John Smith". For cells of several names there
    is split_names.
    """
    text = " ".join(unicodedata.normalize("NFC", value[:_LONGEST_CELL]).split())
    while not _COMPANY_MARK.search(text) and (shorter := _stripped(text)) != text:
        text = shorter
    return text


def split_names(value: str) -> list[str]:
    """Return the clean names in a cell that may hold several (홍길동, 김철수 / 홍길동·김철수)."""
    cell = value[:_LONGEST_CELL]
    bare = cell if _COMPANY_MARK.search(cell) else _BRACKETED.sub(" ", cell)
    return list(dict.fromkeys(filter(None, map(clean_name, _BETWEEN_NAMES.split(bare)))))


def is_masked(name: str) -> bool:
    """Tell whether a source has hidden part of the name: 김*수, 김○○, 홍O철."""
    return MASK in _unmasked_form(name)


def masked_matches(masked: str, name: str) -> bool:
    """Tell whether the masked name could be this one: 홍*철 and 홍상철, or ㅎㅅㅊ.

    A mask stands for one syllable. A name of which nothing is known matches nobody.
    """
    pattern, letters = _unmasked_form(masked), normalise(clean_name(name))
    if len(pattern) != len(letters) or not pattern.strip(MASK):
        return False
    return all(known == MASK or matches_initials(letter, known) for known, letter in zip(pattern, letters, strict=True))


def masked_forms(name: str) -> list[str]:
    """Return every way in which a source may have masked a name of 2 to 4 letters: 홍*철, 홍**, 홍상* ...

    They are the keys under which name_keys files masked names, so that 홍상철 finds 홍*철.
    """
    letters = normalise(clean_name(name))
    if not 2 <= len(letters) <= _LONGEST_PERSON:
        return []
    forms = ("".join(form) for form in product(*((letter, MASK) for letter in letters)))
    return [form for form in forms if MASK in form and form.strip(MASK)]


def name_keys(name: str) -> list[str]:
    """Return the values under which a name is found, at most twelve for each name in the cell.

    Every ending of two or more letters and its initials: 홍상철 gives 홍상철, 상철, ㅎㅅㅊ, ㅅㅊ, of which a query
    is a beginning. Latin words are taken whole: John Smith gives johnsmith, smith. A masked name gives
    its form with asterisks and the initials of that (홍*철, ㅎ*ㅊ), as masked_forms writes them.
    """
    return list(_name_keys(name))


def looks_like_person(word: str) -> bool:
    """Tell whether a search word may be a person's name; in doubt, yes.

    That is two to four syllables beginning with a Korean surname, consonants and masks among them allowed
    (홍ㅅㅊ, 홍*철), or initial consonants alone.
    """
    letters = _unmasked_form(clean_name(word))
    if is_initials(letters):
        return len(letters) <= _LONGEST_PERSON
    return _is_person(letters)


@lru_cache(maxsize=20_000)
def _name_keys(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for each in split_names(name) for key in _keys(each)))


def _keys(name: str) -> list[str]:
    if is_masked(name):
        form = _unmasked_form(name)
        return list(dict.fromkeys([form, "".join(initials(letter) or letter for letter in form)]))
    units = [unit for word in _KEY_UNITS.findall(_COMPANY_MARK.sub(" ", name)) if (unit := normalise(word))]
    endings = ["".join(units[start:]) for start in range(len(units))]
    keys = [ending for ending in endings if len(ending) > 1] or endings
    return list(dict.fromkeys([*keys[:_SUFFIX_KEYS], *map(initials, keys[:_INITIAL_KEYS])]))


@lru_cache(maxsize=20_000)
def _unmasked_form(name: str) -> str:
    """Write a name as its normal letters with an asterisk for each hidden one."""
    bare = "".join(clean_name(name).split())
    if _MASK_BESIDE_SYLLABLES.fullmatch(bare):
        bare = re.sub(rf"[{_MASK_LETTERS}]", MASK, bare)
    return "".join(MASK if char in MASK_SIGNS else normalise(char) for char in bare)


def _stripped(text: str) -> str:
    """Take one layer off a cell: brackets, a title after the name, a department before it, spaces within it."""
    text = _OTHERS.sub("", " ".join(_BRACKETED.sub(" ", text).split())).strip(_PUNCTUATION)
    text = _ASKED.sub("", text)
    if match := _TITLE_AFTER.fullmatch(text):
        text = (match["name"] or match["addressed"]).strip()
    if (match := _WORDS_BEFORE.fullmatch(text)) and _is_person(match["name"]):
        text = match["name"]
    return text.replace(" ", "") if _is_person(text) else text


def _is_person(text: str) -> bool:
    """Tell whether this is a Korean name in form: a surname and one to three more letters."""
    letters = "".join(text.split())
    if not re.fullmatch(rf"[가-힣ㄱ-ㅎ{MASK_SIGNS}{_MASK_LETTERS}]{{2,4}}", letters):
        return False
    return letters[0] in SINGLE_SURNAMES or letters[:2] in DOUBLE_SURNAMES or letters[0] in MASK_SIGNS
