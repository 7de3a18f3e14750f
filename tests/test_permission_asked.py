"""Every action that writes and can be called through a door asks whether this person may."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.test_house import parsed, sources

WRITING = {"add", "delete", "merge", "record", "record_all", "insert", "update"}
"""What a call is named that changes rows: of the session, of SQLAlchemy, of the journal."""
ASKING = {"permissions.check"}
DOORS = ("cli", "portal")
BY_THE_MACHINE = {
    "actions.office.interviews.plan",
    "actions.reports.kept.keep",
    "actions.sweeps.housekeeping.tidy",
    "actions.sweeps.interviews.sweep",
    "actions.sweeps.reminders.sweep",
    "actions.sweeps.statements.state",
}
"""What a command only sets going: the engine does the same by itself, and nobody decides anything by it."""

Function = ast.FunctionDef
Name = str
"""Of a function, dotted: `actions.gates.decisions.take`."""


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def functions(tree: ast.Module) -> Iterator[Function]:
    yield from (node for node in tree.body if isinstance(node, Function))


def aliases(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for, dotted."""
    return {
        (one.asname or one.name): f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }


def mentioned(function: ast.AST, module: str, known: Mapping[str, str]) -> set[Name]:
    """Everything of ours that the function calls or hands on, dotted."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            found.add(f"{known[node.value.id]}.{node.attr}")
        elif isinstance(node, ast.Name):
            found.add(known.get(node.id, f"{module}.{node.id}"))
    return found


@cache
def actions() -> dict[Name, tuple[Function, frozenset[Name]]]:
    """Every function of the room, with what it mentions."""
    found = {}
    for path in sources("actions/**/*.py"):
        tree, module = parsed(path), module_name(path)
        for function in functions(tree):
            names = mentioned(function, module, aliases(tree))
            found[f"{module}.{function.name}"] = (function, frozenset(names))
    return found


def reaching(direct: set[Name]) -> set[Name]:
    """Those, and all that come to one of them through whatever they call."""
    reached = set(direct)
    while more := {name for name, (_, names) in actions().items() if names & reached} - reached:
        reached |= more
    return reached


def calls(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def writing() -> set[Name]:
    return reaching(
        {
            name
            for name, (code, _) in actions().items()
            if {each.split(".")[-1] for each in calls(code)} & WRITING
        }
    )


def asking() -> set[Name]:
    return reaching({name for name, (code, _) in actions().items() if set(calls(code)) & ASKING})


def called_by_doors() -> set[Name]:
    found = set()
    for path in sources(*(f"{door}/**/*.py" for door in DOORS)):
        tree = parsed(path)
        found |= mentioned(tree, module_name(path), aliases(tree)) & actions().keys()
    return found


def test_every_action_that_writes_asks_whether_this_person_may() -> None:
    assert (called_by_doors() & writing()) - asking() == BY_THE_MACHINE


def test_an_action_takes_who_acts_when_it_asks() -> None:
    direct = {name: code for name, (code, _) in actions().items() if set(calls(code)) & ASKING}
    nobody = {
        name
        for name, code in direct.items()
        if not {"actor", "decision"} & {one.arg for one in (*code.args.args, *code.args.kwonlyargs)}
    }

    assert len(direct) > 20
    assert nobody == set()


def test_the_walk_finds_what_writes() -> None:
    assert {
        "actions.gates.decisions.take",
        "actions.events.answers.answer",
        "actions.letters.handling.hold",
        "actions.office.interviews.take_back",
    } <= called_by_doors() & writing()
    assert "actions.people.links.follow" not in writing()
