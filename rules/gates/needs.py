"""What a gate lacks, and how to say it in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from models.language import Language, Say
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
    needs: Iterable[str], statuses: Mapping[str, RequirementStatus | None], *, overridden: bool = False
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


def day_text(day: date, language: Language) -> str:
    """ "3. oktober 2022"."""
    return format_date(day, "d. MMMM y", locale=language)


def why_waiting(lacking: Iterable[Lacking], *, since: datetime, zone: ZoneInfo, say: Say) -> str:
    """One sentence: what is missing, each with its deadline, and since when the step has waited.

    It says nothing that time alone makes untrue: it stands on a suspended run until something about it changes.
    """
    parts = "; ".join(f"{one.title} ({_detail(one, zone, say)})" for one in lacking)
    return say("waits_for", what=parts, since=day_text(since.astimezone(zone).date(), say.language))


def _detail(one: Lacking, zone: ZoneInfo, say: Say) -> str:
    if one.status is None or one.due_at is None:
        return say("not_asked")
    if one.status is RequirementStatus.DELIVERED:
        return say("awaits_approval")
    due = day_text(one.due_at.astimezone(zone).date(), say.language)
    return say("returned" if one.status is RequirementStatus.RETURNED else "due", due=due)


def waits_until(until: datetime, *, zone: ZoneInfo, say: Say) -> str:
    """ "Venter til 3. oktober 2022 kl. 16.00."""
    local = until.astimezone(zone)
    return say("waits_until", day=day_text(local.date(), say.language), clock=f"{local:%H.%M}")
