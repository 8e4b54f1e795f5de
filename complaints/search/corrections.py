"""What may have been meant by words found nowhere: typed in the other mode of the keyboard, or one jamo off."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from complaints.models import Complaint
from complaints.privacy.roles import Right
from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.looking import plan_by_index
from complaints.search.matching import readable
from complaints.search.tsquery import Lexeme
from complaints.text.initials import is_initials
from complaints.text.jamo import one_jamo_off
from complaints.text.keyboard import as_hangul, as_latin, slip
from complaints.text.particles import without_particle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from complaints.privacy.reader import Reader
    from complaints.search.tsquery import Node

MOST_SPELLINGS = 3
MOST_WORDS = 3  # of one query that are spelt anew
MILLISECONDS = 200
ENOUGH = 200  # complaints by which a word is common
LONGEST = 8  # letters of a word that is spelt anew
_NAMES, _WORDS = range(2, 5), range(3, LONGEST + 1)
_BESIDE = r"[A-Za-z0-9가-힣ㄱ-ㅎㅏ-ㅣ-]"
_LATIN = re.compile(rf"(?<!{_BESIDE})(?!(?:OR|AND|NOT)\b)[A-Za-z]{{2,}}(?!{_BESIDE}|:)")
_HANGUL = re.compile(rf"(?<!{_BESIDE})(?!(?:또는|그리고|제외)(?!{_BESIDE}))[가-힣ㄱ-ㅎㅏ-ㅣ]{{2,}}(?!{_BESIDE}|:)")
_SYLLABLES = re.compile(r"[가-힣]+")
_LOOSE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]")


def other_mode(text: str) -> list[str]:
    """The query in the keyboard's other mode, word by word: in Hangul, in Latin; without those that change nothing."""
    is_loose = _LOOSE.search(text) is not None
    read = (
        _LATIN.sub(lambda word: _hangul_of(word[0]), text),
        _HANGUL.sub(lambda word: as_latin(word[0]) if _LOOSE.search(word[0]) or not is_loose else word[0], text),
    )
    return [other for other in dict.fromkeys(read) if other != text]


def respelt(text: str, reader: Reader) -> list[str]:
    """The query with words that exist for those that do not and are one jamo away, at most `MOST_SPELLINGS`.

    Of each word only the likeliest kind of slip. At most two database queries of `MILLISECONDS` each; what takes longer
    is not offered.
    """
    words = list(dict.fromkeys(word[0] for word in _HANGUL.finditer(text) if len(word[0]) <= LONGEST))
    bare = {word: _bare(word) for word in words[:MOST_WORDS]}
    others = {word: one_jamo_off(bare[word]) for word in bare}
    known = _known({*bare, *bare.values()}, {other for found in others.values() for other in found}, reader)
    better = {
        word: best
        for word in bare
        if word not in known and bare[word] not in known and (best := _likeliest(bare[word], others[word], known))
    }
    chosen = islice(product(*better.values()), MOST_SPELLINGS) if better else ()
    return [_HANGUL.sub(_exchange(dict(zip(better, words, strict=True))), text) for words in chosen]


def _hangul_of(word: str) -> str:
    """The word itself where its keys make neither syllables nor initials."""
    hangul = as_hangul(word.lower() if word.isupper() else word)
    return hangul if _SYLLABLES.fullmatch(hangul) or is_initials(hangul) else word


def _bare(word: str) -> str:
    noun = without_particle(word)
    return noun if len(noun) in _WORDS else word


def _exchange(better: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda word: better.get(word[0], word[0])


def _likeliest(word: str, others: Iterable[str], known: dict[str, int]) -> list[str]:
    """Of those that exist the ones made by the likeliest kind of slip, the most frequent first."""
    slips = {other: slip(word, other) for other in others if other in known}
    nearest = [other for other in slips if slips[other] == min(slips.values())]
    return sorted(nearest, key=lambda other: -known[other])[:MOST_SPELLINGS]


def _known(typed: set[str], others: set[str], reader: Reader) -> dict[str, int]:
    """Those that stand in a name or, as far as the reader may read, in a text; each with a number of complaints."""
    names: dict[str, Node] = {word: Lexeme(lexemes.marked(Kind.NAME, word)) for word in others if len(word) in _NAMES}
    names |= {word: lexemes.name_query(word) for word in typed}
    found = _numbers(names, Q())
    if reader.may(Right.READ_TEXT):
        words = typed | {word for word in others if len(word) in _WORDS}
        texts = _numbers({word: lexemes.text_query(word) for word in words}, readable(reader) or Q())
        found |= {word: max(number, found.get(word, 0)) for word, number in texts.items()}
    return found


def _numbers(queries: dict[str, Node], open_to: Q) -> dict[str, int]:
    """How many complaints each query has, up to `ENOUGH`, without those that have none; one statement for all."""
    if not queries:
        return {}
    matches = RawSQL("search @@ asked.query::tsquery", (), output_field=BooleanField())
    rows = Complaint.objects.filter(open_to).annotate(matches=matches).filter(matches=True).order_by().values("pk")
    inner, values = rows[:ENOUGH].query.sql_with_params()
    statement = f"""
        SELECT word, number FROM unnest(%s::text[], %s::text[]) AS asked (word, query)
        CROSS JOIN LATERAL (SELECT count(*) FROM ({inner}) AS matching) AS counted (number) WHERE number > 0
    """  # noqa: S608 - the inner query is the framework's, with its values apart
    try:
        with time_limit(MILLISECONDS), connection.cursor() as cursor:
            plan_by_index(MILLISECONDS)
            cursor.execute(statement, [list(queries), [str(query) for query in queries.values()], *values])
            return dict(cursor.fetchall())
    except TooSlowError:
        return {}
