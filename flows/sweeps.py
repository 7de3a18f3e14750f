"""The scheduled flows: they sweep over everything, whatever the steps are doing."""

from prefect import flow

from tasks.interviews import look_around, mirror, plan_all, read_answers
from tasks.sweeps import remind, state, tidy


@flow(name="reminders", flow_run_name="Påmindelser", persist_result=False)
def reminders() -> None:
    """Påmindelser og eskalering til dem, der skylder noget, på arbejdsdage."""
    remind()


@flow(name="statement", flow_run_name="Dagens opgørelse", persist_result=False)
def statement() -> None:
    """Kontorets daglige opgørelse. Kommer den ikke, er noget galt."""
    state()


@flow(name="housekeeping", flow_run_name="Oprydning", persist_result=False)
def housekeeping() -> None:
    """Sletter udløbne links og melder breve, der sidder fast."""
    tidy()


@flow(name="interviews", flow_run_name="Interview", persist_result=False)
def interviews() -> None:
    """Svar pr. mail og interviewernes kalendere læses, forslag udløber, tider findes, og kalenderne følger med."""
    done = [task(return_state=True) for task in (read_answers, look_around, plan_all, mirror)]
    # a mailbox or calendar that is away keeps nobody from being planned, and the run fails all the same
    for part in done:
        part.result()
