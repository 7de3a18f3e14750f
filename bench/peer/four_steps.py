"""The naive peer's flow: one run per municipality, suspended at each gate until somebody fills in the form.

It knows nothing of Tovholder. A resumed run starts again from the top; tasks whose results are kept are not run again.
"""

import os
import smtplib
from email.message import EmailMessage

from prefect import flow, task
from prefect.flow_runs import suspend_flow_run
from pydantic import BaseModel


class ThreePapers(BaseModel):
    """The form of a gate."""

    first: str
    second: str
    third: str


@task(persist_result=True)
def send_letter(municipality: int, step: int, what: str) -> None:
    """Send one letter."""
    letter = EmailMessage()
    letter["From"] = "kontor@example.org"
    letter["To"] = f"kommune.{municipality}@example.org"
    letter["Subject"] = f"{what} {step}"
    letter["Message-ID"] = f"<{municipality}.{step}.{what}@example.org>"
    letter.set_content(f"{what}, step {step}\n")
    with smtplib.SMTP("127.0.0.1", int(os.environ["PEER_SMTP_PORT"])) as server:
        server.send_message(letter)


@flow
def four_steps(municipality: int) -> None:
    """Ask, wait for three papers, thank; four times."""
    for step in (1, 2, 3, 4):
        send_letter(municipality, step, "request")
        suspend_flow_run(wait_for_input=ThreePapers, key=f"step-{step}", timeout=24 * 3600)
        send_letter(municipality, step, "receipt")
