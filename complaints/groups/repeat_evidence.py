"""Why submissions are taken for the same content, as article 23 (3) asks: nature, likeness and identical answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from complaints.groups.models import Pair, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from complaints.groups.repeats import Turn
    from complaints.privacy.gate import Presented

# Answers of which so many words stand in the same order say the same; dates and names in them differ.
SAME_ANSWER = 0.85
_WORDS_COMPARED = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One submission in the table: its turn, its safe form, and the strongest pair with another of them, if any.

    `is_withheld` when there are only pairs with or of texts that the reader may not read: they tell of these.
    """

    turn: Turn
    shown: Presented
    pair: Pair | None
    is_withheld: bool

    @property
    def score(self) -> str:
        return _percent(self.pair.score) if self.pair else ""

    @property
    def reasons(self) -> list[str]:
        return [str(Reason(reason).label) for reason in self.pair.reasons] if self.pair else []


@dataclass(frozen=True, slots=True)
class Evidence:
    """Three Korean sentences, one for each thing to be weighed."""

    nature: str
    likeness: str
    answers: str


def lines(turns: Sequence[Turn], shown: dict[int, Presented]) -> list[Line]:
    """The turns with what their reader may see, in order; those that are no more are left out. One query."""
    pairs = list(Pair.objects.filter(first__in=shown, second__in=shown).order_by("-score", "pk"))
    is_open = {pk for pk, one in shown.items() if not one.is_restricted}
    best = _best_of([pair for pair in pairs if {pair.first_id, pair.second_id} <= is_open])
    some = _best_of(pairs)
    ids = [turn.submission.complaint_id for turn in turns]
    return [
        Line(turn, shown[pk], best.get(pk), is_withheld=pk in some and pk not in best)
        for pk, turn in zip(ids, turns, strict=True)
        if pk in shown
    ]


def evidence(found: Sequence[Line]) -> Evidence:
    """What speaks for the same content among the submissions that count."""
    counted = [line for line in found if line.turn.nth]
    return Evidence(_nature([line.shown for line in counted]), _likeness(counted), _answers(counted))


def _percent(score: float) -> str:
    """Never rounded up: 100% is said of nothing less."""
    return f"{int(score * 100 + 1e-9)}%"


def _best_of(pairs: Iterable[Pair]) -> dict[int, Pair]:
    """Of each complaint its first pair."""
    best: dict[int, Pair] = {}
    for pair in pairs:
        best.setdefault(pair.first_id, pair)
        best.setdefault(pair.second_id, pair)
    return best


def _nature(shown: Sequence[Presented]) -> str:
    kinds = _listed("종류", (one.type_label for one in shown))
    parts = [
        kinds,
        _listed("분야", (one.category for one in shown)),
        _listed("처리 부서", (one.department for one in shown)),
    ]
    return " · ".join(filter(None, parts))


def _listed(name: str, values: Iterable[str]) -> str:
    """`처리 부서 도로과`, or with counts where they differ: `처리 부서 도로과 2건, 공원녹지과 1건`."""
    counts = Counter(filter(None, values)).most_common(3)
    if len(counts) < 2:
        return f"{name} {counts[0][0]}" if counts else ""
    return f"{name} " + ", ".join(f"{value} {number}건" for value, number in counts)


def _likeness(counted: Sequence[Line]) -> str:
    if len(counted) < 2:
        return "견줄 민원이 없습니다."
    pairs = [line.pair for line in counted if line.pair]
    withheld = sum(line.is_withheld for line in counted)
    by_person = len(counted) - len(pairs) - withheld
    told = []
    if pairs:
        reasons = ", ".join(dict.fromkeys(reason for line in counted for reason in line.reasons))
        least = min(pair.score for pair in pairs)
        told.append(f"{len(pairs)}건이 이 가운데 다른 민원과 적어도 {_percent(least)} 비슷합니다({reasons}).")
    if withheld:
        told.append(f"{withheld}건이 얼마나 비슷한지는 비공개 민원의 처리 부서만 볼 수 있습니다.")
    if by_person:
        told.append(f"{by_person}건은 사람이 같은 사안으로 확인했습니다.")
    return " ".join(told)


def _answers(counted: Sequence[Line]) -> str:
    texts = [line.shown.answer.split()[:_WORDS_COMPARED] for line in counted if line.shown.answer]
    if len(texts) < 2:
        return "읽을 수 있는 답변이 두 건이 안 되어 견주지 못했습니다."
    least = min(SequenceMatcher(None, one, other, autojunk=False).ratio() for one, other in pairwise(texts))
    if least == 1:
        return f"답변 {len(texts)}건이 똑같습니다."
    said = "거의 같습니다" if least >= SAME_ANSWER else "서로 다릅니다"
    return f"답변 {len(texts)}건이 {said}(가장 다른 앞뒤 둘에서 같은 낱말이 {int(least * 100)}%)."
