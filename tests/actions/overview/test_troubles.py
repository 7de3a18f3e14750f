"""What waits for a person: each broken on purpose, named, and gone when its cure was taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import planning
from actions.letters import sending
from actions.overview import troubles
from actions.replies import answers
from actions.sweeps import reminders
from mails.sending.outcomes import Result, SendingOutcome
from models.accounts.actors import administrator
from models.ailments import Ailment, Health, Sign
from models.errors.mail import MailboxUnusable
from models.interviews.rows import CalendarReading, MailAnswer
from models.letters import Letter
from models.people import Enrolment
from models.states import LetterStatus
from tests.support.acts.deciding import APPROVE, decide
from tests.support.worlds import interview_programme, small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver

MINUTE = timedelta(minutes=1)


def letter(session: Session) -> Letter:
    (only,) = two_steps.written(session, "data_request")
    return only


def seen(session: Session, ailment: Ailment, now: datetime = NOW) -> list[Sign]:
    """The signs of one ailment."""
    session.flush()
    session.expire_all()
    return [one for one in troubles.troubles(session, now=now, real_now=now) if one.ailment is ailment]


def sent(session: Session, result: Result, *, now: datetime = NOW) -> None:
    """The postman has taken the letter, and this came of it."""
    (taken,) = sending.claim(session, owner="one", limit=1, now=now, real_now=now, lease=MINUTE)
    sending.begin(session, taken, owner="one", real_now=now, lease=MINUTE)
    sending.settle(session, taken.id, SendingOutcome(result, "450 busy"), owner="one", now=now, real_now=now)


def test_a_letter_that_is_queued_is_nobodys_trouble(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    assert troubles.troubles(session, now=NOW, real_now=NOW) == ()


def test_doubtful_letters_are_named(session: Session, two_step_vejle_opened: Enrolment) -> None:
    sent(session, Result.DOUBTFUL)

    assert seen(session, Ailment.LETTERS_DOUBTFUL) == [
        Sign(
            "1 letter(s) are doubtful",
            "`tovholder letters list --status doubtful`, then "
            "`tovholder letters mark-sent NUMBER` or `tovholder letters resend NUMBER`",
            Ailment.LETTERS_DOUBTFUL,
        )
    ]


def test_refused_letters_are_named(session: Session, two_step_vejle_opened: Enrolment) -> None:
    sent(session, Result.REFUSED)

    (sign,) = seen(session, Ailment.LETTERS_REFUSED)
    assert (sign.health, sign.says) == (Health.WRONG, "1 letter(s) are refused")


def test_held_letters_wait_for_a_person(session: Session, two_step_vejle_opened: Enrolment) -> None:
    letter(session).status = LetterStatus.HELD

    (sign,) = seen(session, Ailment.LETTERS_HELD)
    assert (sign.health, sign.cure) == (
        Health.WAITS,
        "`tovholder letters list --status held`, then `tovholder letters release NUMBER`",
    )


def test_letters_the_server_puts_off_again_and_again_are_named(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    counts, now = [], NOW
    for _ in range(4):
        sent(session, Result.LATER, now=now)
        counts.append(len(seen(session, Ailment.LETTERS_PUT_OFF, now)))
        now = letter(session).retry_at or now

    assert counts == [0, 0, 0, 1]


def test_letters_of_a_postman_who_is_gone_are_named_until_another_tidies_up(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    sending.claim(session, owner="gone", limit=1, now=NOW, real_now=NOW, lease=MINUTE)
    before, after = (seen(session, Ailment.LETTERS_LEFT, NOW + number * MINUTE) for number in (1, 3))
    sending.recover(session, now=NOW + 3 * MINUTE, real_now=NOW + 3 * MINUTE)

    assert (before, [one.says for one in after]) == (
        [],
        ["1 letter(s) are in the hands of a postman who is gone"],
    )
    assert seen(session, Ailment.LETTERS_LEFT, NOW + 3 * MINUTE) == []


def test_an_outbox_that_does_not_move_is_named(session: Session, two_step_vejle_opened: Enrolment) -> None:
    soon, late = (seen(session, Ailment.LETTERS_STUCK, NOW + number * MINUTE) for number in (14, 16))

    assert (soon, [one.says for one in late]) == (
        [],
        ["1 letter(s) have been queued for more than 15 minutes"],
    )


def test_a_delivery_that_waits_for_approval_is_named_with_its_days(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    agreement = asked(session, two_step_vejle_opened, "agreement")
    deliver(session, agreement)

    (sign,) = seen(session, Ailment.DELIVERY_WAITS, NOW + timedelta(days=3))
    assert sign == Sign(
        "Vejle: 1 delivery(ies) wait for approval, the first for 3 day(s)",
        "`tovholder status lille-forloeb --municipality Vejle`, then `tovholder approve` or `tovholder return`",
        Ailment.DELIVERY_WAITS,
    )
    decide(session, agreement, APPROVE, reason="", occasion="1", now=NOW)
    assert seen(session, Ailment.DELIVERY_WAITS) == []


def test_what_is_overdue_and_still_reminded_is_named(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    in_time, late = (
        seen(session, Ailment.REQUIREMENT_OVERDUE, day(text)) for text in ("2022-09-16", "2022-09-19")
    )

    assert (in_time, [one.says for one in late]) == (
        [],
        ["Vejle: 1 requirement(s) are overdue, the first by 2 day(s)"],
    )


def test_an_escalation_nobody_answers_is_named(session: Session, two_step_vejle_opened: Enrolment) -> None:
    reminders.sweep(session, now=day("2022-09-23"))

    (sign,) = seen(session, Ailment.ESCALATION_UNANSWERED, day("2022-09-24"))
    assert sign.says.startswith("Vejle: 1 requirement(s) are overdue though the office was told")
    assert sign.health is Health.WAITS


def test_what_nobody_will_be_reminded_of_any_more_is_named(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    two_steps.workshop_opened(session, two_step_vejle_opened)
    reminders.sweep(session, now=day("2022-10-31"))

    (sign,) = seen(session, Ailment.NOBODY_REMINDED, day("2022-11-01"))
    assert sign.says == (
        "Vejle: 1 requirement(s) are overdue and nobody will be reminded any more, the first by 0 day(s)"
    )


def test_who_has_left_owes_nothing(session: Session, two_step_vejle_opened: Enrolment) -> None:
    withdrawal.withdraw(
        session, two_step_vejle_opened, actor=administrator("Anne"), reason="Ny ledelse", now=NOW
    )

    assert seen(session, Ailment.REQUIREMENT_OVERDUE, day("2022-12-01")) == []


def test_of_many_municipalities_ten_are_named_and_the_rest_counted(session: Session) -> None:
    version = two_steps.published(session, places={"municipalities": 12, "seats_each": 4})
    homes = "Vejle Odense Horsens Kolding Herning Aarhus Randers Silkeborg Viborg Holstebro Skive Lemvig"
    for home in homes.split():
        two_steps.opened(session, small_programme.enrolled(session, version, home))

    signs = seen(session, Ailment.REQUIREMENT_OVERDUE, day("2022-09-17"))

    assert (len(signs), signs[-1].says) == (11, "2 more municipalities: the same")


def test_people_without_a_time_are_named(session: Session) -> None:
    hours = {"monday": [{"from": "09:00", "to": "10:00"}]}
    version = interview_programme.published(
        session, interviewers=[interview_programme.interviewer("frank", hours=hours)]
    )
    interview_programme.named(session, interview_programme.enrolled(session, version))
    unplaced = planning.plan(session, version.id, now=interview_programme.NOW).unplaced

    (sign,) = seen(session, Ailment.INTERVIEWS_UNPLACED)

    assert sign.says == f"interviewforloeb: {unplaced} interview(s) have no time that can be found"


def test_answers_nobody_has_read_are_named(session: Session) -> None:
    session.add(
        MailAnswer(
            mailbox_uid="1.1",
            message_id="<1@example.org>",
            at=NOW,
            verdict="ask",
            asks=True,
            why="Der er svaret med ord.",
            sender="hr@example.org",
            words="Kan vi tage det fredag?",
        )
    )
    session.flush()

    (sign,) = seen(session, Ailment.ANSWERS_UNREAD)

    assert sign.says == "1 answer(s) by mail wait for somebody to read them"


def test_calendars_in_trouble_are_named(session: Session) -> None:
    session.add(CalendarReading(person="frank@example.org", tried_at=NOW, trouble="Serveren svarer ikke."))
    session.flush()

    (sign,) = seen(session, Ailment.CALENDARS_UNREAD)

    assert sign.says.startswith("1 calendar(s)")


def test_interviews_nobody_has_told_of_are_named(session: Session) -> None:
    version = interview_programme.published(session)
    interview_programme.named(session, interview_programme.enrolled(session, version))
    planning.plan(session, version.id, now=interview_programme.NOW)
    found = [
        len(seen(session, Ailment.INTERVIEWS_UNTOLD, interview_programme.NOW + timedelta(days=days)))
        for days in (0, 40)
    ]

    assert found == [0, 1]


def test_a_mailbox_that_cannot_be_read_is_named(session: Session) -> None:
    silent = MailboxUnusable(variant="silent", host="mail.example.org", reason="the server does not answer")
    answers.looked(session, "mail.example.org", [silent.unsaid()], now=NOW)
    away = seen(session, Ailment.MAILBOX_UNREAD)
    answers.looked(session, "mail.example.org", (), now=NOW)

    assert [one.says for one in away] == [f"answers by mail are not read: {silent.english()}"]
    assert seen(session, Ailment.MAILBOX_UNREAD) == []
