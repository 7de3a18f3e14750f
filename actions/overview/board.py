"""The board: municipality by step, each cell one short phrase; and under it what people have decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy.orm import Session

from actions import clock
from actions.overview.cohort import Cohort, cohort
from actions.programmes import publishing
from actions.progress.missing import Missing
from languages.catalogues import speak
from models.language import Language
from models.programmes.programme import Programme, Step
from models.programmes.versions import ProgrammeVersion
from models.progress import Decision
from models.states import EnrolmentStatus, StepStatus
from rules.markdown import plain


@dataclass(frozen=True)
class BoardCell:
    """One municipality's step in a phrase, and the run that plays it."""

    step: str
    status: StepStatus
    phrase: str
    run_id: UUID | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoardRow:
    """One municipality across the steps."""

    enrolment_id: int
    municipality: str
    status: EnrolmentStatus
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True)
class Note:
    """A decision that stays visible: about what and when, why and by whom."""

    municipality: str
    step: str
    what: str
    reason: str
    by: str

    @property
    def text(self) -> str:
        """The decision in one line."""
        return f"{self.what} – {self.reason} ({self.by})"


@dataclass(frozen=True)
class Board:
    """Everything the board shows at one instant."""

    programme: Programme
    at: datetime
    rehearsal: bool
    rows: tuple[BoardRow, ...]
    notes: tuple[Note, ...]


def board(session: Session, version: ProgrammeVersion, *, now: datetime) -> Board:
    """The programme's board as it stands now."""
    programme = publishing.definition(session, version.id)
    found = cohort(session, version.id)
    rows, notes = [], []
    for one in found.members:
        cells = tuple(_cell(programme, found, one.id, step, now=now) for step in programme.steps)
        rows.append(BoardRow(one.id, one.name, one.status, cells))
        notes += _notes(programme, found, one.id, one.name)
    return Board(programme, now, clock.is_rehearsal(session), tuple(rows), tuple(notes))


def _cell(programme: Programme, rows: Cohort, enrolment_id: int, step: Step, *, now: datetime) -> BoardCell:
    say = speak(programme.language, "board")
    state = rows.steps[enrolment_id, step.key]
    missing: tuple[str, ...] = ()
    match state.status:
        case StepStatus.PLANNED:
            numbers = [str(programme.step(one).number) for one in step.requires]
            key = "after" if numbers and state.opens_at <= now else "opens"
            phrase = say(key, day=_day(programme, state.opens_at), steps=" + ".join(numbers))
        case StepStatus.DONE:
            phrase = say("done", day=_day(programme, state.done_at))
        case StepStatus.WITHDRAWN:
            phrase = say("withdrawn")
        case _ if state.until is not None:
            phrase = say("until", day=_day(programme, state.until))
        case _:
            waited = rows.missing.get((enrolment_id, step.key), ())
            missing = tuple(one.requirement.key for one in waited)
            phrase = _waiting_phrase(programme, waited, rows.progress, now=now)
    return BoardCell(step.key, state.status, phrase, state.run_id, missing)


def _waiting_phrase(
    programme: Programme, waited: Sequence[Missing], progress: Mapping[int, str], *, now: datetime
) -> str:
    say, zone = speak(programme.language, "board"), ZoneInfo(programme.zone)
    if not waited:
        return say("runs")
    first, late = waited[0], 0
    what = first.requirement.title
    if first.due_at:
        far = progress.get(first.state_id or 0, "")
        what += f" ({far})" if far else ""
        late = (now.astimezone(zone).date() - first.due_at.astimezone(zone).date()).days
    more = say("more", number=len(waited) - 1) if waited[1:] else ""
    return (say.count("late", late, what=what) if late > 0 else say("waits", what=what)) + more


def _notes(programme: Programme, rows: Cohort, enrolment_id: int, name: str) -> list[Note]:
    """The municipality's decisions, step by step."""
    taken = rows.decisions.get(enrolment_id, ())
    return [
        Note(name, step.key, _decided(programme, step, one, key), one.reason, one.by)
        for step in programme.steps
        for one, key in taken
        if one.step == step.key
    ]


def _decided(programme: Programme, step: Step, decision: Decision, requirement: str) -> str:
    """What was decided, and when, without a person's name."""
    if requirement:
        title = step.requirement(requirement).title
    else:
        titles = {gate.key: gate.title for gate in step.gates}
        title = titles.get(decision.gate, step.title)
    day = format_date(decision.due_to, "d. MMM", locale=programme.language) if decision.due_to else ""
    what = speak(programme.language, "board")(decision.kind.value, title=title, day=day)
    return f"{what}, {_day(programme, decision.at)}"


def _day(programme: Programme, at: datetime) -> str:
    return _written(at.astimezone(ZoneInfo(programme.zone)).date(), programme.language)


@lru_cache(maxsize=512)
def _written(day: date, language: Language) -> str:
    return format_date(day, "d. MMM y", locale=language)


def markdown(shown: Board, prefect_address: str, *, named: bool) -> str:
    """The board as a Markdown table whose cells lead to the runs; ends with the instant it was last true.

    Only where it is `named` do decisions carry the decider's name and words: Prefect must not know people.
    """
    programme, say = shown.programme, speak(shown.programme.language, "board")
    steps = " | ".join(f"{step.number} {plain(step.title)}" for step in programme.steps)
    head = f"| {say('municipality')} | {steps} |"
    lines = [f"# {plain(programme.title)}", ""]
    if shown.rehearsal:
        lines += [f"**{say('rehearsal')}**", ""]
    lines += [head, "|" + " --- |" * (len(programme.steps) + 1)]
    for row in shown.rows:
        cells = [_link(cell, prefect_address) for cell in row.cells]
        lines.append(f"| {plain(row.municipality)} | " + " | ".join(cells) + " |")
    if shown.notes:
        lines += ["", f"## {say('decided')}", ""]
        titles = {step.key: step.title for step in programme.steps}
        lines += [
            f"- {plain(note.municipality)}, {plain(titles[note.step])}:"
            f" {plain(note.text if named else note.what)}"
            for note in shown.notes
        ]
    at = shown.at.astimezone(ZoneInfo(programme.zone))
    lines += ["", say("stood", day=_day(programme, at), clock=f"{at:%H.%M}")]
    if not shown.rehearsal:
        lines[-1] += f" {say('stale')}"
    return "\n".join(lines) + "\n"


def _link(cell: BoardCell, prefect_address: str) -> str:
    if cell.run_id is None or not prefect_address:
        return plain(cell.phrase)
    return f"[{plain(cell.phrase)}]({prefect_address}/v2/runs/flow-run/{cell.run_id})"
