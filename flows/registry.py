"""Every flow the engine can play, by name."""

from collections.abc import Mapping
from typing import Any

from prefect import Flow

from flows.follow_up import follow_up
from flows.gathering import gathering
from flows.kickoff import kickoff
from flows.preparation import preparation
from flows.sweeps import housekeeping, interviews, reminders, statement
from flows.workshop import workshop


def flows() -> Mapping[str, Flow[..., Any]]:
    """The flows of the steps and the scheduled ones."""
    known: tuple[Flow[..., Any], ...] = (
        preparation,
        kickoff,
        workshop,
        follow_up,
        gathering,
        reminders,
        statement,
        interviews,
        housekeeping,
    )
    return {flow.name: flow for flow in known}
