"""Week plans under secret addresses: who has one, what it says, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import arrangements, planning
from actions.week_plans import feeds
from models.accounts.actors import administrator
from models.errors.interviews import UnknownFeed, UnknownInterviewer
from models.errors.people import NotEnrolled
from models.interviews.rows import CalendarFeed, Interview
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.states import Answer
from tests.support.worlds import interview_programme
from tests.support.worlds.interview_programme import NOW

BY = "Tove Vejle"


def of_home(session: Session, home: Enrolment) -> CalendarFeed:
    token = feeds.make(
        session, programme_id=home.programme_id, enrolment=home, actor=administrator(BY), now=NOW
    )
    return feeds.follow(session, token)


def of_person(session: Session, home: Enrolment, person: str) -> CalendarFeed:
    token = feeds.make(
        session, programme_id=home.programme_id, interviewer=person, actor=administrator("Anne"), now=NOW
    )
    return feeds.follow(session, token)


def events(content: bytes) -> dict[str, tuple[int, str]]:
    """Sequence and status by UID."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(one["UID"]): (int(str(one["SEQUENCE"])), str(one["STATUS"])) for one in found}


def test_only_the_hash_of_a_token_is_kept(session: Session, interview_vejle_proposed: Enrolment) -> None:
    token = feeds.make(
        session,
        programme_id=interview_vejle_proposed.programme_id,
        enrolment=interview_vejle_proposed,
        actor=administrator(BY),
        now=NOW,
    )

    (kept,) = session.scalars(select(CalendarFeed))
    (line,) = session.scalars(select(JournalEntry).where(JournalEntry.what == What.FEED_MADE))
    assert (len(kept.token_hash), kept.enrolment_id, kept.made_by) == (64, interview_vejle_proposed.id, BY)
    assert (line.enrolment_id, line.by, line.facts) == (interview_vejle_proposed.id, BY, {"feeds": 1})
    assert token not in repr([vars(kept), vars(line)])
    assert feeds.url(token).endswith(f"/kalender/{token}")


def test_an_unknown_token_leads_nowhere(session: Session) -> None:
    with pytest.raises(UnknownFeed):
        feeds.follow(session, "x")


