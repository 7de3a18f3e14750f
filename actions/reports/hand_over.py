"""The hand-over to the facilitator: every report and the figures as they were shown, in one zip, frozen at its date."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import clock, journal
from actions.programmes import publishing
from actions.progress import enrolments
from actions.reports.drafting import ReportDraft
from actions.signing import signed
from actions.things import thing
from datasets.export import csv_of
from languages.catalogues import speak
from models.accounts.actors import Actor
from models.datasets.schema import Column, ColumnType
from models.errors.deliveries import UnknownReport
from models.journal import What
from models.language import Say
from models.reports.document import Document
from models.reports.rows import HandOver, Report
from rules import permissions
from rules.permissions import Act

_OPENED = (1980, 1, 1, 0, 0, 0)
"""The day every member of the zip carries, so that the same content is the same file."""
_COLUMNS = ("report", "section", "table", "row", "column", "value")


def freeze(
    session: Session,
    programme_id: int,
    printed: Iterable[tuple[ReportDraft, Report]],
    *,
    actor: Actor,
    now: datetime,
) -> HandOver:
    """Pack the printed reports and keep the pack; the same content again is the pack there is.

    Raises:
        NameMissing.
    """
    signed(actor, "–")
    permissions.check(actor, Act.HAND_OVER, thing(programme_id=programme_id))
    say = speak(publishing.definition(session, programme_id).language, "hand_over")
    content = _packed(session, printed, say)
    sha256 = hashlib.sha256(content).hexdigest()
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"hand_over/{programme_id}"))))
    newest = _newest(session, programme_id)
    if newest and newest.sha256 == sha256:
        return newest
    number = newest.number + 1 if newest else 1
    pack = HandOver(
        programme_id=programme_id, number=number, at=now, by=actor.name, sha256=sha256, content=content
    )
    session.add(pack)
    journal.record(
        session,
        journal.line(What.HANDED_OVER, programme_id=programme_id, actor=actor, number=number, sha256=sha256),
        now=now,
    )
    session.flush()
    clock.stir(session)
    return pack


def frozen(session: Session, programme_id: int, number: int | None = None) -> HandOver:
    """The pack of that number, or the newest.

    Raises:
        UnknownReport: when there is none.
    """
    found = _newest(session, programme_id, number)
    if found is None:
        raise UnknownReport(municipality="the cohort")
    return found


def _newest(session: Session, programme_id: int, number: int | None = None) -> HandOver | None:
    packs = select(HandOver).where(HandOver.programme_id == programme_id)
    if number is not None:
        packs = packs.where(HandOver.number == number)
    return session.scalar(packs.order_by(HandOver.number.desc()).limit(1))


def _packed(session: Session, printed: Iterable[tuple[ReportDraft, Report]], say: Say) -> bytes:
    files: dict[str, bytes] = {}
    figures: list[Mapping[str, Any]] = []
    for draft, report in printed:
        name = _name(session, draft, say)
        files[f"{name}.pdf"] = report.pdf
        figures += [{"report": name, **row} for row in _cells(draft.document)]
    columns = tuple(Column(id=id, title=say(id), type=ColumnType.TEXT) for id in _COLUMNS)
    files[f"{say('figures_file')}.csv"] = csv_of(columns, figures)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    files[f"{say('contents_file')}.json"] = json.dumps(hashes, indent=2).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _OPENED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _name(session: Session, draft: ReportDraft, say: Say) -> str:
    if draft.enrolment_id is None:
        return say("cohort_file")
    home = enrolments.municipality(session, enrolments.get(session, draft.enrolment_id))
    return say("pre_analysis_file", code=home.code)


def _cells(document: Document) -> Iterator[dict[str, str]]:
    """Every cell of every table as it is shown: what is hidden there is hidden here."""
    for section in document.sections:
        for table in section.tables:
            for row in table.rows:
                for column, value in zip(table.columns[1:], row[1:], strict=True):
                    place = {"section": section.title, "table": table.title, "row": row[0], "column": column}
                    yield {**place, "value": value}
