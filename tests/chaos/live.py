"""A real installation in real time, with a mail server of the tests': what a rehearsal, which never sends mail, cannot show."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from actions import clock
from actions.database import transaction
from actions.letters import outbox
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.progress.enrolments import NewContact
from deployments.database import databases
from models.accounts.actors import administrator
from models.errors.deliveries import UnknownRequirement
from models.errors.running import DatabaseUnreachable
from models.people import Contact, Enrolment
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.progress import StepState, WaitingRun
from models.settings import settings
from models.states import StepStatus
from portal.protection import NONCE
from rehearsal.stage import Stage, supervised, surroundings
from tests.chaos.havoc import Deed, havoc
from tests.chaos.household import Household
from tests.chaos.rehearsing import Played, look_back
from tests.support.servers.unfriendly_mail_server import (
    DROP,
    HANG,
    OK,
    TAKEN_AND_DROPPED,
    TAKEN_AND_SILENT,
    MailServer,
    mail_server,
    until,
)
from tests.support.worlds.gate_programme import PROGRAMME

COHORT = ("Vejle", "Esbjerg", "Odense", "Holbæk", "Aalborg", "Varde", "Horsens", "Lolland", "Herning")
DELIVERIES = ("note", "letter", "analysis")
PDF = b"%PDF-1.4\n%%EOF\n"
AWAY = (DatabaseUnreachable, DBAPIError, UnknownRequirement)
SMTP_TIMEOUT = 1.0
PATIENCE = 180.0
MAIL = {OK: 90, DROP: 3, HANG: 3, "451 later": 3, "530 log in first": 1}
RCPT = {OK: 88, DROP: 3, HANG: 3, "450 the box is full": 3, "550 nobody of that name": 3}
DATA = {
    OK: 58,
    DROP: 7,
    HANG: 7,
    "451 later": 7,
    "554 refused": 7,
    TAKEN_AND_DROPPED: 7,
    TAKEN_AND_SILENT: 7,
}
"""What the mail server answers, and how many times in a hundred."""

Result = TypeVar("Result")


@contextmanager
def live(data: Path, server: MailServer) -> Iterator[Household]:
    """An installation with the programme published and nobody enrolled, whose letters go to that server."""
    smtp = {"HOST": "127.0.0.1", "PORT": server.port, "SECURITY": "plain", "TIMEOUT": SMTP_TIMEOUT}
    with surroundings(data):
        os.environ.update({f"TOVHOLDER_SMTP_{name}": str(value) for name, value in smtp.items()})
        settings.cache_clear()
        databases.ensure(settings())
        do(_publish)
        with supervised() as supervisor:
            Stage(data, supervisor).settle()
            yield Household(data, supervisor.pid)


def do(doing: Callable[[Session, datetime], Result]) -> Result:
    """Do one thing now; as a person would, once more when the database was away or it was not asked for yet."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction() as session:
                return doing(session, clock.now(session))
        except AWAY:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _publish(session: Session, now: datetime) -> None:
    publishing.publish(session, Programme.model_validate(PROGRAMME), actor=administrator("Kontoret"), now=now)


def enrol(name: str) -> int:
    """Put a municipality into the programme, once."""

    def enrolling(session: Session, now: datetime) -> int:
        version = publishing.latest(session, PROGRAMME["key"])
        home = enrolments.find_municipality(session, "DK", name)
        known = session.scalar(select(Enrolment.id).where(Enrolment.municipality_id == home.id))
        if known is not None:  # the database was killed after it had said yes and before we heard it
            return known
        people = [NewContact(Role.COORDINATOR, f"Tovholder i {name}", f"{home.code}@example.org")]
        return enrolments.enrol(session, version, name, people, actor=administrator("Kontoret"), now=now).id

    return do(enrolling)


def deliver(enrolment_id: int, key: str, padding: bytes = b"") -> None:
    """The municipality delivers a document on its page, once; as long as nobody answers, it tries again."""
    address = do(lambda session, now: page_for(session, enrolment_id, key, now=now))
    until(lambda: post(address, PDF + f"{enrolment_id} {key}".encode() + padding), PATIENCE)


def page_for(session: Session, enrolment_id: int, key: str, *, now: datetime) -> str:
    """Where the coordinator delivers it, behind a link of her own."""
    state = requirements.state_of(session, enrolment_id, "preparation", key)
    her = select(Contact).where(Contact.enrolment_id == enrolment_id, Contact.role == Role.COORDINATOR)
    return f"{links.url(links.make(session, session.scalars(her).one(), now))}/krav/{state.id}"


def post(address: str, content: bytes) -> bool:
    """One try; False when the portal or the database was away, or had no room."""
    form: Any = {"data": {NONCE: "once"}, "files": {"file": ("notat.pdf", content)}}
    try:
        answer = httpx.post(address, **form, cookies={NONCE: "once"}, trust_env=False, timeout=20.0)
    except httpx.HTTPError:
        time.sleep(0.2)
        return False
    assert answer.status_code in (303, 500, 503), answer.text
    return answer.status_code == 303


def through_preparation(cohort: Sequence[str] = COHORT, padding: bytes = b"") -> None:
    """Everybody is enrolled, delivers everything, and is asked for what the next step wants."""
    enrolled = [enrol(name) for name in cohort]
    for key in DELIVERIES:
        for enrolment_id in enrolled:
            deliver(enrolment_id, key, padding)


def at_rest() -> bool:
    """Whether every letter is settled and every municipality waits at the second step's gate."""
    try:
        with transaction() as session:
            steps = select(StepState.status, WaitingRun.gate).where(StepState.step == "kickoff")
            rows = session.execute(
                steps.outerjoin(WaitingRun, WaitingRun.step_state_id == StepState.id)
            ).all()
            waits = all(status is StepStatus.OPEN and gate == "held" for status, gate in rows)
            return waits and outbox.unsent(session, now=clock.now(session)) == 0
    except AWAY:
        return False


def once_each(server: MailServer) -> None:
    """Every way a mail server can answer, once; all later letters are taken."""
    for answers, ways in ((server.mail, MAIL), (server.rcpt, RCPT), (server.data, DATA)):
        answers += [way for way in ways if way != OK]


def for_a_while(server: MailServer, dice: random.Random, letters: int) -> None:
    """So many letters are answered by chance; all later ones are taken."""
    for answers, ways in ((server.mail, MAIL), (server.rcpt, RCPT), (server.data, DATA)):
        answers += dice.choices(*zip(*ways.items(), strict=True), k=letters)


def play(
    data: Path,
    *,
    seed: int = 0,
    kills: int = 0,
    moods: Callable[[MailServer], object] = once_each,
    cohort: Sequence[str] = COHORT,
    padding: bytes = b"",
    more: Sequence[Deed] = (),
) -> Played:
    """A cohort goes through its first step while the mail server is moody and havoc is done; then all comes to rest."""
    with mail_server() as server, live(data, server) as household:
        began = time.monotonic()
        moods(server)
        with havoc(household, seed=seed, kills=kills, more=more) as doing:
            through_preparation(cohort, padding)
        until(at_rest, PATIENCE)
        played = look_back(server.copies)
        played.seconds = time.monotonic() - began
        played.done = doing.done
    return played
