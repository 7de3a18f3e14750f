"""The documentation says what the code does: generated pages are fresh, and every command written anywhere exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

import pytest
import typer.main
from ruamel.yaml import YAML

import cli.app
from docs.generate import PAGES, REFERENCE, STATUSES, commands, errors
from languages import catalogues
from mails.letters import rendering
from models import states
from models.rehearsal import Cast
from models.settings import Settings
from programmes import loader
from tests.test_house import sources

ROOT = Path(__file__).parent.parent
PROSE = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMANDS = {words for words, _ in commands(typer.main.get_command(cli.app.app))}
GLOSSARY = re.findall(r"^\| ([a-z-]+) \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)[1:]
SAID = re.sub(r"[_\W]", " ", "".join((ROOT / file).read_text("utf-8") for file in sources()).lower())
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def listed(name: str, prefix: str = "") -> list[str]:
    """What the first column of a reference page's table names."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    return [found.removeprefix(prefix) for found in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)]


def code(path: Path) -> list[str]:
    """Lines of the fenced blocks, and the code spans, of a page."""
    fence = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
    text = path.read_text(encoding="utf-8")
    blocks = [line for block in fence.findall(text) for line in block.splitlines()]
    return [*blocks, *re.findall(r"`([^`\n]+)`", fence.sub("", text))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run `make docs`"


def test_every_setting_is_documented_and_says_what_it_means() -> None:
    assert listed("settings.md", "TOVHOLDER_") == [name.upper() for name in Settings.model_fields]
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_error_is_documented_and_has_its_sentence_in_the_catalogues() -> None:
    assert listed("errors.md") == [each.__name__ for each in errors()]
    said = {
        str(message.id).partition(".")[0]
        for message in catalogues.written("da")
        if message.context == "errors"
    }
    assert [
        each.__name__ for each in errors() if each.__name__ not in said or not vars(each)["__doc__"]
    ] == []


def test_every_letter_is_documented() -> None:
    assert listed("letters.md") == sorted(rendering.known())


def test_every_transition_table_is_drawn() -> None:
    tables = [each for name, each in vars(states).items() if name.isupper() and isinstance(each, Mapping)]

    assert len(tables) >= 5
    assert [table for table in tables if table not in [moves for _, moves in STATUSES.values()]] == []


def test_every_command_has_help() -> None:
    silent = [words for words, each in commands(typer.main.get_command(cli.app.app)) if not each.help]

    assert silent == []


def test_the_tutorials_programme_has_no_fault() -> None:
    examination = loader.examine(ROOT / "docs/tutorial/flere-op-i-tid.yaml", rendering.known())

    assert examination.faults == ()
    assert examination.programme is not None
    cast = YAML(typ="safe").load(ROOT / "docs/tutorial/flere-op-i-tid-cast.yaml")
    assert len(Cast.model_validate(cast).municipalities) == examination.programme.places.municipalities


def test_the_tutorial_shows_lines_of_the_finished_files() -> None:
    folder = ROOT / "docs/tutorial"
    finished = {
        line.strip()
        for file in folder.glob("*.yaml")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", (folder / "first-programme.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )

    shown = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    assert len(shown) > 50
    assert [line for line in shown if line not in finished] == []


@pytest.mark.parametrize("word", GLOSSARY)
def test_every_word_of_the_glossary_is_used_in_the_rooms(word: str) -> None:
    assert re.search(rf"\b{word.replace('-', '.')}s?\b", SAID)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_written_in_a_page_exists(path: Path) -> None:
    lines = [line.removeprefix("$ ").removeprefix(".venv/bin/").split() for line in code(path)]
    typed = [tuple(takewhile(re.compile(r"[a-z][a-z-]*").fullmatch, words)) for words in lines]

    groups = {words[:2] for words in COMMANDS if len(words) > 2}
    ours = [words[: 3 if words[:2] in groups else 2] for words in typed if words[:1] == ("tovholder",)]
    assert [words for words in ours if words not in COMMANDS] == []
    assert {words[1] for words in typed if words[:1] == ("make",) and len(words) > 1} <= TARGETS


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]

    assert [link for link in local if not (path.parent / link).exists()] == []
