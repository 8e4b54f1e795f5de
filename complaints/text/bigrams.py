"""Overlapping pairs of characters: the unit of substring search."""


def bigrams(normal: str) -> list[str]:
    """Return the distinct pairs of a normal form in order of first occurrence, and its last character alone.

    The last character makes every character the beginning of some entry, so that a query of one
    character is a prefix search.
    """
    return list(dict.fromkeys([normal[start : start + 2] for start in range(len(normal))]))
