"""Asking in time: what a step asks for before its event, and what follows it."""

from tasks.gates.standing import wait_for_event, wait_until
from tasks.steps import ask


def ask_until_the_event(enrolment_id: int, step: str) -> None:
    """Ask for each thing when its moment comes, and wait until the event is over."""
    while later := ask(enrolment_id, step, before_event=True):
        wait_until(enrolment_id, step, f"asking-{later:%Y-%m-%d}", later)
    wait_for_event(enrolment_id, step)


def ask_the_rest(enrolment_id: int, step: str) -> None:
    """Ask for what is left, each at its moment."""
    while later := ask(enrolment_id, step):
        wait_until(enrolment_id, step, f"asking-{later:%Y-%m-%d}", later)
