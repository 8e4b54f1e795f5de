"""A tsquery as a small tree of values, written out with every lexeme quoted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One lexeme, or all that begin with it."""

    value: str
    is_prefix: bool = False

    def __str__(self) -> str:
        quoted = self.value.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}'{':*' if self.is_prefix else ''}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must match; without parts it matches everything and must not be written."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' & '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must match."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return f"({' | '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The part must not match."""

    part: Node

    def __str__(self) -> str:
        return f"!{self.part}"


Node = Lexeme | AllOf | AnyOf | NoneOf


def all_of(*parts: Node) -> Node:
    """The parts joined by AND; one part stays itself."""
    return parts[0] if len(parts) == 1 else AllOf(parts)


def any_of(*parts: Node) -> Node:
    """The parts joined by OR; one part stays itself."""
    return parts[0] if len(parts) == 1 else AnyOf(parts)
