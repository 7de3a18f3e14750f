"""Printing in a process of its own: what draws plots stays out of the memory of whoever asks for a report."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

from models.errors import ReportNotPrinted
from models.reports import Document
from reports.press import Printed

SECONDS = 120
"""How long one report may take; it takes one or two."""


def printed(document: Document) -> Printed:
    """The document printed, by a process that ends again.

    Raises:
        ReportNotPrinted: when that process failed, with its last word.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.apart"],
            input=document.model_dump_json().encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReportNotPrinted(why=f"it took more than {SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ReportNotPrinted(why=said[-1] if said else f"the process ended with {done.returncode}")
    told = json.loads(done.stdout)
    return Printed(base64.b64decode(told["pdf"]), {key: svg.encode() for key, svg in told["plots"].items()})


def main() -> None:
    """Print the one document that comes on standard input."""
    from reports import press  # only here: whoever asks needs neither plots nor typesetting

    done = press.printed(Document.model_validate_json(sys.stdin.buffer.read()))
    plots = {key: svg.decode() for key, svg in done.plots.items()}
    json.dump({"pdf": base64.b64encode(done.pdf).decode(), "plots": plots}, sys.stdout)


if __name__ == "__main__":
    main()
