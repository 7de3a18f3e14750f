"""Whatever dies, nothing is lost: the short form of `make chaos`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chaos import live, rehearsing, runs
from tests.chaos.rehearsing import Played, look_back
from tests.chaos.small_disk import full, may_mount, small_disk
from tests.support.servers.unfriendly_mail_server import mail_server, until

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]
ONE = slice(3, 4)
"""A municipality whose first delivery is faulty."""
KILLS = 10
LARGE = 2**21


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return rehearsing.play(tmp_path_factory.mktemp("chaos") / "data", ONE)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return rehearsing.play(tmp_path_factory.mktemp("chaos") / "data", ONE, seed=1, kills=KILLS)


def test_undisturbed_every_promise_is_kept(undisturbed: Played) -> None:
    assert (undisturbed.broken, undisturbed.stuck, undisturbed.doubtful_lost) == ([], [], 0)


def test_with_ten_kills_the_journal_is_the_same(killed: Played, undisturbed: Played) -> None:
    assert killed.differences(undisturbed) == []
    assert killed.letters == undisturbed.letters


def test_with_ten_kills_every_promise_is_kept_and_no_run_is_stuck(killed: Played) -> None:
    assert (killed.broken, killed.stuck) == ([], [])
    assert killed.kills == KILLS
    assert (killed.done["two engines"], killed.done["second postman"], killed.done["hang"]) == (
        1,
        1,
        KILLS // 4,
    )


def test_a_mail_server_that_does_everything_wrong_gets_no_letter_twice(tmp_path: Path) -> None:
    played = live.play(tmp_path / "data", cohort=live.COHORT[:3])

    assert (played.broken, played.stuck) == ([], [])
    assert (played.doubtful_arrived, played.doubtful_lost) == (2, 2)


def test_a_delivery_for_which_there_is_no_room_is_refused_whole_and_taken_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    if not may_mount(tmp_path / "probe"):
        pytest.skip("mounting a small disk is not allowed here")

    with small_disk(data / "postgres", runs.DISK) as disk, mail_server() as server, live.live(data, server):
        vejle = live.enrol("Vejle")
        address = live.do(lambda session, now: live.page_for(session, vejle, "letter", now=now))
        with full(disk):
            assert not live.post(address, live.PDF + os.urandom(LARGE))
        live.through_preparation(["Vejle"], os.urandom(LARGE))
        until(live.at_rest, live.PATIENCE)
        played = look_back(server.copies)

    assert (played.broken, played.stuck) == ([], [])
    assert played.doubtful_arrived + played.doubtful_lost == 0
