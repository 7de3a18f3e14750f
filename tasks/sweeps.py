"""Tasks of the scheduled flows: each is one sweep over everything."""

from __future__ import annotations

from actions import clock
from actions.database import transaction
from actions.sweeps import housekeeping, reminders, statements
from tasks.acting import act


@act("remind")
def remind() -> dict[str, int]:
    """Use every reminder rung that is due; how many letters of each kind."""
    with transaction() as session:
        swept = reminders.sweep(session, now=clock.now(session))
        return {"reminded": swept.reminded, "escalated": swept.escalated}


@act("state")
def state() -> int:
    """Write the daily statement of every running programme; how many letters."""
    with transaction() as session:
        return statements.state(session, now=clock.now(session))


@act("tidy")
def tidy() -> int:
    """Delete long-expired links and report letters in trouble; how many links went."""
    with transaction() as session:
        return housekeeping.tidy(session, now=clock.now(session))
