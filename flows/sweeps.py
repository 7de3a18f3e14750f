"""The scheduled flows: they sweep over everything, whatever the steps are doing."""

from flows.playing import sweeps
from tasks.interviews import look_around, mirror, plan_all, read_answers
from tasks.sweeps import remind, state, tidy


@sweeps("reminders")
def reminders() -> None:
    """Reminders and escalations to those who owe something, on working days."""
    remind()


@sweeps("statement")
def statement() -> None:
    """The office's daily statement. When it does not come, something is wrong."""
    state()


@sweeps("housekeeping")
def housekeeping() -> None:
    """Deletes expired links and reports letters that are stuck."""
    tidy()


@sweeps("interviews")
def interviews() -> None:
    """Answers and calendars are read, proposals lapse, times are found, and the calendars follow."""
    done = [task(return_state=True) for task in (read_answers, look_around, plan_all, mirror)]
    # a mailbox or calendar that is away keeps nobody from being planned, and the run fails all the same
    for part in done:
        part.result()
