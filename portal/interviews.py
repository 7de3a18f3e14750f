"""Interviews on "our page": answering a time, and saying when one can."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actions import clock, database
from actions.our_page import contents, interviews
from actions.our_page.interviews import OurInterview, Times
from actions.people import links
from languages.errors import error_text
from models.errors.interviews import InterviewOver, UnknownInterview
from models.errors.people import NotEnrolled
from models.forms.findings import AS_WRITTEN, Finding
from models.states import Answer
from portal.our_page import Form, Number, drawn
from portal.posted import Posted, answers_to
from portal.protection import NONCE, is_forged

router = APIRouter(prefix="/jeres-side/{token}")


@router.post("/interview/{interview_id}")
def answer(request: Request, token: str, interview_id: Number, form: Form) -> Response:
    """Answer an interview's time, and redirect; or the page again with all that was typed and why it cannot count."""
    with database.transaction() as session:
        now = clock.now(session)
        contact = links.follow(session, token, now)
        about = interviews.find(session, contact, interview_id)
        asked = interviews.shown(about, contact, now=now)
        typed = _typed(asked, form)
        times = interviews.read_times(about, typed["rows"])
        where = _field(asked)

        def again(*findings: Finding, status: int = 200) -> Response:
            ours = contents.of(session, contact, now=now)
            return drawn(request, token, ours, findings=findings, typed=typed, status=status)

        if is_forged(request, form.texts.get(NONCE, "")):
            return again(Finding("stale", field=where), status=403)
        if typed["more"]:
            return again()
        if fault := _fault(asked, typed, times):
            return again(fault, status=409 if fault.rule == "interview_changed" else 422)
        if times.findings:
            return again(*times.findings, status=422)
        try:
            word = Answer(typed["answer"])
            told = {"time": typed["time"], "remark": typed["remark"]}
            actor = links.acting(token, contact)
            interviews.say(session, contact, about, word, actor=actor, **told, times=times, now=now)
        except UnknownInterview:
            return again(Finding("interview_changed", field=where), status=409)
        except (InterviewOver, NotEnrolled) as error:
            facts = {"sentence": error_text(error, about.programme.language)}
            return again(Finding("refused", facts, AS_WRITTEN, field=where), status=409)
    done = {Answer.YES: "interview_yes", Answer.NO: "interview_no"}.get(word, "interview_times")
    return RedirectResponse(f"/jeres-side/{token}?done={done}#interview-{interview_id}", status_code=303)


def _typed(asked: OurInterview, form: Posted) -> dict[str, Any]:
    """What the interview's form says; without an answer it is `none`, and empty rows are left out."""
    word = form.texts.get("answer", "")
    rows = answers_to([asked.times], form.texts)[asked.times.key] if asked.times else []
    return {
        "interview": asked.about.interview.id,
        "answer": word if word in (Answer.YES, Answer.NO) else Answer.NONE,
        "remark": form.texts.get("remark", ""),
        "time": form.texts.get("time", ""),
        "rows": [row for row in rows if any(text.strip() for text in row.values())],
        "more": form.texts.get("more", ""),
    }


def _fault(asked: OurInterview, typed: dict[str, Any], times: Times) -> Finding | None:
    """Why the form cannot count; None when it can."""
    where = _field(asked)
    if typed["time"] != asked.time:
        return Finding("interview_changed", field=where)
    if asked.open and typed["answer"] is Answer.NONE:
        return Finding("answer_missing", field=where)
    if typed["answer"] is Answer.NONE and not times:
        return Finding("times_missing", field=where)
    return Finding("times_only_no", field=where) if typed["answer"] == Answer.YES and times else None


def _field(asked: OurInterview) -> str:
    return f"interview.{asked.about.interview.id}"
