"""The command line in this process, against a real database whose clock stands at the factories' NOW."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from actions import database
from actions.events import invitations as event_invitations
from actions.overview import chronicle
from actions.progress import requirements
from cli.app import app
from models.clock import Clock
from models.events import Invitation
from models.journal import What
from models.people import Contact, Enrolment
from models.progress import RequirementState
from models.settings import settings
from models.states import RequirementStatus
from tests.support.worlds import interview_programme, small_programme

Command = Callable[..., Result]

PROGRAMME = "lille-forloeb"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def command(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`command("status", "--json")` runs it and gives exit code, stdout and stderr."""
    monkeypatch.delenv("TOVHOLDER_BY", raising=False)
    monkeypatch.setenv("COLUMNS", "300")

    def run(*words: object) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def refused(command: Command) -> Callable[..., str]:
    """`refused(...)` runs a command that must end with 1, and gives its one line on stderr."""

    def run(*words: object) -> str:
        result = command(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        return result.stderr.strip()

    return run


@pytest.fixture
def misunderstood(command: Command) -> Callable[..., str]:
    """`misunderstood(...)` runs a command that must end with 2, and gives what it says on stderr, unfolded."""

    def run(*words: object) -> str:
        result = command(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        return " ".join(result.stderr.replace("│", " ").split())

    return run


@pytest.fixture
def shown(command: Command) -> Callable[..., Any]:
    """`shown(...)` runs a command with --json and reads its answer."""

    def run(*words: object) -> Any:
        result = command(*words, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return run


@pytest.fixture
def vejle(database_url: str) -> Enrolment:
    """Vejle in the small programme, with everything asked of it, and one participant beside its coordinator."""
    settings.cache_clear()
    with database.transaction() as session:
        session.execute(update(Clock).values(virtual_now=small_programme.NOW))
        enrolment = small_programme.enrolled(session)
        for one in small_programme.REQUIREMENTS:
            small_programme.asked(session, enrolment, one["key"])
        small_programme.invited(
            session,
            enrolment,
            small_programme.coordinator(session, enrolment),
            small_programme.participant(session, enrolment, "Lea Leder"),
        )
    return enrolment


def state(enrolment: Enrolment, key: str) -> RequirementState:
    """The requirement as it is now."""
    with database.transaction() as session:
        return requirements.state_of(session, enrolment.id, "workshop", key)


def status(enrolment: Enrolment, key: str) -> RequirementStatus:
    return state(enrolment, key).status


def invitations(enrolment: Enrolment) -> dict[str, Invitation]:
    """Vejle's invitations to the workshop by address."""
    with database.transaction() as session:
        event = event_invitations.state_of(session, enrolment.programme_id, "workshop")
        return {
            session.get_one(Contact, one.contact_id).email: one
            for one in event_invitations.invitations(session, event, enrolment)
        }


def happened(enrolment: Enrolment) -> list[What]:
    with database.transaction() as session:
        told = chronicle.chronicle(session, [enrolment.programme_id], enrolment_id=enrolment.id)
    return [one.what for one in told]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "oplaeg.pdf"
    file.write_bytes(PDF)
    return file


@pytest.fixture
def named(database_url: str) -> Enrolment:
    """Vejle in a programme whose interviews are booked by themselves; it has named five people, and nobody has a time yet."""
    settings.cache_clear()
    with database.transaction() as session:
        session.execute(update(Clock).values(virtual_now=interview_programme.NOW))
        enrolment = interview_programme.enrolled(session, interview_programme.published(session))
        interview_programme.named(session, enrolment)
    return enrolment
