"""Week plans in the portal: as page, calendar and paper, under secret addresses and behind the municipality's link."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import arrangements
from actions.programmes import publishing
from actions.week_plans import feeds
from models.accounts.actors import administrator
from models.interviews.rows import CalendarFeed, ClosedDay
from models.journal import JournalEntry, What
from models.programmes.versions import ProgrammeVersion
from models.states import Answer
from reports import apart
from tests.support.acts.browsing import Browser
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW
from tests.support.worlds.interviewed_municipality import Talks, nonce, settle


def feed(session: Session, talks: Talks, interviewer: str = "") -> str:
    """A secret address of the municipality's plan, or of that interviewer's."""
    token = feeds.make(
        session,
        programme_id=talks.enrolment.programme_id,
        interviewer=interviewer,
        enrolment=None if interviewer else talks.enrolment,
        actor=administrator("Anne Kontor"),
        now=NOW,
    )
    session.commit()
    return f"/kalender/{token}"


def test_a_calendar_is_fetched_once_and_then_only_when_it_has_changed(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    address = f"{feed(session, interviewed_vejle)}.ics"

    first = browser.get(address)
    same = browser.request("GET", address, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    arrangements.answer(
        session,
        interview_programme.interview(session, interviewed_vejle.enrolment).id,
        Answer.YES,
        actor=administrator("Lea"),
        now=NOW,
    )
    session.commit()
    later = browser.request("GET", address, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, same.status_code, later.status_code) == (200, 304, 200)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert {one.headers["cache-control"] for one in (first, same)} == {"private"}
    assert (same.content, same.headers["etag"]) == (b"", first.headers["etag"])
    assert later.headers["etag"] != first.headers["etag"]
    assert len(Calendar.from_ical(first.content).walk("VEVENT")) == 5


def test_nobody_is_told_of_the_address_and_no_robot_lists_it(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    address = feed(session, interviewed_vejle)

    for answer in (browser.get(address), browser.head(f"{address}.ics"), browser.head(f"{address}.pdf")):
        assert answer.status_code == 200
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("end", ["", ".ics", ".pdf"])
def test_an_unknown_or_revoked_address_is_no_page(
    browser: Browser, session: Session, interviewed_vejle: Talks, end: str
) -> None:
    address = feed(session, interviewed_vejle)
    programme_id = interviewed_vejle.enrolment.programme_id
    feeds.revoke(
        session,
        programme_id=programme_id,
        enrolment=interviewed_vejle.enrolment,
        actor=administrator("Anne"),
        now=NOW,
    )
    session.commit()

    answers = [browser.get(f"{address}{end}"), browser.get(f"/kalender/x{end}")]

    assert [one.status_code for one in answers] == [404, 404]
    assert "Der er ingen ugeplan på denne adresse." in answers[0].text
    assert answers[0].text == answers[1].text


def test_an_interviewers_page_has_the_week_with_places_names_and_statuses(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    arrangements.answer(session, interview.id, Answer.YES, actor=administrator("Lea"), now=NOW)

    page = unescape(browser.get(feed(session, interviewed_vejle, interview.interviewer)).text)

    assert re.search(r"<h1>Ugeplan – (Frank Facilitator|Karen Konsulent)</h1>", page)
    assert re.search(r"<h2 [^>]+>Uge 3\d · ", page)
    assert "Leder<br>Leder i Vejle" in page
    assert "aftalt</span>" in page
    assert "foreslået, venter på svar</span>" in page
    assert 'scope="rowgroup"' in page
    assert '<th role="columnheader" scope="col">Kommune</th>' in page


def test_days_off_and_whoever_has_no_time_are_told_with_the_reason(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    declined = interview_programme.interview(session, interviewed_vejle.enrolment)
    kept = interview_programme.interview(session, interviewed_vejle.enrolment, interview_programme.ROLES[1])
    assert kept.starts_at is not None
    arrangements.answer(session, declined.id, Answer.NO, actor=administrator("Lea"), now=NOW)
    declined.reasons = ["Ingen af interviewerne er fri <b>."]
    session.add(ClosedDay(enrolment_id=interviewed_vejle.enrolment.id, day=kept.starts_at.date()))
    session.commit()

    page = browser.get(f"{interviewed_vejle.page}/ugeplan").text

    assert "<em>Lukket</em>" in page
    assert "Uden tid endnu" in page
    assert "Ingen af interviewerne er fri &lt;b&gt;." in page


def test_a_municipalitys_secret_address_names_nobody(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    own, secret = (
        browser.get(f"{interviewed_vejle.page}/ugeplan").text,
        browser.get(feed(session, interviewed_vejle)).text,
    )

    assert "Leder i Vejle" in own
    assert "Leder i Vejle" not in secret
    assert "Leder" in secret


def test_a_plan_without_interviews_says_so(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    secret = feed(session, interviewed_vejle)
    withdrawal.withdraw(
        session, interviewed_vejle.enrolment, actor=administrator("Anne Kontor"), reason="Omlagt", now=NOW
    )
    session.commit()

    for address in (f"{interviewed_vejle.page}/ugeplan", secret):
        assert "Der er endnu ingen interview i planen." in browser.get(address).text


def test_a_coordinator_makes_an_address_and_sees_it_once(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    data = {"tovholder_nonce": nonce(browser, interviewed_vejle.page)}

    answer = browser.post(f"{interviewed_vejle.page}/kalenderlink", data=data)

    assert answer.status_code == 200
    addresses = re.findall(r'href="http://127.0.0.1:8200(/kalender/[^"]+)"', answer.text)
    assert [address.partition(".")[2] for address in addresses] == ["ics", "", "pdf"]
    assert browser.get(addresses[0]).headers["content-type"].startswith("text/calendar")
    assert "/kalender/" not in browser.get(interviewed_vejle.page).text
    (line,) = session.scalars(select(JournalEntry).where(JournalEntry.what == What.FEED_MADE))
    assert (line.by, line.enrolment_id) == ("Tove Vejle", interviewed_vejle.enrolment.id)


def test_no_address_is_made_by_looking_nor_from_elsewhere(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    looked = browser.get(f"{interviewed_vejle.page}/kalenderlink")
    forged = browser.post(f"{interviewed_vejle.page}/kalenderlink", data={"tovholder_nonce": "x"})

    assert (looked.status_code, forged.status_code) == (405, 403)
    assert "Send igen." in forged.text
    assert session.scalars(select(CalendarFeed)).all() == []


def test_the_paper_is_a_pdf(browser: Browser, session: Session, interviewed_vejle: Talks) -> None:
    answer = browser.get(f"{interviewed_vejle.page}/ugeplan.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_whoever_only_asks_whether_there_is_a_paper_has_none_made(
    browser: Browser, session: Session, interviewed_vejle: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "week_plan", lambda _: pytest.fail("it was printed"))

    assert browser.head(f"{feed(session, interviewed_vejle)}.pdf").status_code == 200


def test_the_portal_itself_draws_and_sets_nothing() -> None:
    heavy = "sorted({'typst', 'matplotlib', 'numpy', 'prefect'} & sys.modules.keys())"
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from portal.app import create_app; create_app(); print({heavy})",
        ],
        capture_output=True,
        check=True,
        text=True,
    )

    assert said.stdout.strip() == "[]"


def test_a_norwegian_programme_speaks_norwegian(
    browser: Browser, session: Session, interviewed_version: ProgrammeVersion
) -> None:
    programme = interview_programme.programme().model_copy(update={"key": "norsk", "language": "nb"})
    talks = settle(
        session, publishing.publish(session, programme, actor=administrator("Anne Kontor"), now=NOW)
    )

    ours, plan = browser.get(talks.page).text, browser.get(f"{talks.page}/ugeplan").text

    for page in (ours, plan):
        assert '<html lang="nb">' in page
    assert "Foreslått, venter på svar" in ours
    assert "Nei, finn en annen tid" in ours
    assert "<h1>Ukeplan – Vejle Kommune</h1>" in plan
    assert "foreslått, venter på svar" in plan
