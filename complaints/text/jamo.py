"""Hangul syllables taken apart into jamo and put together again, and the words that are one jamo away from a word."""

import re
from collections.abc import Iterator

from complaints.text.initials import ONSETS

VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# What a keyboard types as two and writes as one.
_DOUBLE_VOWELS = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
_DOUBLE_CODAS = {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㅄ": "ㅂㅅ"} | {
    double: f"ㄹ{second}" for double, second in zip("ㄺㄻㄼㄽㄾㄿㅀ", "ㄱㅁㅂㅅㅌㅍㅎ", strict=True)
}
DOUBLES = _DOUBLE_VOWELS | _DOUBLE_CODAS
_SINGLE_OF = {pair: single for single, pair in DOUBLES.items()}
_VOWEL = f"{'|'.join(_DOUBLE_VOWELS.values())}|[{VOWELS}]"
_CODA = f"{'|'.join(_DOUBLE_CODAS.values())}|[{CODAS}]"
# A consonant before a vowel begins the next syllable, also the second one of a pair.
_SYLLABLE = re.compile(rf"([{ONSETS}])({_VOWEL})((?:{_CODA})(?![{VOWELS}]))?")
_FIRST, _LAST = 0xAC00, 0xD7A3  # Unicode, chapter 3.12
_CONSONANTS = "".join(dict.fromkeys(ONSETS + CODAS))
_WORD = re.compile(r"[가-힣]+")


def take_apart(text: str) -> str:
    """Return the text with each syllable as its two or three jamo: 값 gives ㄱㅏㅄ. Other characters stay."""
    return "".join(map(_jamo, text))


def put_together(text: str) -> str:
    """Return the text with its jamo composed as a keyboard does it: ㄱㅏㅂㅅㅣ gives 갑시."""
    return _SYLLABLE.sub(_syllable, text)


def one_jamo_off(word: str) -> list[str]:
    """Return the words of syllables alone that differ from the word by one jamo, each once, the word itself not.

    One jamo is another, is missing, is too many, or stands behind its neighbour: 홍상쳘, 홍사철, 홍상철ㅇ and
    ㅎㅇㅗ상철 each give 홍상철. For a word of three syllables they are about two hundred and fifty.
    """
    changed = (put_together(jamo) for jamo in _changes(take_apart(word)))
    return [other for other in dict.fromkeys(changed) if other != word and _WORD.fullmatch(other)]


def _jamo(char: str) -> str:
    if not _FIRST <= ord(char) <= _LAST:
        return char
    onset, rest = divmod(ord(char) - _FIRST, len(VOWELS) * (len(CODAS) + 1))
    vowel, coda = divmod(rest, len(CODAS) + 1)
    return ONSETS[onset] + VOWELS[vowel] + (CODAS[coda - 1] if coda else "")


def _syllable(found: re.Match[str]) -> str:
    onset, vowel, coda = found.groups(default="")
    place = ONSETS.index(onset) * len(VOWELS) + VOWELS.index(_SINGLE_OF.get(vowel, vowel))
    last = CODAS.index(_SINGLE_OF.get(coda, coda)) + 1 if coda else 0
    return chr(_FIRST + place * (len(CODAS) + 1) + last)


def _changes(jamo: str) -> Iterator[str]:
    for at, letter in enumerate(jamo):
        before, after = jamo[:at], jamo[at + 1 :]
        yield before + after
        yield before + after[:1] + letter + after[1:]
        yield from (before + other + after for other in (VOWELS if letter in VOWELS else _CONSONANTS))
    for at in range(len(jamo) + 1):
        yield from (jamo[:at] + more + jamo[at:] for more in _CONSONANTS + VOWELS)
