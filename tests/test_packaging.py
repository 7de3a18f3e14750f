"""What is installed is what is in the repository: the wheel holds every file of every room, the lock every dependency."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = PROJECT["tool"]["hatch"]["build"]["packages"]
LOCK = (ROOT / "requirements.lock").read_text()


def normal(name: str) -> str:
    """A distribution's name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>! ]", name)[0]).lower()


def test_the_wheel_holds_every_file_of_every_room_and_nothing_else(tmp_path: Path) -> None:
    building = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(building, cwd=ROOT, check=True, capture_output=True)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert packed == {path.relative_to(ROOT).as_posix() for path in ours}


def test_the_lock_pins_every_dependency_to_the_version_the_project_names() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", LOCK, re.MULTILINE))
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]

    assert [name for name in wanted if normal(name) not in locked] == []
    exact = dict(name.split("==") for name in wanted if "==" in name)
    assert {name: locked[normal(name)] for name in exact} == exact


def test_every_locked_package_has_hashes() -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", LOCK.strip()) if entry]

    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_a_package(room: str) -> None:
    assert (ROOT / room / "__init__.py").is_file()
