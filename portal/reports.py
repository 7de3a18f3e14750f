"""Reports on the municipality's own page: read there, or fetched as they were printed."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from actions import clock, database
from actions.our_page import contents
from actions.people import links
from languages.catalogues import speak
from models.reports.document import INSTEAD, ReportKind
from portal.rendering import page

router = APIRouter(prefix="/jeres-side/{token}")


@router.api_route("/rapport/{kind}.pdf", methods=["GET", "HEAD"])
def pdf(token: str, kind: ReportKind) -> Response:
    """The printed report."""
    with database.reading() as session:
        contact = links.follow(session, token, clock.now(session))
        printed = contents.report(session, contact, kind)
        content, name = printed.pdf, printed.filename
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=disposition)


@router.api_route("/rapport/{kind}", methods=["GET", "HEAD"])
def report(token: str, kind: ReportKind) -> Response:
    """A report that was handed over, as a page: the same words, tables and plots as in the PDF."""
    with database.reading() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        ours = contents.of(session, contact, now=now)
        shown = contents.report(session, contact, kind)
    return page(
        "report.html",
        ours.language,
        rehearsal=ours.rehearsal,
        ours=ours,
        token=token,
        document=shown.document,
        instead=[speak(shown.document.language, "reports")(key) for key in INSTEAD],
        outdated=shown.outdated,
        kind=kind,
    )


@router.api_route("/rapport/{kind}/{plot}.svg", methods=["GET", "HEAD"])
def plot(token: str, kind: ReportKind, plot: str) -> Response:
    """One plot of it."""
    with database.reading() as session:
        contact = links.follow(session, token, clock.now(session))
        drawn = contents.report(session, contact, kind).plots.get(plot)
    return Response(drawn or "", status_code=200 if drawn else 404, media_type="image/svg+xml")
