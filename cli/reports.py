"""Reports built on the delivered figures: printed, written to files, and frozen as a pack for the facilitator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import By, Municipality, Programme
from cli.files import words_of, written
from cli.printing import say

if TYPE_CHECKING:
    from actions.reports.drafting import ReportDraft
    from models.reports.document import ReportKind

app = typer.Typer(help="Reports built on the delivered figures.", no_args_is_help=True)
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; not given: into this folder.")
]


@app.command("pre-analysis")
def pre_analysis(programme: Programme, municipality: Municipality, out: Out = None) -> None:
    """Write one municipality's pre-analysis as PDF, from the figures that are approved now.

    tovholder report pre-analysis rekrutteringsvaerksted-2022 Vejle --out vejle.pdf
    """
    from models.reports.document import ReportKind

    _of_one(programme, municipality, ReportKind.PRE_ANALYSIS, out)


@app.command("later")
def later(programme: Programme, municipality: Municipality, out: Out = None) -> None:
    """Write one municipality's before and after as PDF, when the same dataset has been approved twice.

    tovholder report later rekrutteringsvaerksted-2022 Vejle --out vejle-before-after.pdf
    """
    from models.reports.document import ReportKind

    _of_one(programme, municipality, ReportKind.LATER, out)


@app.command("cohort")
def cohort(programme: Programme, out: Out = None) -> None:
    """Write the summary across all municipalities as PDF, for the facilitator.

    tovholder report cohort rekrutteringsvaerksted-2022 --out cohort.pdf
    """
    from actions.programmes import publishing
    from actions.reports import drafting
    from deployments.database.transactions import acting

    with acting() as (session, _):
        wanted = drafting.of_cohort(session, publishing.latest(session, programme).id)
    _write(_printed([wanted])[0], out or Path(f"{programme}.pdf"))


@app.command("notes")
def notes(
    programme: Programme,
    municipality: Municipality,
    by: By,
    interviews: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A text file: what the interviews said.")
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A text file: one question for the workshop a line."),
    ] = None,
) -> None:
    """Write what the interviews said, and the questions for the workshop, into a municipality's pre-analysis.

    tovholder report notes rekrutteringsvaerksted-2022 Vejle --questions questions.txt --by "Frank Facilitator"
    """
    from actions.office import lookup
    from actions.reports import notes as acts
    from deployments.database.transactions import acting

    if interviews is None and questions is None:
        raise typer.BadParameter("give --interviews, --questions or both")
    with acting() as (session, now):
        enrolment = lookup.enrolment(session, programme, municipality)
        acts.write(
            session,
            enrolment,
            actor=by,
            now=now,
            interviews=words_of(interviews) if interviews else None,
            questions=words_of(questions) if questions else None,
        )
    say(f"{municipality}: noted. The next pre-analysis that is written has it.")


@app.command("hand-over")
def hand_over(programme: Programme, by: By, out: Out = None) -> None:
    """Freeze all pre-analyses, the summary and the figures as one zip for the facilitator.

    The same content again is the pack there is; changed figures make a new one with the next number.

    tovholder report hand-over rekrutteringsvaerksted-2022 --by "Anne Kontor" --out hand-over.zip
    """
    from actions.programmes import publishing
    from actions.reports import drafting, kept
    from actions.reports import hand_over as acts
    from deployments.database.transactions import acting

    with acting() as (session, _):
        version = publishing.latest(session, programme).id
        wanted = drafting.of_everybody(session, version)
    _printed(wanted)
    with acting() as (session, now):
        found = [(one, report) for one in wanted if (report := kept.known(session, one))]
        pack = acts.freeze(session, version, found, actor=by, now=now)
        content, number, sha256 = pack.content, pack.number, pack.sha256
    target = written(out or Path(f"{programme}-{number}.zip"), content)
    say(f"{target}: pack {number} with {len(wanted)} reports, SHA-256 {sha256}.")


def _of_one(programme: str, municipality: str, kind: ReportKind, out: Path | None) -> None:
    from actions.office import lookup
    from actions.reports import drafting
    from deployments.database.transactions import acting

    with acting() as (session, _):
        wanted = drafting.draft(session, lookup.enrolment(session, programme, municipality), kind)
    _write(_printed([wanted])[0], out or Path(f"{kind.value}-{municipality}.pdf"))


def _printed(wanted: Sequence[ReportDraft]) -> list[bytes]:
    """The PDF of each. What has not been printed just so before is printed now, several at a time, and kept."""
    from rich.console import Console
    from rich.progress import track

    from actions.reports import kept
    from deployments.database.transactions import acting
    from reports import press

    with acting() as (session, _):
        there = {one.basis: report.pdf for one in wanted if (report := kept.known(session, one))}
    lacking = [one for one in wanted if one.basis not in there]
    printing = press.printed_all([one.document for one in lacking], wanted[0].say)
    shown = track(printing, "Printing", len(lacking), console=Console(stderr=True), transient=True)
    done = list(zip(lacking, shown, strict=True))
    with acting() as (session, now):
        for one, printed in done:
            kept.keep(session, one, printed.pdf, printed.plots, now=now)
    there |= {one.basis: printed.pdf for one, printed in done}
    return [there[one.basis] for one in wanted]


def _write(content: bytes, target: Path) -> None:
    say(f"{written(target, content)}: {len(content) / 1024:.0f} KiB.")
