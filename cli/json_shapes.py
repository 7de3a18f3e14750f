"""What `tovholder status --json` and others consist of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actions.interviews.appointments import Appointment
    from actions.overview.board import Board, BoardRow
    from actions.overview.one_municipality import AskedOfMunicipality, InvitedPerson
    from models.programmes.versions import ProgrammeVersion
    from models.week_plans import PlannedInterview, WeekPlan


def programme(
    version: ProgrammeVersion, shown: Board, rows: Sequence[dict[str, Any]], settled: datetime | None
) -> dict[str, Any]:
    """One programme with its municipalities, at the installation's time; `settled` is real time."""
    return {
        "programme": version.key,
        "version": version.version,
        "title": shown.programme.title,
        "at": shown.at.isoformat(),
        "rehearsal": shown.rehearsal,
        "settled": settled.isoformat() if settled else None,
        "municipalities": list(rows),
    }


def row(shown: Board, one: BoardRow, asked: Sequence[AskedOfMunicipality]) -> dict[str, Any]:
    """One municipality: its steps with what was asked there, and what was decided."""
    steps = {step.key: step for step in shown.programme.steps}
    return {
        "municipality": one.municipality,
        "enrolment": one.enrolment_id,
        "status": one.status.value,
        "steps": [
            {
                "step": cell.step,
                "number": steps[cell.step].number,
                "title": steps[cell.step].title,
                "status": cell.status.value,
                "phrase": cell.phrase,
                "missing": list(cell.missing),
                "run_id": str(cell.run_id) if cell.run_id else None,
                "requirements": [each.as_json() for each in asked if each.step == cell.step],
            }
            for cell in one.cells
        ],
        "decisions": [
            {"step": note.step, "what": note.what, "reason": note.reason, "by": note.by}
            for note in shown.notes
            if note.municipality == one.municipality
        ],
    }


def details(invited: Sequence[InvitedPerson], interviews: Sequence[Appointment]) -> dict[str, Any]:
    """What only the view of one municipality has: people and interviews."""
    return {
        "invitations": [{**asdict(one), "answer": one.answer.value} for one in invited],
        "interviews": agreed(interviews),
    }


def agreed(interviews: Sequence[Appointment]) -> list[dict[str, Any]]:
    """Interviews with their numbers and what was answered; one that waits has no time, though it had."""
    return [
        {
            "id": one.interview.id,
            "requirement": f"{one.state.step}/{one.state.key}",
            "interviewee": one.interviewee.title,
            "starts": one.local_start.isoformat() if one.local_start else None,
            "interviewer": one.interview.interviewer,
            "status": one.interview.status.value,
            "answer": one.interview.answer.value,
            "remark": one.interview.remark,
        }
        for one in interviews
    ]


def week_plan(plan: WeekPlan) -> dict[str, Any]:
    """A week plan; times are local with their offset, and a day without interviews is there as well."""
    return {
        "of": plan.of,
        "programme": plan.programme_title,
        "at": plan.written.isoformat(),
        "rehearsal": plan.rehearsal,
        "weeks": [
            {
                "year": week.year,
                "week": week.number,
                "days": [
                    {
                        "day": one.day.isoformat(),
                        "off": one.off,
                        "interviews": [_planned(each) for each in one.interviews],
                    }
                    for one in week.days
                ],
            }
            for week in plan.weeks
        ],
        "unplaced": [{**asdict(one), "reasons": list(one.reasons)} for one in plan.unplaced],
    }


def _planned(one: PlannedInterview) -> dict[str, Any]:
    times = {"starts": one.starts.isoformat(), "ends": one.ends.isoformat()}
    return {**asdict(one), **times, "status": one.status.value}
