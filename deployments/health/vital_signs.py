"""The signs of life of a running installation: its parts, its postman's note, and Prefect's runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import httpx
from sqlalchemy import text

from actions import clock
from deployments import heartbeat
from deployments.database.transactions import acting
from deployments.engine.process import LOCK
from deployments.folder_locks import is_up
from deployments.supervisor import logs, probes
from deployments.supervisor.parts import Part, parts
from models.ailments import Ailment, Sign
from models.clock import Pulse
from models.settings import Settings

LOOKED_BACK = timedelta(minutes=15)
RESTARTS = 3
"""A part that was started again so often in that time will not stay."""
STUCK_AFTER = timedelta(minutes=10)
"""A run that has been on its way for so long in Prefect is stuck: a leg takes seconds."""
ON_THEIR_WAY = ("SCHEDULED", "PENDING", "RUNNING", "CANCELLING")


def vital_signs(settings: Settings) -> Iterator[Sign]:
    """Of each part whether it is there, and what is known to be the matter with it."""
    if not is_up(settings.data):
        yield Sign("nothing is running", "`tovholder up`", Ailment.NOTHING_RUNS)
        return
    children = parts(settings)
    there = asyncio.run(_looked_for(settings, children))
    for part in children:
        log = logs.path(settings.data, part.name)
        if there[part.name]:
            yield Sign(f"{part.name} is there")
        else:
            cure = f"it is started again by itself; `tail -n 50 {log}` says what it did last"
            yield Sign(f"{part.name} does not answer", cure, Ailment.PART_SILENT)
    yield from _restarts(settings)
    yield from _engine()
    yield from _postman()
    if there.get("prefect"):
        yield from _runs(settings)


async def _looked_for(settings: Settings, children: tuple[Part, ...]) -> Mapping[str, bool]:
    since = (clock.real_now() - timedelta(seconds=heartbeat.SILENT_AFTER)).isoformat()
    beats = await probes.pulses(settings)
    return {
        part.name: bool(await part.look()) if part.look else beats.get(part.name, "") >= since
        for part in children
    }


def _restarts(settings: Settings) -> Iterator[Sign]:
    for part, number in logs.restarts(settings.data, since=clock.real_now() - LOOKED_BACK).items():
        if number >= RESTARTS:
            says = f"{part} was started again {number} times within {LOOKED_BACK.seconds // 60} minutes"
            cure = f"`tail -n 50 {logs.path(settings.data, part)}` says why it ends"
            yield Sign(says, cure, Ailment.PART_RESTARTING)


def _engine() -> Iterator[Sign]:
    """An engine that stands by asks for the lock again and again, and does not get it."""
    asking = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE :asked"
        " AND pid <> pg_backend_pid()"
        " AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock AND granted)"
    )
    with acting() as (session, _):
        standing_by = session.scalar(asking, {"asked": "SELECT pg_try_advisory_lock%", "lock": LOCK})
    if standing_by:
        cure = "nothing while the other engine plays; else end the other `tovholder up` on this database"
        yield Sign(f"{standing_by} engine(s) stand by: another one plays", cure, Ailment.ENGINE_STANDS_BY)


def _postman() -> Iterator[Sign]:
    with acting() as (session, _):
        row = session.get(Pulse, "postman")
    if row and row.note:
        cure = (
            "correct the TOVHOLDER_SMTP_… settings, see docs/how-to/use-your-mail-server.md, and start again"
        )
        yield Sign(f"postman: {row.note}", cure, Ailment.MAIL_UNUSABLE)


def _runs(settings: Settings) -> Iterator[Sign]:
    """Asked of Prefect itself; a server that is too busy to answer is no reason to say nothing else."""
    before = clock.real_now() - STUCK_AFTER
    wanted = {
        "state": {"type": {"any_": ON_THEIR_WAY}},
        "expected_start_time": {"before_": before.isoformat()},
    }
    question = {"flow_runs": wanted, "limit": 200}
    try:
        with httpx.Client(base_url=settings.prefect_address, trust_env=False, timeout=10) as client:
            answer = client.post("/api/flow_runs/filter", json=question).raise_for_status()
    except httpx.HTTPError as silent:
        says = f"prefect does not say how its runs are: {silent!r}"
        yield Sign(says, f"`tail -n 50 {logs.path(settings.data, 'prefect')}`", Ailment.PART_SILENT)
        return
    for run in answer.json():
        since = datetime.fromisoformat(run["state"]["timestamp"])
        if since <= before:
            says = f"the run {run['name']!r} has been {run['state']['name']} since {since:%Y-%m-%d %H:%M} UTC"
            cure = f"cancel it at {settings.prefect_address}/v2/runs/flow-run/{run['id']}: the engine makes a new one"
            yield Sign(says, cure, Ailment.RUN_STUCK)
