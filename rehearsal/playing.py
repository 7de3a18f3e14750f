"""The rehearsal itself: from instant to instant, whatever comes first of what is due and what people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from httpx import HTTPError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from actions import clock
from actions.database import transaction
from actions.programmes import examining, publishing
from actions.progress import enrolments
from actions.sweeps import interviews, reminders
from models.errors.running import DatabaseUnreachable, RehearsalStuck
from models.people import Enrolment
from models.programmes.programme import Programme
from models.progress import StepState, WaitingRun
from models.rehearsal import Cast, CastMunicipality
from models.settings import settings
from models.states import EnrolmentStatus, StepStatus
from programmes import loader
from rehearsal import casting, reporting
from rehearsal.acts import acts
from rehearsal.agenda import Turn, agendas
from rehearsal.performing import perform
from rehearsal.scene import rehearsing
from rehearsal.stage import Stage, stage
from rules.programmes.dates import calendar_of, resolve

STATEMENT_AT = time(7, 30)
AWAY = (DatabaseUnreachable, OperationalError, HTTPError)
"""PostgreSQL or Prefect's server does not answer just now."""


def rehearse(programme: str, cast: Path | None = None, out: Path | None = None) -> None:
    """Play the programme from its first opening to its end, and tell what happened.

    Raises:
        UnknownProgramme, ProgrammeRefused, CastRefused: before anything is started.
        EngineSilent, RehearsalStuck: when the programme does not come to its end.
    """
    file = loader.find(programme)
    definition = examining.read(file)
    players = casting.read(cast, definition) if cast else casting.default(definition)
    data = settings().data / "rehearsals" / definition.key
    report = out or data / "report"
    console = Console()
    console.print(f"Rehearsing [b]{definition.title}[/b] with {len(players.municipalities)} municipalities.")
    rehearsal = Rehearsal(definition, players)
    with stage(data, rehearsal.starts, rehearsal.prepare) as shown:
        began = clock.real_now()
        with rehearsal.progress(console):
            rehearsal.play(shown)
        seconds = (clock.real_now() - began).total_seconds()
        with transaction() as session:
            version = publishing.latest(session, definition.key)
            told = reporting.write(session, version, report, settings().prefect_address)
    reporting.summarise(console, definition, told, report, data, seconds)


