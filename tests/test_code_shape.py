"""Small files and functions, by a rule instead of by habit; as one test, so that nothing else is needed to run it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("civicsearch", "complaints", "ingest", "analytics", "fixtures", "bench", "tests")
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
MOST_BRANCHES = 10
VAGUE_NAMES = {"utils", "util", "helpers", "common", "misc", "manager"}
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)


def sources() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for folder in FOLDERS:
        # A first migration is as long as its tables are many.
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if path.parent.name != "migrations")


def branches(function: ast.AST) -> int:
    """One, and one more for each fork: statements, `and`/`or`, and conditions in comprehensions."""
    total = 1
    for node in ast.walk(function):
        total += isinstance(node, BRANCHES)
        total += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        total += len(node.ifs) if isinstance(node, ast.comprehension) else 0
    return total


def faults(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if len(text.splitlines()) > MOST_LINES_OF_A_FILE:
        yield "is too long"
    if path.stem in VAGUE_NAMES:
        yield "has a name that says nothing"
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if (node.end_lineno or node.lineno) - node.lineno >= MOST_LINES_OF_A_FUNCTION:
            yield f"line {node.lineno}: {node.name} is too long"
        if branches(node) > MOST_BRANCHES:
            yield f"line {node.lineno}: {node.name} has {branches(node)} branches"


def test_files_and_functions_are_small() -> None:
    found = [f"{path.relative_to(ROOT)} {fault}" for path in sources() for fault in faults(path)]
    assert found == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("x = 1\n" * 401, "is too long"),
        ("def f():\n" + "    x = 1\n" * 60, "f is too long"),
        ("def f(a):\n" + "    if a: a = 0\n" * 10, "f has 11 branches"),
    ],
)
def test_the_rule_sees_what_it_forbids(tmp_path: Path, code: str, fault: str) -> None:
    (tmp_path / "sample.py").write_text(code)
    assert any(fault in told for told in faults(tmp_path / "sample.py"))
