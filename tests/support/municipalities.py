"""The municipalities tests take part with, each named after the world it lives in and how far it has come there.

`small`: one step that asks for one thing of every kind. `two_step`: two steps with deadlines, gates and an event.
`interview`: interviews that book themselves. `_stored` and `_asked` ones are committed, so that other processes and
commands see them; `_home` and `interviewed` ones have pages behind links.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from actions import database
from actions.gates import gates
from actions.interviews import planning
from actions.programmes import publishing
from models.clock import Clock
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.settings import settings
from models.states import RequirementStatus
from tests.support.worlds import interview_programme, interviewed_municipality, small_programme, two_steps
from tests.support.worlds.homes import Home, settle_in
from tests.support.worlds.interviewed_municipality import Talks


@contextmanager
def _stored_at(now: datetime) -> Iterator[Session]:
    """A transaction of its own in the database the settings name, whose clock stands there."""
    settings.cache_clear()
    with database.transaction() as session:
        session.execute(update(Clock).values(virtual_now=now))
        yield session


@pytest.fixture
def small_vejle(session: Session) -> Enrolment:
    """Enrolled; nothing is asked yet."""
    return small_programme.enrolled(session)


@pytest.fixture
def small_vejle_stored(session: Session) -> Enrolment:
    """Enrolled; nothing is asked yet."""
    enrolment = small_programme.enrolled(session)
    session.commit()
    return enrolment


@pytest.fixture
def small_vejle_asked(database_url: str) -> Enrolment:
    """Asked for everything; its coordinator and one participant are invited. The clock stands at NOW."""
    with _stored_at(small_programme.NOW) as session:
        enrolment = small_programme.enrolled(session)
        for one in small_programme.REQUIREMENTS:
            small_programme.asked(session, enrolment, one["key"])
        coordinator = small_programme.coordinator(session, enrolment)
        lea = small_programme.participant(session, enrolment, "Lea Leder")
        small_programme.invited(session, enrolment, coordinator, lea)
    return enrolment


@pytest.fixture
def at_noon(session: Session) -> Session:
    """A session in a rehearsal whose clock stands one hour after NOW."""
    session.query(Clock).one().virtual_now = small_programme.NOW + timedelta(hours=1)
    session.flush()
    return session


@pytest.fixture
def small_vejle_home(at_noon: Session) -> Home:
    """Asked for everything; its people browse."""
    home = settle_in(at_noon, small_programme.enrolled(at_noon))
    at_noon.commit()
    return home


@pytest.fixture
def small_odense_home(at_noon: Session, small_vejle_home: Home) -> Home:
    """Another municipality in Vejle's programme."""
    version = publishing.published(at_noon)[0]
    home = settle_in(at_noon, small_programme.enrolled(at_noon, version, "Odense"))
    at_noon.commit()
    return home


@pytest.fixture
def two_step_vejle(session: Session) -> Enrolment:
    """Before its first step opens."""
    return two_steps.vejle_in(session)


@pytest.fixture
def two_step_vejle_opened(session: Session, two_step_vejle: Enrolment) -> Enrolment:
    """Its first step is open and everything in it asked; one letter, the request, is queued."""
    two_steps.opened(session, two_step_vejle)
    return two_step_vejle


@pytest.fixture
def two_step_vejle_waiting(session: Session, two_step_vejle_opened: Enrolment) -> Enrolment:
    """Its run waits before the first step's gate."""
    gates.arrive(session, two_step_vejle_opened.id, "preparation", "collected", now=small_programme.NOW)
    session.flush()
    return two_step_vejle_opened


@pytest.fixture
def two_step_vejle_in_workshop(session: Session, two_step_vejle: Enrolment) -> Enrolment:
    """The second step is open, and its people are invited; the first was never played."""
    two_steps.workshop_opened(session, two_step_vejle)
    return two_step_vejle


@pytest.fixture
def two_step_vejle_half_way(session: Session, two_step_vejle_opened: Enrolment) -> Enrolment:
    """Its first step is done, the agreement waived, and its second open."""
    two_steps.workshop_opened(session, two_step_vejle_opened)
    two_steps.asked(session, two_step_vejle_opened, "agreement").status = RequirementStatus.WAIVED
    session.flush()
    return two_step_vejle_opened


@pytest.fixture
def interview_version(session: Session) -> ProgrammeVersion:
    """The programme with interviews, published."""
    return interview_programme.published(session)


@pytest.fixture
def interview_vejle(session: Session, interview_version: ProgrammeVersion) -> Enrolment:
    """Asked for interviews that Frank and Karen hold; nobody is named yet."""
    return interview_programme.enrolled(session, interview_version)


@pytest.fixture
def interview_vejle_named(session: Session, interview_vejle: Enrolment) -> Enrolment:
    """Five people are named, and nobody has a time yet."""
    interview_programme.named(session, interview_vejle)
    return interview_vejle


@pytest.fixture
def interview_vejle_proposed(session: Session, interview_version: ProgrammeVersion) -> Enrolment:
    """Five people have been proposed a time."""
    return interview_programme.proposed(session, interview_version)


@pytest.fixture
def interview_cohort(session: Session, interview_version: ProgrammeVersion) -> list[Enrolment]:
    """Vejle, Odense and Esbjerg, whose fifteen people have been proposed a time, by letters that have left."""
    homes = ("Vejle", "Odense", "Esbjerg")
    cohort = [interview_programme.enrolled(session, interview_version, home) for home in homes]
    for home in cohort:
        assert interview_programme.named(session, home).accepted
    planning.plan(session, interview_version.id, now=interview_programme.NOW)
    interview_programme.sent(session)
    return cohort


@pytest.fixture
def interview_vejle_stored(database_url: str) -> Enrolment:
    """Five people are named, and nobody has a time yet. The clock stands at NOW."""
    with _stored_at(interview_programme.NOW) as session:
        enrolment = interview_programme.enrolled(session, interview_programme.published(session))
        interview_programme.named(session, enrolment)
    return enrolment


@pytest.fixture
def interviewed_version(session: Session) -> ProgrammeVersion:
    """The programme with interviews, in a rehearsal whose clock stands at NOW."""
    return interviewed_municipality.published(session)


@pytest.fixture
def interviewed_vejle(session: Session, interviewed_version: ProgrammeVersion) -> Talks:
    """Five people have been proposed a time, and browse."""
    return interviewed_municipality.settle(session, interviewed_version)


@pytest.fixture
def interviewed_odense(
    session: Session, interviewed_version: ProgrammeVersion, interviewed_vejle: Talks
) -> Talks:
    """Another one in Vejle's programme."""
    return interviewed_municipality.settle(session, interviewed_version, "Odense")