class Rehearsal:
    """One programme, one cast, one clock."""

    def __init__(self, programme: Programme, cast: Cast) -> None:
        self.programme = programme
        self.cast = cast
        self.zone = ZoneInfo(programme.zone)
        self.played: dict[int, CastMunicipality] = {}
        dates = resolve(programme)
        first = min(dates.opening(step.key) for step in programme.steps)
        self.starts = first - timedelta(days=1)
        deadlines = [
            dates.deadline(step.key, one.key) for step in programme.steps for one in step.requirements
        ]
        self.ends = max(deadlines, default=first)
        self._bar: tuple[Progress, TaskID] | None = None
        self._statement = self._next_statement(self.starts)

    def prepare(self, session: Session, now: datetime) -> None:
        """Publish the programme and enrol the cast."""
        office = rehearsing(self.programme.person(self.programme.office.escalate_to).name)
        version = publishing.publish(session, self.programme, actor=office, now=now)
        for home in self.cast.municipalities:
            people = casting.people(session, self.programme, home)
            enrolment = enrolments.enrol(session, version, home.municipality, people, actor=office, now=now)
            self.played[enrolment.id] = home

    def play(self, shown: Stage) -> None:
        """From one instant to the next until nobody is enrolled any more.

        Raises:
            RehearsalStuck: when nothing is ahead and somebody has not come to the end.
        """
        going_on = True
        while going_on:
            try:
                going_on = self._next_instant(shown)
            except AWAY:  # whether what was being done was done stands in the rows, and they are asked again
                shown.settle()

    def _next_instant(self, shown: Stage) -> bool:
        """Everything of the next instant at which something is due; False when nobody is enrolled any more."""
        if not self._running():
            return False
        now, coming = self._coming()
        if coming is None:
            raise RehearsalStuck(date=now.date().isoformat(), waiting=self._waiting())
        if coming > now:
            shown.move_to(coming)
            self._show(coming)
        self._sweep(shown, coming)
        self._perform_what_is_due(shown, coming)
        return True

    def _running(self) -> bool:
        with transaction() as session:
            ongoing = select(Enrolment.id).where(Enrolment.status == EnrolmentStatus.ENROLLED)
            return session.scalar(ongoing.limit(1)) is not None

    def _coming(self) -> tuple[datetime, datetime | None]:
        """The time it is, and the earliest thing ahead: an opening, the end of a wait, a reminder, a person's act."""
        with transaction() as session:
            now = clock.now(session)
            openings = select(StepState.opens_at).where(
                StepState.status == StepStatus.PLANNED, StepState.opens_at > now
            )
            waits = select(WaitingRun.until).where(WaitingRun.until > now)
            ahead = [*session.scalars(openings), *session.scalars(waits)]
            ahead += [act.at for act in self._acts(session)]
            ahead += [reminders.next_rung(session), interviews.next_moment(session, now=now)]
            ahead += [self._statement] if any(ahead) else []
            known = [at for at in ahead if at is not None]
            return now, max(now, min(known)) if known else None

    def _acts(self, session: Session) -> Iterator[Turn]:
        for agenda in agendas(session, self.played):
            yield from acts(agenda)

    def _due(self, instant: datetime) -> Sequence[Turn]:
        with transaction() as session:
            due = [act for act in self._acts(session) if act.at <= instant]
        return sorted(due, key=lambda act: (act.at, act.order, act.what))

    def _perform_what_is_due(self, shown: Stage, instant: datetime) -> None:
        """Every act once, each when the one before has been digested; an act may settle what a later one was to do.

        Raises:
            RehearsalStuck: when an act has not changed what it was to change.
        """
        done: set[Turn] = set()
        while due := self._due(instant):
            if due[0] in done:
                raise RehearsalStuck(
                    date=instant.date().isoformat(), waiting=f"{due[0].what} {'/'.join(due[0].order)}"
                )
            perform(shown, due[0], self.played)
            done.add(due[0])

    def _sweep(self, shown: Stage, instant: datetime) -> None:
        """The scheduled flows, when one of them has something to do."""
        if instant >= self._statement:
            shown.sweep("statement")
            self._statement = self._next_statement(instant)
        with transaction() as session:
            rung = reminders.next_rung(session)
            interviews_due = interviews.is_due(session, now=instant)
        if interviews_due:
            shown.sweep("interviews")
        if rung is not None and rung <= instant:
            shown.sweep("reminders")

    def _next_statement(self, instant: datetime) -> datetime:
        """The office's statement comes daily; a rehearsal writes it on the first working day of each month."""
        local = instant.astimezone(self.zone)
        first = (local.replace(day=1) + timedelta(days=32)).replace(day=1).date()
        day = calendar_of(self.programme).shift(first, 0)
        return datetime.combine(day, STATEMENT_AT, self.zone)

    def _waiting(self) -> str:
        with transaction() as session:
            open_steps = select(StepState).where(StepState.status != StepStatus.DONE).order_by(StepState.id)
            return ", ".join(f"{one.enrolment_id}/{one.step}" for one in session.scalars(open_steps))

    @contextmanager
    def progress(self, console: Console) -> Iterator[None]:
        """A bar from the first to the last date, with the virtual date beside it."""
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        days = (self.ends - self.starts).days
        with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
            self._bar = (bar, bar.add_task(f"{self.starts:%Y-%m-%d}", total=days))
            yield
            bar.update(self._bar[1], completed=days)

    def _show(self, instant: datetime) -> None:
        if self._bar is not None:
            bar, task = self._bar
            local = instant.astimezone(self.zone)
            bar.update(task, description=f"{local:%Y-%m-%d %H:%M}", completed=(instant - self.starts).days)
