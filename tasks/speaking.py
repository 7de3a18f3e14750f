"""Which language a leg speaks in Prefect's UI: its programme's, or the office's where it belongs to none."""

from __future__ import annotations

from contextvars import ContextVar

from actions.database import reading
from actions.programmes import publishing
from languages.catalogues import speak
from languages.checking import SOURCE
from models.language import Language

_LANGUAGE: ContextVar[Language] = ContextVar("language", default=SOURCE)


def speak_from_here(language: Language) -> None:
    """What this leg does is named in that language."""
    _LANGUAGE.set(language)


def speak_for_office() -> None:
    """What this leg does is named in the office's language."""
    with reading() as session:
        speak_from_here(publishing.office_language(session))


def task_name(key: str) -> str:
    """What a task is called in this leg."""
    return speak(_LANGUAGE.get(), "tasks")(key)


def name_for_office(flow: str) -> str:
    """What a run of a scheduled flow is called."""
    with reading() as session:
        return speak(publishing.office_language(session), "flows")(flow)
