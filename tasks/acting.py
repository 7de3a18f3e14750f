"""How every task of ours behaves: retried when the world fails, never when a rule says no, nothing cached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from models.errors.deliveries import ReportNotPrinted
from models.errors.error import TovholderError
from models.errors.running import DatabaseUnreachable
from tasks.speaking import task_name

P = ParamSpec("P")
R = TypeVar("R")


def act(key: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """A task that staff know by the sentence of that key; repeatable because the database refuses the second one."""

    def make(action: Callable[P, R]) -> Task[P, R]:
        return Task(
            action,
            name=key,
            task_run_name=lambda: task_name(key),
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=3,
            retry_delay_seconds=[1, 5, 15],
            retry_condition_fn=_worth_another_try,
        )

    return make


def _worth_another_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    failure = state.result(raise_on_failure=False)
    return isinstance(failure, DatabaseUnreachable | ReportNotPrinted) or not isinstance(
        failure, TovholderError
    )
