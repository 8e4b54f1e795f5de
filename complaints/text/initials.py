"""Initial consonants (초성): ㅎㅅㅊ for 홍상철."""

from complaints.text.normal import normalise

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE = "가", "힣"
_SYLLABLES_PER_INITIAL = 21 * 28

# Keyboards join consonants typed in a row (ㄱ, ㅅ) into one cluster, which never begins a syllable.
_CLUSTERS = str.maketrans(
    {
        "ㄳ": "ㄱㅅ",
        "ㄵ": "ㄴㅈ",
        "ㄶ": "ㄴㅎ",
        "ㄺ": "ㄹㄱ",
        "ㄻ": "ㄹㅁ",
        "ㄼ": "ㄹㅂ",
        "ㄽ": "ㄹㅅ",
        "ㄾ": "ㄹㅌ",
        "ㄿ": "ㄹㅍ",
        "ㅀ": "ㄹㅎ",
        "ㅄ": "ㅂㅅ",
    }
)


def initials(text: str) -> str:
    """Return the first consonant of each syllable of the normal form; other letters and digits stay."""
    return "".join(map(_initial, _letters(text)))


def is_initials(text: str) -> bool:
    """Tell whether the text is made of initial consonants only, at least one."""
    letters = _letters(text)
    return bool(letters) and all(letter in ONSETS for letter in letters)


def matches_initials(pattern: str, text: str) -> bool:
    """Tell whether the text begins with the pattern, in which a consonant stands for any syllable it begins.

    홍ㅅㅊ, ㅎㅅ and 홍상 all match 홍상철. An empty pattern matches nothing.
    """
    wanted, found = _letters(pattern), _letters(text)
    if not wanted or len(wanted) > len(found):
        return False
    return all(want in (letter, _initial(letter)) for want, letter in zip(wanted, found, strict=False))


def _letters(text: str) -> str:
    return normalise(text).translate(_CLUSTERS)


def _initial(letter: str) -> str:
    if _FIRST_SYLLABLE <= letter <= _LAST_SYLLABLE:
        return ONSETS[(ord(letter) - ord(_FIRST_SYLLABLE)) // _SYLLABLES_PER_INITIAL]
    return letter
