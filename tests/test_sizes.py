"""A file answers one question, and a function fits on a page."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path

from tests.test_house import BESIDE_THE_ROOMS, ROOMS, ROOT, parsed, sources

LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 35
FILES_IN_A_ROOM = {"models": 21, "cli": 16}
"""How many files may lie in the room itself, its topics of one file among them; 15 in every other room."""
EXCUSED = {
    "models/migrations/versions/*": "generated from the rows by alembic",
}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body: neither the signature, which says more when it is long, nor the docstring counts."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def too_long_functions(tree: ast.Module) -> dict[str, int]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {each.name: length(each) for each in functions if length(each) > LONGEST_FUNCTION}


def excused(path: Path) -> bool:
    return any(fnmatch(path.as_posix(), pattern) for pattern in EXCUSED)


def test_a_file_answers_one_question() -> None:
    files = [
        path
        for path in sources(*(f"{folder}/**/*.py" for folder in (*ROOMS, *BESIDE_THE_ROOMS)))
        if not excused(path)
    ]
    lines = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in files}

    assert {
        str(path): long for path, long in lines.items() if long > LONGEST_FILE and path.parts[0] != "tests"
    } == {}
    assert {str(path): long for path, long in lines.items() if long > LONGEST_TEST_FILE} == {}


def test_a_room_is_seen_at_a_glance() -> None:
    crowded = {room: len(sources(f"{room}/*.py")) for room in ROOMS}

    assert {room: many for room, many in crowded.items() if many > FILES_IN_A_ROOM.get(room, 15)} == {}


def test_a_function_fits_on_a_page() -> None:
    found = {
        str(path): long
        for path in sources()
        if not excused(path) and (long := too_long_functions(parsed(path)))
    }

    assert found == {}


def test_only_the_body_of_a_function_counts() -> None:
    source = 'def f(\n    a,\n    b,\n):\n    """One.\n\n    Two.\n    """\n    a += b\n    return a\n'

    assert length(ast.parse(source).body[0]) == 2  # type: ignore[arg-type]
