"""Our bookings in the interviewers' own calendars, on a real server and on bad days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.interviews import mirrored_calendars
from actions.interviews.mirrored_calendars import AT_MOST, Done
from calendars.remote import Mirrored
from calendars.server import CalendarTrouble, unusable
from models import sentences
from models.clock import Clock
from models.errors.known import in_english
from models.interviews.rows import Mirror
from models.people import Enrolment
from models.settings import settings
from models.states import InterviewStatus
from tests.support.servers.calendar_servers import odd_server, radicale, says
from tests.support.worlds import arranged_interviews
from tests.support.worlds.arranged_interviews import FRANK, KAREN, THEN
from tests.support.worlds.interview_programme import NOW

AWAY = "http://127.0.0.1:1/x/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def calendar(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Frank's calendar, empty, on a real server."""
    _call(server, "DELETE")
    _call(server, "MKCALENDAR")
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=server)
    return server


def _call(address: str, method: str) -> str:
    with urlopen(
        Request(address, method=method, headers={"Authorization": "Basic aWRhOng="}), timeout=10
    ) as answer:
        return str(answer.read().decode())


def starts_in(calendar: str) -> list[str]:
    """When events in the calendar begin."""
    lines = _call(calendar, "GET").splitlines()
    return sorted(line.removeprefix("DTSTART:") for line in lines if line.startswith("DTSTART:"))


def sweep(session: Session, now: datetime = NOW) -> list[Done]:
    """All three steps, committed as a door does."""
    wanted = mirrored_calendars.due(session, now=now)
    session.commit()
    done = mirrored_calendars.change(wanted)
    mirrored_calendars.keep(session, done, now=now + timedelta(seconds=1))
    session.commit()
    return done


def mirrors(session: Session) -> list[tuple[str, int, str]]:
    rows = session.scalars(select(Mirror).order_by(Mirror.interview_id, Mirror.person))
    return [(row.person, row.sequence, in_english(sentences.read(row.trouble))) for row in rows]


def test_a_booking_is_written_once(session: Session, calendar: str, interview_vejle: Enrolment) -> None:
    arranged_interviews.talk(session, interview_vejle)

    first, second = sweep(session), sweep(session)

    assert ([one.outcome for one in first], second) == ([Mirrored(True)], [])
    assert starts_in(calendar) == ["20220908T080000Z"]
    assert mirrors(session) == [(FRANK, 0, "")]


