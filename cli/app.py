"""The command `tovholder`, put together."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from cli import events, gates, letters, overview, people, programmes, reports, running
from cli.arguments import ACTS, PLANS, WATCHES
from cli.deliveries import datasets, questions, submitting
from cli.printing import complain
from models.errors.error import TovholderError


class Door(TyperGroup):
    """Everything foreseen that goes wrong is one sentence on stderr and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except TovholderError as refused:
            complain(refused.english())
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Door,
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold names and addresses
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def tovholder() -> None:
    """Take municipalities through a development programme: gates, deadlines, letters, reminders.

    Begin with `tovholder programme plan rekrutteringsvaerksted-2022` and `tovholder rehearse
    rekrutteringsvaerksted-2022`; then `tovholder up`. Every command explains itself: `tovholder submit --help`.

    Exit code 0: done. 1: refused, or something is wrong; one line on stderr says what. 2: the command was not
    understood. Commands work whether or not `tovholder up` is running. TOVHOLDER_BY may hold the name for --by.
    """


running.add_to(app)
app.add_typer(programmes.app, name="programme", rich_help_panel=PLANS)
people.add_to(app)
submitting.add_to(app)
gates.add_to(app)
events.add_to(app)
app.add_typer(letters.app, name="letters", rich_help_panel=ACTS)
datasets.add_to(app)
questions.add_to(datasets.app)
app.add_typer(reports.app, name="report", rich_help_panel=WATCHES)
overview.add_to(app)


def main() -> None:
    """Run the command line."""
    app(prog_name="tovholder")


if __name__ == "__main__":
    main()
