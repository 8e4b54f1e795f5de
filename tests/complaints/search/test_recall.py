"""Recall and precision 1.000: what a plain scan of the normal form finds, the search finds, and nothing else."""

from __future__ import annotations

import io
import random
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from bench.corpus import COLUMNS, Corpus, Written, copy_line
from complaints.models import Channel, Department
from complaints.privacy.access import operator
from complaints.search.matching import find
from complaints.search.paging import COUNT_LIMIT, PAGE_SIZE, Sort, count, page
from complaints.search.query import parse
from complaints.text.initials import initials
from complaints.text.normal import normalise, normalise_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import SimpleNamespace

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db
ROWS = 20_000
SUBSTRINGS = 1_000
SHOWN = 4  # of every fourth the first page and the count, too
BARE = 200
LONGEST = 8
# What office texts are full of beside plain syllables.
ODD = (
    "CCTV 3대", "100㎡", "ㅋㅋㅋ", "ㅠㅠ", "１２가３４５６", "A4", "e편한세상", "민원ㆍ청원", "(주)한빛", "12-3번지",
    "010-8271-9634", "it's", r"C:\temp", "50%_off", "Ⅳ구역", "ﬁ", unicodedata.normalize("NFD", "각하께"), "İstanbul",
    "漢字 門", "&lt;b&gt;", "①안", "😀 감사",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One stored complaint as it was written, and its texts in the normal form, one a line."""

    id: int
    written: SimpleNamespace
    normal: str


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Row]]:
    """Twenty thousand complaints, newest first, in a transaction that is given up; indexed as the product does."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield filled()
                transaction.set_rollback(True)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM complaints_complaint")


def filled() -> list[Row]:
    channel = Channel.objects.create(code="window", name="창구", short_name="창구")
    department = Department.objects.create(name="도로과")
    corpus = Corpus(ROWS, [channel.pk], [department.pk], seed=11)
    corpus.texts = [written(corpus) for _ in range(ROWS)]
    made = list(corpus.complaints(0, ROWS))
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'complaint_search'")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX complaint_search")
        cursor.copy_expert(
            f"COPY complaints_complaint ({', '.join(COLUMNS)}) FROM STDIN", io.StringIO("".join(map(copy_line, made)))
        )
        # What is checked at the end of a transaction would otherwise stand in the way of an index.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(definition)
        cursor.execute("ANALYZE complaints_complaint")
        cursor.execute("SELECT receipt_number, id FROM complaints_complaint")
        ids = dict(cursor.fetchall())
    rows = [Row(ids[each.receipt_number], each, "\n".join(map(normalise, texts(each)))) for each in made]
    return sorted(rows, key=lambda row: (row.written.received_at, row.id), reverse=True)


def written(corpus: Corpus) -> Written:
    def text(low: int, high: int) -> str:
        odd = corpus.random.choice(ODD) if corpus.random.random() < 0.1 else ""
        return f"{corpus.text(low, high)}{odd} {corpus.text(0, 9)}"

    return Written(text(5, 20), text(20, 70), text(0, 30))


def texts(row: SimpleNamespace) -> tuple[str, ...]:
    return row.title, row.body, row.answer, row.category


def substring(dice: random.Random, rows: list[Row]) -> tuple[str, str]:
    """Some characters of some text in the normal form, and how somebody types them: as they stand there, or spaced."""
    while True:
        text = dice.choice(texts(dice.choice(rows).written))
        normal, offsets = normalise_with_offsets(text)
        if normal:
            break
    start = dice.randrange(len(normal))
    stop = min(len(normal), start + dice.randint(1, LONGEST))
    part = normal[start:stop]
    as_it_stands = text[offsets[start] : offsets[stop] if stop < len(normal) else len(text)]
    if dice.random() < 0.5 and normalise(as_it_stands) == part:
        return part, as_it_stands
    return part, "".join(f"{sign}{' ' * (dice.random() < 0.3)}" for sign in part)


def scan(rows: list[Row], normal: str) -> list[Row]:
    return [row for row in rows if normal in row.normal]


def test_a_phrase_of_the_texts_is_found_wherever_it_stands_and_nowhere_else(rows: list[Row]) -> None:
    dice, reader = random.Random(5), operator()
    for number in range(SUBSTRINGS):
        normal, typed = substring(dice, rows)
        wanted = [row.id for row in scan(rows, normal)]
        found = find(parse(f'내용:"{typed}"'), reader)
        assert set(found.rows().values_list("id", flat=True)) == set(wanted), typed
        if number % SHOWN == 0:
            assert [row.pk for row in page(found, Sort.NEWEST, None).rows] == wanted[:PAGE_SIZE], typed
            assert count(found) == (min(len(wanted), COUNT_LIMIT), len(wanted) > COUNT_LIMIT), typed


def test_a_bare_word_finds_all_of_these_and_besides_only_persons_and_numbers(rows: list[Row]) -> None:
    dice, reader = random.Random(6), operator()
    by_id = {row.id: row for row in rows}
    for _ in range(BARE):
        normal, _ = substring(dice, rows)
        wanted = {row.id for row in scan(rows, normal)}
        found = set(find(parse(normal), reader).rows().values_list("id", flat=True))
        assert wanted <= found, normal
        assert [row for row in found - wanted if not is_meant(by_id[row].written, normal)] == [], normal


def is_meant(row: SimpleNamespace, word: str) -> bool:
    """Whether the word stands in the caller's name, in its initials, a number; or the name in the word."""
    own = (
        row.complainant_name,
        initials(row.complainant_name),
        row.receipt_number,
        "".join(filter(str.isdigit, row.mobile)),
    )
    return any(word in each for each in own) or row.complainant_name in word
