"""Printing in a process of its own: what draws plots stays out of the memory of whoever asks for a report."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

from models.errors.deliveries import ReportNotPrinted
from models.language import Say
from models.reports.document import Document
from models.week_plans import WeekPlan
from reports import week_plans
from reports.press import Printed
from rules.reports.words import on_paper

SECONDS = 120
"""How long one report may take; it takes one or two."""
REPORT, WEEK_PLAN = "report", "week_plan"
"""The first line another process is told; what to print follows it."""


def printed(document: Document, say: Say) -> Printed:
    """The document printed, by a process that ends again.

    Raises:
        ReportNotPrinted: when that process failed, with its last word.
    """
    told = _told(REPORT, json.dumps([document.model_dump(mode="json"), on_paper(say)]))
    return Printed(base64.b64decode(told["pdf"]), {key: svg.encode() for key, svg in told["plots"].items()})


def week_plan(plan: WeekPlan, say: Say) -> bytes:
    """The plan as a PDF, by a process that ends again.

    Raises:
        ReportNotPrinted: when that process failed, with its last word.
    """
    return base64.b64decode(_told(WEEK_PLAN, json.dumps(week_plans.sheet(plan, say)))["pdf"])


def _told(what: str, wanted: str) -> Any:
    """What the other process answers."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.apart"],
            input=f"{what}\n{wanted}".encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReportNotPrinted(why=f"it took more than {SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ReportNotPrinted(why=said[-1] if said else f"the process ended with {done.returncode}")
    return json.loads(done.stdout)


def main() -> None:
    """Print the one document, or the one week plan, that comes on standard input."""
    from reports import press  # only here: whoever asks needs neither plots nor typesetting

    what, plots = sys.stdin.buffer.readline().decode().strip(), {}
    wanted = sys.stdin.buffer.read()
    if what == WEEK_PLAN:
        pdf = week_plans.typeset(json.loads(wanted))
    else:
        document, words = json.loads(wanted)
        done = press.laid_out(Document.model_validate(document), words)
        pdf, plots = done.pdf, {key: svg.decode() for key, svg in done.plots.items()}
    json.dump({"pdf": base64.b64encode(pdf).decode(), "plots": plots}, sys.stdout)


if __name__ == "__main__":
    main()
