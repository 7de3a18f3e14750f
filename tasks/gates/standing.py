"""Standing before a gate: the run is suspended with a form, and every leg asks the rows anew."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.exceptions import Pause, PrefectHTTPStatusError
from prefect.input.run_input import keyset_from_base_key
from prefect.states import Suspended
from prefect.utilities.engine import propose_state_sync

from actions import clock
from actions.database import transaction
from actions.events import invitations
from actions.gates import gates
from actions.gates.gates import FormAnswer, Standing
from actions.progress import enrolments, requirements
from languages.catalogues import speak
from tasks.gates import form
from tasks.gates.absence import REFUSALS, is_gone


def gate(enrolment_id: int, step: str, key: str) -> None:
    """Pass when nothing the gate needs is missing; otherwise the run is suspended, however often it is resumed."""
    # while: an early Resume must not pass a shut gate
    while standing := _stand_before(enrolment_id, step, key):
        _suspend(standing, key)


def wait_until(enrolment_id: int, step: str, name: str, until: datetime) -> None:
    """Pass when the instant has come; otherwise the run is suspended until then."""
    while standing := _stand_before(enrolment_id, step, name, until):
        _suspend(standing, name)


def wait_for_event(enrolment_id: int, step: str) -> None:
    """Pass when the step's event is over, at whatever time it is held in the end."""
    with transaction() as session:
        enrolment = enrolments.get(session, enrolment_id)
        definition = requirements.step_of(session, enrolment, step)
        ends_at = invitations.state_of(session, enrolment.programme_id, definition.event or "").ends_at
    wait_until(enrolment_id, step, "event", ends_at)


def run_id() -> UUID:
    """The Prefect run this code plays in."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("a gate stands in a flow, and nowhere else")
    return context.flow_run.id


def _stand_before(enrolment_id: int, step: str, key: str, until: datetime | None = None) -> Standing | None:
    with transaction() as session:
        last_round = gates.waiting_round(session, enrolment_id, step, key)
    answer = _answer(form.key(key, last_round)) if last_round is not None else None
    with transaction() as session:
        now = clock.now(session)
        return gates.arrive(session, enrolment_id, step, key, until=until, answer=answer, now=now)


def _answer(form_key: str) -> FormAnswer | None:
    with get_client(sync_client=True) as client:
        try:
            return form.read(client.read_flow_run_input(run_id(), keyset_from_base_key(form_key)["response"]))
        except REFUSALS as nothing:
            if not is_gone(nothing):
                raise
            return None


def _suspend(standing: Standing, key: str) -> None:
    """Show the form and stop here.

    Raises:
        Pause: which ends the leg; the next one starts from the flow's first line.
    """
    form_key, say = form.key(key, standing.round), speak(standing.language, "form")
    state: State[None] = Suspended(message=standing.message, pause_key=form_key)
    keys = keyset_from_base_key(form_key)
    state.state_details.run_input_keyset = {str(name): key for name, key in keys.items()}
    with get_client(sync_client=True) as client:
        # The form first: a run suspended without its form could never be resumed.
        _keep(client, keys["schema"], json.dumps(form.schema([one.title for one in standing.lacking], say)))
        _keep(client, keys["description"], form.description(standing, say))
        agreed = propose_state_sync(client, state, flow_run_id=run_id())
    if agreed.is_paused():
        raise Pause(state=agreed)


def _keep(client: SyncPrefectClient, key: str, value: str) -> None:
    try:
        client.create_flow_run_input(run_id(), key, value)
    except PrefectHTTPStatusError as refused:
        if refused.response.status_code != 409:  # it is there already: a leg that died here kept it
            raise
