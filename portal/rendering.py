"""From a template and its values to an answer with the right headers."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from languages.catalogues import speak
from languages.findings import finding_place, finding_text
from mails.letters.dates import deadline_text, moment_text, span_text
from models.language import Language
from models.settings import settings
from portal.protection import HEADERS

HERE = Path(__file__).parent
TOPIC = "portal"
"""The catalogues' context of everything pages say."""
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    template: str, language: Language, *, status: int = 200, rehearsal: bool = False, **values: Any
) -> HTMLResponse:
    """A whole page. Templates say `t("key", …)`, and `words("topic")("key", …)` what others say too.

    They write dates with `deadline`, `moment` and `span`, and findings with `told` and `told_place`.
    """
    html = _environment.get_template(template).render(
        lang=language,
        t=speak(language, TOPIC),
        words=partial(speak, language),
        deadline=partial(_in, language, deadline_text),
        moment=partial(_in, language, moment_text),
        span=partial(_in, language, span_text),
        told=partial(_in, language, finding_text),
        told_place=partial(_in, language, finding_place),
        typed_day=_typed_day,
        rehearsal=rehearsal,
        captures=settings().captures_mail,
        megabytes=megabytes(),
        **values,
    )
    return HTMLResponse(html, status_code=status, headers=dict(HEADERS))


def notice(
    title: str, text: str, *, status: int, language: Language = "da", rehearsal: bool = False
) -> HTMLResponse:
    """A short page with one message."""
    return page("notice.html", language, status=status, rehearsal=rehearsal, title=title, text=text)


def said(language: Language, key: str, **facts: object) -> str:
    """A sentence of the pages, with its facts filled in."""
    return speak(language, TOPIC)(key, **facts)


def megabytes() -> str:
    """The largest delivery, as people write it."""
    return f"{settings().upload_megabytes:.3g}".replace(".", ",")


def _typed_day(value: str) -> str:
    """A day as people write it in a form: 2022-09-12 as 12.9.2022; anything else as it is."""
    found = _ISO_DAY.fullmatch(value)
    return f"{int(found[3])}.{int(found[2])}.{found[1]}" if found else value


def _in(language: Language, write: Any, value: Any) -> str:
    return str(write(value, language))
