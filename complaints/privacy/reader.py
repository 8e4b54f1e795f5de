"""Who is asking: what this person may see, as one small value that the search and the gate take."""

from __future__ import annotations

from dataclasses import dataclass, field

from complaints.privacy.roles import Right


@dataclass(frozen=True, slots=True)
class Reader:
    """A person or command with its rights; `department_id` is the own department, if any."""

    actor: str
    rights: frozenset[Right] = field(default_factory=frozenset)
    department_id: int | None = None
    account_id: int | None = None
    reads_all: bool = False

    def may(self, right: Right) -> bool:
        """Whether this reader has the right."""
        return right in self.rights

    def may_read_text(self, *, is_public: bool, department_id: int | None) -> bool:
        """Whether this reader may read the texts of a complaint (비공개 ones: the own department only)."""
        if self.reads_all:
            return True
        if not self.may(Right.READ_TEXT):
            return False
        if is_public:
            return True
        return self.may(Right.READ_OWN_RESTRICTED) and department_id is not None and department_id == self.department_id
