"""The board: municipality by step, each cell one short phrase; and under it what people have decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, decisions, enrolments, gates, programmes, requirements
from models.moments import Language
from models.programme import Programme
from models.progress import Decision, Enrolment, ProgrammeVersion, RequirementState, StepState, WaitingRun
from models.states import DecisionKind, EnrolmentStatus, StepStatus


@dataclass(frozen=True)
class Cell:
    """One municipality's step in a phrase, and the run that plays it."""

    step: str
    status: StepStatus
    phrase: str
    run_id: UUID | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One municipality across the steps."""

    enrolment_id: int
    municipality: str
    status: EnrolmentStatus
    cells: tuple[Cell, ...]


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
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]


_PHRASES = {
    "da": {
        "opens": "åbner {day}",
        "after": "venter på trin {steps}",
        "runs": "i gang",
        "until": "venter til {day}",
        "done": "færdig {day}",
        "withdrawn": "udtrådt",
        "waits": "venter: {what}",
        "more": " +{n}",
        "late": "{n} dage over frist: {what}",
        "late_one": "1 dag over frist: {what}",
        "decided": "Besluttet undervejs",
        "stood": "Sådan så det ud {day} kl. {clock}.",
    },
    "nb": {
        "opens": "åpner {day}",
        "after": "venter på trinn {steps}",
        "runs": "i gang",
        "until": "venter til {day}",
        "done": "ferdig {day}",
        "withdrawn": "trådt ut",
        "waits": "venter: {what}",
        "more": " +{n}",
        "late": "{n} dager over fristen: {what}",
        "late_one": "1 dag over fristen: {what}",
        "decided": "Besluttet underveis",
        "stood": "Slik så det ut {day} kl. {clock}.",
    },
}
_DECIDED = {
    "da": {
        DecisionKind.EXTEND: "{title}: frist flyttet til {day}",
        DecisionKind.WAIVE: "{title}: dispenseret",
        DecisionKind.GO_ON: "gået videre uden alt ved »{title}«",
        DecisionKind.APPROVE: "{title}: godkendt",
        DecisionKind.RETURN: "{title}: sendt retur",
    },
    "nb": {
        DecisionKind.EXTEND: "{title}: frist flyttet til {day}",
        DecisionKind.WAIVE: "{title}: fritatt",
        DecisionKind.GO_ON: "gått videre uten alt ved «{title}»",
        DecisionKind.APPROVE: "{title}: godkjent",
        DecisionKind.RETURN: "{title}: sendt i retur",
    },
}


def board(session: Session, version: ProgrammeVersion, *, now: datetime) -> Board:
    """The programme's board as it stands now."""
    programme = programmes.definition(session, version.id)
    cohort = select(Enrolment).where(Enrolment.programme_id == version.id).order_by(Enrolment.id)
    rows, notes = [], []
    for enrolment in session.scalars(cohort).all():
        name = enrolments.municipality(session, enrolment).name
        rows.append(_row(session, programme, enrolment, name, now=now))
        notes += [
            note for step in programme.steps for note in _notes(session, programme, enrolment, name, step.key)
        ]
    return Board(programme, now, clock.is_rehearsal(session), tuple(rows), tuple(notes))


def _row(session: Session, programme: Programme, enrolment: Enrolment, name: str, *, now: datetime) -> Row:
    states = {
        state.step: state
        for state in session.scalars(select(StepState).where(StepState.enrolment_id == enrolment.id))
    }
    cells = tuple(_cell(session, programme, enrolment, states[step.key], now=now) for step in programme.steps)
    return Row(enrolment.id, name, enrolment.status, cells)


def _cell(
    session: Session, programme: Programme, enrolment: Enrolment, state: StepState, *, now: datetime
) -> Cell:
    words = _PHRASES[programme.language]
    zone = ZoneInfo(programme.zone)
    missing: tuple[str, ...] = ()
    match state.status:
        case StepStatus.PLANNED:
            numbers = [str(programme.step(one).number) for one in programme.step(state.step).requires]
            key = "after" if numbers and state.opens_at <= now else "opens"
            day = _day(state.opens_at, zone, programme.language)
            phrase = words[key].format(day=day, steps=" + ".join(numbers))
        case StepStatus.DONE:
            phrase = words["done"].format(day=_day(state.done_at or now, zone, programme.language))
        case StepStatus.WITHDRAWN:
            phrase = words["withdrawn"]
        case _:
            phrase, missing = _waiting_phrase(session, programme, enrolment, state, now=now)
    return Cell(state.step, state.status, phrase, state.run_id, missing)


