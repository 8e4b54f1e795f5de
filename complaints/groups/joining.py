"""Things that belong together and things that must stay apart, joined one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Joining:
    """Disjoint sets with bars between some of them; what is joined first holds."""

    def __init__(self, items: Iterable[int]) -> None:
        self._parent = {item: item for item in items}
        self._size = dict.fromkeys(self._parent, 1)
        self._barred: defaultdict[int, set[int]] = defaultdict(set)

    def __contains__(self, item: int) -> bool:
        return item in self._parent

    def root(self, item: int) -> int:
        """The member that stands for the set of the item."""
        while (parent := self._parent[item]) != item:
            self._parent[item] = item = self._parent[parent]
        return item

    def bar(self, left: Iterable[int], right: Iterable[int]) -> None:
        """Keep each on the left from each on the right, but for those that are together already."""
        across = {self.root(item) for item in right}
        for one in {self.root(item) for item in left}:
            for other in across - {one}:
                self._barred[one].add(other)
                self._barred[other].add(one)

    def join(self, one: int, other: int, *, most: int | None = None) -> bool:
        """Join the sets of two, unless there is a bar or more than `most` would be together; whether they are one."""
        kept, gone = self.root(one), self.root(other)
        if kept == gone:
            return True
        if gone in self._barred[kept] or (most is not None and self._size[kept] + self._size[gone] > most):
            return False
        if self._size[kept] < self._size[gone]:
            kept, gone = gone, kept
        self._parent[gone] = kept
        self._size[kept] += self._size.pop(gone)
        for apart in self._barred.pop(gone, set()):
            self._barred[apart].discard(gone)
            self._barred[apart].add(kept)
            self._barred[kept].add(apart)
        return True

    def sets(self) -> list[set[int]]:
        """The sets of two members and more."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for item in self._parent:
            found[self.root(item)].add(item)
        return [members for members in found.values() if len(members) > 1]
