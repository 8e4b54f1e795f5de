"""Overlapping pieces of a text: the unit of substring search."""

SIZE = 3


def grams(normal: str) -> list[str]:
    """Return the distinct pieces of three characters of a normal form, in order of first occurrence.

    At the end of the text stand its last two characters and its last one, so that every character begins some piece:
    what is shorter than a piece is found as the beginning of one.
    """
    return list(dict.fromkeys(pieces(normal)))


def pieces(normal: str) -> list[str]:
    """Return the same pieces, one that comes again as often as it comes."""
    return [normal[start : start + SIZE] for start in range(len(normal))]
