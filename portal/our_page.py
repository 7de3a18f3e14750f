""" "Our page" behind the link in a letter: what is asked and by when, delivering it, answering invitations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from actions import clock, database
from actions.deliveries import submissions
from actions.events import answers
from actions.our_page import contents, invitations
from actions.our_page.contents import Item, OurPage
from actions.our_page.interviews import OurInterview
from actions.people import links
from languages.findings import finding_text
from models.forms.findings import Finding
from models.programmes.kinds import DeliveredAs
from models.states import Answer
from portal import forms
from portal.posted import Posted, answers_to, posted
from portal.protection import NONCE, is_forged, nonce_of, remember
from portal.rendering import page, said

router = APIRouter(prefix="/jeres-side/{token}")
Form = Annotated[Posted, Depends(posted)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DONE = frozenset(
    {
        "received",
        "repeated",
        "answered",
        "explained",
        "interview_yes",
        "interview_no",
        "interview_times",
    }
)


@router.api_route("", methods=["GET", "HEAD"])
def shown(request: Request, token: str, done: str = "", om: str = "") -> Response:
    """The page itself; `done` and `om` say what has just happened, after a redirect."""
    with database.reading() as session:
        now = clock.now(session)
        ours = contents.of(session, links.follow(session, token, now), now=now)
    title = next((item.title for item in ours.items if str(item.id) == om), "")
    message = said(ours.language, f"done_{done}", title=title) if done in _DONE else ""
    return drawn(request, token, ours, message=message)


@router.api_route("/krav/{state_id}", methods=["GET", "HEAD"])
def asked(request: Request, token: str, state_id: Number) -> Response:
    """One requirement with its form; what was entered last stands in it."""
    with database.reading() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        item = contents.item(session, contents.requirement(session, contact, state_id), now=now)
        ours = contents.of(session, contact, now=now)
    latest = item.rejected or item.delivered
    findings = item.rejected.findings if item.rejected else ()
    return _form(request, token, ours, item, latest.form if latest else {}, findings)


@router.api_route("/krav/{state_id}/skabelon", methods=["GET", "HEAD"])
def template(token: str, state_id: Number) -> Response:
    """The workbook a dataset is filled in with, empty."""
    with database.reading() as session:
        contact = links.follow(session, token, clock.now(session))
        found = contents.template(session, contact, state_id)
    disposition = {"Content-Disposition": f'attachment; filename="{found.filename}"'}
    return Response(found.content, media_type=_XLSX, headers=disposition)


@router.post("/krav/{state_id}")
def deliver(request: Request, token: str, state_id: Number, form: Form) -> Response:
    """Deliver, and redirect; or the page again with all that was typed and what is wrong with it."""
    with database.transaction() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        state = contents.requirement(session, contact, state_id)
        question = contents.question(session, state)
        typed = answers_to(question.fields, form.texts)

        def again(typed: Any, *findings: Finding, **shown: Any) -> Response:
            item, ours = contents.item(session, state, now=now), contents.of(session, contact, now=now)
            return _form(request, token, ours, item, typed, findings, **shown)

        if is_forged(request, form.texts.get(NONCE, "")):
            return again(typed, Finding("stale"), status=403)
        if "more" in form.texts:
            return again(typed, more=form.texts["more"])
        what: dict[str, Any] = {"form": forms.touched(typed, question.wanted)}
        if question.kind.rules.delivered_as is DeliveredAs.FILE:
            if form.content is None:
                return again(typed, Finding("file_missing", field="file"), status=422)
            what = {"filename": form.filename, "content": form.content}
        delivered = submissions.submit(session, state, actor=links.acting(token, contact), now=now, **what)
        if delivered.findings:
            rejected = contents.item(session, state, now=now).rejected
            return again(rejected.form if rejected else typed, *delivered.findings, status=422)
    if delivered.questions:
        return RedirectResponse(f"/jeres-side/{token}/krav/{state_id}/forklar", status_code=303)
    done = "repeated" if delivered.repeated else "received"
    return RedirectResponse(f"/jeres-side/{token}?done={done}&om={state_id}", status_code=303)


@router.post("/svar/{invitation_id}")
def answer(request: Request, token: str, invitation_id: Number, form: Form) -> Response:
    """Answer an invitation, and redirect."""
    said_word = form.texts.get("answer", "")
    forged = is_forged(request, form.texts.get(NONCE, ""))
    with database.transaction() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        _, invited = invitations.find(session, contact, invitation_id)
        ours = contents.of(session, contact, now=now)
        if forged or said_word not in (Answer.YES, Answer.NO):
            where = f"invitation.{invitation_id}"
            finding = Finding("stale" if forged else "answer_missing", field=where)
            status = 403 if forged else 422
            typed = {"invitation": invitation_id, "answer": said_word, "remark": form.texts.get("remark", "")}
            return drawn(request, token, ours, findings=(finding,), typed=typed, status=status)
        other = "" if invited.id == contact.id else invited.name
        answers.answer(
            session,
            invitation_id,
            Answer(said_word),
            actor=links.acting(token, contact).standing_in_for(other),
            now=now,
            remark=form.texts.get("remark", ""),
        )
    return RedirectResponse(f"/jeres-side/{token}?done=answered#invitation-{invitation_id}", status_code=303)


def drawn(
    request: Request,
    token: str,
    ours: OurPage,
    *,
    message: str = "",
    findings: tuple[Finding, ...] = (),
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """The page; with what was typed in one of its forms, where that one stands."""
    nonce, typed = nonce_of(request), typed or {}
    shown = page(
        "our_page.html",
        ours.language,
        status=status,
        rehearsal=ours.rehearsal,
        ours=ours,
        token=token,
        nonce=nonce,
        message=message,
        findings=findings,
        faults={one.field: finding_text(one, ours.language) for one in reversed(findings) if one.field},
        typed=typed,
        times={one.about.interview.id: _times(one, typed) for one in ours.interviews if one.times},
    )
    remember(shown, nonce)
    return shown


def _form(
    request: Request,
    token: str,
    ours: OurPage,
    item: Item,
    values: Any,
    findings: tuple[Finding, ...],
    *,
    status: int = 200,
    more: str = "",
) -> Response:
    nonce = nonce_of(request)
    shown = page(
        "requirement.html",
        ours.language,
        status=status,
        rehearsal=ours.rehearsal,
        ours=ours,
        item=item,
        token=token,
        nonce=nonce,
        values=values,
        findings=findings,
        faults={one.field: finding_text(one, ours.language) for one in reversed(findings) if one.field},
        rows={
            one.key: forms.drawn(one, values, more=one.key == more, wanted=item.wanted)
            for one in item.fields
            if one.fields
        },
    )
    remember(shown, nonce)
    return shown


def _times(one: OurInterview, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows in which somebody writes when they can."""
    if one.times is None:
        return []
    mine = typed.get("interview") == one.about.interview.id
    rows = {one.times.key: typed["rows"] if mine else ()}
    return forms.drawn(one.times, rows, more=mine and bool(typed["more"]))
