"""The signs of life of an installation that is up: each part or service broken on purpose, and named."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from actions import clock, database
from deployments import heartbeat
from deployments.engine import process
from deployments.folder_locks import alone
from deployments.health import doctor, vital_signs
from deployments.post.postman import Postman
from deployments.supervisor import keeper, logs
from deployments.supervisor.keeper import PartKeeper
from deployments.supervisor.parts import Part
from models.ailments import Ailment, Sign
from models.people import Enrolment
from models.settings import Settings, settings
from tests.support.servers.prefect_engine import free_port
from tests.support.worlds import two_steps


@pytest.fixture
def up(database_url: str) -> Iterator[Settings]:
    """The settings of an installation that is up, though none of its parts is."""
    settings.cache_clear()
    settings().data.mkdir(parents=True, exist_ok=True)
    with alone(settings().data):
        yield settings()


def seen(up: Settings, ailment: Ailment) -> list[Sign]:
    """The signs of one ailment."""
    return [sign for sign in doctor.signs(up) if sign.ailment is ailment]


def test_a_part_that_shows_no_sign_of_life_is_named_with_its_log(up: Settings) -> None:
    heartbeat.beat("engine")
    before = {sign.says: sign.cure for sign in seen(up, Ailment.PART_SILENT)}

    log = logs.path(up.data, "postman")
    assert before["postman does not answer"] == (
        f"it is started again by itself; `tail -n 50 {log}` says what it did last"
    )
    assert "engine does not answer" not in before


def test_a_pulse_that_is_old_is_none(up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.real_now() + timedelta(seconds=heartbeat.SILENT_AFTER + 1)
    heartbeat.beat("engine")
    monkeypatch.setattr(clock, "real_now", lambda: late)

    assert "engine does not answer" in [sign.says for sign in seen(up, Ailment.PART_SILENT)]


def test_a_part_that_will_not_stay_is_named(up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept by the supervisor's real keeper, whose lines the doctor reads."""
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.05)
    with logs.opened(up.data, "supervisor"):
        lines = logging.FileHandler(logs.path(up.data, "supervisor"))
    lines.setFormatter(logging.Formatter(logs.FORMAT))
    logging.getLogger("supervisor").addHandler(lines)

    async def keep() -> None:
        kept = PartKeeper(Part("portal", (sys.executable, "-c", "exit(3)")), data=up.data, environment={})
        kept.begin()
        while logs.path(up.data, "supervisor").read_text().count("is started again") < vital_signs.RESTARTS:
            await asyncio.sleep(0.05)
        await kept.end()

    asyncio.run(asyncio.wait_for(keep(), 60))
    logging.getLogger("supervisor").removeHandler(lines)
    lines.close()

    (sign,) = seen(up, Ailment.PART_RESTARTING)
    assert sign.says == "portal was started again 3 times within 15 minutes"
    assert sign.cure == f"`tail -n 50 {logs.path(up.data, 'portal')}` says why it ends"


def test_an_engine_that_stands_by_is_named(up: Settings) -> None:
    async def two() -> tuple[list[Sign], list[Sign]]:
        stop = asyncio.Event()
        playing = await process.take_lock(stop)
        assert playing is not None
        one = await asyncio.to_thread(seen, up, Ailment.ENGINE_STANDS_BY)
        other = asyncio.create_task(process.take_lock(stop))
        await asyncio.sleep(1.5)
        both = await asyncio.to_thread(seen, up, Ailment.ENGINE_STANDS_BY)
        stop.set()
        await other
        await playing.close()
        return one, both

    alone_, both = asyncio.run(two())

    assert (alone_, [sign.says for sign in both]) == ([], ["1 engine(s) stand by: another one plays"])


def test_a_mail_server_that_cannot_be_used_is_named_with_its_reason(up: Settings) -> None:
    with database.transaction() as session:
        enrolment: Enrolment = two_steps.vejle_in(session)
        two_steps.opened(session, enrolment)
    nobody = free_port()
    postman = Postman(up.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": nobody}))
    postman.round()
    heartbeat.beat("postman", postman.note)

    (sign,) = seen(up, Ailment.MAIL_UNUSABLE)
    assert sign.says.startswith("postman: no letters can be sent, next try in 5 s: ")
    assert "TOVHOLDER_SMTP_" in sign.cure


@pytest.mark.engine
def test_a_run_that_is_stuck_in_prefect_is_named_with_its_address(
    prefect_api: str, up: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _running(prefect_api)
    soon = seen(up, Ailment.RUN_STUCK)
    monkeypatch.setattr(vital_signs, "STUCK_AFTER", timedelta(0))

    (sign,) = seen(up, Ailment.RUN_STUCK)

    assert soon == []
    assert sign.says.startswith("the run 'Vejle · 1 Forberedelse' has been Running since ")
    assert sign.cure == f"cancel it at {prefect_api}/v2/runs/flow-run/{run}: the engine makes a new one"


def _running(prefect_api: str) -> str:
    """A run in Prefect that claims to run, and its id."""

    def asked(path: str, **said: Any) -> Any:
        return httpx.post(f"{prefect_api}/api/{path}", json=said, trust_env=False).raise_for_status().json()

    flow = asked("flows/", name="preparation")["id"]
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": clock.real_now().isoformat()}}
    run = str(asked("flow_runs/", flow_id=flow, name="Vejle · 1 Forberedelse", state=state)["id"])
    asked(f"flow_runs/{run}/set_state", state={"type": "RUNNING", "name": "Running"}, force=True)
    return run
