"""The one normal form in which texts are stored, searched and compared."""

import unicodedata
from functools import lru_cache

# Letters by Unicode category, yet blanks or signs to the people who type them: the Hangul fillers, and the
# araea (ㆍ), which Korean offices use as a middle dot (민원ㆍ청원).
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u318d\u119e")

_COMPATIBILITY_JAMO = range(0x3131, 0x3190)
_HALF_WIDTH_JAMO = range(0xFFA1, 0xFFDD)


def normalise(text: str) -> str:
    """Return the text as lower-case letters and digits only (Unicode L and N), in NFKC.

    Spaces and signs vanish, so that 불법주정차 equals "불법 주·정차"; decomposed Hangul (NFD), full-width
    letters and ligatures (㎡, ㈜) become ordinary ones. One letter differs from plain NFKC: jamo that
    form no syllable (ㅋㅋ, ㅎ) stay compatibility jamo, as a keyboard types them. NFKC would glue "ㅋㅠ" into
    큐, and a typed ㅋ would no longer be found.

    Applying it twice changes nothing.
    """
    folded = unicodedata.normalize("NFC", text).translate(_FOLDS)
    # A dropped sign can leave two characters side by side that compose.
    return folded if unicodedata.is_normalized("NFC", folded) else normalise(folded)


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return the normal form and, for each of its characters, where in the text it begins."""
    folded: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        normal = _normalise_cluster(cluster)
        folded.append(normal)
        offsets.extend([start] * len(normal))
    normal = "".join(folded)
    if unicodedata.is_normalized("NFC", normal):
        return normal, offsets
    again, inner = normalise_with_offsets(normal)
    return again, [offsets[i] for i in inner]


# The few thousand characters of a language come again and again.
_normalise_cluster = lru_cache(maxsize=20_000)(normalise)


def _clusters(text: str) -> list[tuple[int, str]]:
    """Split the text where composition cannot reach across, each piece with its start."""
    if unicodedata.is_normalized("NFC", text):
        return list(enumerate(text))
    pieces: list[tuple[int, str]] = []
    for index, char in enumerate(text):
        if pieces and _belongs_to(pieces[-1][1], char):
            start, cluster = pieces[-1]
            pieces[-1] = (start, cluster + char)
        else:
            pieces.append((index, char))
    return pieces


def _belongs_to(cluster: str, char: str) -> bool:
    if unicodedata.category(char).startswith("M"):
        return True
    apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", cluster + char) != apart


def _loose_jamo() -> dict[str, str]:
    """Map each conjoining or half-width jamo to the compatibility jamo of the same letter."""
    table: dict[str, str] = {}
    for code in _COMPATIBILITY_JAMO:
        letter = chr(code)
        table[letter] = letter
        table[unicodedata.normalize("NFKC", letter)] = letter
    for code in _HALF_WIDTH_JAMO:
        decomposed = unicodedata.decomposition(chr(code))
        if decomposed:
            table[chr(code)] = chr(int(decomposed.split()[-1], 16))
    table |= _finals(table)
    return {jamo: letter for jamo, letter in table.items() if jamo not in _BLANK_LETTERS}


def _finals(table: dict[str, str]) -> dict[str, str]:
    """Map final consonants whose compatibility form NFKC takes for an initial (ᆨ and ᄀ are both ㄱ)."""
    finals: dict[str, str] = {}
    for code in range(0x11A8, 0x1200):
        name = unicodedata.name(chr(code)).replace("JONGSEONG", "CHOSEONG")
        try:
            initial = unicodedata.lookup(name)
        except KeyError:
            continue
        if initial in table:
            finals[chr(code)] = table[initial]
    return finals


_JAMO = _loose_jamo()


class _Folds(dict[int, str]):
    """What each code point becomes, worked out when it is first met; bounded by the size of Unicode."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char if char in _JAMO else unicodedata.normalize("NFKC", char)
        letters = (_JAMO.get(letter, letter) for part in plain for letter in part.lower())
        self[code] = "".join(letter for letter in letters if _is_kept(letter))
        return self[code]


def _is_kept(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN" and char not in _BLANK_LETTERS


_FOLDS = _Folds()
