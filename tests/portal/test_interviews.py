"""Interviews on "our page": seeing when, and answering."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.interviews import arrangements
from models.accounts.actors import administrator
from models.clock import Clock
from models.interviews.rows import Interviewee
from models.journal import JournalEntry, What
from models.states import Answer, InterviewStatus
from tests.support.acts.browsing import Browser
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW
from tests.support.worlds.interviewed_municipality import (
    Talks,
    answered,
    fresh,
    nonce,
    time_of,
    times,
)


def test_a_coordinator_sees_every_interview(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)

    page = unescape(browser.get(interviewed_vejle.page).text)

    for role in interview_programme.ROLES:
        assert f"{role} – {role} i Vejle" in page
    assert interview.starts_at is not None
    local = interview.starts_at + timedelta(hours=2)
    assert f"{local:%-d}. september 2022 kl. {local:%-H.%M}–" in page
    assert "(uge 3" in page
    assert page.count("Foreslået, venter på svar") == 5
    assert "/ugeplan" in page


def test_a_coordinator_reads_why_somebody_has_no_time(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    arrangements.answer(session, interview.id, Answer.NO, actor=administrator("Lea"), now=NOW)
    interview.reasons = ["Ingen af interviewerne er fri."]
    session.commit()

    page = browser.get(interviewed_vejle.page).text

    assert "Uden tid endnu" in page
    assert "Ingen af interviewerne er fri." in page
    assert "Ingen af interviewerne" not in browser.get(interviewed_vejle.page_of(session, interview)).text


def test_an_interviewee_sees_the_own_interview_and_nothing_else(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)

    page = unescape(browser.get(interviewed_vejle.page_of(session, interview)).text)

    assert page.count("<article") == 1
    assert f"/interview/{interview.id}" in page
    assert "Her kan du se dit interview" in page
    assert re.search(r'href="https://moede.example.org/(frank|karen)"', page)
    assert re.search(r"Med (Frank Facilitator|Karen Konsulent)", page)
    assert "Tiden er holdt fri til" in page
    for hidden in (
        "Tove",
        "Hvem vi skal tale med",
        "Det mangler vi",
        "ugeplan",
        "kalenderlink",
        "HR-konsulent",
        "krav",
    ):
        assert hidden not in page


def test_looking_changes_nothing(browser: Browser, session: Session, interviewed_vejle: Talks) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)

    assert [browser.head(page).status_code, browser.get(page).status_code] == [200, 200]
    assert browser.get(f"{page}/interview/{interview.id}").status_code == 405
    assert browser.head(f"{page}/interview/{interview.id}").status_code == 405


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (InterviewStatus.HELD, "Interviewet er holdt."),
        (InterviewStatus.NO_SHOW, "Interviewet blev ikke til noget."),
        (InterviewStatus.CANCELLED, "Interviewet er aflyst."),
    ],
)
def test_what_is_over_is_said_and_cannot_be_answered(
    browser: Browser, session: Session, interviewed_vejle: Talks, status: InterviewStatus, said: str
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    interview.status = status
    page = interviewed_vejle.page_of(session, interview)

    shown = browser.get(page).text

    assert said in shown
    assert "<form" not in shown


def test_yes_is_agreed(browser: Browser, session: Session, interviewed_vejle: Talks) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)

    answer = answered(
        browser, interviewed_vejle.page_of(session, interview), interview, answer="yes", remark="Glæder mig"
    )

    assert answer.headers["location"].endswith(f"?done=interview_yes#interview-{interview.id}")
    page = browser.get(answer.headers["location"]).text
    assert "Tak. Tiden er aftalt." in page
    assert "Har svaret ja" in page
    now = fresh(session, interview)
    assert (now.status, now.remark) == (InterviewStatus.BOOKED, "Glæder mig")


def test_no_frees_the_time_and_keeps_when_one_can(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    rows = {
        **times(interview, what="Passer godt", day="14.9.2022"),
        **times(interview, 1, what="Kan ikke", day="15.9.2022", since="9", until="11.30"),
        **times(interview, 2, what="", day=" "),
    }

    answer = answered(browser, interviewed_vejle.page_of(session, interview), interview, answer="no", **rows)

    page = browser.get(answer.headers["location"]).text
    assert "Vi finder en anden og sender den." in page
    assert "Passer godt: onsdag den 14. september 2022 (uge 37)" in page
    assert "Kan ikke: torsdag den 15. september 2022 kl. 9.00–11.30 (uge 37)" in page
    now = fresh(session, interview)
    assert (now.status, now.answer) == (InterviewStatus.WAITING, Answer.NO)
    person = session.get_one(Interviewee, now.interviewee_id)
    assert (len(person.own_wished), len(person.own_impossible)) == (1, 1)


def test_whoever_waits_may_still_say_when(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    answered(browser, page, interview, answer="no")

    row = times(interview, what="Passer godt", day="14.9.2022")
    said = answered(browser, page, interview, **{**row, "time": ""})
    nothing = answered(browser, page, interview, time="")

    assert said.headers["location"].endswith(f"?done=interview_times#interview-{interview.id}")
    assert nothing.status_code == 422
    assert "Skriv mindst én tid." in nothing.text


def test_faulty_times_count_for_nothing_and_are_not_lost(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    rows = times(interview, 1, what="Kan ikke", day="i morgen", since="9")

    answer = answered(
        browser,
        interviewed_vejle.page_of(session, interview),
        interview,
        answer="no",
        remark="Kursus <b>",
        **rows,
    )

    assert answer.status_code == 422
    for path in (f"times_{interview.id}-0-day", f"times_{interview.id}-0-until"):
        assert f'<a href="#{path}">' in answer.text
        assert f'id="{path}-fault"' in answer.text
    assert 'value="i morgen"' in answer.text
    assert "Kursus &lt;b&gt;" in answer.text
    assert '<input type="radio" name="answer" value="no" checked>' in answer.text
    assert '<details class="times" open>' in answer.text
    assert fresh(session, interview).status is InterviewStatus.PROPOSED


def test_more_rows_keep_what_was_typed(browser: Browser, session: Session, interviewed_vejle: Talks) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    row = times(interview, what="Kan ikke", day="14.9.2022")

    answer = answered(
        browser,
        interviewed_vejle.page_of(session, interview),
        interview,
        answer="no",
        more="more",
        remark="Kursus",
        **row,
    )

    assert answer.status_code == 200
    assert f"svar.times_{interview.id}.5.day" in answer.text
    assert 'value="14.9.2022"' in answer.text
    assert "Kursus</textarea>" in answer.text
    assert fresh(session, interview).status is InterviewStatus.PROPOSED


def test_yes_and_other_times_are_not_both_meant(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    row = times(interview, what="Passer godt", day="14.9.2022")

    answer = answered(browser, interviewed_vejle.page_of(session, interview), interview, answer="yes", **row)

    assert answer.status_code == 422
    assert "Vælg nej, eller tøm rækkerne." in answer.text
    assert 'value="14.9.2022"' in answer.text


def test_no_answer_is_none(browser: Browser, session: Session, interviewed_vejle: Talks) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)

    answer = answered(
        browser, interviewed_vejle.page_of(session, interview), interview, answer="maybe", remark="Måske"
    )

    assert answer.status_code == 422
    assert "Vælg ja eller nej." in answer.text
    assert "Måske</textarea>" in answer.text


def test_nobody_agrees_to_a_time_they_have_not_read(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    assert interview.starts_at is not None
    read, later = time_of(interview), interview.starts_at + timedelta(days=7)
    arrangements.move(
        session, interview.id, starts_at=later, actor=administrator("Frank Facilitator"), now=NOW
    )
    session.commit()

    answer = answered(browser, page, interview, answer="no", time=read, remark="Kursus")

    assert answer.status_code == 409
    assert "Tiden er ændret" in answer.text
    assert "Kursus</textarea>" in answer.text
    assert fresh(session, interview).status is InterviewStatus.BOOKED


def test_too_late_is_said_and_what_was_typed_is_shown(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)
    page = interviewed_vejle.page_of(session, interview)
    session.query(Clock).one().virtual_now = interview.starts_at
    session.commit()
    fresh_nonce = nonce(browser, interviewed_vejle.page)
    assert "Tiden er inde eller forbi" in browser.get(page).text

    data = {
        "tovholder_nonce": fresh_nonce,
        "time": time_of(interview),
        "answer": "no",
        "remark": "Syg <i>",
    }
    answer = browser.post(f"{page}/interview/{interview.id}", data=data)

    assert answer.status_code == 409
    assert "Interviewet er begyndt." in answer.text
    assert "Det, du havde skrevet: Syg &lt;i&gt;" in answer.text
    assert fresh(session, interview).status is InterviewStatus.PROPOSED


def test_a_coordinator_answers_on_behalf(
    browser: Browser, session: Session, interviewed_vejle: Talks
) -> None:
    interview = interview_programme.interview(session, interviewed_vejle.enrolment)

    answer = answered(browser, interviewed_vejle.page, interview, answer="yes")

    assert answer.status_code == 303
    line = session.scalars(select(JournalEntry).where(JournalEntry.what == What.INTERVIEW_ANSWERED)).one()
    assert (line.by, line.on_behalf) == ("Tove Vejle", "Leder i Vejle")
