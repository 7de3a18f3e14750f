"""What can be wrong with the installation, the engine and a rehearsal."""

from __future__ import annotations

from models.errors.error import TovholderError


class SettingUnreadable(TovholderError):
    """{variable} cannot be used: {problem}. See docs/reference/settings.md."""


class DatabaseUnreachable(TovholderError):
    """The database does not answer: {reason}. Start it with `tovholder up`, or check TOVHOLDER_DATABASE_URL."""


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


class DuplicateRun(TovholderError):
    """Step "{step}" of enrolment {enrolment} is already played by run {run}."""


class StepNotOpen(TovholderError):
    """Step "{step}" of enrolment {enrolment} is not due yet; the engine starts it by itself when its time comes."""


class EngineSilent(TovholderError):
    """The engine has not settled for {seconds} s; it was waiting for: {waiting}."""


class RehearsalOnly(TovholderError):
    """This is only possible in a rehearsal database, and this one is real."""


class RealMailInRehearsal(TovholderError):
    """A rehearsal never sends real mail: the capture inbox is its only transport."""


class RehearsalStuck(TovholderError):
    """The rehearsal stopped on {date}: nothing is ahead, but these steps are not done: {waiting}."""


class CastRefused(TovholderError):
    """The cast in {file} cannot be used: {reason}."""
