"""Naming who is to be interviewed, in the form on "our page"."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock
from actions.interviews import planning
from actions.people import links
from actions.progress import requirements
from models.accounts.actors import administrator
from models.clock import Clock
from models.interviews.rows import Interviewee
from models.programmes.versions import ProgrammeVersion
from models.progress import Submission
from models.states import RequirementStatus
from tests.support.acts.browsing import Browser
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW
from tests.support.worlds.interviewed_municipality import LEADER, PEOPLE, settle


def test_the_list_begins_with_a_row_for_each_role(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    page = browser.get(settle(session, interviewed_version, named=False).list_of(session)).text

    assert re.findall(r'<option value="([^"]+)" selected>', page) == list(interview_programme.ROLES)
    assert "svar.people.5.role" not in page
    assert "Skriv mindst 3 personer." in page
    assert [f"svar.times.{number}.day" in page for number in range(3)] == [True, True, False]


def test_rows_nobody_touched_are_no_fault(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    talks = settle(session, interviewed_version, named=False)
    three = {key: value for key, value in PEOPLE.items() if int(key.split(".")[2]) in (0, 1, 3)}
    untouched = {
        "svar.people.2.role": interview_programme.ROLES[2],
        "svar.people.4.role": interview_programme.ROLES[4],
        "svar.people.2.name": " ",
    }

    answer = browser.deliver(talks.list_of(session), {**three, **untouched})

    assert answer.status_code == 303
    named = session.scalars(select(Interviewee.title).order_by(Interviewee.id)).all()
    assert named == [interview_programme.ROLES[number] for number in (0, 1, 3)]
    again = browser.get(talks.list_of(session)).text
    assert sorted(re.findall(r'<option value="([^"]+)" selected>', again)) == sorted(
        interview_programme.ROLES
    )


def test_a_faulty_list_comes_back_with_everything_typed(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    talks = settle(session, interviewed_version, named=False)
    typed = {
        "svar.people.0.role": LEADER,
        "svar.people.1.role": interview_programme.ROLES[1],
        "svar.people.1.name": "Hanne Holm",
        "svar.people.1.email": "hanne",
        "svar.times.0.who": "Alle",
        "svar.times.0.what": "Kan ikke",
        "svar.times.0.day": "i morgen",
        "svar.times.0.since": "ni",
        "svar.times.0.until": "12",
        "svar.closed.0.day": "12.9.2022",
    }

    answer = browser.deliver(talks.list_of(session), typed)

    assert answer.status_code == 422
    for value in ("Hanne Holm", "hanne", "i morgen", "ni", "12", "12.9.2022"):
        assert f'value="{value}"' in answer.text
    for path in ("people-0-email", "times-0-day", "times-0-since"):
        assert f'<a href="#{path}">' in answer.text
        assert re.search(
            rf'id="{path}" name="[^"]+" aria-describedby="{path}-fault" aria-invalid', answer.text
        )
    assert 'href="#people">Vi skal bruge mindst 3 personer, og I har skrevet 1.' in answer.text
    assert re.findall(r'<option value="(Alle|Kan ikke)" selected>', answer.text) == ["Alle", "Kan ikke"]
    assert len(re.findall(r'name="svar.people.\d.role"', answer.text)) == 5


def test_more_rows_for_times_store_nothing_and_lose_nothing(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    talks = settle(session, interviewed_version, named=False)

    answer = browser.deliver(
        talks.list_of(session), {"svar.people.0.role": LEADER, "svar.people.0.name": "Lea", "more": "times"}
    )

    assert answer.status_code == 200
    assert 'value="Lea"' in answer.text
    assert "svar.times.4.day" in answer.text
    assert session.scalars(select(Submission)).all() == []


def test_the_list_is_asked_in_the_language_of_the_programme(browser: Browser, session: Session) -> None:
    session.query(Clock).one().virtual_now = NOW
    norwegian = interview_programme.programme().model_copy(update={"language": "nb"})
    from actions.programmes import publishing

    talks = settle(
        session,
        publishing.publish(session, norwegian, actor=administrator("Anne Kontor"), now=NOW),
        named=False,
    )

    page = browser.get(talks.list_of(session)).text
    wrong = browser.deliver(talks.list_of(session), {"svar.people.0.name": "Lea"}).text

    assert '<html lang="nb">' in page
    assert "Hvem skal intervjues?" in page
    assert "Skriv minst 3 personer." in page
    assert "Velg" in wrong


def test_the_list_can_be_delivered_from_the_page_and_books(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    talks = settle(session, interviewed_version, named=False)

    answer = browser.deliver(talks.list_of(session), PEOPLE)
    planning.plan(session, interviewed_version.id, now=clock.now(session))
    session.commit()

    assert answer.status_code == 303
    state = requirements.state_of(session, talks.enrolment.id, "preparation", "named")
    session.refresh(state)
    assert state.status is RequirementStatus.FULFILLED
    assert "Foreslået, venter på svar" in browser.get(talks.page).text
    assert links.follow(session, talks.page.rpartition("/")[2], NOW) is not None
