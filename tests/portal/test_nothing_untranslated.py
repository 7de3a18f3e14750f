"""The pseudo-language: whatever a page says outside ⟦⟧ is a fact, or a fault."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models.programmes.versions import ProgrammeVersion
from models.progress import Submission
from tests.support.acts.browsing import Browser, read, said
from tests.support.acts.delivering import workbook
from tests.support.checks.every_finding import every_finding
from tests.support.pseudo_language import outside
from tests.support.worlds import interview_programme, small_programme
from tests.support.worlds.homes import Home
from tests.support.worlds.interviewed_municipality import Talks, answered, settle

KEYS = ("expectations", "staff_data", "presentation", "group")


def facts(home: Home) -> set[str]:
    """What the small programme and its people are called."""
    fields = [*small_programme.EXPECTATIONS, *small_programme.EXPECTATIONS[-1]["fields"]]
    titles = {str(one["title"]) for one in (*small_programme.REQUIREMENTS, *fields)}
    people = {
        home.coordinator.name,
        home.participant.name,
        "Programkontoret",
        "Det lille forløb",
        "Værkstedet",
        "Vejle",
        "Vejle Kommune",
        "Værksted",
        "Tovholder",
    }
    return titles | people | {"Roligt", "Hurtigt"}


@pytest.mark.usefixtures("pseudo_language")
def test_our_page_and_its_forms_say_nothing_untranslated(browser: Browser, small_vejle_home: Home) -> None:
    pages = [
        small_vejle_home.page,
        small_vejle_home.participant_page,
        *map(small_vejle_home.requirement, KEYS),
    ]

    found = {page: outside(said(browser, page), facts(small_vejle_home)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


@pytest.mark.usefixtures("pseudo_language")
def test_pages_that_refuse_say_nothing_untranslated(browser: Browser) -> None:
    assert outside(said(browser, "/jeres-side/nothing"), {"Tovholder"}) == set()
    assert outside(said(browser, "/nothing"), {"Tovholder"}) == set()


def kept_with(session: Session, home: Home, key: str) -> set[str]:
    """A delivery in which everything there is was found; the names of sheets and columns it was found in."""
    found = tuple(every_finding())
    rejected = {"by": home.coordinator.name, "sha256": "0" * 64, "accepted": False, "form": {}}
    state, at = home.states[key], small_programme.NOW
    kept = [one.as_json() for one in found]
    session.add(Submission(requirement_state_id=state.id, at=at, findings=kept, **rejected))
    session.commit()
    return {one.sheet for one in found} | {one.column for one in found}


@pytest.mark.usefixtures("pseudo_language")
def test_whatever_is_found_is_said_on_the_pages(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    known = facts(small_vejle_home) | kept_with(session, small_vejle_home, "expectations")

    pages = [small_vejle_home.page, small_vejle_home.requirement("expectations")]

    assert {page: words for page in pages if (words := outside(said(browser, page), known))} == {}


@pytest.mark.usefixtures("pseudo_language")
def test_questions_and_refusals_say_nothing_untranslated(browser: Browser, small_vejle_home: Home) -> None:
    home = small_vejle_home
    known = facts(home) | {"Personale", "Ansatte ultimo (personer)"}
    odd = browser.deliver(home.requirement("staff_data"), file=("vejle.xlsx", workbook(odd=True)))
    questions = odd.headers["location"]

    answers = {
        "questions": browser.get(questions),
        "left": browser.deliver(questions),
        "no file": browser.deliver(home.requirement("presentation")),
        "a program": browser.deliver(home.requirement("presentation"), file=("a.pdf", b"MZ")),
        "stale": browser.post(home.requirement("group"), data={"tovholder_nonce": "old"}),
        "no answer": browser.post(home.answer(), data={}),
    }

    assert {name: words for name, one in answers.items() if (words := outside(read(one), known))} == {}


@pytest.mark.usefixtures("pseudo_language")
def test_the_list_of_interviewees_says_nothing_untranslated(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    address = settle(session, interviewed_version, named=False).list_of(session)
    known = {
        *interview_programme.ROLES,
        "Det lille forløb",
        "Hvem vi skal tale med",
        "Vejle Kommune",
        "Programkontoret",
        "Tovholder",
    }
    typed = {
        "svar.people.0.role": "Leder",
        "svar.times.0.who": "⟦Alle⟧",
        "svar.times.0.what": "⟦Kan ikke⟧",
        "svar.times.0.day": "2022-09-13",
        "svar.times.0.since": "10",
        "svar.times.0.until": "9",
    }

    faulty = browser.deliver(address, {**typed, "svar.people.0.name": "Lea", "svar.people.0.email": "lea"})

    assert faulty.status_code == 422
    assert "times-0-until-fault" in faulty.text
    assert "times-0-who-fault" not in faulty.text
    assert outside(said(browser, address), known) == outside(read(faulty), known) == set()


@pytest.mark.usefixtures("pseudo_language")
def test_interviews_say_nothing_untranslated(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    known = {*interview_programme.ROLES, "Vejle Kommune", "Det lille forløb", "Programkontoret", "Tovholder"}
    known |= {"Frank Facilitator", "Karen Konsulent"}

    answers = {
        "as it is": browser.get(page),
        "no answer": answered(browser, page, interview),
        "another time": answered(browser, page, interview, time="2022-09-13", answer="yes"),
        "a slip": answered(
            browser, page, interview, answer="no", **{f"svar__times_{interview.id}__0__day": "i morgen"}
        ),
    }

    assert {name: words for name, one in answers.items() if (words := outside(read(one), known))} == {}
