"""Week plans: under secret addresses as page, calendar and paper, and a municipality's own behind its link."""

from __future__ import annotations

from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions import clock, database
from actions.our_page import contents
from actions.people import links
from actions.week_plans import feeds as week_feeds
from actions.week_plans import plans
from languages.catalogues import speak
from models.forms.findings import Finding
from models.week_plans import WeekPlan
from portal.our_page import Form, drawn
from portal.protection import NONCE, is_forged
from portal.rendering import page
from reports import apart
from reports.week_plans import sheet

feeds = APIRouter(prefix="/kalender")
ours = APIRouter(prefix="/jeres-side/{token}")
_PRINTING = BoundedSemaphore(2)
"""So many papers are made at a time; each takes a process of its own."""


@feeds.api_route("/{token}.ics", methods=["GET", "HEAD"])
def calendar(request: Request, token: str) -> Response:
    """The plan for calendars; whoever has it as it is gets nothing anew."""
    with database.reading() as session:
        content = week_feeds.calendar(session, week_feeds.follow(session, token))
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="ugeplan.ics"'
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@feeds.api_route("/{token}.pdf", methods=["GET", "HEAD"])
def paper(request: Request, token: str) -> Response:
    """The plan on paper."""
    with database.reading() as session:
        plan = week_feeds.plan(session, week_feeds.follow(session, token), now=clock.now(session))
    return _paper(request, plan)


@feeds.api_route("/{token}", methods=["GET", "HEAD"])
def read(token: str) -> Response:
    """The plan as a page."""
    with database.reading() as session:
        plan = week_feeds.plan(session, week_feeds.follow(session, token), now=clock.now(session))
    return _page(plan, here=f"/kalender/{token}", back="")


@ours.api_route("/ugeplan.pdf", methods=["GET", "HEAD"])
def own_paper(request: Request, token: str) -> Response:
    """The municipality's plan on paper."""
    return _paper(request, _own(token))


@ours.api_route("/ugeplan", methods=["GET", "HEAD"])
def own(token: str) -> Response:
    """The municipality's plan as a page."""
    return _page(_own(token), here=f"/jeres-side/{token}/ugeplan", back=f"/jeres-side/{token}")


@ours.post("/kalenderlink")
def make(request: Request, token: str, form: Form) -> Response:
    """Make a secret address for the municipality's plan, and show it this once."""
    with database.transaction() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        enrolment = week_feeds.of_home(session, contact)
        shown = contents.of(session, contact, now=now)
        if is_forged(request, form.texts.get(NONCE, "")):
            finding = Finding("stale", field="interviews")
            return drawn(request, token, shown, findings=(finding,), status=403)
        made = week_feeds.make(
            session,
            programme_id=enrolment.programme_id,
            enrolment=enrolment,
            actor=links.acting(token, contact),
            now=now,
        )
    address = week_feeds.url(made)
    values: dict[str, Any] = {"ours": shown, "token": token, "address": address}
    return page("calendar_link.html", shown.language, rehearsal=shown.rehearsal, **values)


def _own(token: str) -> WeekPlan:
    with database.reading() as session:
        now = clock.now(session)
        enrolment = week_feeds.of_home(session, links.follow(session, token, now))
        return plans.of_municipality(session, enrolment, now=now)


def _page(plan: WeekPlan, *, here: str, back: str) -> Response:
    """Page and paper say the same, in the same words."""
    values: dict[str, Any] = {
        "sheet": sheet(plan, speak(plan.language, "week_plans")),
        "here": here,
        "back": back,
    }
    return page("week_plan.html", plan.language, rehearsal=plan.rehearsal, **values)


def _paper(request: Request, plan: WeekPlan) -> Response:
    """Printed in a process of its own; not for who only asks whether there is one."""
    content = b""
    if request.method != "HEAD":
        with _PRINTING:
            content = apart.week_plan(plan, speak(plan.language, "week_plans"))
    disposition = {"Content-Disposition": 'inline; filename="ugeplan.pdf"'}
    return Response(content, media_type="application/pdf", headers=disposition)
