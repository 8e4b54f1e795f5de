"""What every peer is given and asked, and what it should find: decided by a look at every row, in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func

from bench.look_ups import digits
from bench.samples import Words, ids, sample
from bench.texts import NOWHERE
from complaints.models import Complaint
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2000
VARIETY = 5  # different questions of a kind


@dataclass(frozen=True, slots=True)
class Document:
    """One complaint as a peer is given it: texts, name and number as the source wrote them; `age` counts from the oldest."""

    id: int
    age: int
    text: str
    normal: str
    number: str
    lexemes: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One query as a clerk types it, and the ids that it should find."""

    kind: str
    typed: str
    wanted: set[int] = field(default_factory=set, compare=False)

    @property
    def is_number(self) -> bool:
        return self.typed.isdigit()

    def is_answered_by(self, document: Document) -> bool:
        """A number: the whole, an ending, or the group in the middle; a word: wherever it stands, however spaced."""
        if self.is_number:
            return document.number.endswith(self.typed) or document.number[3:7] == self.typed
        return normalise(self.typed) in document.normal


def subset(rows: int) -> range:
    """The ids of the first rows, which are of random dates."""
    return ids()[:rows]


def documents(among: range, *, with_lexemes: bool = False) -> Iterator[Document]:
    """The rows with these ids, oldest first; their lexemes only if asked for."""
    columns = ["id", "text_normal", "title", "body", "answer", "category", "complainant_name", "mobile"]
    rows: Any = Complaint.objects.filter(id__gte=among.start, id__lt=among.stop).order_by("received_at", "id")
    if with_lexemes:
        array = ArrayField(CharField())
        rows = rows.annotate(lexemes=Func(F("search"), function="tsvector_to_array", output_field=array))
        columns.append("lexemes")
    for age, row in enumerate(rows.only(*columns[:8]).iterator(chunk_size=BATCH)):
        text = f"{row.title}\n{row.body}\n{row.answer}\n{row.category}\n{row.complainant_name}\n{row.mobile}"
        yield Document(row.pk, age, text, row.text_normal, digits(row), row.lexemes if with_lexemes else [])


def questions(among: range, seed: int) -> list[Question]:
    """The same for all peers; each with what it should find among these rows."""
    words = Words.counted(seed)
    rows = [row for row in sample(VARIETY * 4, f"peers {seed}", among) if row.mobile][:VARIETY]
    common = words.near(0.44)
    asked = [
        *(Question("phone without hyphens", digits(row)) for row in rows),
        *(Question("last eight digits", digits(row)[-8:]) for row in rows),
        *(Question("phone tail", digits(row)[-4:]) for row in rows),
        Question("frequent word (44 %)", common),
        Question("medium word (9 %)", words.near(0.09)),
        *(Question("rare word", word) for word in words.rare(VARIETY)),
        Question("inside a compound", "정차"),
        Question("typed with a space", f"{common[:2]} {common[2:]}" if len(common) > 2 else " ".join(common)),
        Question("word of nowhere", NOWHERE),
    ]
    for document in documents(among):
        for question in asked:
            if question.is_answered_by(document):
                question.wanted.add(document.id)
    return asked
