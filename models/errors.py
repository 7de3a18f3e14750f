"""Every foreseen mishap as a class: the docstring is the English sentence, `danish` the one people in municipalities read."""

from __future__ import annotations

from typing import ClassVar


class TovholderError(Exception):
    """Something Tovholder foresaw went wrong."""

    danish: ClassVar[str] = "Noget gik galt, som Tovholder havde forudset."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.english())

    def english(self) -> str:
        """The docstring with this case's facts filled in; for logs and the command line."""
        return " ".join((type(self).__doc__ or "").split()).format_map(_Facts(self.facts))

    def dansk(self) -> str:
        """The Danish sentence with this case's facts filled in; for the portal and letters."""
        return self.danish.format_map(_Facts(self.facts))


class _Facts(dict[str, object]):
    """A fact the raiser did not give is shown as its name, so that a sentence never fails to be written."""

    def __missing__(self, name: str) -> str:
        return f"‹{name}›"


class UnknownProgramme(TovholderError):
    """There is no published programme "{programme}". See `tovholder programme list`."""

    danish = "Der findes ikke noget udgivet forløb »{programme}«."


class UnknownMunicipality(TovholderError):
    """There is no municipality "{municipality}" in {country}. Write its name or code."""

    danish = "Kommunen »{municipality}« findes ikke i {country}."


class UnknownEnrolment(TovholderError):
    """There is no enrolment {enrolment}. See `tovholder status`."""

    danish = "Der findes ingen tilmelding {enrolment}."


class UnknownStep(TovholderError):
    """The programme "{programme}" has no step "{step}"."""

    danish = "Forløbet »{programme}« har ikke noget trin »{step}«."


class UnknownRequirement(TovholderError):
    """No requirement "{requirement}" has been asked of {municipality}. See `tovholder status`."""

    danish = "{municipality} er ikke blevet bedt om »{requirement}«."


class UnknownGate(TovholderError):
    """Step "{step}" has no gate "{gate}". Its gates: {known}."""

    danish = "Trinnet »{step}« har ingen port »{gate}«."


class UnknownEvent(TovholderError):
    """The programme "{programme}" has no event "{event}". Its events: {known}."""

    danish = "Forløbet »{programme}« har intet arrangement »{event}«."


class EventOver(TovholderError):
    """The event "{event}" has been held and cannot be moved any more."""

    danish = "»{event}« er holdt og kan ikke flyttes."


class NothingToExplain(TovholderError):
    """No delivery of "{requirement}" waits for an explanation."""

    danish = "Der er ingen spørgsmål til tallene, som venter på svar."


class UnknownQuestion(TovholderError):
    """There is no open question {number} about "{requirement}". See `tovholder dataset questions`."""

    danish = "Der er ikke noget åbent spørgsmål {number}."


class NoDataset(TovholderError):
    """No dataset has been asked of {municipality}, so there is nothing to report on."""

    danish = "{municipality} er ikke blevet bedt om et datasæt, så der er intet at skrive rapport om."


class NothingLater(TovholderError):
    """{municipality} has not two approved deliveries of the same dataset to compare yet."""

    danish = "{municipality} har endnu ikke to godkendte leverancer af det samme datasæt at sammenligne."


class UnknownReport(TovholderError):
    """There is no report of that kind for {municipality} yet. See `tovholder report --help`."""

    danish = "Rapporten er ikke skrevet endnu."


class ReportNotPrinted(TovholderError):
    """The report could not be printed: {why}. It is tried again."""

    danish = "Rapporten kunne ikke trykkes: {why}. Der prøves igen."


class PersonalNumberInNotes(TovholderError):
    """The text holds something that reads as a personal number. Take it out; nothing was kept."""

    danish = "Teksten indeholder noget, der ligner et CPR-nummer. Fjern det; intet er gemt."


class UnknownContact(TovholderError):
    """{municipality} has no {role} with the address {address}."""

    danish = "{municipality} har ingen kontakt i rollen {role} med adressen {address}."


class UnknownLetter(TovholderError):
    """There is no letter {letter}. See `tovholder letters list`."""

    danish = "Brevet {letter} findes ikke."


class UnknownLetterName(TovholderError):
    """There is no letter called "{letter}" in the language "{language}"; see docs/reference/letters.md."""

    danish = "Der findes ikke noget brev, der hedder »{letter}«."


class UnknownInvitation(TovholderError):
    """There is no open invitation {invitation}."""

    danish = "Invitationen findes ikke længere."


