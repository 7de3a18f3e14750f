"""Every foreseen mishap as a class: the docstring is the English sentence, the others stand in the catalogues (`errors`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.sentences import Unsaid


class TovholderError(Exception):
    """Something Tovholder foresaw went wrong. Facts that are days or local times are told as each language writes them."""

    def __init__(self, *, variant: str = "", **facts: object) -> None:
        self.facts, self.variant = facts, variant
        super().__init__(self.english())

    @property
    def key(self) -> str:
        """What the catalogues call its sentence: its class, and which of several ways it can go wrong in."""
        return ".".join(filter(None, (type(self).__name__, self.variant)))

    def unsaid(self) -> Unsaid:
        """The error as it is kept in a row."""
        return Unsaid("errors", self.key, self.facts)

    def english(self) -> str:
        """The docstring with this case's facts filled in; for logs and the command line."""
        facts = {
            name: f"{fact:%d.%m.%Y %H.%M}" if isinstance(fact, datetime) else fact
            for name, fact in self.facts.items()
        }
        return " ".join((type(self).__doc__ or "").split()).format_map(ShownFacts(facts))


class ShownFacts(dict[str, object]):
    """A fact the raiser did not give is shown as its name, so that a sentence never fails to be written."""

    def __missing__(self, name: str) -> str:
        return f"‹{name}›"


def in_english(errors: Iterable[Unsaid]) -> str:
    """What errors that were kept say on the command line; a text of an older release as it was written."""
    known = {each.__name__: each for each in TovholderError.__subclasses__()}
    return " ".join(
        one.as_written or known[one.key.partition(".")[0]](**one.facts).english() for one in errors
    )


class UnknownProgramme(TovholderError):
    """There is no published programme "{programme}". See `tovholder programme list`."""


class UnknownMunicipality(TovholderError):
    """There is no municipality "{municipality}" in {country}. Write its name or code."""


class UnknownEnrolment(TovholderError):
    """There is no enrolment {enrolment}. See `tovholder status`."""


class UnknownStep(TovholderError):
    """The programme "{programme}" has no step "{step}"."""


class UnknownRequirement(TovholderError):
    """No requirement "{requirement}" has been asked of {municipality}. See `tovholder status`."""


class UnknownGate(TovholderError):
    """Step "{step}" has no gate "{gate}". Its gates: {known}."""


class UnknownEvent(TovholderError):
    """The programme "{programme}" has no event "{event}". Its events: {known}."""


class EventOver(TovholderError):
    """The event "{event}" has been held and cannot be moved any more."""


class NothingToExplain(TovholderError):
    """No delivery of "{requirement}" waits for an explanation."""


class UnknownQuestion(TovholderError):
    """There is no open question {number} about "{requirement}". See `tovholder dataset questions`."""


class NoDataset(TovholderError):
    """No dataset has been asked of {municipality}, so there is nothing to report on."""


class NothingLater(TovholderError):
    """{municipality} has not two approved deliveries of the same dataset to compare yet."""


class UnknownReport(TovholderError):
    """There is no report of that kind for {municipality} yet. See `tovholder report --help`."""


class ReportNotPrinted(TovholderError):
    """The report could not be printed: {why}. It is tried again."""


class PersonalNumberInNotes(TovholderError):
    """The text holds something that reads as a personal number. Take it out; nothing was kept."""


class UnknownContact(TovholderError):
    """{municipality} has no {role} with the address {address}."""


class UnknownLetter(TovholderError):
    """There is no letter {letter}. See `tovholder letters list`."""


class UnknownLetterName(TovholderError):
    """There is no letter called "{letter}"; see docs/reference/letters.md."""


class UnknownInvitation(TovholderError):
    """There is no open invitation {invitation}."""


class UnknownInterview(TovholderError):
    """There is no interview {interview}."""


class NotAnEventDay(TovholderError):
    """{day} is not a day of {event}."""


class ProgrammeRefused(TovholderError):
    """The programme file has {count} fault(s); nothing was published. Run `tovholder programme check` on it."""


class ReferenceUnknown(TovholderError):
    """{place} is counted from {reference}, which the programme does not have."""


class DatesGoInCircle(TovholderError):
    """These dates are counted from each other in a circle: {circle}."""


class AlreadyEnrolled(TovholderError):
    """{municipality} is enrolled in "{programme}" already (enrolment {enrolment})."""


class NotEnrolled(TovholderError):
    """{municipality} has left the programme: nothing more can be registered for it."""


class CohortFull(TovholderError):
    """ "{programme}" has {places} places and all are taken. Withdraw one first."""


class ContactInvalid(TovholderError):
    """ "{address}" is not an e-mail address."""


