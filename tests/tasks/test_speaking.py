"""What a leg is called in Prefect's UI: in the language of its programme, or of the office."""

from __future__ import annotations

import gc

import pytest
from prefect import Task

from flows.registry import flows
from languages.catalogues import languages, speak
from languages.checking import SOURCE
from models.language import Language
from tasks.speaking import speak_from_here, task_name


@pytest.mark.parametrize("language", languages())
def test_every_task_and_flow_is_called_something(language: Language) -> None:
    known = flows()
    tasks = [
        one for one in gc.get_objects() if isinstance(one, Task) and one.fn.__module__.startswith("tasks.")
    ]
    speak_from_here(language)

    assert len(tasks) == 13
    assert all(task_name(task.name) for task in tasks)
    assert all(speak(language, "flows")(f"{name}_about") for name in known)
    speak_from_here(SOURCE)


def test_a_task_is_named_as_its_leg_speaks() -> None:
    speak_from_here("nb")
    said = task_name("remind")
    speak_from_here(SOURCE)

    assert (said, task_name("remind")) == ("Send påminnelser", "Send påmindelser")
