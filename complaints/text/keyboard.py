"""Keys of the Korean keyboard (두벌식, KS X 5002): what was meant in the other mode, or when a finger slipped."""

from enum import IntEnum

from complaints.text.jamo import DOUBLES, put_together, take_apart

_JAMO_OF = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True)
) | dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHIFTED_BY = (0.0, 0.25, 0.75)  # keys' widths by which a row stands to the right
_PLACE_OF = {key: (at + _SHIFTED_BY[row], row) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
_KEY_OF = {jamo: key for key, jamo in _JAMO_OF.items()}


def as_hangul(typed: str) -> str:
    """Return what the same keys write in the Korean mode: rlacjftn gives 김철수. Other characters stay.

    A capital letter counts as shifted only where the shift makes a difference (R is ㄲ, A is ㅁ).
    """
    return put_together("".join(_JAMO_OF.get(key) or _JAMO_OF.get(key.lower(), key) for key in typed))


def as_latin(typed: str) -> str:
    """Return what the same keys write in the English mode: ㅣㅐ햐ㅜ gives login. Other characters stay."""
    singles = "".join(DOUBLES.get(jamo, jamo) for jamo in take_apart(typed))
    return "".join(_KEY_OF.get(jamo, jamo) for jamo in singles)


class Slip(IntEnum):
    """How one word may have become another while it was typed, the likeliest first."""

    NEIGHBOUR = 0
    NUMBER_OR_ORDER = 1
    OTHER = 2


def slip(typed: str, meant: str) -> Slip:
    """Tell what must have happened: a key beside the right one or its shift, a key too many, too few or too early."""
    keys, right = as_latin(typed), as_latin(meant)
    if len(keys) != len(right) or sorted(keys) == sorted(right):
        return Slip.NUMBER_OR_ORDER
    wrong = [(one.lower(), other.lower()) for one, other in zip(keys, right, strict=True) if one != other]
    return Slip.NEIGHBOUR if len(wrong) == 1 and _are_neighbours(*wrong[0]) else Slip.OTHER


def _are_neighbours(key: str, other: str) -> bool:
    if key not in _PLACE_OF or other not in _PLACE_OF:
        return False
    (x, y), (other_x, other_y) = _PLACE_OF[key], _PLACE_OF[other]
    return abs(x - other_x) <= 1 and abs(y - other_y) <= 1
