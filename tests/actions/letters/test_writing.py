from __future__ import annotations

import re
from datetime import timedelta

from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.letters import writing
from actions.people import links, recipients
from actions.programmes import publishing
from models.clock import Clock
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment, Link
from models.settings import settings
from models.states import LetterStatus
from tests.support.acts.writing_letters import write
from tests.support.worlds.small_programme import (
    NOW,
    asked,
    coordinator,
    enrolled,
    event,
    invited,
    participant,
    published,
)


def tove(session: Session, enrolment: Enrolment) -> recipients.Recipient:
    return recipients.of_contact(coordinator(session, enrolment))


def welcome(session: Session, enrolment: Enrolment, occasion: str = "opening") -> int | None:
    return write(
        session,
        letter="welcome",
        enrolment=enrolment,
        step="workshop",
        to=tove(session, enrolment),
        occasion=occasion,
        now=NOW,
    )


def written(session: Session, number: int | None) -> Letter:
    return session.get_one(Letter, number)


def test_a_letter_is_addressed_signed_and_fixed_in_time(session: Session, small_vejle: Enrolment) -> None:
    letter = written(session, welcome(session, small_vejle))

    assert (letter.to_name, letter.to_email) == ("Tove Vejle", "tove.vejle@example.org")
    assert (letter.from_name, letter.from_email) == ("Programkontoret", "kontor@example.org")
    assert (letter.name, letter.language, letter.step) == ("welcome", "da", "workshop")
    assert (letter.status, letter.written_at, letter.not_before) == (LetterStatus.QUEUED, NOW, NOW)
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", letter.message_id)
    assert letter.text.startswith("Kære Tove Vejle\n")
    assert "trin 1, Værksted" in letter.text


def test_the_link_in_a_letter_is_the_recipients(session: Session, small_vejle: Enrolment) -> None:
    letter = written(session, welcome(session, small_vejle))

    (token,) = re.findall(re.escape(f"{settings().portal_address}/jeres-side/") + r"(\S+)", letter.text)
    assert links.follow(session, token, NOW) == coordinator(session, small_vejle)


def test_writing_twice_for_one_occasion_queues_one_letter_and_makes_one_link(
    session: Session, small_vejle: Enrolment
) -> None:
    first, second = welcome(session, small_vejle), welcome(session, small_vejle)

    assert (first is not None, second) == (True, None)
    assert session.scalar(select(func.count()).select_from(Letter)) == 1
    assert session.scalar(select(func.count()).select_from(Link)) == 1


def test_many_are_written_in_their_order_each_once(session: Session, small_vejle: Enrolment) -> None:
    welcome(session, small_vejle, "known")
    orders = [
        writing.Order("welcome", small_vejle, "workshop", tove(session, small_vejle), occasion)
        for occasion in ("second", "known", "first", "second")
    ]

    queued = writing.write_all(session, orders, now=NOW)

    assert [order.occasion for order in queued] == ["second", "first"]
    keys = session.scalars(select(Letter.key).order_by(Letter.id)).all()
    assert [key.split("/")[3] for key in keys] == ["known", "second", "first"]
    assert session.scalar(select(func.count()).select_from(Link)) == 3
    lines = session.scalars(select(JournalEntry).where(JournalEntry.what == What.LETTER_QUEUED)).all()
    assert len(lines) == 3


def test_nothing_to_write_leaves_nothing(session: Session) -> None:
    assert writing.write_all(session, [], now=NOW) == ()


def test_another_occasion_is_another_letter(session: Session, small_vejle: Enrolment) -> None:
    ids = {
        written(session, welcome(session, small_vejle, occasion)).message_id
        for occasion in ("opening", "again")
    }

    assert len(ids) == 2


def test_queueing_leaves_a_line_in_the_journal_without_address(
    session: Session, small_vejle: Enrolment
) -> None:
    letter = written(session, welcome(session, small_vejle))
    session.flush()

    (line,) = session.scalars(select(JournalEntry).where(JournalEntry.what == What.LETTER_QUEUED)).all()
    assert (line.enrolment_id, line.step, line.key, line.by) == (
        small_vejle.id,
        "workshop",
        "welcome",
        "Tovholder",
    )
    assert line.facts == {"letter": letter.id, "contact": letter.contact_id}


def test_what_is_asked_stands_in_the_letter_by_deadline(session: Session, small_vejle: Enrolment) -> None:
    states = (asked(session, small_vejle, "presentation"), asked(session, small_vejle, "agreement"))
    states[0].due_at += timedelta(days=3)

    letter = write(
        session,
        letter="data_request",
        enrolment=small_vejle,
        step="workshop",
        to=tove(session, small_vejle),
        occasion="request",
        now=NOW,
        asked=states,
    )

    points = re.findall(r"^- (.*–.*)$", written(session, letter).text, re.MULTILINE)
    assert points == [
        "Samarbejdsaftale – senest fredag den 16. september 2022 (uge 37)",
        "Jeres oplæg – senest mandag den 19. september 2022 (uge 38)",
    ]


def test_what_is_overdue_is_said_to_be(session: Session, small_vejle: Enrolment) -> None:
    state = asked(session, small_vejle, "presentation")

    letter = write(
        session,
        letter="reminder",
        enrolment=small_vejle,
        step="workshop",
        to=tove(session, small_vejle),
        occasion="late",
        now=state.due_at + timedelta(days=1),
        missing=(state,),
        facts={"days": 1},
    )

    assert (
        "- Jeres oplæg – fristen var fredag den 16. september 2022 (uge 37)" in written(session, letter).text
    )


