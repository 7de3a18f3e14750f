"""The command line in this process, against a real database whose clock stands at the small programme's NOW."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from tests.support.acts.commanding import Command

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
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "oplaeg.pdf"
    file.write_bytes(PDF)
    return file