class UnknownInterview(TovholderError):
    """There is no interview {interview}."""

    danish = "Interviewet findes ikke."


class NotAnEventDay(TovholderError):
    """{day} is not a day of {event}."""

    danish = "{day} er ikke en af dagene i arrangementet."


class ProgrammeRefused(TovholderError):
    """The programme file has {count} fault(s); nothing was published. Run `tovholder programme check` on it."""

    danish = "Forløbets fil har {count} fejl og er ikke udgivet."


class ReferenceUnknown(TovholderError):
    """{place} is counted from {reference}, which the programme does not have."""

    danish = "{place} regnes fra {reference}, som ikke findes i forløbet."


class DatesGoInCircle(TovholderError):
    """These dates are counted from each other in a circle: {circle}."""

    danish = "Disse datoer regnes fra hinanden i ring: {circle}."


class AlreadyEnrolled(TovholderError):
    """{municipality} is enrolled in "{programme}" already (enrolment {enrolment})."""

    danish = "{municipality} er allerede med i »{programme}«."


class NotEnrolled(TovholderError):
    """{municipality} has left the programme: nothing more can be registered for it."""

    danish = "{municipality} er trådt ud af forløbet, og der kan ikke registreres mere."


class CohortFull(TovholderError):
    """ "{programme}" has {places} places and all are taken. Withdraw one first."""

    danish = "Alle {places} pladser i »{programme}« er optaget."


class ContactInvalid(TovholderError):
    """ "{address}" is not an e-mail address."""

    danish = "»{address}« er ikke en e-mailadresse."


class NameMissing(TovholderError):
    """A decision needs the name of the person who takes it."""

    danish = "Skriv dit navn, så det kan ses, hvem der har besluttet det."


class ReasonMissing(TovholderError):
    """A decision needs a reason: one line is enough."""

    danish = "Skriv en begrundelse – én linje er nok."


class DateUnreadable(TovholderError):
    """ "{text}" is not a date. Write it as 2022-09-30."""

    danish = "»{text}« er ikke en dato. Skriv den som 2022-09-30 eller 30.9.2022."


class DatePassed(TovholderError):
    """{date} has passed: the new deadline must lie in the future."""

    danish = "{date} er passeret. Den nye frist skal ligge i fremtiden."


class NotLater(TovholderError):
    """{date} is not later than the deadline that holds: {due}."""

    danish = "{date} er ikke senere end den frist, der gælder: {due}."


class ExtensionPastEvent(TovholderError):
    """{date} lies after {event}, which the requirement serves."""

    danish = "{date} ligger efter {event}, som leverancen skal bruges til."


class DecisionUnknown(TovholderError):
    """ "{decision}" is not one of the decisions of the form."""

    danish = "»{decision}« er ikke en af formularens muligheder."


class NothingMissing(TovholderError):
    """Nothing is missing any more, so there is nothing to extend or waive."""

    danish = "Der mangler ikke længere noget, så der er intet at forlænge eller dispensere fra."


class IllegalTransition(TovholderError):
    """{thing} is "{status}" and cannot become "{target}"."""

    danish = "{thing} er »{status}« og kan ikke blive »{target}«."


class WrongKind(TovholderError):
    """ "{requirement}" is of the kind {kind} and cannot be delivered like this: {hint}"""

    danish = "»{requirement}« kan ikke leveres på denne måde: {dansk_hint}"


class LinkExpired(TovholderError):
    """This link is not valid any more."""

    danish = "Linket gælder ikke længere. Skriv til programkontoret, så får I et nyt."


class DuplicateRun(TovholderError):
    """Step "{step}" of enrolment {enrolment} is already played by run {run}."""

    danish = "Trinnet »{step}« spilles allerede af kørslen {run}."


class StepNotOpen(TovholderError):
    """Step "{step}" of enrolment {enrolment} is not due yet; the engine starts it by itself when its time comes."""

    danish = "Trinnet »{step}« er ikke begyndt endnu. Motoren starter det selv, når tiden er inde."


class DatabaseUnreachable(TovholderError):
    """The database does not answer: {reason}. Start it with `tovholder up`, or check TOVHOLDER_DATABASE_URL."""

    danish = "Databasen svarer ikke lige nu. Prøv igen om lidt."


class RehearsalOnly(TovholderError):
    """This is only possible in a rehearsal database, and this one is real."""

    danish = "Det kan kun lade sig gøre i en generalprøve."


