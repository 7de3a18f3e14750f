"""Where everything of a running installation is, as `tovholder up` tells it."""

from __future__ import annotations

from collections.abc import Iterator

from deployments.supervisor import logs
from models.settings import Settings

BOARD = "tavle"
"""Key of the board's artifact."""


def waiting_runs(settings: Settings) -> str:
    """Link to the suspended runs; without a range the page hides what has waited for more than a week."""
    return f"{settings.prefect_address}/v2/runs?state=Suspended&range=past-30-days"


def runs_of_steps(settings: Settings) -> str:
    """Link to every step's run, whatever its state: without the sweeps, which soon outnumber them."""
    return f"{settings.prefect_address}/v2/runs?tags=trin&range=past-30-days"


def board(settings: Settings) -> str:
    """Link to the board's versions in Prefect's UI."""
    return f"{settings.prefect_address}/v2/artifacts/key/{BOARD}"


def lines(settings: Settings, *, seconds: float) -> Iterator[str]:
    """Lines to print once everything is up."""
    yield f"Tovholder is up after {seconds:.1f} s."
    yield f"  Runs that wait     {waiting_runs(settings)}"
    yield f"  Runs of all steps  {runs_of_steps(settings)}"
    yield f"  Board              {board(settings)}"
    yield f"  Prefect            {settings.prefect_address}/v2"
    yield f"  Portal             {settings.portal_address}"
    if settings.captures_mail:
        yield f"  Captured letters   {settings.portal_address}/indbakke"
    yield f"  Logs               {logs.path(settings.data, '…').parent}"
    yield "Stop with Ctrl-C."