def test_a_revoked_address_ends_and_another_ones_stays(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    programme_id = interview_vejle_proposed.programme_id
    tokens = [
        feeds.make(
            session,
            programme_id=programme_id,
            enrolment=interview_vejle_proposed,
            actor=administrator(BY),
            now=NOW,
        )
        for _ in range(2)
    ]
    franks = feeds.make(
        session, programme_id=programme_id, interviewer="frank", actor=administrator(BY), now=NOW
    )

    ended = feeds.revoke(
        session,
        programme_id=programme_id,
        enrolment=interview_vejle_proposed,
        actor=administrator(BY),
        now=NOW,
    )

    assert ended == 2
    assert feeds.follow(session, franks).interviewer == "frank"
    for token in tokens:
        with pytest.raises(UnknownFeed):
            feeds.follow(session, token)
    (line,) = session.scalars(select(JournalEntry).where(JournalEntry.what == What.FEED_REVOKED))
    assert (line.enrolment_id, line.facts) == (interview_vejle_proposed.id, {"feeds": 2})


def test_nobodys_addresses_end_when_nobody_is_named(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    of_home(session, interview_vejle_proposed)

    assert (
        feeds.revoke(
            session, programme_id=interview_vejle_proposed.programme_id, actor=administrator(BY), now=NOW
        )
        == 0
    )


def test_an_address_is_made_only_for_whom_there_is(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    with pytest.raises(UnknownInterviewer):
        of_person(session, interview_vejle_proposed, "nobody")
    withdrawal.withdraw(
        session, interview_vejle_proposed, actor=administrator("Anne Kontor"), reason="Omlagt", now=NOW
    )
    with pytest.raises(NotEnrolled):
        of_home(session, interview_vejle_proposed)


def test_the_same_plan_gives_the_same_bytes_until_something_changes(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    feed = of_home(session, interview_vejle_proposed)

    first, again = feeds.calendar(session, feed), feeds.calendar(session, feed)
    arrangements.answer(
        session,
        interview_programme.interview(session, interview_vejle_proposed).id,
        Answer.YES,
        actor=administrator(BY),
        now=NOW + timedelta(hours=1),
    )
    later = feeds.calendar(session, feed)

    assert first == again
    assert later != first
    assert len(events(first)) == 5


def test_each_interview_stands_with_its_own_uid_and_sequence(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    found = events(feeds.calendar(session, of_home(session, interview_vejle_proposed)))

    assert found == {one.uid: (one.sequence, "CONFIRMED") for one in session.scalars(select(Interview))}


def test_names_stand_only_in_an_interviewers_calendar(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    person = interview_programme.interview(session, interview_vejle_proposed).interviewer

    theirs = feeds.calendar(session, of_person(session, interview_vejle_proposed, person)).decode()
    ours = feeds.calendar(session, of_home(session, interview_vejle_proposed)).decode()

    assert "Interview – Leder\\, Vejle" in theirs
    assert "Interview – Leder\\, Vejle" in ours
    assert "Leder i Vejle" in theirs.replace("\r\n ", "")
    assert " i Vejle" not in ours
    assert "Frank" not in ours


def test_names_stand_only_in_an_interviewers_plan(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    person = interview_programme.interview(session, interview_vejle_proposed).interviewer

    plans = [
        feeds.plan(session, feed, now=NOW)
        for feed in (
            of_person(session, interview_vejle_proposed, person),
            of_home(session, interview_vejle_proposed),
        )
    ]

    named = [
        {one.interviewee for week in plan.weeks for day in week.days for one in day.interviews}
        for plan in plans
    ]
    assert "Leder i Vejle" in named[0]
    assert named[1] == {""}


def test_what_has_no_time_stands_nowhere_and_what_is_cancelled_stays(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    feed = of_home(session, interview_vejle_proposed)
    declined, off = (
        interview_programme.interview(session, interview_vejle_proposed),
        interview_programme.interview(session, interview_vejle_proposed, interview_programme.ROLES[1]),
    )

    arrangements.answer(session, declined.id, Answer.NO, actor=administrator(BY), now=NOW)
    arrangements.cancel(session, off.id, actor=administrator("Frank Facilitator"), now=NOW)

    found = events(feeds.calendar(session, feed))
    assert declined.uid not in found
    assert found[off.uid] == (off.sequence, "CANCELLED")


def test_a_municipality_that_left_has_everything_cancelled(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    feed = of_home(session, interview_vejle_proposed)

    withdrawal.withdraw(
        session, interview_vejle_proposed, actor=administrator("Anne Kontor"), reason="Omlagt", now=NOW
    )

    found = events(feeds.calendar(session, feed))
    assert [status for _, status in found.values()] == ["CANCELLED"] * 5


def test_another_interviewers_and_another_municipalitys_are_left_out(
    session: Session, interview_vejle_proposed: Enrolment
) -> None:
    odense = interview_programme.enrolled(session, interview_programme.published(session), "Odense")
    interview_programme.named(session, odense, interview_programme.form("Odense"))
    planning.plan(session, odense.programme_id, now=NOW)

    found = {
        name: events(feeds.calendar(session, feed)).keys()
        for name, feed in {
            "vejle": of_home(session, interview_vejle_proposed),
            "odense": of_home(session, odense),
            "frank": of_person(session, interview_vejle_proposed, "frank"),
            "karen": of_person(session, interview_vejle_proposed, "karen"),
        }.items()
    }

    assert found["vejle"].isdisjoint(found["odense"])
    assert found["frank"].isdisjoint(found["karen"])
    assert found["frank"] | found["karen"] == found["vejle"] | found["odense"]
