"""The table of topics and rooms in docs/explanation/the-house.md, read from the tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs.pages import table
from tests.test_house import ROOT, TO_COME, TOPICS

PAGE = Path(__file__).parent / "explanation" / "the-house.md"
BEGINS, ENDS = "<!-- topics: written by docs/generate.py -->\n\n", "\n\n<!-- /topics -->"
ROOMS = ("models", "rules", "actions", "tasks", "mails", "portal", "cli", "reports")
GATHERERS = {"all_tables", "migrations", "app", "apart"}
"""Last in their rooms' lists, because they put the others together; no topics of their own."""
UP = "../.."


def house_page() -> str:
    """The page with its table as the tree has it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    return before + BEGINS + topics() + ENDS + rest.partition(ENDS)[2]


def topics() -> str:
    """A row for each topic, in the order in which rooms list them; then what lies in the rooms themselves."""
    known = dict.fromkeys(name for room in ROOMS for name in TOPICS[room].split() if name not in GATHERERS)
    rows = [[_named(name), *(_cell(room, name) for room in ROOMS)] for name in known]
    whole = ["for everybody", *(f"[{_plural(len(_in_itself(room)))}]({UP}/{room})" for room in ROOMS)]
    return table(("topic", *(f"`{room}`" for room in ROOMS)), [*rows, whole])


def _named(name: str) -> str:
    """The topic's name; a link where it has a room of its own beside its places in the others."""
    own = (ROOT / name / "__init__.py").is_file() and name not in ROOMS
    return f"[{name}]({UP}/{name})" if own else name


def _cell(room: str, name: str) -> str:
    if room in TO_COME.get(name, ()):
        return "*to come*"
    if (ROOT / room / name).is_dir():
        many = len(list((ROOT / room / name).glob("[!_]*.py")))
        return f"[{_plural(many)}]({UP}/{room}/{name})"
    return f"[file]({UP}/{room}/{name}.py)" if (ROOT / room / f"{name}.py").is_file() else ""


def _in_itself(room: str) -> list[str]:
    return [file.stem for file in _files(room) if file.stem not in {*TOPICS[room].split(), *GATHERERS}]


def _files(room: str) -> Iterator[Path]:
    return (ROOT / room).glob("[!_]*.py")


def _plural(many: int) -> str:
    return f"{many} files" if many != 1 else "1 file"
