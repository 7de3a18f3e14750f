"""The page for bad days knows everything the doctor can say, and each has a test that broke it on purpose."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from models.ailments import Ailment

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/how-to/when-things-are-bad.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \| `(\w+)` \|$", PAGE, re.MULTILINE)
TESTS = {
    node.name: ast.unparse(node)
    for path in (ROOT / "tests").glob("**/test_*.py")
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef)
}


def test_the_page_lists_every_ailment_in_the_doctors_order() -> None:
    assert [name for name, *_ in ROWS] == [ailment.value for ailment in Ailment]


@pytest.mark.parametrize(("name", "test"), [(row[0], row[-1]) for row in ROWS])
def test_each_has_a_test_that_looks_for_it(name: str, test: str) -> None:
    assert f"Ailment.{Ailment(name).name}" in TESTS[test]
