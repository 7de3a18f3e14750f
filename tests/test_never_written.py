"""What no file of the repository may hold: paths of a machine, hosts of a package registry, addresses of real people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:root|home|work|Users|tmp)/\w")
REGISTRY = re.compile(
    r"(?:pypi|python" r"hosted)\.(?:org|io)|(?:extra-)?index-url|/simple/|npm" r"js\.(?:org|com)"
)
ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
FICTITIOUS = re.compile(r"@(?:[\w-]+\.)*example\.org$", re.IGNORECASE)


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is not ignored by git, with its content."""
    ignored = [*(line.strip("/") for line in (ROOT / ".gitignore").read_text().split()), ".git"]
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if not path.is_file() or any(fnmatch(part, pattern) for part in inside.parts for pattern in ignored):
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield inside, content.decode("utf-8", "replace")


def written(pattern: re.Pattern[str], *, but: Callable[[str], bool] = lambda _: False) -> list[str]:
    """Places in the repository where the pattern is written."""
    return [
        f"{path}: {found[0]}"
        for path, text in texts()
        for found in pattern.finditer(text)
        if not but(found[0])
    ]


def test_no_path_of_a_machine_is_written_down() -> None:
    assert written(MACHINE_PATH) == []


def test_no_host_of_a_package_registry_is_written_down() -> None:
    assert written(REGISTRY, but=lambda found: found in REGISTRY.pattern) == []


def test_every_address_is_fictitious() -> None:
    assert written(ADDRESS, but=lambda found: bool(FICTITIOUS.search(found))) == []


@pytest.mark.parametrize(
    ("pattern", "caught", "passed"),
    [
        (MACHINE_PATH, "see /" + "home/jens/x", "see docs/how-to/" + "work/x"),
        (REGISTRY, "from pypi" + ".org", "from a package registry"),
        (ADDRESS, "to jens@" + "vejle.dk", "@pytest.fixture"),
    ],
)
def test_a_forbidden_text_is_noticed(pattern: re.Pattern[str], caught: str, passed: str) -> None:
    assert pattern.search(caught)
    assert not pattern.search(passed)


def test_the_walk_sees_the_repository() -> None:
    assert {str(path) for path, _ in texts()} >= {
        "pyproject.toml",
        "requirements.lock",
        "models/settings.py",
        "Makefile",
    }
