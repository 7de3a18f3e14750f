"""Questions about delivered figures on the municipality's own page, each with room for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from actions import clock, database
from actions.deliveries import explaining
from actions.deliveries.explaining import Said
from actions.our_page import contents
from actions.our_page.contents import Item, OurPage
from actions.people import links
from languages.findings import finding_text
from models.datasets.delivered import Reason
from models.forms.findings import Finding
from portal.our_page import Number
from portal.posted import Posted, posted
from portal.protection import NONCE, is_forged, nonce_of, remember
from portal.rendering import page

router = APIRouter(prefix="/jeres-side/{token}")
Form = Annotated[Posted, Depends(posted)]


@router.api_route("/krav/{state_id}/forklar", methods=["GET", "HEAD"])
def asked(request: Request, token: str, state_id: Number) -> Response:
    """What is odd about the delivered figures, each with room for an answer."""
    with database.reading() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        item = contents.item(session, contents.requirement(session, contact, state_id), now=now)
        ours = contents.of(session, contact, now=now)
    if not item.questions:
        return RedirectResponse(f"/jeres-side/{token}/krav/{state_id}", status_code=303)
    return _questions(request, token, ours, item)


@router.post("/krav/{state_id}/forklar")
def explain(request: Request, token: str, state_id: Number, form: Form) -> Response:
    """Keep what was answered; the same page again with what is left, or our page when nothing is."""
    typed = _answers(form.texts)
    with database.transaction() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        state = contents.requirement(session, contact, state_id)
        if is_forged(request, form.texts.get(NONCE, "")):
            ours = contents.of(session, contact, now=now)
            item = contents.item(session, state, now=now)
            return _questions(request, token, ours, item, typed, (Finding("stale"),), status=403)
        outcome = explaining.explain(session, state, typed, actor=links.acting(token, contact), now=now)
        if not outcome.accepted:
            item, ours = contents.item(session, state, now=now), contents.of(session, contact, now=now)
            findings = outcome.findings or (Finding("left", {"count": outcome.left}),)
            return _questions(request, token, ours, item, typed, findings, status=422)
    return RedirectResponse(f"/jeres-side/{token}?done=explained&om={state_id}", status_code=303)


def _answers(texts: Mapping[str, str]) -> dict[str, Said]:
    """The answers by what they are about; words without a reason are an explanation, and nothing at all is no answer."""
    known = {one.value: one for one in Reason}
    answers = {}
    for name, about in texts.items():
        number = name.removeprefix("about.")
        text = texts.get(f"text.{number}", "")
        reason = known.get(texts.get(f"reason.{number}", ""), Reason.EXPLAINED if text.strip() else None)
        if name.startswith("about.") and reason:
            answers[about] = Said(reason, text)
    return answers


def _questions(
    request: Request,
    token: str,
    ours: OurPage,
    item: Item,
    typed: Mapping[str, Said] | None = None,
    findings: tuple[Finding, ...] = (),
    *,
    status: int = 200,
) -> Response:
    nonce = nonce_of(request)
    places = {one.about: f"question.{number}" for number, one in enumerate(item.questions)}
    findings = tuple(replace(one, field=places.get(one.about, "")) for one in findings)
    shown: dict[str, Any] = {
        "ours": ours,
        "item": item,
        "token": token,
        "nonce": nonce,
        "typed": typed or {},
        "findings": findings,
        "faults": {one.field: finding_text(one, ours.language) for one in findings if one.field},
        "reasons": tuple(Reason),
    }
    answer = page("questions.html", ours.language, status=status, rehearsal=ours.rehearsal, **shown)
    remember(answer, nonce)
    return answer
