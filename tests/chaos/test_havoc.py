"""What is done, and in which order, is decided by the seed; what is done to is found through the installation alone."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from tests.chaos.havoc import KILLED, plan
from tests.chaos.household import Household

NOBODY = Household(Path("nowhere"), supervisor=0)


def names(seed: int, kills: int = 20) -> list[str]:
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    return [name for name, _ in plan(NOBODY, dice, kills, [("clock", int)])]


def test_the_same_seed_is_the_same_order() -> None:
    assert names(1) == names(1)
    assert names(1) != names(2)


def test_every_part_is_killed_equally_often() -> None:
    done = Counter(names(3))

    assert [done[f"kill {part}"] for part in KILLED] == [4] * len(KILLED)
    assert (done["hang"], done["two engines"], done["second postman"], done["clock"]) == (5, 1, 1, 1)


def test_without_kills_only_what_more_is_given_is_done() -> None:
    assert names(1, kills=0) == ["clock"]


def test_a_server_of_another_folder_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text("1\n")

    assert Household(tmp_path, supervisor=0).pids("postgres") == []
