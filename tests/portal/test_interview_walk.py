"""Interviews in a real Chromium: naming people, answering a time, reading the week; with pictures for the documentation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from actions.interviews import absences, arrangements, planning
from actions.week_plans import feeds
from models.accounts.actors import administrator
from models.interviews.rows import Interviewee
from models.people import Contact
from models.programmes.office import Role
from models.programmes.versions import ProgrammeVersion
from models.states import Answer, InterviewStatus
from tests.portal.test_walk import fill_in
from tests.support.servers.chromium import Visit
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW
from tests.support.worlds.interviewed_municipality import fresh, published, settle

pytestmark = pytest.mark.browser
NAMES = [
    "Lea Holm",
    "Hanne Krog",
    "Tim Riis",
    "Ulla Dam",
    "Mads Lund",
    "Ida Bech",
    "Bo Friis",
    "Gry Nørgaard",
    "Ole Skov",
    "Pia Toft",
    "Eva Juhl",
    "Jens Bro",
    "Rikke Vang",
    "Leif Kjær",
    "Sara Ravn",
]
NARROW: ViewportSize = {"width": 375, "height": 760}


@pytest.fixture
def version(session: Session) -> ProgrammeVersion:
    """The programme they are interviewed in."""
    return published(session)


def taken(page: Page, file: Path, *, whole: bool = True) -> None:
    """A picture, small enough for the documentation; nothing sticks out on either side."""
    page.screenshot(path=file, full_page=whole)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, f"{file.name}: the page is {wide} px too wide"


def test_a_coordinator_names_people_and_corrects_an_address(
    visit: Visit, served: str, session: Session, version: ProgrammeVersion, tmp_path: Path
) -> None:
    talks, page = settle(session, version, named=False), visit.page
    page.goto(served + talks.list_of(session))
    taken(page, tmp_path / "interview-list.png")
    people = interview_programme.form()["people"][:3]
    typed = {
        f"svar.people.{n}.{key}": person[key] for n, person in enumerate(people) for key in ("name", "email")
    }
    times = {"who": "Alle", "what": "Kan ikke", "day": "12.9.2022", "since": "9", "until": "12.30"}

    fill_in(
        page, {**typed, "svar.people.1.email": "hanne", **{f"svar.times.0.{k}": v for k, v in times.items()}}
    )
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("e-mailadresse")
    expect(page.locator('[name="svar.people.1.email"]')).to_have_value("hanne")
    expect(page.locator('[name="svar.times.0.day"]')).to_have_value("12.9.2022")
    taken(page, tmp_path / "interview-list-wrong.png")
    page.set_viewport_size(NARROW)
    taken(page, tmp_path / "interview-list-narrow.png")
    fill_in(page, {"svar.people.1.email": "hanne@example.org"})
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("status")).to_have_text("Tak. Vi har modtaget »Hvem vi skal tale med«.")
    assert session.query(Interviewee).count() == 3
    assert visit.hosts() == {"127.0.0.1"}
    assert [line for line in visit.complaints if "status of 422" not in line] == []


def test_a_person_declines_and_says_when_it_suits(
    visit: Visit, served: str, session: Session, version: ProgrammeVersion, pictures: Path, tmp_path: Path
) -> None:
    talks, page = settle(session, version), visit.page
    interview = interview_programme.interview(session, talks.enrolment)
    page.set_viewport_size({"width": 800, "height": 700})
    page.goto(served + talks.page_of(session, interview))
    page.get_by_label("Nej, find en anden tid").check()
    page.get_by_text("Passer den ikke? Skriv").click()
    fill_in(
        page,
        {
            f"svar.times_{interview.id}.0.what": "Passer godt",
            f"svar.times_{interview.id}.0.day": "14.9.2022",
            f"svar.times_{interview.id}.0.since": "9",
            f"svar.times_{interview.id}.0.until": "12",
        },
    )
    taken(page, pictures / "interview-answer.png")
    page.set_viewport_size(NARROW)
    taken(page, tmp_path / "interview-answer-narrow.png")

    page.get_by_role("button", name="Send svar").click()

    expect(page.get_by_role("status")).to_contain_text("Vi finder en anden")
    expect(page.get_by_text("Passer godt: onsdag den 14. september 2022 kl. 9.00–12.00")).to_be_visible()
    assert fresh(session, interview).status is InterviewStatus.WAITING
    assert visit.complaints == []


def test_an_interviewer_and_a_coordinator_read_their_weeks(
    visit: Visit, served: str, session: Session, version: ProgrammeVersion, pictures: Path, tmp_path: Path
) -> None:
    day = date(2022, 9, 7)
    absences.away(
        session,
        version.id,
        "karen",
        first=day,
        last=day,
        why="Kursus",
        actor=administrator("Anne Kontor"),
        now=NOW,
    )
    homes = [settle(session, version, home) for home in ("Vejle", "Odense", "Esbjerg")]
    for contact, name in zip(session.query(Contact).filter_by(role=Role.INTERVIEWEE), NAMES, strict=True):
        contact.name = name
    for home in homes[:2]:
        for role in interview_programme.ROLES[:3]:
            arrangements.answer(
                session,
                interview_programme.interview(session, home.enrolment, role).id,
                Answer.YES,
                actor=administrator(role),
                now=NOW,
            )
    declined = interview_programme.interview(session, homes[0].enrolment, interview_programme.ROLES[4])
    arrangements.answer(session, declined.id, Answer.NO, actor=administrator("Mona"), now=NOW)
    declined.reasons = ["Alle tider, hvor begge er fri, er taget af andre interview."]
    token = feeds.make(
        session, programme_id=version.id, interviewer="karen", actor=administrator("Anne"), now=NOW
    )
    session.commit()
    page = visit.page

    for address, name in (
        (f"/kalender/{token}", "week-plan"),
        (f"{homes[0].page}/ugeplan", "week-plan-home"),
        (homes[0].page, "interviews"),
    ):
        page.set_viewport_size({"width": 1080, "height": 900})
        page.goto(served + address)
        taken(page, tmp_path / f"{name}.png")
        page.set_viewport_size(NARROW)
        taken(page, tmp_path / f"{name}-narrow.png")
    page.set_viewport_size({"width": 1080, "height": 900})
    page.get_by_role("button", name="Lav et kalenderlink").click()

    expect(page.get_by_role("heading", name="Jeres kalenderlink", exact=True)).to_be_visible()
    taken(page, tmp_path / "calendar-link.png")
    page.goto(f"{served}/kalender/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ugeplan – Karen Konsulent")
    expect(page.get_by_role("row").filter(has_text="Odense").first).to_be_visible()
    taken(page, pictures / "week-plan.png", whole=False)
    assert visit.complaints == []
    assert planning.is_wanted(session, homes[0].enrolment.id, "preparation") is False
