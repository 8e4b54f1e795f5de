"""Words of the dictionary, as against names of people that happen to look like one."""

from complaints.text.tagger import morphemes

_COMMON_NOUN = "NNG"
_SHORTEST_IN_COMPOUND = 2


def is_common_word(word: str) -> bool:
    """Tell whether the word is one common noun (가로등), or made of such of two letters and more (주차단속).

    A name is not, even if its given name is a word (김하늘): its surname stands alone.
    """
    found = morphemes(word)
    if not found or any(tag != _COMMON_NOUN for _, tag in found):
        return False
    return len(found) == 1 or all(len(surface) >= _SHORTEST_IN_COMPOUND for surface, _ in found)
