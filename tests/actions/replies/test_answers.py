"""Answers by mail: what each counts as, what it makes happen, and whom it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.gates import withdrawal
from actions.interviews import arrangements
from actions.replies import answers
from mails.receiving.mailbox import Arrived
from models.accounts.actors import administrator
from models.errors.decisions import NameMissing, ReasonMissing
from models.errors.mail import UnknownMailAnswer
from models.events import Invitation
from models.interviews.rows import Interview, MailAnswer
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Contact, Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import Answer, EventStatus, InterviewStatus
from tests.support.mails.reply_mails import BOUNCE, TOVE, ics, mail
from tests.support.worlds import arranged_interviews, small_programme
from tests.support.worlds.arranged_interviews import FRANK, THEN
from tests.support.worlds.interview_programme import NOW

LATER = NOW + timedelta(hours=4)
STAMP = "20220901T090000Z"
"""An hour after NOW, three before a mail is read."""
EARLIER, NEWER = "20220901T080000Z", "20220901T100000Z"


@pytest.fixture
def talk(session: Session, interview_vejle: Enrolment) -> Interview:
    """Proposed to Tove, held by Frank."""
    return arranged_interviews.talk(session, interview_vejle)


def reply(
    interview: Interview, partstat: str = "ACCEPTED", *more: str, sender: str = TOVE, **facts: object
) -> bytes:
    """An answer to it, from the interviewee unless somebody else is named."""
    said: dict[str, object] = {"sequence": interview.sequence, "stamp": STAMP, "uid": interview.uid, **facts}
    return own_id(mail(ics(partstat, *more, **said), sender=sender))  # type: ignore[arg-type]


def own_id(letter: bytes) -> bytes:
    """With a Message-ID that other words do not have."""
    number = f"<{sha256(letter).hexdigest()}@example.org>"
    return letter.replace(b"<answer-1@example.org>", number.encode())


class _Post:
    """Gives every mail the next number of the mailbox."""

    numbers = iter(range(1, 10_000))


def take(session: Session, content: bytes | None, *, now: datetime = LATER, uid: str = "") -> MailAnswer:
    arrived = Arrived(uid or f"7.{next(_Post.numbers)}", 10, content)
    return answers.take(session, arrived, now=now)


def counted(session: Session, *mails: bytes | None) -> list[str]:
    return [take(session, each).verdict for each in mails]


def told(session: Session, what: What = What.MAIL_ANSWERED) -> list[JournalEntry]:
    return list(
        session.scalars(select(JournalEntry).where(JournalEntry.what == what).order_by(JournalEntry.id))
    )


def test_a_yes_makes_a_proposal_an_agreement(session: Session, talk: Interview) -> None:
    row = take(session, reply(talk))

    assert (talk.status, talk.answer) == (InterviewStatus.BOOKED, Answer.YES)
    assert (row.verdict, row.asks, row.interview_id, row.attendee) == ("accepted", False, talk.id, TOVE)
    (line,) = told(session, What.INTERVIEW_ANSWERED)
    assert line.by == "Tove Leder"


def test_a_no_frees_the_time_and_keeps_the_words(session: Session, talk: Interview) -> None:
    take(session, reply(talk, "DECLINED", "COMMENT:Ferie. CPR 010190-1234"))

    assert talk.status is InterviewStatus.WAITING
    assert talk.remark == "Ferie. CPR ••••••-••••"
    (row,) = session.scalars(select(MailAnswer))
    assert row.words == "Ferie. CPR ••••••-••••"
    assert "010190" not in row.why


def test_the_journal_holds_numbers_only(
    session: Session, talk: Interview, interview_vejle: Enrolment
) -> None:
    row = take(session, reply(talk, "TENTATIVE", "COMMENT:Måske"))

    (line,) = told(session)
    assert (line.enrolment_id, line.step, line.key, line.by, line.why) == (
        interview_vejle.id,
        "preparation",
        "talks",
        "Tovholder",
        "",
    )
    assert line.facts == {"mail": row.id, "verdict": "ask", "interview": talk.id, "invitation": None}


def test_the_same_mail_again_changes_nothing(session: Session, talk: Interview) -> None:
    first = take(session, reply(talk), uid="7.1")
    arrangements.answer(session, talk.id, Answer.NO, actor=administrator("Tove Leder"), now=LATER)

    again = take(session, reply(talk), uid="7.1")

    assert again.id == first.id
    assert talk.status is InterviewStatus.WAITING
    assert len(told(session)) == 1


def test_a_copy_under_another_number_is_known(session: Session, talk: Interview) -> None:
    assert counted(session, reply(talk), reply(talk)) == ["accepted", "known"]


def test_a_newer_answer_counts_and_an_older_one_that_comes_late_does_not(
    session: Session, talk: Interview
) -> None:
    mails = [reply(talk), reply(talk, "DECLINED", stamp=EARLIER), reply(talk, "DECLINED", stamp=NEWER)]

    assert counted(session, *mails) == ["accepted", "stale", "declined"]
    assert talk.status is InterviewStatus.WAITING


def test_an_answer_on_the_page_outdoes_an_older_mail(session: Session, talk: Interview) -> None:
    arrangements.answer(
        session, talk.id, Answer.YES, actor=administrator("Tove Leder"), now=NOW + timedelta(hours=2)
    )

    assert counted(session, reply(talk, "DECLINED")) == ["stale"]
    assert talk.status is InterviewStatus.BOOKED


def test_two_mails_read_together_count_by_when_they_were_written(session: Session, talk: Interview) -> None:
    assert counted(session, reply(talk), reply(talk, "DECLINED", stamp=NEWER)) == ["accepted", "declined"]


def test_an_answer_to_a_time_that_was_changed_does_not_count(session: Session, talk: Interview) -> None:
    old = reply(talk)
    arranged_interviews.move(session, talk)

    assert counted(session, old) == ["stale"]
    assert talk.answer is Answer.NONE


def test_a_yes_to_a_time_that_was_given_up_asks(session: Session, talk: Interview) -> None:
    arrangements.answer(session, talk.id, Answer.NO, actor=administrator("Tove Leder"), now=NOW)

    row = take(session, reply(talk))

    assert (row.verdict, row.asks) == ("ask", True)
    assert "givet fri" in answers.why(row, "da")


def test_a_yes_to_an_interview_that_was_cancelled_asks(session: Session, talk: Interview) -> None:
    yes = reply(talk)
    talk.status, talk.told, talk.sequence = InterviewStatus.CANCELLED, None, 2

    row = take(session, yes)

    assert row.asks
    assert "aflyst" in answers.why(row, "da")


def test_a_yes_that_comes_too_late_asks_in_the_errors_words(session: Session, talk: Interview) -> None:
    row = take(session, reply(talk), now=THEN + timedelta(minutes=5))

    assert (row.verdict, row.asks, talk.status) == ("ask", True, InterviewStatus.PROPOSED)
    assert "Interviewet er begyndt" in answers.why(row, "da")


def test_an_answer_from_a_municipality_that_has_left_asks(
    session: Session, talk: Interview, interview_vejle: Enrolment
) -> None:
    yes = reply(talk)
    withdrawal.withdraw(
        session, interview_vejle, actor=administrator("Anne Kontor"), reason="Ny ledelse", now=NOW
    )

    assert take(session, yes).asks


@pytest.mark.parametrize(
    ("make", "verdict", "words"),
    [
        (lambda talk: reply(talk, sender="ond@example.org"), "forged", "på vegne af"),
        (
            lambda talk: reply(talk, who="ond@example.org", sender="ond@example.org"),
            "forged",
            "ikke inviteret",
        ),
        (lambda talk: reply(talk, uid="fremmed@example.org"), "stranger", "vi ikke har"),
        (lambda talk: reply(talk, sequence=9), "ask", "ikke har sendt"),
        (lambda talk: reply(talk, stamp="20991231T000000Z"), "ask", "fremtiden"),
        (lambda talk: reply(talk, stamp="nonsense"), "ask", "hvornår"),
        (lambda talk: reply(talk, 'DELEGATED;DELEGATED-TO="mailto:bo@example.org"'), "ask", "bo@example.org"),
        (lambda talk: mail(text="Kan vi tage det i morgen?"), "ask", "med ord"),
        (lambda talk: mail("BEGIN:VCALENDAR\r\nrubbish"), "ask", "kan læses"),
        (lambda talk: b"\xff\x00" * 100, "ask", "med ord|kan læses"),
        (lambda talk: None, "ask", "usædvanligt stor"),
        (lambda talk: BOUNCE, "bounced", "nobody@example.org"),
    ],
)
def test_what_a_rule_cannot_know_changes_nothing_and_asks(
    session: Session,
    talk: Interview,
    make: Callable[[Interview], bytes | None],
    verdict: str,
    words: str,
) -> None:
    row = take(session, make(talk))

    assert (row.verdict, row.asks) == (verdict, True)
    assert any(each in answers.why(row, "da") for each in words.split("|")), answers.why(row, "da")
    assert (talk.status, talk.answer) == (InterviewStatus.PROPOSED, Answer.NONE)
    assert [each.id for each in answers.open_(session)] == [row.id]
    (line,) = told(session)
    assert "@" not in f"{line.by} {line.why} {line.key} {line.facts}"


def test_a_forged_answer_does_not_outdate_the_true_one(session: Session, talk: Interview) -> None:
    forged = reply(talk, "DECLINED", stamp=NEWER, sender="ond@example.org")
    far_ahead = reply(talk, "DECLINED", stamp="20991231T000000Z")

    assert counted(session, forged, far_ahead, reply(talk)) == ["forged", "ask", "accepted"]


def test_a_proposed_time_is_shown_as_the_clocks_show_it(session: Session, talk: Interview) -> None:
    times = ("DTSTART:20220909T080000Z", "DTEND:20220909T090000Z")

    row = take(session, reply(talk, "TENTATIVE", *times, method="COUNTER"))

    assert row.asks
    assert "fredag den 9. september 2022 kl. 10.00" in answers.why(row, "da")


def test_a_machine_that_says_somebody_is_away_asks_nobody(session: Session, talk: Interview) -> None:
    row = take(session, mail(text="Jeg er på ferie", Auto_Submitted="auto-replied"))

    assert (row.verdict, row.asks) == ("away", False)


def test_the_interviewers_yes_is_noted_and_a_no_asks(session: Session, talk: Interview) -> None:
    yes = take(session, reply(talk, who=FRANK, sender=FRANK))
    no = take(session, reply(talk, "DECLINED", who=FRANK, sender=FRANK, stamp=NEWER))

    assert (yes.verdict, yes.asks, no.verdict, no.asks) == ("accepted", False, "ask", True)
    assert "en anden holde det" in answers.why(no, "da")
    assert talk.status is InterviewStatus.PROPOSED


def test_words_and_bounces_lead_to_the_interview_their_letter_was_about(
    session: Session, talk: Interview, interview_vejle: Enrolment
) -> None:
    contact = session.scalars(select(Contact).where(Contact.email == TOVE)).one()
    about = {"interview_id": talk.id, "contact_id": contact.id, "enrolment_id": interview_vejle.id}
    names = ("name", "to_name", "from_name", "from_email", "reply_to", "subject", "text", "html")
    session.add(
        Letter(
            **about,
            **dict.fromkeys(names, "x"),
            key="x",
            language="da",
            programme_id=interview_vejle.programme_id,
            to_email=TOVE,
            message_id="<invitation-1@example.org>",
            written_at=NOW,
            not_before=NOW,
        )
    )
    session.flush()

    assert [take(session, each).interview_id for each in (BOUNCE, mail(text="Hej"))] == [talk.id, talk.id]


@pytest.fixture
def lea(session: Session, small_vejle: Enrolment) -> Invitation:
    """Invited to the workshop."""
    return small_programme.invited(
        session, small_vejle, small_programme.participant(session, small_vejle, "Lea Leder")
    )[0]


def to_event(session: Session, small: Enrolment, partstat: str = "ACCEPTED", **facts: str) -> bytes:
    said = {
        "uid": small_programme.event(session, small).uid,
        "who": "lea.leder@example.org",
        "stamp": STAMP,
        **facts,
    }
    return own_id(mail(ics(partstat, sequence=0, **said), sender=said["who"]))


def test_an_invitation_to_an_event_is_answered_by_mail(
    session: Session, small_vejle: Enrolment, lea: Invitation
) -> None:
    row = take(session, to_event(session, small_vejle, "DECLINED"))

    assert (lea.answer, row.verdict, row.invitation_id) == (Answer.NO, "declined", lea.id)
    (line,) = told(session, What.ANSWERED)
    assert (line.by, told(session)[0].key) == ("Lea Leder", "workshop")


def test_somebody_who_is_not_invited_to_the_event_asks(
    session: Session, small_vejle: Enrolment, lea: Invitation
) -> None:
    row = take(session, to_event(session, small_vejle, who="ond@example.org"))

    assert (row.verdict, row.asks, lea.answer) == ("forged", True, Answer.NONE)


def test_an_event_that_is_cancelled_or_over_asks(
    session: Session, small_vejle: Enrolment, lea: Invitation
) -> None:
    over = take(session, to_event(session, small_vejle), now=NOW + timedelta(days=100))
    small_programme.event(session, small_vejle).status = EventStatus.CANCELLED
    session.flush()
    cancelled = take(session, to_event(session, small_vejle, "TENTATIVE"))

    assert (over.asks, cancelled.asks, lea.answer) == (True, True, Answer.NONE)


def test_one_person_invited_twice_answers_for_both(
    session: Session, small_vejle: Enrolment, lea: Invitation
) -> None:
    odense = small_programme.enrolled(
        session, session.get_one(ProgrammeVersion, small_vejle.programme_id), "Odense"
    )
    (other,) = small_programme.invited(
        session, odense, small_programme.participant(session, odense, "Lea Leder")
    )

    take(session, to_event(session, small_vejle))

    assert (lea.answer, other.answer) == (Answer.YES, Answer.YES)


def test_a_mail_is_settled_with_a_name_and_a_reason(session: Session, talk: Interview) -> None:
    row = take(session, reply(talk, "TENTATIVE"))

    with pytest.raises(NameMissing):
        answers.settle(session, row.id, actor=administrator(" "), now=LATER, why="x")
    with pytest.raises(ReasonMissing):
        answers.settle(session, row.id, actor=administrator("Anne"), now=LATER, why="")
    for _ in range(2):
        answers.settle(session, row.id, actor=administrator("Anne Kontor"), now=LATER, why="Ringet")

    assert answers.open_(session) == []
    assert (row.settled_at, row.settled_by) == (LATER, "Anne Kontor")
    assert [(line.by, line.why) for line in told(session, What.MAIL_SETTLED)] == [("Anne Kontor", "Ringet")]


def test_a_mail_that_asked_nobody_is_not_settled(session: Session, talk: Interview) -> None:
    row = take(session, reply(talk))

    for number in (row.id, 4711):
        with pytest.raises(UnknownMailAnswer):
            answers.settle(session, number, actor=administrator("Anne"), now=LATER, why="x")
