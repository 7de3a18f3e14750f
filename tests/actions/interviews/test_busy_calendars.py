"""The interviewers' own calendars: whose is read and when, what is kept, and what an unread one means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import clock
from actions.gates import withdrawal
from actions.interviews import busy_calendars
from actions.interviews.busy_calendars import KnownBusy, WantedLookup
from calendars.busy import Busy
from calendars.server import CalendarTrouble, unusable
from languages.errors import error_text
from models import sentences
from models.accounts.actors import administrator
from models.clock import Clock
from models.errors.interviews import CalendarCutShort, CalendarsFileUnreadable
from models.interviews.rows import CalendarReading
from models.journal import JournalEntry, What
from models.people import Enrolment
from models.progress import RequirementState
from models.states import InterviewStatus, RequirementStatus
from tests.support.servers.calendar_servers import odd_server, radicale, says
from tests.support.worlds import arranged_interviews, interview_programme
from tests.support.worlds.arranged_interviews import DUE, FRANK, KAREN, THEN
from tests.support.worlds.interview_programme import NOW

LUNCH = (datetime(2022, 9, 5, 10, tzinfo=UTC), datetime(2022, 9, 5, 11, tzinfo=UTC))
LATER = NOW + timedelta(minutes=10)
AWAY = (unusable(CalendarTrouble.AWAY).unsaid(),)


@pytest.fixture
def frank(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Frank's calendar is named, on a server that is away; he has interviews to hold."""
    arranged_interviews.accounts(monkeypatch, tmp_path, frank="http://127.0.0.1:1/frank/")
    arranged_interviews.enrolled(session)
    return FRANK


@pytest.fixture
def owed(session: Session, frank: str) -> RequirementState:
    """The interviews he has to hold."""
    return interview_programme.talks(session, session.query(Enrolment).one())


def due(session: Session, now: datetime = NOW) -> list[WantedLookup]:
    return busy_calendars.due(session, now=now, real_now=now)


def keep(session: Session, busy: Busy, now: datetime = NOW) -> bool:
    """What a look brought, kept."""
    (wanted,) = due(session, now)
    return busy_calendars.keep(session, wanted, busy, now=now)


def reading(session: Session) -> CalendarReading:
    return session.get_one(CalendarReading, FRANK)


def told(session: Session) -> list[tuple[str, bool]]:
    lines = session.scalars(
        select(JournalEntry).where(JournalEntry.what == What.CALENDAR_READ).order_by(JournalEntry.id)
    )
    return [(line.key, line.facts["trouble"]) for line in lines]


def test_a_calendar_is_read_until_the_day_after_the_last_deadline(session: Session, frank: str) -> None:
    (wanted,) = due(session)

    assert (wanted.person.address, wanted.since) == (FRANK, NOW)
    assert wanted.until == DUE + timedelta(days=1)
    assert [key for _, key in wanted.person.programmes] == ["frank"]


