"""Worlds lived through at random: after every act the promises hold, and a seed that fails fails again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from mails.letters import rendering
from models.journal import JournalEntry, What
from rules.programmes.check import check
from rules.programmes.faults import FaultLevel
from tests.simulation import living, plan, promises

SEEDS = range(12)
LONG = range(100, 106)
"""Worlds that are lived through for long enough to see the programme's end."""
SELDOM = {What.COMPLETED, What.EVENT_CANCELLED}
"""Happens only in some of a thousand worlds."""
ABOUT_FIGURES = {
    *(What.SUBMISSION_QUESTIONED, What.FIGURES_EXPLAINED),
    *(What.NOTES_WRITTEN, What.REPORT_BUILT, What.HANDED_OVER),
}
"""Begins with a spreadsheet, and the simulated programme asks for none."""
FROM_OUTSIDE = {
    *(What.CALENDAR_READ, What.FEED_MADE, What.FEED_REVOKED),
    *(What.MAIL_ANSWERED, What.MAIL_SETTLED),
}
"""Begins with a mailbox, a calendar server or a subscriber, and the simulated world has none."""
EXPLAINED = Path(__file__).parents[2] / "docs/explanation/promises.md"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_promises_hold(watched: Engine, seed: int) -> None:
    world = living.live(watched, seed)

    assert len(world.acts) >= min(living.LENGTHS) / 2


def test_the_dice_reach_everything_that_can_happen(watched: Engine) -> None:
    """A simulation that never escalates, waives or withdraws would prove nothing."""
    missing = set(What) - ABOUT_FIGURES - FROM_OUTSIDE

    for seed in LONG:
        world = living.begin(watched, seed)
        for _ in range(150):
            living.act(world)
        with Session(watched) as session:
            missing -= set(session.scalars(select(JournalEntry.what).distinct()))
        if not missing - SELDOM:
            break

    assert missing <= SELDOM


def test_a_seed_gives_the_same_world_again(watched: Engine) -> None:
    def lived() -> tuple[list[str], list[object]]:
        world = living.live(watched, 7)
        with Session(watched) as session:
            lines = text("SELECT to_jsonb(journal) FROM journal ORDER BY id")
            return world.acts, list(session.scalars(lines))

    assert lived() == lived()


def test_a_broken_promise_says_how_to_see_it_again(watched: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        promises.Watch, "broken", lambda *_: {"nothing_is_asked_twice": ["1/preparation/wishes"]}
    )

    with pytest.raises(living.PromiseBroken) as broken:
        living.live(watched, 5)

    assert "seed 5\nnothing_is_asked_twice: 1/preparation/wishes" in str(broken.value)
    assert "python -m tests.simulation --seed 5 --trace" in str(broken.value)


def test_what_nobody_foresaw_is_told_like_a_broken_promise(
    watched: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(living, "act", fail)

    with pytest.raises(living.PromiseBroken, match="the roof fell in"):
        living.live(watched, 5)


def test_the_simulated_programme_is_one_that_could_be_published() -> None:
    faults = check(plan.programme(), rendering.known())

    assert [fault for fault in faults if fault.level is FaultLevel.ERROR] == []


def test_every_promise_is_documented_in_its_own_words() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE)

    assert dict(rows) == {name: promise.__doc__ for name, promise in promises.ALL.items()}
