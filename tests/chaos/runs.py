"""The kinds of long runs: which installation is played, and what is done to it."""

from __future__ import annotations

import os
import random
import time
from functools import partial
from pathlib import Path

from tests.chaos import live, rehearsing
from tests.chaos.rehearsing import Played
from tests.chaos.small_disk import full, may_mount, small_disk
from tests.chaos.wrong_clock import compiler, wrong_clock

COMPARED = ("undisturbed", "killed", "clock")
"""Rehearsals: their journals are compared with the undisturbed one."""
DISK = 400
"""Megabytes of the small disk: room for an empty database, its log, and the deliveries."""
PADDING = 200_000
"""Bytes that make a delivery too large for what room is left in half-filled pages."""
FULL_SECONDS = 4.0


class Impossible(Exception):
    """This machine cannot do it."""


def killed(data: Path, *, seed: int, kills: int) -> Played:
    """A rehearsal whose parts are killed, hang, and run twice."""
    return rehearsing.play(data, seed=seed, kills=kills)


def clock_set_back(data: Path, *, seed: int, kills: int) -> Played:
    """The same on a machine whose clock goes back an hour, five times."""
    if compiler() is None:
        raise Impossible("no C compiler for the library that moves the clock")
    with wrong_clock(data.with_name("clock-library")) as clock:
        more = [("clock set back", clock.set_back)] * 5
        return rehearsing.play(data, seed=seed, kills=kills, more=more)


def hostile_mail(data: Path, *, seed: int, kills: int) -> Played:
    """An installation in real time, whose mail server refuses, hangs, and drops the line before and after the letter."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    moods = partial(live.for_a_while, dice=dice, letters=80)
    return live.play(data, seed=seed, kills=kills, moods=moods)


def disk_full(data: Path, *, seed: int, kills: int) -> Played:
    """An installation in real time, the disk of whose database fills up four times while large files are delivered."""
    if not may_mount(data.with_name("probe")):
        raise Impossible("mounting a small disk is not allowed here")

    def fill() -> None:
        with full(disk):
            time.sleep(FULL_SECONDS)

    with small_disk(data / "postgres", DISK) as disk:
        more = [("disk full", fill)] * 4
        return live.play(
            data, seed=seed, kills=kills, moods=lambda _server: None, padding=os.urandom(PADDING), more=more
        )
