"""The capture inbox: what would have been sent, when no mail server is set. Nothing here has left the machine."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from mails.sending import capture_folder
from mails.sending.capture_folder import CapturedLetter
from models.settings import settings
from portal.protection import HEADERS
from portal.rendering import asked_for, page

router = APIRouter(prefix="/indbakke")
SHOWN = 200

_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_FRAME_POLICY = HEADERS["Content-Security-Policy"] + "; frame-src 'self'"


@router.api_route("", methods=["GET", "HEAD"])
def listed(request: Request) -> HTMLResponse:
    """The newest letters."""
    folder = _folder()
    letters = capture_folder.newest(folder, limit=SHOWN)
    count = capture_folder.count(folder)
    return page("inbox.html", asked_for(request), letters=letters, count=count)


@router.api_route("/{id}", methods=["GET", "HEAD"])
def opened(id: str, request: Request) -> HTMLResponse:
    """One letter: its text, its HTML in a frame without any rights, its calendar part."""
    shown = page("captured.html", asked_for(request), letter=_letter(id))
    shown.headers["Content-Security-Policy"] = _FRAME_POLICY
    return shown


@router.api_route("/{id}/html", methods=["GET", "HEAD"])
def html_part(id: str) -> Response:
    """Only the HTML part, as the frame shows it; its links open in pages of their own."""
    html = _letter(id).html.replace("<head>", '<head><base target="_blank">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": _LETTER_POLICY})


@router.api_route("/{id}/brev.eml", methods=["GET", "HEAD"])
def source(id: str) -> Response:
    """The letter as it would have gone out, for a mail program."""
    disposition = {"Content-Disposition": 'attachment; filename="brev.eml"'}
    return Response(_letter(id).source, media_type="message/rfc822", headers=disposition)


def _folder() -> Path:
    if not settings().captures_mail:
        raise HTTPException(404)
    return capture_folder.folder(settings().data)


def _letter(id: str) -> CapturedLetter:
    letter = capture_folder.find(_folder(), id)
    if letter is None:
        raise HTTPException(404)
    return letter
