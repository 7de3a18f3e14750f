"""Datasets: a delivered file checked before it is sent, and the workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import WATCHES, Json, OneMunicipality
from cli.files import found, written
from cli.printing import as_json, complain, say, table

if TYPE_CHECKING:
    from datasets.reader import Reading
    from models.datasets.schema import DatasetSchema
    from models.forms.findings import Finding
    from models.language import Language
    from models.programmes.programme import Programme

app = typer.Typer(help="Datasets: check a file, write the workbook to fill in.", no_args_is_help=True)

_CLEAN, _HARD, _REFUSED = 0, 1, 2
_USUAL = "foranalyse"


def add_to(root: typer.Typer) -> None:
    """The group `dataset`."""
    root.add_typer(app, name="dataset", rich_help_panel=WATCHES)


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A workbook or a comma file.")
    ],
    dataset: Annotated[
        str,
        typer.Option(
            "--dataset",
            metavar="KEY",
            help=f"Which dataset the file is, see datasets.md. Default: what the programme asks for, or {_USUAL}.",
        ),
    ] = "",
    programme: Annotated[
        str,
        typer.Option(
            "--programme",
            metavar="PROGRAMME",
            help="A programme file or key, which may bring its own datasets.",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Name every fault and every question in a file of figures, as it would be received; nothing is kept.

    A comma file is checked for the one sheet it holds. Needs no database. Exit code 0: nothing hard, though there may
    be soft findings to explain. 1: hard findings. 2: the file is refused, or there is no such dataset.

    ```
    tovholder dataset check foranalyse.xlsx
    tovholder dataset check personale.csv --json
    tovholder dataset check data.xlsx --programme vores.yaml --dataset egne_tal
    ```
    """
    from datasets.reader import read
    from models.datasets import municipality_codes

    try:
        schema = _named(programme, dataset)
    except typer.BadParameter:
        if json:
            as_json({"findings": [], "refused": "unknown_dataset"})
        raise
    reading = read(file.read_bytes(), file.name, schema, known=municipality_codes.codes(schema.country))
    if json:
        reason = reading.findings[0].rule if reading.refused else None
        as_json({"findings": [_told(one, schema.language) for one in reading.findings], "refused": reason})
    else:
        _show(file, reading, schema.language)
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
        str,
        typer.Option("--dataset", metavar="KEY", help="Which one, also one the programme does not ask for."),
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
    say(f"{written(out, content)}: {len(content) / 1024:.0f} KB.")


def _told(one: Finding, language: Language) -> dict[str, str | int | None]:
    from languages.findings import finding_text

    return {
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "rule": one.rule,
        "level": one.level.value,
        "message": finding_text(one, language),
    }


def _show(file: Path, reading: Reading, language: Language) -> None:
    """A line that sums it up, and a table of what was found."""
    from languages.findings import finding_text

    if reading.refused:
        complain(f"{file}: refused ({reading.findings[0].rule}).")
    else:
        soft = sum(one.soft for one in reading.findings)
        hard = len(reading.findings) - soft
        say(f"{file}: {len(reading.rows)} rows, {hard} hard and {soft} soft findings.")
    if reading.findings:
        heads = ("level", "rule", "sheet", "row", "column", "what is wrong")
        rows = [
            (
                one.level.value,
                one.rule,
                one.sheet,
                str(one.row or ""),
                one.column,
                finding_text(one, language),
            )
            for one in reading.findings
        ]
        table(heads, rows)


def _named(programme: str, dataset: str) -> DatasetSchema:
    """The dataset of a programme, or without one a known dataset."""
    from models.datasets.shipped import SCHEMAS

    if programme:
        return _chosen(_examined(programme), dataset)
    if (dataset or _USUAL) not in SCHEMAS:
        raise _unknown(dataset, SCHEMAS)
    return SCHEMAS[dataset or _USUAL]


def _examined(programme: str) -> Programme:
    from actions.programmes import examining

    examined = examining.examine(found(Path(programme))).programme
    if examined is None:
        raise typer.BadParameter(
            f"{programme!r} has errors; see `tovholder programme check`", param_hint="PROGRAMME"
        )
    return examined


def _empty(programme: str, dataset: str) -> bytes:
    from datasets.writer import write
    from languages.catalogues import speak

    schema = _chosen(_examined(programme), dataset)
    return write(schema, speak(schema.language, "template"))


def _of_municipality(programme: str, municipality: str, dataset: str) -> bytes:
    from actions.deliveries import dataset_rows
    from actions.office import lookup
    from actions.programmes import examining, publishing
    from actions.progress import enrolments
    from datasets.writer import prefilled
    from deployments.database.transactions import acting
    from languages.catalogues import speak

    path = Path(programme)
    if path.is_file():
        examined = examining.examine(path).programme
        programme = examined.key if examined else programme
    with acting() as (session, _):
        enrolment = lookup.enrolment(session, programme, municipality)
        home = enrolments.municipality(session, enrolment)
        schema = _chosen(publishing.definition(session, enrolment.programme_id), dataset)
        last = dataset_rows.last(session, enrolment, schema.key)
        return prefilled(
            schema, speak(schema.language, "template"), code=home.code, name=home.name, last=last
        )


def _chosen(programme: Programme, dataset: str) -> DatasetSchema:
    """The dataset that was named, the programme's own before a known one; else the one it asks for."""
    from models.datasets.shipped import SCHEMAS

    asked = {one.dataset for step in programme.steps for one in step.requirements if one.dataset}
    if not dataset and len(asked) != 1:
        known = ", ".join(sorted(asked)) or "none"
        raise typer.BadParameter(f"say which; the programme asks for: {known}", param_hint="--dataset")
    try:
        return programme.dataset(dataset or asked.pop())
    except KeyError:
        raise _unknown(dataset, {*SCHEMAS, *(one.key for one in programme.datasets)}) from None


def _unknown(dataset: str, known: Iterable[str]) -> typer.BadParameter:
    return typer.BadParameter(
        f"there is no dataset {dataset!r}; there are: {', '.join(sorted(known))}", param_hint="--dataset"
    )
