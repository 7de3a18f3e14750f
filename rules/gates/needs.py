"""What a gate lacks, and how to say it in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from models.language import Language
from models.states import SETTLED, RequirementStatus


@dataclass(frozen=True)
class Lacking:
    """One requirement a gate still waits for. `progress` says how far it is, such as "1 af 3", where that makes sense."""

    key: str
    title: str
    status: RequirementStatus | None
    due_at: datetime | None
    progress: str = ""


def missing(
    needs: Iterable[str], statuses: Mapping[str, RequirementStatus], *, overridden: bool = False
) -> tuple[str, ...]:
    """Keys the gate still waits for, in its own order; empty means open. What was never asked is missing too."""
    if overridden:
        return ()
    return tuple(key for key in needs if statuses.get(key) not in SETTLED)


def signature(lacking: Iterable[tuple[str, RequirementStatus | None, datetime | None]]) -> str:
    """What is missing, in a form that differs as soon as the sentence about it would."""
    return " ".join(
        f"{key}={status or '-'}@{due.astimezone(UTC).isoformat() if due else '-'}"
        for key, status, due in lacking
    )


def steps_ready(requires: Collection[str], done: Collection[str]) -> bool:
    """Whether every earlier step a step builds on is done."""
    return set(requires) <= set(done)


@dataclass(frozen=True)
class GateWords:
    """The few words the sentences are made of, per language."""

    waits_for: str
    due: str
    approval: str
    returned: str
    not_asked: str
    since: str
    until: str


_WORDS: Mapping[Language, GateWords] = {
    "da": GateWords(
        waits_for="Venter på",
        due="frist {}",
        approval="leveret, mangler godkendelse",
        returned="sendt retur",
        not_asked="endnu ikke bedt om",
        since="siden {}",
        until="Venter til {}",
    ),
    "nb": GateWords(
        waits_for="Venter på",
        due="frist {}",
        approval="levert, mangler godkjenning",
        returned="sendt i retur",
        not_asked="ennå ikke bedt om",
        since="siden {}",
        until="Venter til {}",
    ),
}


def day_text(day: date, language: Language) -> str:
    """ "3. oktober 2022"."""
    return format_date(day, "d. MMMM y", locale=language)


def why_waiting(lacking: Iterable[Lacking], *, since: datetime, zone: ZoneInfo, language: Language) -> str:
    """One sentence: what is missing, each with its deadline, and since when the step has waited.

    It says nothing that time alone makes untrue: it stands on a suspended run until something about it changes.
    """
    words = _WORDS[language]
    parts = [f"{one.title} ({_detail(one, words, zone, language)})" for one in lacking]
    waited = words.since.format(day_text(since.astimezone(zone).date(), language))
    return f"{words.waits_for}: {'; '.join(parts)} – {waited}."


def _detail(one: Lacking, words: GateWords, zone: ZoneInfo, language: Language) -> str:
    if one.status is None or one.due_at is None:
        return words.not_asked
    if one.status is RequirementStatus.DELIVERED:
        return words.approval
    deadline = words.due.format(day_text(one.due_at.astimezone(zone).date(), language))
    return f"{words.returned}, {deadline}" if one.status is RequirementStatus.RETURNED else deadline


def waits_until(until: datetime, *, zone: ZoneInfo, language: Language) -> str:
    """ "Venter til 3. oktober 2022 kl. 16.00."""
    local = until.astimezone(zone)
    return _WORDS[language].until.format(f"{day_text(local.date(), language)} kl. {local:%H.%M}") + "."