class RealMailInRehearsal(TovholderError):
    """A rehearsal never sends real mail: the capture inbox is its only transport."""

    danish = "En generalprøve sender aldrig rigtig post."


class TimeTaken(TovholderError):
    """{who} is taken at {starts}: another interview, with its buffers, lies there. See `tovholder interviews show`."""

    danish = "{who} er optaget {starts} af et andet interview."


class UnknownInterviewer(TovholderError):
    """ "{person}" holds no interviews in the programme "{programme}". Those who do: {known}."""

    danish = "»{person}« holder ikke interview i forløbet."


class NothingToBook(TovholderError):
    """The programme "{programme}" says of no requirement how its interviews are booked."""

    danish = "Forløbet har ingen interview, der bookes af sig selv."


class NoTimeToAnswer(TovholderError):
    """Interview {interview} has no time to say yes or no to. See `tovholder interviews list`."""

    danish = "Interviewet har ingen tid lige nu. Når vi har fundet en, får du en indkaldelse."


class InterviewOver(TovholderError):
    """The interview has begun already; write down whether it was held: `tovholder interviews held` or `no-show`."""

    danish = "Interviewet er begyndt. Ring til kontoret, hvis det ikke bliver til noget."


class NotBegun(TovholderError):
    """The interview begins {starts}; what became of it can be written down from then on."""

    danish = "Interviewet begynder først {starts}."


class UnknownAbsence(TovholderError):
    """No absence of "{person}" covers {day}. See `tovholder interviews show`."""

    danish = "»{person}« er ikke meldt fraværende den {day}."


class UnknownFeed(TovholderError):
    """There is no such week plan: the address was never given out, or has been withdrawn."""

    danish = "Der er ingen ugeplan på denne adresse. Den er måske trukket tilbage; bed kontoret om en ny."


class MailboxUnusable(TovholderError):
    """The mailbox at {host} cannot be read: {reason}. Check the TOVHOLDER_IMAP_… settings."""

    danish = "Postkassen på {host} kan ikke læses: {grund}."


class CalendarsFileUnreadable(TovholderError):
    """The file {file} with the interviewers' calendars cannot be used: {reason}. See TOVHOLDER_CALENDARS_FILE."""

    danish = "Filen {file} med interviewernes kalendere kan ikke bruges: {grund}."


class UnknownMailAnswer(TovholderError):
    """No mail {number} waits for somebody to read it. See `tovholder interviews asks`."""

    danish = "Der er ingen mail {number}, som venter på nogen."


class RehearsalStuck(TovholderError):
    """The rehearsal stopped on {date}: nothing is ahead, but these steps are not done: {waiting}."""

    danish = "Generalprøven gik i stå den {date}."


class CastRefused(TovholderError):
    """The cast in {file} cannot be used: {reason}."""

    danish = "Rollelisten i {file} kan ikke bruges: {reason}."


class EngineSilent(TovholderError):
    """The engine has not settled for {seconds} s; it was waiting for: {waiting}."""

    danish = "Motoren har ikke svaret i {seconds} sekunder."


class SettingUnreadable(TovholderError):
    """{variable} cannot be used: {problem}. See docs/reference/settings.md."""

    danish = "Indstillingen {variable} kan ikke bruges: {problem}."


class DatabaseTooOld(TovholderError):
    """The database server is PostgreSQL {version}; {oldest} or later is needed."""

    danish = "Databasen er PostgreSQL {version}, men der kræves mindst {oldest}."


class DatabaseNewer(TovholderError):
    """The database was made by a newer Tovholder (its schema is {schema}). Start that one instead."""

    danish = "Databasen er lavet af en nyere udgave af Tovholder. Start den udgave i stedet."


class DatabaseMissing(TovholderError):
    """There is no database "{database}" and we may not create it. Create it, or set TOVHOLDER_PREFECT_DATABASE_URL."""

    danish = "Databasen »{database}« findes ikke, og Tovholder må ikke oprette den."


class PortTaken(TovholderError):
    """Port {port} is in use by another program. Stop it, or choose another port with {setting}."""

    danish = "Port {port} er optaget af et andet program."


class AlreadyRunning(TovholderError):
    """Tovholder is already running in {folder}. Stop that one first, or choose another folder with TOVHOLDER_DATA."""

    danish = "Tovholder kører allerede i mappen {folder}."


class PartSilent(TovholderError):
    """{part} did not come up within {seconds} s. Its log is {log}."""

    danish = "{part} kom ikke i gang inden for {seconds} sekunder."
