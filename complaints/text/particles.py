"""Particles and copulas (조사, 서술격) that hang on a noun, taken off and put on."""

import re

_PARTICLES = (
    "에게서|한테서|으로부터|로부터|에서는|에서도|에서의|에서|에게|한테|께서|까지|부터|마다|처럼|보다|조차|마저|밖에"
    "|이라도|이라고|이라는|라고|라는|이랑|이나|으로|로|와|과|은|는|이|가|을|를|의|에|도|만|요"
    "|입니다|이에요|예요|이요|인데요|인데"
)
_SHORTEST_NOUN = 2
# As little as may stand before, so that of 에서 and 에서는 the longer one goes.
_AFTER_NOUN = re.compile(rf"([가-힣]{{{_SHORTEST_NOUN},}}?)(?:{_PARTICLES})")
_PLURAL_OR_FOR = "들|용"
_ALONE = re.compile(rf"(?:{_PLURAL_OR_FOR})?(?:{_PARTICLES})?")


def is_particle(ending: str) -> bool:
    """Tell whether nothing but a particle is left of a word, after the plural or 용 perhaps (에서, 들이)."""
    return _ALONE.fullmatch(ending) is not None


def without_particle(word: str) -> str:
    """Return the word without what may be a particle at its end, if two syllables are left: 가로등이 gives 가로등.

    Nothing is known of the word, so that 자전거도로 gives 자전거도: right for finding more, not for showing.
    """
    found = _AFTER_NOUN.fullmatch(word)
    return found[1] if found else word


def subject_particle(word: str) -> str:
    """이 after a final consonant, 가 after a vowel (Unicode, chapter 3.12: 28 endings, the first of them none)."""
    return "이" if (ord(word[-1]) - 0xAC00) % 28 else "가"