def _waiting_phrase(
    session: Session, programme: Programme, enrolment: Enrolment, state: StepState, *, now: datetime
) -> tuple[str, tuple[str, ...]]:
    words, zone = _PHRASES[programme.language], ZoneInfo(programme.zone)
    waiting = session.get(WaitingRun, state.id)
    if waiting is None:
        return words["runs"], ()
    if waiting.until is not None:
        return words["until"].format(day=_day(waiting.until, zone, programme.language)), ()
    lacking = gates.lacking(session, enrolment, state.step, waiting.gate)
    if not lacking:
        return words["runs"], ()
    first, more = lacking[0], len(lacking) - 1
    what = first.title + (f" ({first.progress})" if first.progress else "")
    late = (now.astimezone(zone).date() - first.due_at.astimezone(zone).date()).days if first.due_at else 0
    key = "waits" if late <= 0 else "late_one" if late == 1 else "late"
    phrase = words[key].format(n=late, what=what)
    return phrase + (words["more"].format(n=more) if more else ""), tuple(one.key for one in lacking)


def _notes(session: Session, programme: Programme, enrolment: Enrolment, name: str, step: str) -> list[Note]:
    return [
        Note(name, step, decided(session, programme, one), one.reason, one.by)
        for one in decisions.of_step(session, enrolment.id, step)
    ]


def decided(session: Session, programme: Programme, decision: Decision) -> str:
    """What was decided, and when, without a person's name."""
    zone = ZoneInfo(programme.zone)
    step = programme.step(decision.step)
    if decision.requirement_state_id is not None:
        state = session.get_one(RequirementState, decision.requirement_state_id)
        title = requirements.definition_of(session, state).title
    else:
        titles = {gate.key: gate.title for gate in step.gates}
        title = titles.get(decision.gate, step.title)
    day = format_date(decision.due_to, "d. MMM", locale=programme.language) if decision.due_to else ""
    what = _DECIDED[programme.language][decision.kind].format(title=title, day=day)
    return f"{what}, {_day(decision.at, zone, programme.language)}"


def _day(at: datetime, zone: ZoneInfo, language: Language) -> str:
    return format_date(at.astimezone(zone).date(), "d. MMM y", locale=language)


def markdown(shown: Board, prefect_address: str, *, named: bool) -> str:
    """The board as a Markdown table whose cells lead to the runs; ends with the instant it was last true.

    Only where it is `named` do decisions carry the decider's name and words: Prefect must not know people.
    """
    programme, words = shown.programme, _PHRASES[shown.programme.language]
    head = (
        "| Kommune | " + " | ".join(f"{step.number} {_plain(step.title)}" for step in programme.steps) + " |"
    )
    lines = [f"# {_plain(programme.title)}", ""]
    if shown.rehearsal:
        lines += ["**GENERALPRØVE – tiden er sat, og intet brev forlader maskinen.**", ""]
    lines += [head, "|" + " --- |" * (len(programme.steps) + 1)]
    for row in shown.rows:
        cells = [_link(cell, prefect_address) for cell in row.cells]
        lines.append(f"| {_plain(row.municipality)} | " + " | ".join(cells) + " |")
    if shown.notes:
        lines += ["", f"## {words['decided']}", ""]
        titles = {step.key: step.title for step in programme.steps}
        lines += [
            f"- {_plain(note.municipality)}, {_plain(titles[note.step])}:"
            f" {_plain(note.text if named else note.what)}"
            for note in shown.notes
        ]
    zone = ZoneInfo(programme.zone)
    day = _day(shown.at, zone, programme.language)
    lines += ["", words["stood"].format(day=day, clock=f"{shown.at.astimezone(zone):%H.%M}")]
    return "\n".join(lines) + "\n"


def _link(cell: Cell, prefect_address: str) -> str:
    if cell.run_id is None or not prefect_address:
        return _plain(cell.phrase)
    return f"[{_plain(cell.phrase)}]({prefect_address}/v2/runs/flow-run/{cell.run_id})"


def _plain(text: str) -> str:
    """Text that cannot break out of a table cell or become markup."""
    return "".join(f"\\{sign}" if sign in r"\|[]<>*_`#" else sign for sign in " ".join(text.split()))
