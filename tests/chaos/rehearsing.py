"""A rehearsal that is disturbed, and what is true of it afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.database import transaction
from mails.sending import capture_folder
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment, Municipality
from models.programmes.programme import Programme
from models.rehearsal import Cast
from models.states import LetterStatus
from rehearsal import reporting
from rehearsal.playing import Rehearsal
from rehearsal.stage import stage
from tests.chaos import promises
from tests.chaos.havoc import Deed, havoc
from tests.chaos.household import Household
from tests.support.worlds import short_rehearsal

OPERATIONAL = frozenset({What.RUN_REPLACED, What.RUN_REFUSED})
"""Lines about the machinery: they tell of the disturbance itself and are not compared."""
ABOUT_LETTERS = frozenset({"sent", "trouble", "due"})
"""Figures of the daily statement that count letters, which are compared one by one instead."""
PATIENCE = 420.0
"""Seconds one act of the rehearsal may take: its engine may be killed again and again before it is digested."""
SETTLING = 60.0
"""Seconds a run may take to come to rest after the last disturbance."""


@dataclass
class Played:
    """What a rehearsal left behind."""

    journal: Counter[str]
    letters: int
    doubtful_arrived: int
    doubtful_lost: int
    broken: list[str]
    stuck: list[str]
    seconds: float = 0.0
    done: Counter[str] = field(default_factory=Counter)

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return sum(number for name, number in self.done.items() if name.startswith("kill "))

    def differences(self, undisturbed: Played) -> list[str]:
        """Lines that stand in only one of the two journals."""
        more, less = self.journal - undisturbed.journal, undisturbed.journal - self.journal
        return [*(f"+ {line}" for line in sorted(more)), *(f"- {line}" for line in sorted(less))]


def play(
    data: Path,
    municipalities: slice = slice(None),
    *,
    seed: int = 0,
    kills: int = 0,
    more: Sequence[Deed] = (),
) -> Played:
    """Rehearse the short programme with that part of its cast, disturbed by so many kills and by what more is given."""
    rehearsal = Rehearsal(
        Programme.model_validate(short_rehearsal.PROGRAMME),
        Cast.model_validate({"municipalities": short_rehearsal.CAST["municipalities"][municipalities]}),
    )
    with stage(data, rehearsal.starts, rehearsal.prepare, patience=PATIENCE) as shown:
        began = time.monotonic()
        household = Household(shown.data, shown.supervisor.pid)
        with havoc(household, seed=seed, kills=kills, more=more) as doing:
            rehearsal.play(shown)
        shown.settle()
        shown.act(lambda _session, _now: None)  # everything answers again, and has seen that all is done
        played = look_back(partial(promises.arrived, capture_folder.folder(shown.data)))
        played.seconds = time.monotonic() - began
        played.done = doing.done
    return played


def look_back(arrived: Callable[[], Counter[str]]) -> Played:
    """Wait until all runs have come to rest, then hold the installation to its promises."""
    deadline = time.monotonic() + SETTLING
    while (stuck := _stuck()) and time.monotonic() < deadline:
        time.sleep(0.5)
    copies = arrived()
    with transaction() as session:
        doubtful = session.scalars(
            select(Letter.message_id).where(Letter.status == LetterStatus.DOUBTFUL)
        ).all()
        came = sum(copies[message_id] for message_id in doubtful)
        letters = session.scalars(select(func.count()).select_from(Letter)).one()
        broken = list(promises.broken(session, copies))
        return Played(journal(session), letters, came, len(doubtful) - came, broken, stuck)


def _stuck() -> list[str]:
    with transaction() as session:
        return promises.stuck(session)


def journal(session: Session) -> Counter[str]:
    """The journal as it is compared: without operational lines, a doubtful letter told as sent, no row numbers."""
    sent = set(session.scalars(select(Letter.id).where(Letter.status == LetterStatus.SENT)))
    rows = session.execute(
        select(JournalEntry, Municipality.name)
        .outerjoin(Enrolment, Enrolment.id == JournalEntry.enrolment_id)
        .outerjoin(Municipality, Municipality.id == Enrolment.municipality_id)
        .where(JournalEntry.what.not_in(OPERATIONAL))
    )
    lines: Counter[str] = Counter()
    for entry, name in rows:
        line = reporting.line(entry, name)
        if entry.what is What.LETTER_DOUBTFUL:
            if entry.facts["letter"] in sent:  # its own slow postman came back and said so
                continue
            line["what"] = What.LETTER_SENT.value
        if entry.what is What.STATEMENT_MADE:
            line["facts"] = {key: n for key, n in line["facts"].items() if key not in ABOUT_LETTERS}
        lines[" ".join(str(one) for one in line.values())] += 1
    return lines