def invitation(
    session: Session, vejle: Enrolment, name: str, occasion: str, method: writing.Method
) -> Letter:
    return written(
        session,
        write(
            session,
            letter=name,
            enrolment=vejle,
            step="",
            to=recipients.of_contact(coordinator(session, vejle)),
            occasion=occasion,
            now=NOW,
            event=event(session, vejle),
            method=method,
        ),
    )


def read(letter: Letter) -> tuple[str, str, int]:
    """METHOD, UID and SEQUENCE of the calendar part."""
    assert letter.calendar is not None
    calendar = Calendar.from_ical(letter.calendar)
    (one,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), str(one["UID"]), int(str(one["SEQUENCE"]))


def test_an_event_keeps_its_identity_from_invitation_over_move_to_cancellation(
    session: Session, small_vejle: Enrolment
) -> None:
    workshop = event(session, small_vejle)
    invited(session, small_vejle, coordinator(session, small_vejle))

    first = invitation(session, small_vejle, "workshop_invitation", "1", "REQUEST")
    workshop.sequence, workshop.starts_at = 1, workshop.starts_at + timedelta(hours=1)
    moved = invitation(session, small_vejle, "event_moved", "2", "REQUEST")
    cancelled = invitation(session, small_vejle, "event_cancelled", "3", "CANCEL")

    assert [read(one) for one in (first, moved, cancelled)] == [
        ("REQUEST", workshop.uid, 0),
        ("REQUEST", workshop.uid, 1),
        ("CANCEL", workshop.uid, 2),
    ]
    assert [one.calendar_method for one in (first, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [one.in_reply_to for one in (first, moved, cancelled)] == ["", first.message_id, first.message_id]
    assert "kl. 10.00" in moved.text


def test_only_the_invited_get_a_calendar_part(session: Session, small_vejle: Enrolment) -> None:
    assert invitation(session, small_vejle, "workshop_invitation", "1", "REQUEST").calendar is None


def test_a_reminder_about_an_event_brings_no_calendar_part(session: Session, small_vejle: Enrolment) -> None:
    invited(session, small_vejle, coordinator(session, small_vejle))

    assert invitation(session, small_vejle, "answer_reminder", "1", "").calendar is None


def test_an_event_that_has_begun_stays_out_of_the_calendar(session: Session, small_vejle: Enrolment) -> None:
    invited(session, small_vejle, coordinator(session, small_vejle))
    event(session, small_vejle).starts_at = NOW

    assert invitation(session, small_vejle, "workshop_invitation", "1", "REQUEST").calendar is None


def test_a_month_is_no_appointment_until_the_event_is_moved_to_a_day(session: Session) -> None:
    gathering = {"key": "workshop", "title": "Samling", "starts": "2022-11"}
    varde = enrolled(session, published(session, events=[gathering]), home="Varde")
    invited(session, varde, coordinator(session, varde))

    vague = invitation(session, varde, "gathering_invitation", "1", "REQUEST")
    event(session, varde).sequence = 1
    fixed = invitation(session, varde, "event_moved", "2", "REQUEST")

    assert vague.calendar is None
    assert "forventet i november 2022" in vague.text
    assert read(fixed)[2] == 1


def test_each_participant_is_the_only_attendee_of_their_own_letter(
    session: Session, small_vejle: Enrolment
) -> None:
    guests = [participant(session, small_vejle, name) for name in ("Lea Leder", "Mads Medarbejder")]
    invited(session, small_vejle, *guests)

    letters = [
        write(
            session,
            letter="workshop_invitation",
            enrolment=small_vejle,
            step="workshop",
            to=recipients.of_contact(guest),
            occasion="workshop",
            now=NOW,
            event=event(session, small_vejle),
        )
        for guest in guests
    ]

    for guest, letter in zip(guests, letters, strict=True):
        assert re.findall(
            rb"mailto:(\S+)", (written(session, letter).calendar or b"").replace(b"\r\n ", b"")
        ) == [
            guest.email.encode(),
            b"kontor@example.org",
        ]


def test_the_office_gets_letters_without_a_link(session: Session, small_vejle: Enrolment) -> None:
    anne = publishing.definition(session, small_vejle.programme_id).person("anne")

    letters = [
        writing.write_office(
            session,
            letter="statement",
            programme_id=small_vejle.programme_id,
            person=anne,
            occasion="2022-09-01",
            now=NOW,
            facts={"sent": 3, "waiting": 1},
        )
        for _ in range(2)
    ]

    letter = written(session, letters[0])
    assert letters[1] is None
    assert (letter.to_email, letter.enrolment_id, letter.programme_id) == (
        "anne@example.org",
        None,
        small_vejle.programme_id,
    )
    assert "jeres-side" not in letter.text
    assert "  Breve sendt: 3\n" in letter.text


def test_a_rehearsals_letters_say_so(session: Session, small_vejle: Enrolment) -> None:
    session.get_one(Clock, 1).virtual_now = NOW
    session.flush()

    letter = written(session, welcome(session, small_vejle))

    assert letter.subject.startswith("[Generalprøve] Velkommen")
    assert letter.text.startswith("GENERALPRØVE – dette brev er ikke sendt til nogen\n")


def test_a_norwegian_programme_writes_norwegian(session: Session) -> None:
    moss = enrolled(session, published(session, country="NO", language="nb"), home="Moss")

    letter = written(session, welcome(session, moss))

    assert letter.text.startswith("Hei Tove Moss\n")
    assert letter.language == "nb"
