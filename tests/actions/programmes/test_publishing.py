"""Publishing: frozen, counted, and with its events as rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import invitations
from actions.programmes import publishing
from mails.letters import rendering
from models.accounts.actors import administrator
from models.errors.programmes import UnknownProgramme
from models.journal import What
from models.programmes.event_states import EventState
from programmes import loader
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import day


def test_a_published_programme_comes_back_as_it_was_written(session: Session) -> None:
    version = two_steps.published(session)

    assert publishing.definition(session, version.id) == small_programme.programme(steps=two_steps.STEPS)


@pytest.mark.parametrize("name", sorted(loader.shipped()))
def test_a_shipped_programme_survives_being_published(session: Session, name: str) -> None:
    examination = loader.examine(loader.find(name), rendering.known())
    assert examination.programme is not None

    version = publishing.publish(session, examination.programme, actor=administrator("Anne Kontor"), now=NOW)

    assert publishing.definition(session, version.id) == examination.programme


def test_publishing_the_same_again_gives_the_same_version(session: Session) -> None:
    first = two_steps.published(session)

    again = two_steps.published(session)

    assert again is first
    assert [line.facts for line in two_steps.happened(session, What.PROGRAMME_PUBLISHED)] == [{"version": 1}]


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(session: Session) -> None:
    first = two_steps.published(session)

    second = two_steps.published(session, title="Det store forløb")

    assert (first.version, second.version) == (1, 2)
    assert publishing.definition(session, first.id).title == "Det lille forløb"
    assert publishing.latest(session, "lille-forloeb") is second
    assert publishing.published(session) == (first, second)


def test_every_event_gets_a_row_with_a_uid_of_its_own_version(session: Session) -> None:
    first = two_steps.published(session)
    second = two_steps.published(session, title="Det store forløb")

    rows = session.scalars(select(EventState).order_by(EventState.programme_id)).all()

    assert [(row.programme_id, row.uid, row.sequence) for row in rows] == [
        (first.id, "workshop.lille-forloeb.1@example.org", 0),
        (second.id, "workshop.lille-forloeb.2@example.org", 0),
    ]
    assert (rows[0].starts_at, rows[0].ends_at) == (
        day("2022-11-03", 9),
        day("2022-11-04", 15),
    )


def test_an_unknown_key_is_named(session: Session) -> None:
    with pytest.raises(UnknownProgramme) as unknown:
        publishing.latest(session, "findes-ikke")

    assert unknown.value.facts == {"programme": "findes-ikke"}


def test_a_moved_event_carries_along_the_dates_that_hang_on_it(session: Session) -> None:
    version = two_steps.published(session)
    planned = publishing.dates(session, version.id)
    workshop = invitations.state_of(session, version.id, "workshop")
    week = timedelta(weeks=1)

    invitations.move(
        session,
        workshop,
        starts=workshop.starts_at + week,
        ends=workshop.ends_at + week,
        actor=administrator("Anne"),
        why="Storm",
        now=NOW,
    )

    dates = publishing.dates(session, version.id)
    assert dates.event("workshop").starts == day("2022-11-10", 9)
    assert dates.deadline("workshop", "presentation") == planned.deadline("workshop", "presentation") + week
    assert dates.deadline("preparation", "agreement") == planned.deadline("preparation", "agreement")
    assert publishing.definition(session, version.id).event("workshop").starts.on is not None


@pytest.mark.parametrize(
    ("published", "read"), [((), "da"), (("nb",), "nb"), (("nb", "nb"), "nb"), (("nb", "da"), "da")]
)
def test_the_office_reads_what_all_its_programmes_speak(
    session: Session, published: tuple[str, ...], read: str
) -> None:
    for number, language in enumerate(published):
        small_programme.published(session, key=f"programme-{number}", language=language)

    assert publishing.office_language(session) == read
