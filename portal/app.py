"""The portal as one application: `uvicorn --factory portal.app:create_app`. It knows nothing of Prefect."""

from __future__ import annotations

import re
from contextlib import suppress

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from actions import clock, database
from actions.our_page import contents
from languages.errors import error_text
from models.errors.deliveries import LinkExpired, ReportNotPrinted, UnknownReport, UnknownRequirement
from models.errors.error import TovholderError
from models.errors.interviews import UnknownFeed, UnknownInterview, UnknownInvitation
from models.errors.running import DatabaseUnreachable
from models.language import Language
from portal import capture_inbox, deliveries, interviews, our_page, reports, week_plans
from portal.protection import Guarded, TooLarge
from portal.rendering import HERE, asked_for, megabytes, notice, page, said

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


def _front(request: Request) -> HTMLResponse:
    return page("front.html", _language(request))


def _health() -> JSONResponse:
    try:
        with database.reading() as session:
            rehearsal = clock.is_rehearsal(session)
    except DatabaseUnreachable:
        return JSONResponse({"status": "unavailable", "database": "away"}, status_code=503)
    return JSONResponse({"status": "ok", "database": "ok", "rehearsal": rehearsal})


def _language(request: Request) -> Language:
    """The programme's behind a link; elsewhere what the browser asks for."""
    token = re.match(r"/jeres-side/([\w-]+)", request.url.path)
    if token:
        # whatever is broken: the page that says so must come
        with suppress(Exception), database.reading() as session:
            if found := contents.language_behind(session, token[1]):
                return found
    return asked_for(request)


def _refused(request: Request, title: str, text: str, status: int, **facts: object) -> Response:
    language = _language(request)
    return notice(said(language, title), said(language, text, **facts), status=status, language=language)


def _foreseen(request: Request, error: Exception) -> Response:
    assert isinstance(error, TovholderError)  # noqa: S101 - what the handler is registered for
    status = _STATUS.get(type(error), 409)
    if status == 410:
        return _refused(request, "gone_title", "gone", status)
    title = {404: "not_found_title", 503: "away_title"}.get(status, "refused_title")
    # a database that is away is not waited for a second time
    language = asked_for(request) if isinstance(error, DatabaseUnreachable) else _language(request)
    return notice(said(language, title), error_text(error, language), status=status, language=language)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what the handler is registered for
    if error.status_code in (404, 405):
        return _refused(request, "not_found_title", "not_found", error.status_code)
    return _refused(request, "refused_title", "bad_request", error.status_code)


def _no_such_page(request: Request, _: Exception) -> Response:
    return _refused(request, "not_found_title", "not_found", 404)


def _too_large(request: Request, _: Exception) -> Response:
    return _refused(request, "too_large_title", "too_large", 413, megabytes=megabytes())


def _unforeseen(request: Request, _: Exception) -> Response:
    return _refused(request, "error_500_title", "error_500", 500)
