"""Interviews on "our page", met by somebody who should not: forged posts, other people's links, other municipalities."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from actions.our_page import contents
from actions.reports import kept
from models.errors.deliveries import UnknownReport
from models.programmes.office import Role
from models.reports.document import Document, ReportKind
from models.states import Answer, InterviewStatus
from tests.support.acts.browsing import Browser
from tests.support.worlds import interview_programme, small_programme
from tests.support.worlds.interviewed_municipality import (
    Talks,
    answered,
    fresh,
    nonce,
    time_of,
)


@pytest.mark.parametrize("brought", ["", "wrong"])
def test_a_post_from_elsewhere_counts_for_nothing(
    browser: Browser, session: Session, interviewed_vejle: Talks, brought: str
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)

    data = {
        "time": time_of(interview),
        "answer": "no",
        "remark": "Kursus",
        "tovholder_nonce": brought,
    }
    answer = browser.post(f"{page}/interview/{interview.id}", data=data)

    assert answer.status_code == 403
    assert "Kursus</textarea>" in answer.text
    assert fresh(session, interview).status is InterviewStatus.PROPOSED


def test_a_post_of_another_site_counts_for_nothing(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    data = {"time": time_of(interview), "answer": "no", "tovholder_nonce": nonce(browser, page)}

    answers = [
        browser.post(
            f"{page}/interview/{interview.id}", data=data, headers={"Origin": "https://evil.example.org"}
        ),
        browser.post(f"{page}/interview/{interview.id}", data=data, headers={"Sec-Fetch-Site": "cross-site"}),
    ]

    assert [one.status_code for one in answers] == [403, 403]
    assert fresh(session, interview).status is InterviewStatus.PROPOSED


def test_nobody_answers_for_another_person_or_municipality(
    browser: Browser, session: Session, interviewed_vejle: Talks, interviewed_odense: Talks
) -> None:
    own, other = (
        interview_programme.interview(session, interviewed_vejle.enrolment, role)
        for role in interview_programme.ROLES[:2]
    )
    foreign = interview_programme.interview(session, interviewed_odense.enrolment)
    page = interviewed_vejle.page_of(session, own)

    answers = [
        answered(browser, page, other, answer="no"),
        answered(browser, page, foreign, answer="no"),
        answered(browser, interviewed_odense.page, own, answer="no"),
        browser.post(f"{page}/interview/999999", data={"tovholder_nonce": nonce(browser, page)}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404, 404]
    assert "Leder" not in answers[2].text
    assert {fresh(session, one).answer for one in (other, foreign)} == {Answer.NONE}


def test_an_interviewee_reaches_nothing_of_the_municipality(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    form = interviewed_vejle.list_of(session).removeprefix(interviewed_vejle.page)
    data = {"tovholder_nonce": nonce(browser, page)}

    looked = [
        form,
        f"{form}/forklar",
        f"{form}/skabelon",
        "/ugeplan",
        "/ugeplan.pdf",
        "/rapport/pre_analysis",
    ]
    posted = [form, f"{form}/forklar", "/kalenderlink"]

    assert {address: browser.get(page + address).status_code for address in looked} == dict.fromkeys(
        looked, 404
    )
    assert {
        address: browser.post(page + address, data=data).status_code for address in posted
    } == dict.fromkeys(posted, 404)


def test_participants_and_interviewees_read_no_report(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small_programme.enrolled(session)
    kind = ReportKind.PRE_ANALYSIS
    document = Document(kind=kind, language="da", title="Vejle", subtitle="", sections=())
    report = kept.ShownReport(document, {}, b"", "", outdated=False)
    monkeypatch.setattr(kept, "shown", lambda *_: report)
    people = [
        small_programme.coordinator(session, home),
        small_programme.participant(session, home, "Lea Leder"),
    ]

    assert contents.report(session, people[0], ReportKind.PRE_ANALYSIS) is report
    for role in (Role.PARTICIPANT, Role.INTERVIEWEE):
        people[1].role = role
        with pytest.raises(UnknownReport):
            contents.report(session, people[1], ReportKind.PRE_ANALYSIS)


def test_somebody_who_is_replaced_is_let_in_no_more(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    given = interview_programme.form()
    given["people"][0] |= {"name": "Ny Leder", "email": "ny@example.org"}

    interview_programme.named(session, interviewed_vejle.enrolment, given)
    session.commit()

    assert browser.get(page).status_code == 410
    assert browser.post(f"{page}/interview/{interview.id}", data={"answer": "no"}).status_code == 410