def test_an_address_is_the_same_person_in_capitals(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arranged_interviews.accounts(monkeypatch, tmp_path, KAREN="http://127.0.0.1:1/karen/")
    arranged_interviews.enrolled(session)

    assert [one.person.address for one in due(session)] == [KAREN]
    assert busy_calendars.has_account("kaRen@example.org")


def test_without_a_file_nobody_has_an_account(session: Session) -> None:
    arranged_interviews.enrolled(session)

    assert due(session) == []
    assert not busy_calendars.has_account(FRANK)
    assert busy_calendars.busy_of(session, FRANK, now=NOW) is None


def test_nobody_is_looked_up_when_no_interviews_are_owed(session: Session, owed: RequirementState) -> None:
    owed.status = RequirementStatus.FULFILLED
    session.flush()

    assert due(session) == []


def test_nobody_is_looked_up_for_a_municipality_that_has_left(
    session: Session, owed: RequirementState
) -> None:
    vejle = session.get_one(Enrolment, owed.enrolment_id)
    withdrawal.withdraw(session, vejle, actor=administrator("Anne Kontor"), reason="Ny ledelse", now=NOW)

    assert due(session) == []


def test_somebody_in_two_cohorts_is_read_once_until_the_later_deadline(
    session: Session, owed: RequirementState
) -> None:
    other = interview_programme.enrolled(session, interview_programme.published(session, count=2), "Odense")
    interview_programme.talks(session, other).due_at = DUE + timedelta(days=3)
    session.flush()

    (wanted,) = due(session)

    assert wanted.until == DUE + timedelta(days=4)
    first = session.get_one(Enrolment, owed.enrolment_id)
    assert wanted.person.programmes == ((first.programme_id, "frank"), (other.programme_id, "frank"))


def test_nobody_is_looked_up_after_the_last_deadline(session: Session, frank: str) -> None:
    assert due(session, DUE + timedelta(days=1)) == []


def test_a_calendar_rests_between_two_looks(session: Session, frank: str) -> None:
    keep(session, Busy())

    assert due(session, LATER - timedelta(seconds=1)) == []
    assert len(due(session, LATER)) == 1


def test_a_clock_that_was_set_back_keeps_no_calendar_from_being_read(session: Session, frank: str) -> None:
    keep(session, Busy(), now=LATER)

    assert len(due(session, NOW)) == 1


def test_our_own_interviews_are_known_by_name(session: Session, frank: str) -> None:
    enrolment = session.query(Enrolment).one()
    hers = arranged_interviews.talk(session, enrolment, interviewer="karen")
    gone = arranged_interviews.talk(session, enrolment, name="Bo", status=InterviewStatus.CANCELLED)

    assert due(session)[0].own == {hers.uid, gone.uid}


def test_nothing_is_read_in_a_rehearsal(session: Session, frank: str) -> None:
    session.execute(update(Clock).values(virtual_now=NOW))

    assert clock.is_rehearsal(session)
    assert due(session) == []
    assert busy_calendars.busy_of(session, FRANK, now=NOW) is None


def test_what_was_read_is_kept_and_calls_for_a_plan(session: Session, frank: str) -> None:
    assert keep(session, Busy((LUNCH,)))

    assert (reading(session).read_at, reading(session).trouble) == (NOW, "")
    assert busy_calendars.busy_of(session, "Frank@example.org", now=NOW) == KnownBusy(
        (LUNCH,), DUE + timedelta(days=1), fresh=True
    )


def test_reading_the_same_again_calls_for_no_plan(session: Session, frank: str) -> None:
    keep(session, Busy((LUNCH,)))

    assert not keep(session, Busy((LUNCH,)), now=LATER)
    assert reading(session).read_at == LATER


def test_time_that_passes_is_no_news(session: Session, frank: str) -> None:
    keep(session, Busy(((NOW, NOW + timedelta(days=2)), LUNCH)))

    assert not keep(session, Busy(((LATER, NOW + timedelta(days=2)), LUNCH)), now=LATER)


def test_an_empty_calendar_is_news_when_it_is_read_for_the_first_time(session: Session, frank: str) -> None:
    before = busy_calendars.busy_of(session, FRANK, now=NOW)

    assert keep(session, Busy())
    assert before == KnownBusy((), None, fresh=False)


def test_a_later_deadline_is_news_and_until_it_is_looked_up_there_is_no_time(
    session: Session, owed: RequirementState
) -> None:
    keep(session, Busy())
    owed.due_at = DUE + timedelta(days=7)
    session.flush()

    meanwhile = busy_calendars.busy_of(session, FRANK, now=NOW)
    assert keep(session, Busy(), now=LATER)

    assert meanwhile
    assert meanwhile.intervals == ((DUE + timedelta(days=1), DUE + timedelta(days=8)),)
    assert busy_calendars.busy_of(session, FRANK, now=LATER) == KnownBusy(
        (), DUE + timedelta(days=8), fresh=True
    )


def test_a_look_that_failed_leaves_what_was_known(session: Session, frank: str) -> None:
    keep(session, Busy((LUNCH,)))

    assert not keep(session, Busy(trouble=AWAY, read=False), now=LATER)

    assert (reading(session).read_at, reading(session).tried_at) == (NOW, LATER)
    assert sentences.read(reading(session).trouble) == AWAY
    kept = busy_calendars.busy_of(session, FRANK, now=LATER)
    assert kept
    assert (kept.intervals, kept.fresh) == ((LUNCH,), True)


def test_a_day_without_a_reading_is_too_long(session: Session, frank: str) -> None:
    keep(session, Busy((LUNCH,)))

    late = busy_calendars.busy_of(session, FRANK, now=NOW + timedelta(hours=24, seconds=1))

    assert late
    assert (late.intervals, late.fresh) == ((LUNCH,), False)


def test_the_journal_hears_when_trouble_begins_and_ends(session: Session, frank: str) -> None:
    away = Busy(trouble=AWAY, read=False)
    looks = [Busy(), away, away, Busy(trouble=(CalendarCutShort(days=400).unsaid(),)), Busy(), Busy()]

    for number, look in enumerate(looks):
        keep(session, look, now=NOW + number * timedelta(minutes=10))

    assert told(session) == [("frank", True), ("frank", False)]


def test_a_server_that_lies_leaves_nobody_free(
    session: Session, frank: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with odd_server(says(200, b"<html>Velkommen</html>", Content_Type="text/html")) as address:
        arranged_interviews.accounts(monkeypatch, tmp_path, frank=address)
        (wanted,) = due(session)
        found = busy_calendars.look(wanted)

    busy_calendars.keep(session, wanted, found, now=NOW)

    known = busy_calendars.busy_of(session, FRANK, now=NOW)
    assert known
    assert not known.fresh
    assert "CalendarUnusable.no_calendar" in reading(session).trouble


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


def test_a_real_calendar_is_read_without_our_own_bookings(
    session: Session, server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arranged_interviews.accounts(monkeypatch, tmp_path, frank=server)
    ours = arranged_interviews.talk(session, arranged_interviews.enrolled(session))
    for uid, start, end in (("dentist", *LUNCH), (ours.uid, THEN, THEN + timedelta(hours=1))):
        _put(server, uid, start, end)

    (wanted,) = due(session)
    session.commit()
    found = busy_calendars.look(wanted)
    busy_calendars.keep(session, wanted, found, now=NOW)

    known = busy_calendars.busy_of(session, FRANK, now=NOW)
    assert known
    assert (known.intervals, known.fresh) == ((LUNCH,), True)


def _put(server: str, uid: str, start: datetime, end: datetime) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20220901T080000Z", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]
    body = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()
    headers = {"Authorization": "Basic aWRhOng=", "Content-Type": "text/calendar; charset=utf-8"}
    with urlopen(Request(f"{server}{uid}.ics", data=body, method="PUT", headers=headers), timeout=10):
        pass


NONSENSE = {
    "not TOML": (b'["frank@example.org"]\nurl = hemmelig', "line 2 is not TOML"),
    "not text": (b"\xff\xfehemmelig", "not a text in TOML"),
    "too deep": (b"a = " + b"[" * 5000, "TOML"),
    "no table": (b'"frank@example.org" = "hemmelig"', "entry 1 is not url"),
    "no url": (b'["frank@example.org"]\npassword = "hemmelig"', "entry 1 is not url"),
    "a word too many": (
        b'["frank@example.org"]\nurl = "https://x.example.org/"\nhemmelig = 1',
        "entry 1 is not url",
    ),
    "a login in the address": (
        b'["frank@example.org"]\nurl = "https://frank:hemmelig@x.example.org/"',
        "entry 1 is not url",
    ),
    "another kind of address": (b'["frank@example.org"]\nurl = "file:///hemmelig"', "entry 1 is not url"),
    "half an address": (b'["frank@example.org"]\nurl = "https://[hemmelig"', "entry 1 is not url"),
    "no e-mail address": (b'[hemmelig]\nurl = "https://x.example.org/"', "no e-mail address"),
    "the same person twice": (
        b'["a@example.org"]\nurl = "https://x.example.org/"\n["A@example.org"]\nurl = "https://y.example.org/"',
        "entry 2 stands under",
    ),
}


@pytest.mark.parametrize(("content", "words"), NONSENSE.values(), ids=NONSENSE)
def test_a_file_of_nonsense_is_named_and_its_content_is_not_told(
    session: Session, frank: str, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "calendars.toml"
    file.write_bytes(content)

    with pytest.raises(CalendarsFileUnreadable, match=words) as refused:
        due(session)

    said = f"{refused.value.english()} {error_text(refused.value, 'da')} {refused.value.__context__!r}"
    assert "calendars.toml" in said
    assert "hemmelig" not in said
    assert str(tmp_path) not in said
    assert "‹" not in said


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(
    session: Session, frank: str, tmp_path: Path, mode: int
) -> None:
    (tmp_path / "calendars.toml").chmod(mode)

    with pytest.raises(CalendarsFileUnreadable, match="others than its owner"):
        busy_calendars.has_account(FRANK)


def test_a_file_that_is_not_there_is_named(session: Session, frank: str, tmp_path: Path) -> None:
    (tmp_path / "calendars.toml").unlink()

    with pytest.raises(CalendarsFileUnreadable, match="not there"):
        due(session)


def test_while_the_file_cannot_be_read_nobody_is_known_to_have_time(
    session: Session, frank: str, tmp_path: Path
) -> None:
    keep(session, Busy((LUNCH,)))
    (tmp_path / "calendars.toml").unlink()

    frank_now, karen_now = (busy_calendars.busy_of(session, one, now=NOW) for one in (FRANK, KAREN))

    assert frank_now == KnownBusy((LUNCH,), DUE + timedelta(days=1), fresh=False)
    assert karen_now == KnownBusy((), None, fresh=False)


def test_a_password_is_shown_by_nothing(session: Session, frank: str) -> None:
    assert "hemmelig" not in repr(due(session)) + repr(busy_calendars.accounts())
