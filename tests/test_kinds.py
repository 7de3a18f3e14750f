"""A kind of requirement is an entry in one table: adding one touches nothing else."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from models.programmes.kinds import KINDS, Kind
from tests.test_house import ROOT, parsed, sources

ASKS_BY_NAME = {
    "actions/deliveries/receiving.py",
    "actions/events/answers.py",
    "actions/events/attendance.py",
    "actions/interviews/arrangements.py",
    "actions/interviews/busy_calendars.py",
    "actions/interviews/interviewees.py",
    "actions/our_page/contents.py",
    "models/programmes/kinds.py",
    "models/programmes/programme.py",
    "rehearsal/performing.py",
    "rules/programmes/check_flows.py",
}
"""The table and its two companions; events, interviews and the lists of people, which are about the one kind and no other."""

HOW_TO = ROOT / "docs" / "how-to" / "add-a-requirement-kind.md"
LIFE = """
import sys, types
from pathlib import Path

source = Path("models/programmes/kinds.py").read_text(encoding="utf-8")
name = 'PARTICIPANTS = "participants"\\n'
assert source.count(name) == 1 and source.count("KindRules] = {\\n") == 1
source = source.replace(name, name + '    PHOTO = "photo"\\n').replace(
    "KindRules] = {\\n",
    'KindRules] = {\\n    Kind.PHOTO: KindRules("it is delivered as a picture", delivered_as=DeliveredAs.FILE),\\n',
)
kinds = types.ModuleType("models.programmes.kinds")
sys.modules[kinds.__name__] = kinds
exec(compile(source, "kinds.py", "exec"), kinds.__dict__)

from uuid import uuid4
from sqlalchemy import text
from actions import database
from actions.deliveries import submissions
from actions.gates import gates
from actions.our_page import contents
from actions.people import links
from actions.progress import steps
from models.errors.deliveries import WrongKind
from rules.programmes.check import check
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

STEP = {
    "key": "workshop", "number": 1, "title": "V", "flow": "preparation", "opens": "2022-09-01",
    "requirements": [{"key": "photo", "title": "Et billede", "kind": "photo", "due": "2022-09-16"}],
    "gates": [{"key": "collected", "title": "Alt", "needs": ["photo"]}],
    "letters": {"request": "data_request"},
}
with database.transaction() as session:
    session.execute(text("ALTER TABLE requirement_states DROP CONSTRAINT ck_requirement_states_known_kind"))
with database.transaction() as session:
    version = small_programme.published(session, steps=[STEP], events=[])
    faults = [one.message for one in check(small_programme.programme(steps=[STEP], events=[])) if "photo" in one.message]
    vejle = small_programme.enrolled(session, version)
    steps.take_up(session, vejle.id, "workshop", uuid4(), now=NOW)
    state = small_programme.asked(session, vejle, "photo")
    tove = small_programme.coordinator(session, vejle)
    lacking = [one.key for one in gates.lacking(session, vejle, "workshop", "collected")]
    (item,) = contents.of(session, tove, now=NOW).items
    try:
        submissions.submit(session, state, actor=links.actor_of(tove), now=NOW, form={})
        refused = ""
    except WrongKind as wrong:
        refused = wrong.english()
    done = submissions.submit(
        session, state, actor=links.actor_of(tove), now=NOW, filename="a.pdf", content=b"%PDF-1.7 a picture"
    )
    print(faults, lacking, item.can_deliver, item.fields)
    print(refused)
    print(done.accepted, state.status.value, gates.lacking(session, vejle, "workshop", "collected"))
"""


def test_every_kind_stands_in_the_table() -> None:
    assert KINDS.keys() == set(Kind)
    assert [kind.rules for kind in Kind] == [KINDS[kind] for kind in Kind]


def test_only_what_is_about_one_kind_asks_for_it_by_name() -> None:
    asking = {
        path.as_posix()
        for path in sources("*/**/*.py")
        if path.parts[0] not in ("tests", ".venv")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id == "Kind" and node.attr in Kind.__members__
    }

    assert asking == ASKS_BY_NAME


def test_a_kind_that_is_added_to_the_table_is_asked_for_delivered_and_settled(database_url: str) -> None:
    lived = subprocess.run(
        [sys.executable, "-c", LIFE],
        cwd=ROOT,
        env={**os.environ, "TOVHOLDER_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert lived.stderr == ""
    assert lived.stdout.splitlines() == [
        "[] ['photo'] True ()",
        '"Et billede" is of the kind photo and cannot be delivered like this: it is delivered as a picture',
        "True fulfilled ()",
    ]


def test_the_how_to_names_at_most_five_files_beside_texts_tests_and_migration() -> None:
    steps = HOW_TO.read_text(encoding="utf-8").partition("Beside the code:")[0]
    named = {
        word.strip("*:")
        for line in steps.splitlines()
        for word in line.replace("`", " ").split()
        if word.endswith(".py")
    }

    assert 1 <= len(named) <= 5
    assert all((ROOT / Path(name)).is_file() for name in named)
