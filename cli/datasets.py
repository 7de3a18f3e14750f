"""Datasets: a delivered file checked before it is sent, and the workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.files import found
from cli.printing import as_json, complain, say, table
from cli.words import WATCHES, Json, OneMunicipality

if TYPE_CHECKING:
    from datasets.reader import Reading
    from models.datasets import DatasetSchema
    from models.findings import Finding
    from models.programme import Programme

app = typer.Typer(help="Datasets: check a file, write the workbook to fill in.", no_args_is_help=True)

_CLEAN, _HARD, _REFUSED = 0, 1, 2


def add_to(root: typer.Typer) -> None:
    """The group `dataset`."""
    root.add_typer(app, name="dataset", rich_help_panel=WATCHES)


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A workbook or a comma file.")
    ],
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="KEY", help="Which dataset the file is, see datasets.md.")
    ] = "foranalyse",
    json: Json = False,
) -> None:
    """Name every fault and every question in a file of figures, as it would be received; nothing is kept.

    A comma file is checked for the one sheet it holds. Needs no database. Exit code 0: nothing hard, though there may
    be soft findings to explain. 1: hard findings. 2: the file is refused.

    ```
    tovholder dataset check foranalyse.xlsx
    tovholder dataset check personale.csv --json
    ```
    """
    from datasets.reader import read
    from models.errors import UnknownDataset
    from models.schemas import SCHEMAS

    if dataset not in SCHEMAS:
        raise UnknownDataset(dataset=dataset)
    reading = read(file.read_bytes(), file.name, SCHEMAS[dataset])
    if json:
        reason = reading.findings[0].rule if reading.refused else None
        as_json({"findings": [_told(one) for one in reading.findings], "refused": reason})
    else:
        _show(file, reading)
    if reading.refused or reading.hard:
        raise typer.Exit(_REFUSED if reading.refused else _HARD)


@app.command()
def template(
    programme: Annotated[
        str, typer.Argument(metavar="PROGRAMME", help="A programme file, or the key of a programme.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", dir_okay=False, help="Where to write it.")],
    municipality: OneMunicipality = None,
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="KEY", help="Which one, when the programme asks for several.")
    ] = "",
) -> None:
    """Write the workbook a programme's municipalities fill in: headings, drop-downs, codes and an explanation of each.

    With --municipality: of a published programme, with the municipality's code, name and last approved figures.

    ```
    tovholder dataset template rekrutteringsvaerksted-2022 --out foranalyse.xlsx
    tovholder dataset template rekrutteringsvaerksted-2022 --municipality Vejle --out vejle.xlsx
    ```
    """
    content = (
        _of_municipality(programme, municipality, dataset) if municipality else _empty(programme, dataset)
    )
    try:
        out.write_bytes(content)
    except OSError as wrong:
        raise typer.BadParameter(f"cannot write {str(out)!r}: {wrong.strerror}", param_hint="--out") from None
    say(f"{out}: {len(content) / 1024:.0f} KB.")


def _told(one: Finding) -> dict[str, str | int | None]:
    return {
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "rule": one.rule,
        "level": one.level.value,
        "message": one.message,
    }


def _show(file: Path, reading: Reading) -> None:
    """A line that sums it up, and a table of what was found."""
    if reading.refused:
        complain(f"{file}: refused ({reading.findings[0].rule}).")
    else:
        soft = sum(one.soft for one in reading.findings)
        hard = len(reading.findings) - soft
        say(f"{file}: {len(reading.rows)} rows, {hard} hard and {soft} soft findings.")
    if reading.findings:
        heads = ("level", "rule", "sheet", "row", "column", "what is wrong")
        rows = [
            (one.level.value, one.rule, one.sheet, str(one.row or ""), one.column, one.message)
            for one in reading.findings
        ]
        table(heads, rows)


def _empty(programme: str, dataset: str) -> bytes:
    from actions import catalogue
    from datasets.writer import write

    examined = catalogue.examine(found(Path(programme))).programme
    if examined is None:
        raise typer.BadParameter(
            f"{programme!r} has errors; see `tovholder programme check`", param_hint="PROGRAMME"
        )
    return write(_chosen(examined, dataset))


def _of_municipality(programme: str, municipality: str, dataset: str) -> bytes:
    from actions import catalogue, deliveries, enrolments, finding, programmes
    from datasets.writer import prefilled
    from deployments.desk import acting

    path = Path(programme)
    if path.is_file():
        examined = catalogue.examine(path).programme
        programme = examined.key if examined else programme
    with acting() as (session, _):
        enrolment = finding.enrolment(session, programme, municipality)
        home = enrolments.municipality(session, enrolment)
        schema = _chosen(programmes.definition(session, enrolment.programme_id), dataset)
        last = deliveries.last(session, enrolment, schema.key)
        return prefilled(schema, code=home.code, name=home.name, last=last)


def _chosen(programme: Programme, dataset: str) -> DatasetSchema:
    """The dataset the programme asks for; of several the one that was named."""
    asked = {one.dataset for step in programme.steps for one in step.requirements if one.dataset}
    if dataset and dataset not in asked:
        known = ", ".join(sorted(asked)) or "none"
        raise typer.BadParameter(f"the programme asks for: {known}", param_hint="--dataset")
    if not dataset and len(asked) != 1:
        known = ", ".join(sorted(asked)) or "none"
        raise typer.BadParameter(f"say which; the programme asks for: {known}", param_hint="--dataset")
    return programme.dataset(dataset or asked.pop())