def test_an_entry_says_no_more_of_people_than_it_must(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    arranged_interviews.talk(session, interview_vejle, mode="on_site")

    sweep(session)

    said = _call(calendar, "GET").replace("\r\n ", "")
    assert "SUMMARY:Interview: Leder\\, Vejle" in said
    assert "LOCATION:Vejle" in said
    assert "DESCRIPTION:Tove Leder" in said
    assert "@example.org" not in said


def test_one_that_is_held_online_says_where(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    arranged_interviews.talk(session, interview_vejle)

    (wanted,) = mirrored_calendars.due(session, now=NOW)

    assert wanted.entry
    assert wanted.entry.place == "https://moede.example.org/frank"


def test_a_booking_that_moves_moves_there(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)

    arranged_interviews.move(session, interview)
    sweep(session)

    assert starts_in(calendar) == ["20220908T100000Z"]
    assert mirrors(session) == [(FRANK, 1, "")]


@pytest.mark.parametrize(
    "status", [InterviewStatus.WAITING, InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW]
)
def test_one_that_takes_no_time_any_more_goes(
    session: Session, calendar: str, interview_vejle: Enrolment, status: InterviewStatus
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)

    interview.status = status
    session.flush()
    sweep(session)

    assert (starts_in(calendar), mirrors(session)) == ([], [])


def test_one_that_was_held_stays(session: Session, calendar: str, interview_vejle: Enrolment) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)

    interview.status = InterviewStatus.HELD
    session.flush()

    assert sweep(session) == []
    assert starts_in(calendar) == ["20220908T080000Z"]


def test_another_interviewer_gets_it_and_the_first_one_loses_it(
    session: Session,
    calendar: str,
    interview_vejle: Enrolment,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=calendar, karen=AWAY)

    arranged_interviews.move(session, interview, hours=0, interviewer="karen")
    sweep(session)

    assert starts_in(calendar) == []
    assert mirrors(session) == [(KAREN, -1, "The calendar cannot be used: the server cannot be reached.")]


def test_a_time_found_again_is_written_again(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)
    interview.status = InterviewStatus.WAITING
    session.flush()
    sweep(session)

    interview.status = InterviewStatus.PROPOSED
    arranged_interviews.move(session, interview)
    sweep(session)

    assert starts_in(calendar) == ["20220908T100000Z"]


def test_a_server_that_was_away_gets_it_when_it_is_back(
    session: Session,
    calendar: str,
    interview_vejle: Enrolment,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=AWAY)
    arranged_interviews.talk(session, interview_vejle)
    sweep(session)
    in_trouble = mirrors(session)

    arranged_interviews.accounts(monkeypatch, tmp_path, frank=calendar)
    sweep(session)

    assert in_trouble == [(FRANK, -1, unusable(CalendarTrouble.AWAY).english())]
    assert mirrors(session) == [(FRANK, 0, "")]
    assert starts_in(calendar) == ["20220908T080000Z"]


def test_one_killed_before_it_could_be_kept_is_taken_out_when_it_is_cancelled(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    wanted = mirrored_calendars.due(session, now=NOW)
    session.commit()
    mirrored_calendars.change(wanted)  # and dies

    interview.status = InterviewStatus.CANCELLED
    session.flush()
    sweep(session)

    assert (starts_in(calendar), mirrors(session)) == ([], [])


def test_a_slow_sweep_does_not_bring_back_what_a_faster_one_has_taken_out(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    slow = mirrored_calendars.due(session, now=NOW)
    session.commit()
    interview.status = InterviewStatus.CANCELLED
    session.flush()
    sweep(session)
    mirrored_calendars.keep(session, mirrored_calendars.change(slow), now=NOW)
    brought_back = starts_in(calendar)

    sweep(session)

    assert brought_back
    assert (starts_in(calendar), mirrors(session)) == ([], [])


def test_after_a_no_the_other_changes_of_that_calendar_wait_and_another_begins(
    session: Session, interview_vejle: Enrolment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=AWAY)
    both = [
        arranged_interviews.talk(
            session, interview_vejle, name=name, starts_at=THEN + timedelta(hours=2 * number)
        )
        for number, name in enumerate(("Bo", "Eva"))
    ]

    tried = [
        [one.wanted.interview_id for one in sweep(session, NOW + timedelta(minutes=number))]
        for number in range(3)
    ]

    assert tried == [[both[0].id], [both[1].id], [both[0].id]]


def test_a_calendar_that_is_away_keeps_no_other_one_waiting(
    session: Session,
    interview_vejle: Enrolment,
    calendar: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=calendar, karen=AWAY)
    for number in range(AT_MOST + 1):
        at = THEN + timedelta(hours=2 * number)
        arranged_interviews.talk(
            session, interview_vejle, name=f"Bo{number}", interviewer="karen", starts_at=at
        )
    arranged_interviews.talk(session, interview_vejle, starts_at=THEN + timedelta(days=5))

    done = {(one.wanted.address, one.outcome.done) for one in sweep(session)}

    assert done == {(KAREN, False), (FRANK, True)}


def test_a_server_that_refuses_says_so_for_the_office(
    session: Session, interview_vejle: Enrolment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arranged_interviews.talk(session, interview_vejle)
    with odd_server(says(401)) as address:
        arranged_interviews.accounts(monkeypatch, tmp_path, frank=address)
        sweep(session)

    ((_, sequence, trouble),) = mirrors(session)
    assert sequence == -1
    assert "does not take the login" in trouble


def test_without_an_account_nothing_is_noted(session: Session, interview_vejle: Enrolment) -> None:
    arranged_interviews.talk(session, interview_vejle)

    assert sweep(session) == []
    assert mirrors(session) == []


def test_a_calendar_nobody_names_any_more_is_left_as_it_is(
    session: Session, calendar: str, interview_vejle: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = arranged_interviews.talk(session, interview_vejle)
    sweep(session)
    monkeypatch.delenv("TOVHOLDER_CALENDARS_FILE")
    settings.cache_clear()

    interview.status = InterviewStatus.CANCELLED
    session.flush()

    assert sweep(session) == []
    assert mirrors(session) == [(FRANK, 0, "")]


def test_a_rehearsal_writes_into_nobodys_calendar(
    session: Session, calendar: str, interview_vejle: Enrolment
) -> None:
    arranged_interviews.talk(session, interview_vejle)
    session.execute(update(Clock).values(virtual_now=NOW))

    assert sweep(session) == []
    assert starts_in(calendar) == []


def test_a_password_is_shown_by_nothing(session: Session, calendar: str, interview_vejle: Enrolment) -> None:
    arranged_interviews.talk(session, interview_vejle)

    assert "hemmelig" not in repr(mirrored_calendars.due(session, now=NOW))