class NameMissing(TovholderError):
    """A decision needs the name of the person who takes it."""


class ReasonMissing(TovholderError):
    """A decision needs a reason: one line is enough."""


class DateUnreadable(TovholderError):
    """ "{text}" is not a date. Write it as 2022-09-30."""


class DatePassed(TovholderError):
    """{date} has passed: the new deadline must lie in the future."""


class NotLater(TovholderError):
    """{date} is not later than the deadline that holds: {due}."""


class ExtensionPastEvent(TovholderError):
    """{date} lies after {event}, which the requirement serves."""


class DecisionUnknown(TovholderError):
    """ "{decision}" is not one of the decisions of the form."""


class NothingMissing(TovholderError):
    """Nothing is missing any more, so there is nothing to extend or waive."""


class IllegalTransition(TovholderError):
    """{thing} is "{status}" and cannot become "{target}"."""


class WrongKind(TovholderError):
    """ "{requirement}" is of the kind {kind} and cannot be delivered like this: {hint}"""


class LinkExpired(TovholderError):
    """This link is not valid any more."""


class DuplicateRun(TovholderError):
    """Step "{step}" of enrolment {enrolment} is already played by run {run}."""


class StepNotOpen(TovholderError):
    """Step "{step}" of enrolment {enrolment} is not due yet; the engine starts it by itself when its time comes."""


class DatabaseUnreachable(TovholderError):
    """The database does not answer: {reason}. Start it with `tovholder up`, or check TOVHOLDER_DATABASE_URL."""


class RehearsalOnly(TovholderError):
    """This is only possible in a rehearsal database, and this one is real."""


class RealMailInRehearsal(TovholderError):
    """A rehearsal never sends real mail: the capture inbox is its only transport."""


class TimeTaken(TovholderError):
    """{who} is taken at {starts}: another interview, with its buffers, lies there. See `tovholder interviews show`."""


class UnknownInterviewer(TovholderError):
    """ "{person}" holds no interviews in the programme "{programme}". Those who do: {known}."""


class NothingToBook(TovholderError):
    """The programme "{programme}" says of no requirement how its interviews are booked."""


class NoTimeToAnswer(TovholderError):
    """Interview {interview} has no time to say yes or no to. See `tovholder interviews list`."""


class InterviewOver(TovholderError):
    """The interview has begun already; write down whether it was held: `tovholder interviews held` or `no-show`."""


class NotBegun(TovholderError):
    """The interview begins {starts}; what became of it can be written down from then on."""


class UnknownAbsence(TovholderError):
    """No absence of "{person}" covers {day}. See `tovholder interviews show`."""


class UnknownFeed(TovholderError):
    """There is no such week plan: the address was never given out, or has been withdrawn."""


class MailboxUnusable(TovholderError):
    """The mailbox at {host} cannot be read: {reason}. Check the TOVHOLDER_IMAP_… settings."""


class CalendarUnusable(TovholderError):
    """The calendar cannot be used: {reason}."""


class CalendarDoubtful(TovholderError):
    """Entries in the calendar that {reason}: {count}."""


class CalendarCutShort(TovholderError):
    """The calendar was read {days} days ahead; what lies later is not known."""


class CalendarsFileUnreadable(TovholderError):
    """The file {file} with the interviewers' calendars cannot be used: {reason}. See TOVHOLDER_CALENDARS_FILE."""


class UnknownMailAnswer(TovholderError):
    """No mail {number} waits for somebody to read it. See `tovholder interviews asks`."""


class RehearsalStuck(TovholderError):
    """The rehearsal stopped on {date}: nothing is ahead, but these steps are not done: {waiting}."""


class CastRefused(TovholderError):
    """The cast in {file} cannot be used: {reason}."""


class EngineSilent(TovholderError):
    """The engine has not settled for {seconds} s; it was waiting for: {waiting}."""


class SettingUnreadable(TovholderError):
    """{variable} cannot be used: {problem}. See docs/reference/settings.md."""


class DatabaseTooOld(TovholderError):
    """The database server is PostgreSQL {version}; {oldest} or later is needed."""


class DatabaseNewer(TovholderError):
    """The database was made by a newer Tovholder (its schema is {schema}). Start that one instead."""


class DatabaseMissing(TovholderError):
    """There is no database "{database}" and we may not create it. Create it, or set TOVHOLDER_PREFECT_DATABASE_URL."""


class PortTaken(TovholderError):
    """Port {port} is in use by another program. Stop it, or choose another port with {setting}."""


class AlreadyRunning(TovholderError):
    """Tovholder is already running in {folder}. Stop that one first, or choose another folder with TOVHOLDER_DATA."""


class PartSilent(TovholderError):
    """{part} did not come up within {seconds} s. Its log is {log}."""
