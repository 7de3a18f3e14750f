"""What Prefect is told about our flows, as often as one likes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from sqlalchemy.engine import URL

from deployments.engine.registration import SCHEDULES, ZONE, DescribedInstallation, register
from deployments.engine.worker import Flows
from languages.catalogues import speak
from tests.support.servers.prefect_engine import empty_prefect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]


@flow(name="preparation")
def preparation(enrolment_id: int, step: str) -> None:
    """Not the real one."""


@flow(name="reminders")
def reminders() -> None:
    """Not the real one."""


FLOWS: Flows = {"preparation": preparation, "reminders": reminders}
SAY = speak("da", "flows")
REAL, REHEARSAL = DescribedInstallation(False, SAY), DescribedInstallation(True, SAY)


def registered(name: str) -> DeploymentResponse:
    with get_client(sync_client=True) as client:
        return client.read_deployment_by_name(f"{name}/{name}")


def test_registering_again_changes_no_deployment(prefect_api: str) -> None:
    first = asyncio.run(register(FLOWS, REAL))
    second = asyncio.run(register(FLOWS, REAL))

    assert first == second
    assert first.keys() == FLOWS.keys()
    assert len(registered("reminders").schedules) == 1


def test_a_step_flow_has_its_parameters_and_no_schedule(prefect_api: str) -> None:
    asyncio.run(register(FLOWS, REAL))

    found = registered("preparation")
    assert found.parameter_openapi_schema is not None
    assert found.parameter_openapi_schema["properties"].keys() == {"enrolment_id", "step"}
    assert (found.schedules, found.tags, found.work_pool_name) == ([], ["trin"], "tovholder")


def test_reminders_go_out_at_eight_on_weekdays_one_sweep_at_a_time(prefect_api: str) -> None:
    asyncio.run(register(FLOWS, REAL))

    found = registered("reminders")
    (schedule,) = found.schedules
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone, schedule.active) == (
        "0 8 * * 1-5",
        ZONE,
        True,
    )
    assert found.concurrency_options is not None
    assert found.concurrency_options.collision_strategy == "CANCEL_NEW"


def test_in_a_rehearsal_the_schedules_rest(prefect_api: str) -> None:
    asyncio.run(register(FLOWS, REHEARSAL))

    assert [schedule.active for schedule in registered("reminders").schedules] == [False]


def test_a_schedule_that_rested_is_active_when_the_rehearsal_is_over(prefect_api: str) -> None:
    asyncio.run(register(FLOWS, REHEARSAL))
    asyncio.run(register(FLOWS, REAL))

    assert [schedule.active for schedule in registered("reminders").schedules] == [True]


def test_an_emptied_prefect_is_filled_again(prefect_api: str, postgres: URL) -> None:
    before = asyncio.run(register(FLOWS, REAL))
    empty_prefect(postgres)

    after = asyncio.run(register(FLOWS, REAL))

    assert registered("preparation").id == after["preparation"] != before["preparation"]


def test_the_clock_change_moves_no_schedule() -> None:
    from prefect.server.schemas.schedules import (
        CronSchedule as ServerSchedule,  # what the scheduler computes with
    )

    start = datetime(2026, 10, 23, tzinfo=UTC)
    days = asyncio.run(
        ServerSchedule(cron=SCHEDULES["reminders"], timezone=ZONE).get_dates(
            5, start, start + timedelta(days=9)
        )
    )

    local = [day.astimezone(ZoneInfo(ZONE)) for day in days]
    assert [(day.day, day.hour, day.minute) for day in local] == [(day, 8, 0) for day in (23, 26, 27, 28, 29)]


def test_nothing_is_scheduled_in_the_hour_the_clock_change_repeats() -> None:
    assert [name for name, cron in SCHEDULES.items() if cron.split()[1] == "2"] == []
