"""Every peer builds its index over the same rows and answers the same questions."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING, Any, Protocol

from bench.peers.asked import questions, subset
from bench.peers.library import Lexemes, Words
from bench.peers.ours import Ours
from bench.peers.postgres import Helpdesk, Scan, Trigrams, table
from bench.peers.sqlite import Fts5
from bench.recall import ratio
from bench.timing import database_time, percentiles

if TYPE_CHECKING:
    from bench.peers.asked import Question

ROUNDS = 10
PATIENCE = 6.0  # seconds for the rounds of one kind; the first round is finished anyway


class Peer(Protocol):
    """One way to find complaints by what they say."""

    name: str
    is_built: bool  # nothing to build: what it reads is there already

    def build(self) -> None:
        """Take in the rows and make the index."""

    def size(self) -> int:
        """Bytes of the index."""

    def newest(self, question: Question) -> list[int]:
        """The ids of the first 20, newest first."""

    def every(self, question: Question) -> set[int]:
        """All ids among the rows of the comparison."""

    def close(self) -> None:
        """Leave nothing behind."""


def compare(rows: int, seed: int) -> dict[str, Any]:
    """Times, recall and precision of all, for each kind of question; `rows` are those that the peers have."""
    ids = subset(rows)
    asked = questions(ids, seed)
    print(f"  {len(asked)} questions to peers with {len(ids):,} rows", file=sys.stderr)
    systems = {}
    with table(ids):
        for make in (Ours, Scan, Trigrams, Helpdesk, Fts5, Words, Lexemes):
            peer: Peer = make(ids)
            try:
                systems[peer.name] = _examined(peer, asked)
            finally:
                peer.close()
            print(f"  {peer.name}: {systems[peer.name]['all']}", file=sys.stderr)
    return {"rows": len(ids), "systems": systems}


def _examined(peer: Peer, asked: list[Question]) -> dict[str, Any]:
    start = time.perf_counter()
    peer.build()
    built = None if peer.is_built else round(time.perf_counter() - start, 1)
    kinds: dict[str, list[Question]] = defaultdict(list)
    for question in asked:
        kinds[question.kind].append(question)
    times = {kind: _times(peer, questions) for kind, questions in kinds.items()}
    answers = {kind: [_answer(peer, question) for question in questions] for kind, questions in kinds.items()}
    return {
        "build_s": built,
        "size_mib": round(peer.size() / 2**20, 1),
        "kinds": {kind: {**percentiles(times[kind]), **_quality(answers[kind])} for kind in kinds},
        "all": {
            **percentiles([each for kind in kinds for each in times[kind]]),
            **_quality([each for kind in kinds for each in answers[kind]]),
        },
    }


def _times(peer: Peer, asked: list[Question]) -> list[float]:
    """Milliseconds of the first 20, after one call that is not measured; fewer rounds where they take long.

    In PostgreSQL those of the statements, as everywhere in this bench; in a library those of the call.
    """
    peer.newest(asked[0])
    times: list[float] = []
    until = time.perf_counter() + PATIENCE
    for turn in range(ROUNDS):
        if turn and time.perf_counter() > until:
            break
        for question in asked:
            start = time.perf_counter()
            with database_time() as spent:
                peer.newest(question)
            times.append(sum(spent) or (time.perf_counter() - start) * 1000)
    return times


def _answer(peer: Peer, question: Question) -> tuple[float, float]:
    """Recall and precision of one question; the precision of nothing found is 1."""
    ids = peer.every(question)
    right = len(question.wanted & ids)
    return ratio(right, len(question.wanted)), ratio(right, len(ids))


def _quality(answers: list[tuple[float, float]]) -> dict[str, float]:
    """The means over the questions, so that a frequent word weighs no more than a telephone number."""
    recalls, precisions = zip(*answers, strict=True)
    return {"recall": round(fmean(recalls), 4), "precision": round(fmean(precisions), 4)}
