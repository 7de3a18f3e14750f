"""How long after a delivery the municipality's run has gone on: the whole installation, real processes, real time.

The clock stands in September 2022 and does not move; only the seconds between the delivery's commit and the journal's line
that the gate has opened are measured. Run with `python -m bench.leg`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import catalogue, clock, decisions, enrolments, programmes, requirements, submissions
from actions.database import transaction
from actions.enrolments import NewContact
from models.journal import JournalEntry, What
from models.programme import Role
from programmes import loader
from rehearsal.stage import Stage, stage

MUNICIPALITIES = ("Vejle", "Esbjerg", "Odense")
STARTS = datetime(2022, 9, 5, 7, tzinfo=UTC)
DOCUMENT, GATE = "ongoing_initiatives", "collected"


def main() -> None:
    """Print the median and the slowest."""
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder) / "data", STARTS, _publish) as shown:
        seconds = [_leg(shown, name) for name in MUNICIPALITIES]
    print(f"delivery to opened gate: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")


def _publish(session: Session, now: datetime) -> None:
    programme = catalogue.read(loader.find("rekrutteringsvaerksted-2022"))
    programmes.publish(session, programme, by="bench", now=now)


def _leg(shown: Stage, name: str) -> float:
    """One municipality whose gate lacks nothing but a document: from its delivery to the open gate."""
    enrolment_id = _enrol(shown, name)
    shown.act(lambda session, now: _waive_the_rest(session, enrolment_id, now))
    began = time.perf_counter()
    with transaction() as session:
        state = requirements.state_of(session, enrolment_id, "preparation", DOCUMENT)
        content = b"%PDF-1.4\n%%EOF\n" + name.encode()
        submissions.submit(
            session, state, by="bench", now=clock.now(session), filename="x.pdf", content=content
        )
    while not _opened(enrolment_id):
        time.sleep(0.005)
    return time.perf_counter() - began


def _enrol(shown: Stage, name: str) -> int:
    with transaction() as session:
        version = programmes.latest(session, "rekrutteringsvaerksted-2022")
        people = [NewContact(Role.COORDINATOR, "En tovholder", "tovholder@example.org")]
        enrolled = enrolments.enrol(session, version, name, people, by="bench", now=clock.now(session))
    shown.settle()
    return enrolled.id


def _waive_the_rest(session: Session, enrolment_id: int, now: datetime) -> None:
    for state in requirements.states(session, enrolment_id, "preparation"):
        if state.key not in (DOCUMENT, "pre_analysis"):
            occasion = f"bench/{state.id}"
            decisions.waive(session, state, by="bench", reason="bench", now=now, occasion=occasion)


def _opened(enrolment_id: int) -> bool:
    with transaction() as session:
        line = select(JournalEntry.id).where(
            JournalEntry.enrolment_id == enrolment_id,
            JournalEntry.what == What.GATE_OPENED,
            JournalEntry.key == GATE,
        )
        return session.scalar(line) is not None


if __name__ == "__main__":
    main()
