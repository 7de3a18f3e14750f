"""Tasks that book interviews, read what comes back, and keep other calendars in step."""

from __future__ import annotations

from actions import clock
from actions.database import reading, transaction
from actions.interviews import busy_calendars, mirrored_calendars, planning
from actions.progress import enrolments
from actions.replies import answers
from actions.sweeps import interviews
from mails.receiving.mailbox import Mailbox
from models.errors.mail import MailboxUnusable
from models.sentences import Unsaid
from models.settings import settings
from tasks.acting import act


def book(enrolment_id: int, step: str) -> None:
    """Find a time for everybody in the step who waits for one and has not been looked for."""
    with reading() as session:
        wanted = planning.is_wanted(session, enrolment_id, step)
    if wanted:
        _book(enrolment_id)


@act("book")
def _book(enrolment_id: int) -> dict[str, int]:
    """The whole cohort at once: it shares its interviewers."""
    with transaction() as session:
        programme_id = enrolments.get(session, enrolment_id).programme_id
        return vars(planning.plan(session, programme_id, now=clock.now(session)))


@act("read_answers")
def read_answers() -> dict[str, int]:
    """Take every mail that has come to the mailbox, if there is one; how many of each sort.

    Raises:
        MailboxUnusable: which is kept as well, for the doctor.
    """
    with reading() as session:
        rehearsal = clock.is_rehearsal(session)
    if rehearsal or not settings().reads_mail:
        return {}
    trouble: tuple[Unsaid, ...] = ()
    try:
        with Mailbox(settings(), rehearsal=rehearsal) as mailbox:
            return vars(answers.drain(mailbox, transaction, authserv_id=settings().imap_authserv_id))
    except MailboxUnusable as unusable:
        trouble = (unusable.unsaid(),)
        raise
    finally:
        with transaction() as session:
            answers.looked(session, settings().imap_host, trouble, now=clock.now(session))


@act("look_around")
def look_around() -> int:
    """Ask every calendar that is due when its owner is busy, no transaction being open meanwhile; how many were asked."""
    with reading() as session:
        due = busy_calendars.due(session, now=clock.now(session), real_now=clock.real_now())
    for wanted in due:
        found = busy_calendars.look(wanted)
        with transaction() as session:
            busy_calendars.keep(session, wanted, found, now=clock.now(session))
    return len(due)


@act("plan")
def plan_all() -> dict[str, int]:
    """Proposals lapse, reminders go out, and whoever was hit gets another time; how many of each.

    Each in a transaction of its own: nobody is held up by the search for times. A programme whose planning fails keeps no other
    one from being planned.
    """
    with transaction() as session:
        lapsed = interviews.lapse(session, now=clock.now(session))
        programmes = tuple(planning.programmes_with_interviews(session))
    planned, failures = planning.PlanningOutcome(), []
    for programme_id in programmes:
        try:
            with transaction() as session:
                planned += planning.plan(session, programme_id, now=clock.now(session))
        # whatever it is: the others are planned, and this one fails the run below
        except Exception as failure:
            failures.append(failure)
    with transaction() as session:
        reminded = interviews.remind(session, now=clock.now(session))
    if failures:
        raise failures[0]
    return {"lapsed": lapsed, "reminded": reminded, **vars(planned)}


@act("mirror")
def mirror() -> int:
    """Make the interviewers' own calendars say what the database says; how many entries were changed."""
    with transaction() as session:
        wanted = mirrored_calendars.due(session, now=clock.now(session))
    done = mirrored_calendars.change(wanted)
    with transaction() as session:
        mirrored_calendars.keep(session, done, now=clock.now(session))
    return len(done)
