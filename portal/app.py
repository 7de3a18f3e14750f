"""The portal as one application: `uvicorn --factory portal.app:create_app`. It knows nothing of Prefect."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from actions import clock, database
from models.errors import (
    DatabaseUnreachable,
    LinkExpired,
    ReportNotPrinted,
    TovholderError,
    UnknownFeed,
    UnknownInterview,
    UnknownInvitation,
    UnknownReport,
    UnknownRequirement,
)
from portal import capture_inbox, deliveries, interviews, our_page, reports, week_plans
from portal.protection import Guarded, TooLarge
from portal.rendering import HERE, megabytes, notice, page
from portal.texts import said

_STATUS = {
    DatabaseUnreachable: 503,
    LinkExpired: 410,
    ReportNotPrinted: 503,
    UnknownFeed: 404,
    UnknownInterview: 404,
    UnknownInvitation: 404,
    UnknownReport: 404,
    UnknownRequirement: 404,
}


def create_app() -> FastAPI:
    """The application with all its doors."""
    app = FastAPI(title="Tovholder", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guarded)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_api_route("/", _front, methods=["GET", "HEAD"])
    app.add_api_route("/health", _health, methods=["GET", "HEAD"])
    app.include_router(capture_inbox.router)
    app.include_router(our_page.router)
    app.include_router(interviews.router)
    app.include_router(deliveries.router)
    app.include_router(reports.router)
    app.include_router(week_plans.ours)
    app.include_router(week_plans.feeds)
    app.add_exception_handler(TovholderError, _foreseen)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _no_such_page)
    app.add_exception_handler(TooLarge, _too_large)
    app.add_exception_handler(Exception, _unforeseen)
    return app


def _front() -> HTMLResponse:
    return page("front.html", "da")


def _health() -> JSONResponse:
    try:
        with database.reading() as session:
            rehearsal = clock.is_rehearsal(session)
    except DatabaseUnreachable:
        return JSONResponse({"status": "unavailable", "database": "away"}, status_code=503)
    return JSONResponse({"status": "ok", "database": "ok", "rehearsal": rehearsal})


def _foreseen(_: Request, error: Exception) -> Response:
    assert isinstance(error, TovholderError)  # noqa: S101 - what the handler is registered for
    status = _STATUS.get(type(error), 409)
    if status == 410:
        return notice(said("da", "gone_title"), said("da", "gone"), status=410)
    title = {404: "not_found_title", 503: "away_title"}.get(status, "refused_title")
    return notice(said("da", title), error.dansk(), status=status)


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what the handler is registered for
    if error.status_code in (404, 405):
        return notice(said("da", "not_found_title"), said("da", "not_found"), status=error.status_code)
    return notice(said("da", "refused_title"), said("da", "bad_request"), status=error.status_code)


def _no_such_page(_: Request, __: Exception) -> Response:
    return notice(said("da", "not_found_title"), said("da", "not_found"), status=404)


def _too_large(_: Request, __: Exception) -> Response:
    text = said("da", "too_large", megabytes=megabytes())
    return notice(said("da", "too_large_title"), text, status=413)


def _unforeseen(_: Request, __: Exception) -> Response:
    return notice(said("da", "error_500_title"), said("da", "error_500"), status=500)
