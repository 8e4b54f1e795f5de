"""Tantivy, a search library without transactions: over words as it cuts them, and over our own lexemes."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from bench.peers.asked import documents
from complaints.search.lexemes import phone_query, text_query
from complaints.search.tsquery import AllOf, AnyOf, Lexeme, NoneOf
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from bench.peers.asked import Document, Question
    from complaints.search.tsquery import Node

HEAP = 256_000_000


class Words:
    """What a full-text index finds: whole words between spaces and signs."""

    name = "tantivy, words"
    is_built = False
    tokenizer, option = "default", "position"

    def __init__(self, ids: range) -> None:
        self.ids = ids
        self.folder = tempfile.TemporaryDirectory(prefix="bench-tantivy-")
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", fast=True)
        builder.add_integer_field("age", fast=True)
        builder.add_text_field("text", tokenizer_name=self.tokenizer, index_option=self.option)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=self.folder.name)
        pieces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("lexemes", pieces)
        self.searcher: Any = None

    def build(self) -> None:
        writer = self.index.writer(HEAP, 2)
        for document in self.documents():
            text = self.text_of(document)
            writer.add_document(tantivy.Document(number=document.id, age=document.age, text=text))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def documents(self) -> Any:
        return documents(self.ids)

    def text_of(self, document: Document) -> str:
        return document.text

    def size(self) -> int:
        return sum(file.stat().st_size for file in Path(self.folder.name).iterdir())

    def newest(self, question: Question) -> list[int]:
        found = self.searcher.search(self.query(question), 20, count=False, order_by_field="age")
        return self._ids(found)

    def every(self, question: Question) -> set[int]:
        return set(self._ids(self.searcher.search(self.query(question), len(self.ids), count=False)))

    def query(self, question: Question) -> Any:
        return self.index.parse_query(f'"{question.typed}"', ["text"])

    def close(self) -> None:
        self.folder.cleanup()

    def _ids(self, found: Any) -> list[int]:
        return list(self.searcher.fast_field_values("number", [address for _, address in found.hits]))


class Lexemes(Words):
    """Our lexemes without our second look: the floor under any time, and candidates only."""

    name = "tantivy, our lexemes"
    tokenizer, option = "lexemes", "basic"

    def documents(self) -> Any:
        return documents(self.ids, with_lexemes=True)

    def text_of(self, document: Document) -> str:
        return " ".join(document.lexemes)

    def query(self, question: Question) -> Any:
        normal = normalise(question.typed)
        return self._asked(phone_query(normal) if question.is_number else text_query(normal))

    def _asked(self, node: Node) -> Any:
        match node:
            case Lexeme(value, is_prefix=True):
                return tantivy.Query.regex_query(self.schema, "text", f"{re.escape(value)}.*")
            case Lexeme(value):
                return tantivy.Query.term_query(self.schema, "text", value, self.option)
            case AllOf(parts):
                return self._joined(tantivy.Occur.Must, parts)
            case AnyOf(parts):
                return self._joined(tantivy.Occur.Should, parts)
            case NoneOf(part):
                return self._joined(tantivy.Occur.MustNot, (part,))

    def _joined(self, occur: Any, parts: tuple[Node, ...]) -> Any:
        return tantivy.Query.boolean_query([(occur, self._asked(part)) for part in parts])
