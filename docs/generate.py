"""Writes the reference pages that the code itself can tell; `make docs` runs it, and a test compares."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import typer
import typer.main
from pydantic import SecretStr
from typer.core import TyperGroup

import cli.app
from docs import booking_pages, dataset_pages, house_pages
from docs.formats import flows, format_parts
from docs.pages import page, table
from docs.permission_pages import permissions_page
from languages import catalogues
from languages.checking import SOURCE
from mails.letters import rendering
from models import states
from models.datasets.shipped import SCHEMAS
from models.errors.error import TovholderError
from models.errors.known import TOPICS, errors_of
from models.programmes.programme import Programme
from models.rehearsal import Cast
from models.settings import Settings
from programmes import loader, schema

REFERENCE = Path(__file__).parent / "reference"
Command = Any
"""Typer brings a click of its own, whose classes it does not export."""


def settings_page() -> str:
    """Every field of Settings as the variable people write."""

    def rows() -> Iterator[tuple[str, str, str]]:
        for name, field in Settings.model_fields.items():
            default = (
                field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
            )
            shown = f"`{default}`" if default not in ("", None) else "–"
            yield f"`TOVHOLDER_{name.upper()}`", shown, field.description or ""

    return page(
        "Settings",
        "All settings are environment variables, read once when a process starts. Without any of them the installation is\n"
        "complete: an embedded database, a capture inbox instead of a mail server, and servers on the loopback address only.",
        table(("variable", "default", "meaning"), rows()),
    )


def errors() -> list[type[TovholderError]]:
    """Every class of the family, in the order of its files."""
    return [each for topic in TOPICS for each in errors_of(topic)]


def errors_page() -> str:
    said = [
        (message.id, message.string)
        for message in catalogues.written(SOURCE)
        if message.context == "errors" and isinstance(message.id, str)
    ]

    def danish(name: str) -> str:
        return "<br>".join(str(text) for key, text in said if key.partition(".")[0] == name)

    def row(error: type[TovholderError]) -> tuple[str, ...]:
        return f"`{error.__name__}`", " ".join((error.__doc__ or "").split()), danish(error.__name__)

    def part(topic: ModuleType) -> str:
        name, rows = topic.__name__.rpartition(".")[2], map(row, errors_of(topic))
        return f"## {name.capitalize()}\n\n{topic.__doc__}\n\n{table(('error', 'English', 'Danish'), rows)}"

    return page(
        "Errors",
        "Everything that is foreseen to go wrong. The English sentence is shown by the command line and written to the log; the\n"
        "Danish one, and its translations, to municipalities and to the office. Words in braces are filled in with the facts\n"
        "of the case; one that can go wrong in several ways has several sentences.",
        "\n\n".join(map(part, TOPICS)),
    )


def letters_page() -> str:
    """Every letter with its Danish subject, and on which occasions the shipped programmes use it."""
    known = rendering.known()
    used: dict[str, dict[str, None]] = {name: {} for name in sorted(known)}
    for key, path in loader.shipped().items():
        for step in loader.read(path, known).steps:
            for occasion, letter in step.letters.items():
                used[letter][f"{key}: {occasion}"] = None

    def row(name: str) -> tuple[str, ...]:
        written = (rendering.FOLDER / f"{name}.subject.j2").read_text(encoding="utf-8")
        subject = " ".join(re.sub(r"\{% (?:end)?trans\b[^%]*%\}", "", written).split())
        return f"`{name}`", f"`{subject}`", "<br>".join(used[name]) or "follows from what happens"

    return page(
        "Letters",
        "Every letter is a template for subject and text in `mails/templates/`, written in Danish and translated by the\n"
        "catalogues; the HTML is made from the text. A\n"
        "programme's step names the letter it uses on each occasion; the others follow from what happens, as a receipt does.",
        table(("letter", "Danish subject", "occasion"), map(row, used)),
    )


STATUSES: dict[str, tuple[type[StrEnum], Mapping[Any, frozenset[Any]]]] = {
    "Enrolment": (states.EnrolmentStatus, states.ENROLMENT),
    "Step": (states.StepStatus, states.STEP),
    "Requirement": (states.RequirementStatus, states.REQUIREMENT),
    "Letter": (states.LetterStatus, states.LETTER),
    "Interview": (states.InterviewStatus, states.INTERVIEW),
}


def states_page() -> str:
    """One drawing per transition table."""

    def drawn(title: str, words: type[StrEnum], moves: Mapping[Any, frozenset[Any]]) -> str:
        arrows = [f"    {word} --> {target}" for word in words for target in words if target in moves[word]]
        ends = [f"    {word} --> [*]" for word in words if not moves[word]]
        drawing = "\n".join(
            ["```mermaid", "stateDiagram-v2", f"    [*] --> {next(iter(words))}", *arrows, *ends, "```"]
        )
        return f"## {title}\n\n{inspect.cleandoc(words.__doc__ or '')}\n\n{drawing}"

    return page(
        "States",
        "What each thing can be, and what it can become. A move that is not drawn is refused with `IllegalTransition`.",
        *(drawn(title, words, moves) for title, (words, moves) in STATUSES.items()),
    )


def commands(
    command: Command, words: tuple[str, ...] = ("tovholder",)
) -> Iterator[tuple[tuple[str, ...], Command]]:
    """The command and everything under it, each with the words one types."""
    yield words, command
    if isinstance(command, TyperGroup):
        for name, under in sorted(command.commands.items()):
            yield from commands(under, (*words, name))


def command_part(words: tuple[str, ...], command: Command) -> str:
    context = typer.Context(command, info_name=" ".join(words))
    usage = " ".join([*words, *command.collect_usage_pieces(context)])
    parts = [
        f"## {' '.join(words)}",
        f"```\n{usage}\n```",
        prose(command.help or ""),
    ]
    rows = [
        record
        for each in command.get_params(context)
        if each.name != "help"
        for record in [parameter(each, context)]
    ]
    if rows:
        parts.append(table(("argument or option", "meaning"), rows))
    return "\n\n".join(parts)


def prose(help: str) -> str:
    """A command's help; examples that are not fenced already become blocks of code."""
    paragraphs = inspect.cleandoc(help).split("\n\n")
    return "\n\n".join(f"```\n{each}\n```" if each.startswith("tovholder ") else each for each in paragraphs)


