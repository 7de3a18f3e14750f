"""What Prefect has to know before a run can start: the work pool, and one deployment per flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists
from prefect.flows import Flow
from prefect.utilities.callables import parameter_schema
from sqlalchemy.orm import Session

from actions import clock
from actions.programmes import publishing
from deployments.engine.worker import POOL, Flows, WarmWorker
from languages.catalogues import speak
from models.language import Say

ZONE = "Europe/Copenhagen"
SCHEDULES: Mapping[str, str] = MappingProxyType(
    {
        "housekeeping": "30 3 * * *",
        "statement": "30 7 * * 1-5",
        "reminders": "0 8 * * 1-5",
        "interviews": "*/10 6-20 * * *",
    }
)
"""Cron lines in local time. Never between 02 and 03, which the clock change skips or repeats; the flows themselves
leave out public holidays."""


@dataclass(frozen=True)
class DescribedInstallation:
    """What the deployments of an installation depend on."""

    rehearsal: bool
    say: Say


def described(session: Session) -> DescribedInstallation:
    """As the database has it now."""
    say = speak(publishing.office_language(session), "flows")
    return DescribedInstallation(clock.is_rehearsal(session), say)


async def register(flows: Flows, about: DescribedInstallation) -> dict[str, UUID]:
    """Create or bring up to date the pool and a deployment per flow; returns the deployments' ids by flow name.

    May be repeated at any time, also on an emptied Prefect database. In a rehearsal the schedules exist but rest:
    the rehearsal moves the clock, and starts the scheduled flows, itself.
    """
    async with get_client() as client:
        await _ensure_pool(client)
        return {name: await _deploy(client, name, flow, about) for name, flow in flows.items()}


async def _ensure_pool(client: PrefectClient) -> None:
    template = WarmWorker.get_default_base_job_template()
    try:
        await client.create_work_pool(
            WorkPoolCreate(name=POOL, type=WarmWorker.type, base_job_template=template)
        )
    except ObjectAlreadyExists:
        return


async def _deploy(
    client: PrefectClient, name: str, flow: Flow[..., Any], about: DescribedInstallation
) -> UUID:
    scheduled: dict[str, Any] = {"tags": ["trin"]}
    if cron := SCHEDULES.get(name):
        schedule = CronSchedule(cron=cron, timezone=ZONE)
        scheduled = {
            "tags": ["drift"],
            "schedules": [DeploymentScheduleCreate(schedule=schedule, active=not about.rehearsal)],
            # One at a time: after a standstill the backlog is cancelled instead of played all at once.
            "concurrency_limit": 1,
            "concurrency_options": ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        }
    return await client.create_deployment(  # which updates the one of that name
        flow_id=await client.create_flow_from_name(flow.name),
        name=name,
        description=about.say(f"{name}_about"),
        work_pool_name=POOL,
        parameter_openapi_schema=parameter_schema(flow).model_dump(exclude_unset=True),
        enforce_parameter_schema=True,
        **scheduled,
    )
