"""Reading a delivered workbook against its schema: sheets, columns and types. Any bytes give an answer, never an error."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasets import guard, tables
from datasets.cells import MOST_COLUMNS, MOST_ROWS, SECONDS
from datasets.tables import Row
from models.datasets import SCHEMAS, DatasetSchema
from models.errors import UnknownDataset
from models.findings import Finding
from models.settings import settings
from rules.cpr import RULE as PERSONAL_NUMBER
from rules.cpr import has_personal_number

MOST_FINDINGS = 100


@dataclass(frozen=True)
class Reading:
    """What a workbook says. `sheets` holds the rows that could be read; trust them only when there are no findings.

    `may_be_kept` is False for a file that was not opened, and for one with a personal number anywhere in it.
    """

    findings: tuple[Finding, ...]
    sheets: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    may_be_kept: bool = False


def read(content: bytes, filename: str, dataset: str) -> Reading:
    """The workbook as the dataset of that key wants it, with every fault found. No message repeats a cell's value.

    Raises:
        UnknownDataset: when there is no schema of that key.
    """
    if dataset not in SCHEMAS:
        raise UnknownDataset(dataset=dataset)
    refusal = guard.spreadsheet(content, filename, limit=settings().upload_bytes)
    if refusal:
        return Reading((refusal,))
    book = _cells(content)
    if book is None:
        return Reading((Finding("damaged", guard.SENTENCES["da"]["damaged"]),))
    personal = _personal_numbers(book["sheets"])
    if personal:
        return Reading(tuple(personal))
    findings, sheets = _against(SCHEMAS[dataset], book)
    if len(findings) > MOST_FINDINGS:
        more = f"Der er {len(findings) - MOST_FINDINGS} fejl mere. Ret dem her først, og send filen igen."
        findings = [*findings[:MOST_FINDINGS], Finding("more", more)]
    return Reading(tuple(findings), sheets, may_be_kept=True)


def _cells(content: bytes) -> dict[str, Any] | None:
    """The workbook's cells, read by a process of its own; None when the file was too much for it."""
    script = Path(__file__).with_name("cells.py")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own script, nothing from outside in the call
            [sys.executable, "-I", str(script)],
            input=content,
            capture_output=True,
            timeout=SECONDS + 5,
            check=True,
        )
        book: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return book


def _personal_numbers(sheets: Mapping[str, list[list[Any]]]) -> list[Finding]:
    """Where personal numbers stand; rows are not counted twice, and nothing of them is repeated."""
    message = (
        "Rækken indeholder noget, der ligner et CPR-nummer. Vi må ikke modtage CPR-numre, og filen er ikke gemt. "
        "Slet dem, og send filen igen."
    )
    places = (
        (name, number)
        for name, rows in sheets.items()
        for number, row in enumerate(rows, start=1)
        if any(has_personal_number(cell) for cell in row)
    )
    return [Finding(PERSONAL_NUMBER, message, sheet=name, row=number) for name, number in places][
        :MOST_FINDINGS
    ]


def _against(schema: DatasetSchema, book: dict[str, Any]) -> tuple[list[Finding], dict[str, tuple[Row, ...]]]:
    given: dict[str, list[list[Any]]] = book["sheets"]
    findings = [_formula(cell) for cell in book["formulas"]]
    known = {sheet.name for sheet in schema.sheets} | set(schema.ignored)
    for name, rows in given.items():
        if name not in known and any(cell != "" for row in rows for cell in row):
            message = "Arket hører ikke til skabelonen. Slet det, og send filen igen."
            findings.append(Finding("unknown_sheet", message, sheet=name[:40]))
    sheets: dict[str, tuple[Row, ...]] = {}
    for sheet in schema.sheets:
        if sheet.name not in given:
            message = "Arket mangler. Brug skabelonen, hvor alle ark er med."
            findings.append(Finding("missing_sheet", message, sheet=sheet.name))
            continue
        rows = given[sheet.name]
        if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
            message = f"Arket er for stort: der er plads til {MOST_ROWS} rækker og {MOST_COLUMNS} kolonner."
            findings.append(Finding("too_large_sheet", message, sheet=sheet.name))
            continue
        found, sheets[sheet.name] = tables.read_sheet(sheet, rows)
        findings.extend(found)
    return findings, sheets


def _formula(cell: str) -> Finding:
    message = (
        f"Regnearket indeholder formler, den første i cellen {cell}. "
        "Kopiér dem, og indsæt dem som værdier: vi kan kun læse de færdige tal."
    )
    return Finding("formula", message)