def parameter(each: Any, context: typer.Context) -> tuple[str, str]:
    record = each.get_help_record(context)
    if record:
        return f"`{record[0].strip()}`", record[1]
    return f"`{each.human_readable_name}`", getattr(each, "help", None) or ""


def commands_page() -> str:
    every = commands(typer.main.get_command(cli.app.app))
    return page(
        "Commands",
        "`make setup` puts the command in `.venv/bin/tovholder`. Every command answers `--help`.",
        *(command_part(words, command) for words, command in every),
    )


def programme_page() -> str:
    return page(
        "Programme format",
        "A programme is one YAML file. This page lists every word it may hold; a word that is not here is an error, which\n"
        "`tovholder programme check FILE` names with its line. `programmes/programme.schema.json` says the same to editors.",
        *format_parts(Programme),
        flows(),
    )


def cast_page() -> str:
    return page(
        "Cast format",
        "Who takes part in a rehearsal, and how they behave: the YAML file of `tovholder rehearse --cast FILE`.",
        *format_parts(Cast),
    )


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "settings.md": settings_page,
    REFERENCE / "errors.md": errors_page,
    REFERENCE / "letters.md": letters_page,
    REFERENCE / "permissions.md": permissions_page,
    REFERENCE / "states.md": states_page,
    REFERENCE / "commands.md": commands_page,
    REFERENCE / "programme-format.md": programme_page,
    REFERENCE / "cast-format.md": cast_page,
    REFERENCE / "datasets.md": dataset_pages.datasets_page,
    **{
        REFERENCE / f"{one.key}.schema.json": partial(dataset_pages.rows_schema, one)
        for one in SCHEMAS.values()
    },
    REFERENCE / "booking-instance.md": booking_pages.booking_page,
    REFERENCE / "booking-instance.schema.json": booking_pages.booking_schema,
    schema.FILE: schema.text,
    house_pages.PAGE: house_pages.house_page,
}


def main() -> None:
    """Write every page whose text has changed."""
    for path, write in PAGES.items():
        text = write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
