"""What a rehearsal leaves behind: the journal, the letters, the board."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock
from actions.letters import handling
from actions.overview import board
from actions.programmes import publishing
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Enrolment, Municipality
from models.programmes.programme import Programme
from models.programmes.versions import ProgrammeVersion
from models.reports.rows import Report

_ORDER = {what: number for number, what in enumerate(What)}
_IDS = frozenset(
    {"invitation", "submission", "letter", "contact", "interview", "absence", "decision", "enrolment_asked"}
)
"""Facts that are numbers of rows: they differ from one rehearsal to the next, so the journal's file leaves them out."""


def happenings(session: Session) -> list[dict[str, Any]]:
    """The journal without row numbers, in an order that depends on nothing but what happened."""
    rows = session.execute(
        select(JournalEntry, Municipality.name)
        .outerjoin(Enrolment, Enrolment.id == JournalEntry.enrolment_id)
        .outerjoin(Municipality, Municipality.id == Enrolment.municipality_id)
    )
    return sorted((line(entry, name) for entry, name in rows), key=_sorting)


def line(entry: JournalEntry, municipality: str | None) -> dict[str, Any]:
    """One happening without row numbers."""
    facts: dict[str, Any] = {name: value for name, value in entry.facts.items() if name not in _IDS}
    if entry.why:
        facts["why"] = entry.why
    if entry.on_behalf:
        facts["on_behalf"] = entry.on_behalf
    return {
        "at": entry.at.isoformat(),
        "what": entry.what.value,
        "municipality": municipality or "",
        "step": entry.step,
        "key": entry.key,
        "actor": entry.actor.value,
        "by": entry.by,
        "facts": facts,
    }


def _sorting(line: Mapping[str, Any]) -> tuple[Any, ...]:
    told = json.dumps(line["facts"], sort_keys=True, ensure_ascii=False)
    return (
        line["at"],
        line["municipality"],
        line["step"],
        _ORDER[What(line["what"])],
        line["key"],
        line["by"],
        told,
    )


def write(session: Session, version: ProgrammeVersion, out: Path, prefect_address: str) -> Counter[str]:
    """Write journal.jsonl, letters/, reports/ and board.md; the number of happenings of each kind."""
    (out / "letters").mkdir(parents=True, exist_ok=True)
    for old in (out / "letters").glob("*.eml"):
        old.unlink()
    lines = happenings(session)
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    (out / "journal.jsonl").write_text(text, encoding="utf-8")
    now = clock.now(session)
    shown = board.markdown(board.board(session, version, now=now), prefect_address, named=True)
    (out / "board.md").write_text(shown, encoding="utf-8")
    zone = publishing.zone(session, version.id)
    written = select(Letter).order_by(Letter.written_at, Letter.key)
    for number, letter in enumerate(session.scalars(written), start=1):
        name = f"{number:04d}-{letter.written_at.astimezone(zone):%Y-%m-%d}-{letter.name}.eml"
        (out / "letters" / name).write_bytes(handling.eml(session, letter))
    _write_reports(session, out / "reports")
    return Counter(line["what"] for line in lines)


def _write_reports(session: Session, out: Path) -> None:
    """The newest report of each kind for each municipality."""
    out.mkdir(exist_ok=True)
    for old in out.glob("*.pdf"):
        old.unlink()
    printed = select(Report, Municipality.code).join_from(Report, Enrolment).join(Municipality)
    for report, code in session.execute(printed.order_by(Report.id)):
        (out / f"{report.kind}_{code}.pdf").write_bytes(report.pdf)


_TOLD = {
    What.STEP_DONE: "steps done",
    What.LETTER_SENT: "letters sent",
    What.REMINDED: "reminders",
    What.ESCALATED: "escalations",
    What.DEADLINE_EXTENDED: "deadlines extended",
    What.REQUIREMENT_WAIVED: "requirements waived",
    What.SUBMISSION_REJECTED: "deliveries rejected",
    What.INTERVIEW_PROPOSED: "interviews proposed",
    What.INTERVIEW_MOVED: "interviews moved",
    What.INTERVIEW_MISSED: "no-shows",
    What.INTERVIEW_HELD: "interviews held",
    What.REPORT_BUILT: "reports written",
    What.COMPLETED: "municipalities completed",
    What.WITHDRAWN: "municipalities withdrawn",
    What.RUN_REPLACED: "runs replaced",
    What.LETTER_REFUSED: "letters refused",
    What.LETTER_DOUBTFUL: "letters doubtful",
}


def summarise(
    console: Console, programme: Programme, told: Mapping[str, int], out: Path, data: Path, seconds: float
) -> None:
    """Print what happened, and how to look at it."""
    table = Table(title=f"{programme.title}: played in {seconds:.0f} s", show_header=False)
    for what, words in _TOLD.items():
        table.add_row(words, str(told.get(what.value, 0)))
    console.print(table)
    console.print(
        f"Journal  {out / 'journal.jsonl'}\nLetters  {out / 'letters'}\nReports  {out / 'reports'}\nBoard    {out / 'board.md'}"
    )
    console.print("\nTo look at it in Prefect's UI, on the portal and in the captured inbox:")
    console.print(f"  TOVHOLDER_DATA={_short(data)} {_short(Path(sys.argv[0]))} up", soft_wrap=True)


def _short(path: Path) -> Path:
    """The path as seen from here, when it lies below."""
    here = Path.cwd()
    return path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path
