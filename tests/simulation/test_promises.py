"""Each promise notices when it is broken: the world is damaged on purpose, and that promise says so."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from actions.deliveries import submissions
from actions.gates import asking, gates, withdrawal
from actions.interviews import planning
from actions.letters import sending
from actions.programmes import publishing
from actions.progress import enrolments, requirements, steps
from actions.sweeps import reminders
from mails.sending.outcomes import Result, SendingOutcome
from models.accounts.actors import administrator
from models.base import Base
from tests.simulation import engine, office, plan, promises, witness
from tests.simulation.plan import BEGINS
from tests.simulation.post import LEASE
from tests.simulation.world import World
from tests.support.acts.deciding import APPROVE, WAIVE, decide

Damage = Callable[[Connection, World], None]
UNGUARDED = "ALTER TABLE journal DISABLE TRIGGER journal_is_append_only"


def sql(*statements: str) -> Damage:
    """The statements, each of which must hit something."""

    def damage(connection: Connection, _: World) -> None:
        for statement in statements:
            hit = connection.execute(text(statement)).rowcount
            assert hit or statement.startswith("ALTER"), statement

    return damage


def copied(table: str, where: str, **changes: str) -> str:
    """One row once more, with a number of its own and other values (as SQL)."""
    columns = [column.name for column in Base.metadata.tables[table].columns if column.name != "id"]
    taken = ", ".join(changes.get(name, f'"{name}"') for name in columns)
    into = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({into}) SELECT {taken} FROM {table} WHERE {where} ORDER BY id LIMIT 1"  # noqa: S608 - our words


def line(of: str, **changes: str) -> str:
    """A line of that kind once more."""
    return copied("journal", f"what = '{of}'", **changes)


def letter(number: int, **changes: str) -> str:
    """Another letter to the recipient of the first."""
    own = {"key": f"'another {number}'", "message_id": f"'<{number}@example.org>'"}
    return copied("letters", "enrolment_id IS NOT NULL", **own, **changes)


def arrives_again(_: Connection, world: World) -> None:
    """A letter leaves although it has arrived."""
    world.arrived[1] += 2


def opens_for_who_left(connection: Connection, world: World) -> None:
    """A link opens whose holder has long ended."""
    ended = "UPDATE contacts SET ended_at = '2022-01-01' WHERE id = 1"
    link = "INSERT INTO links VALUES ('abc', 1, '2022-01-01', '2023-01-01', NULL)"
    sql(link, ended)(connection, world)
    world.opened.append(("abc", world.now))


DAMAGE: dict[str, Damage] = {
    "nothing_is_asked_twice": sql(line("requirement_asked")),
    "what_is_asked_is_told": sql("DELETE FROM letters WHERE name = 'data_request'"),
    "each_letter_is_queued_once": sql(line("letter_queued")),
    "each_rung_is_told_once": sql("UPDATE rungs SET used_at = NULL WHERE used_at IS NOT NULL"),
    "a_sweep_leaves_nothing_due": sql(
        "UPDATE requirement_states SET status = 'asked' WHERE kind = 'document'",
        "UPDATE enrolments SET status = 'enrolled'",
        "INSERT INTO rungs SELECT id, due_at, 99, false, '2022-01-01', NULL FROM requirement_states",
    ),
    "an_accepted_delivery_is_never_lost": sql(
        "UPDATE submissions SET content = 'x' WHERE content IS NOT NULL"
    ),
    "what_is_fulfilled_rests_on_its_delivery": sql(
        "UPDATE fulfilments SET submission_id = NULL WHERE submission_id IS NOT NULL"
    ),
    "each_decision_is_told_and_taken_once": sql(
        "ALTER TABLE decisions DROP CONSTRAINT one_decision_per_occasion", copied("decisions", "true")
    ),
    "only_open_steps_wait": sql(
        "UPDATE step_states SET status = 'done' WHERE id IN (SELECT step_state_id FROM waiting_runs)"
    ),
    "a_run_plays_one_step": sql("UPDATE step_states SET run_id = '00000000-0000-0000-0000-000000000000'"),
    "completed_means_every_step_is_done": sql(
        "UPDATE enrolments SET status = 'completed' WHERE status = 'enrolled'"
    ),
    "who_has_left_owes_nothing": sql("UPDATE enrolments SET status = 'withdrawn' WHERE status = 'enrolled'"),
    "what_is_met_is_settled": sql(
        "UPDATE interviews SET status = 'held', notes = 'x' WHERE starts_at IS NOT NULL",
        "UPDATE requirement_states SET status = 'asked' WHERE key = 'meetings'",
    ),
    "nobody_is_in_two_places": sql(
        "UPDATE reservations SET during = tstzrange(lower(during), upper(during) - interval '1 minute')"
    ),
    "people_were_told_what_holds": sql(
        "UPDATE interviews SET status = 'booked', told = NULL WHERE interviewer <> ''"
    ),
    "a_proposal_does_not_stand_for_ever": sql(
        "UPDATE enrolments SET status = 'enrolled'",
        "UPDATE interviews SET status = 'proposed', lapses_at = NULL WHERE interviewer <> ''",
    ),
    "who_waits_for_a_time_has_reasons": sql(
        "UPDATE requirement_states SET status = 'asked' WHERE key = 'meetings'",
        "UPDATE interviews SET status = 'waiting', reasons = '[]'",
    ),
    "no_letter_leaves_twice_by_itself": arrives_again,
    "a_link_opens_only_for_who_takes_part": opens_for_who_left,
    "the_journal_only_grows": sql(UNGUARDED, "DELETE FROM journal WHERE what = 'reminded'"),
    "statuses_move_along_their_tables": sql("UPDATE letters SET status = 'queued' WHERE status = 'sent'"),
    "every_change_of_a_status_is_told": sql(
        "UPDATE requirement_states SET status = 'waived' WHERE status = 'asked'"
    ),
    "each_rung_is_used_at_most_once": sql("UPDATE rungs SET used_at = now() WHERE used_at IS NOT NULL"),
    "only_who_owes_is_reminded": sql(
        line("requirement_fulfilled", what="'reminded'"),
    ),
    "a_person_is_reminded_in_one_letter": sql(*(letter(number, name="'reminder'") for number in (1, 2))),
    "nothing_is_written_to_who_has_left": sql("UPDATE enrolments SET status = 'withdrawn'", letter(1)),
    "nothing_leaves_for_who_has_left": sql(
        "UPDATE letters SET status = 'claimed' WHERE enrolment_id IN (SELECT id FROM enrolments WHERE status = 'withdrawn')"
    ),
    "a_gate_opens_when_nothing_is_missing": sql(
        line("enrolled", what="'gate_opened'", step="'workshop'", key="'agreed'")
    ),
    "a_gate_shuts_only_for_what_is_missing": sql(
        copied("journal", "what = 'gate_opened' AND enrolment_id = 3", what="'gate_shut'")
    ),
    "a_step_ends_behind_its_gates": sql("UPDATE step_states SET status = 'done' WHERE status = 'open'"),
    "no_step_opens_before_its_time": sql(
        "UPDATE step_states SET status = 'open', opens_at = '2030-01-01' WHERE status = 'planned'"
    ),
    "sent_letters_never_change": sql("UPDATE letters SET note = 'x' WHERE status = 'sent'"),
    "letters_change_only_when_somebody_edits_them": sql("UPDATE letters SET subject = 'x'"),
    "deliveries_stay_as_they_came": sql("UPDATE submissions SET requirement_state_id = 1, sha256 = id::text"),
    "an_accepted_delivery_is_acknowledged": sql(
        line("submission_received", facts="""'{"submission": 99}'""")
    ),
    "deadlines_move_only_when_somebody_says_so": sql(
        "UPDATE requirement_states SET due_at = due_at + interval '1 day'"
    ),
    "the_invited_hear_of_a_move": sql(
        "UPDATE enrolments SET status = 'enrolled'",
        "UPDATE contacts SET ended_at = NULL",
        "UPDATE event_states SET sequence = sequence + 1",
    ),
    "what_fulfils_itself_is_met": sql(line("requirement_fulfilled", key="'talks'")),
    "a_letter_about_an_interview_is_true_when_it_leaves": sql(
        "UPDATE letters SET status = 'claimed', attempts = 0, calendar = 'x' WHERE calendar_method = 'REQUEST'",
        "UPDATE letters SET status = 'sending' WHERE calendar_method = 'REQUEST'",
    ),
}


def lived(database: Engine) -> World:
    """A world with something of everything: one past its first step, one that has left, one that waits at a gate."""
    world = World(0, database, random.Random(0), now=BEGINS + timedelta(days=13))  # noqa: S311 - dice, not secrets
    with database.begin() as connection:
        witness.forget(connection)
    with Session(database) as session, session.begin():
        publishing.publish(session, plan.programme(), actor=administrator("Anne"), now=BEGINS)
        for home in plan.HOMES[:3]:
            office.take_in(session, home, now=BEGINS)
        engine.skip_preparation(session, now=BEGINS)
        for enrolment, step in ((1, "workshop"), (2, "preparation"), (3, "preparation")):
            steps.take_up(session, enrolment, step, UUID(int=enrolment), now=world.now + timedelta(hours=1))
            asking.ask(session, enrolment, step, before_event=False, now=world.now + timedelta(hours=1))
        _deliver_and_wait(session, world)
        leaver = enrolments.get(session, 2)
        withdrawal.withdraw(session, leaver, actor=administrator("Anne"), reason="Aftalt", now=world.now)
        world.now += timedelta(days=5)
        reminders.sweep(session, now=world.now)
        sent = SendingOutcome(Result.SENT)
        for letter in sending.claim(
            session, owner="p", limit=2, now=world.now, real_now=world.now, lease=LEASE
        ):
            sending.begin(session, letter, owner="p", real_now=world.now, lease=LEASE)
            sending.settle(session, letter.id, sent, owner="p", now=world.now, real_now=world.now)
    return world


def _deliver_and_wait(session: Session, world: World) -> None:
    """The third municipality brings all that its first gate needs and waits at the second."""
    agreement, wishes, talks, named = (
        requirements.state_of(session, 3, "preparation", key)
        for key in ("agreement", "wishes", "talks", "named")
    )
    signed: dict[str, Any] = {"actor": administrator("Anne"), "now": world.now}
    form = {"wish": "Ro", "hours": "5"}
    submissions.submit(session, agreement, filename="a.pdf", content=b"%PDF-1.7", **signed)
    submissions.submit(session, wishes, form=form, **signed)
    people = [{"role": role, "name": role, "email": f"{role[0].lower()}@example.org"} for role in plan.ROLES]
    submissions.submit(session, named, form={"people": people}, **signed)
    planning.plan(session, enrolments.get(session, 3).programme_id, now=world.now)
    decide(session, agreement, APPROVE, reason="", occasion="desk", now=world.now)
    decide(session, talks, WAIVE, occasion="desk 2", now=world.now)
    for gate in ("collected", "pre_analysis"):
        gates.arrive(session, 3, "preparation", gate, now=world.now)


def test_every_promise_notices_when_it_is_broken(watched: Engine) -> None:
    world = lived(watched)

    with watched.connect() as connection:
        watch = promises.Watch(connection)
        at_first = watch.broken(world)
        blind = [
            name for name, damage in DAMAGE.items() if name not in _noticed(connection, watch, world, damage)
        ]

    assert at_first == {}
    assert blind == []
    assert DAMAGE.keys() == promises.ALL.keys()


def _noticed(connection: Connection, watch: promises.Watch, world: World, damage: Damage) -> set[str]:
    world.swept = world.planned = world.now
    damage(connection, world)
    return set(watch.broken(world))
