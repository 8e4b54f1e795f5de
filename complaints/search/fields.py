"""The one search column: a tsvector of lexemes written as a plain list, and the lookup that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class LexemesField(SearchVectorField):  # type: ignore[type-arg]
    """Takes a list of lexemes as they are: no parser, no dictionary, no positions."""

    def get_placeholder(self, value: object, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> str:
        del value, compiler, connection
        return "array_to_tsvector(%s::text[])"

    def get_prep_value(self, value: Any) -> list[str]:
        return list(value or ())


@LexemesField.register_lookup
class Matches(Lookup):
    """`search__matches=tsquery`: the text of a tsquery, its lexemes already quoted."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*params, self.rhs)
