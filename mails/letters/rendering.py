"""From a letter's name and context to subject, text and HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes, select_autoescape
from jinja2.ext import InternationalizationExtension

from languages.catalogues import speak, translations
from mails.letters.blocks import parse, tidy
from mails.letters.context import LetterContext
from mails.letters.dates import filters
from models.errors.mail import UnknownLetterName
from models.language import Language

FOLDER = Path(__file__).parents[1] / "templates"
_GAPS = {"recipient": "⟦modtager⟧", "municipality": "⟦kommune⟧", "link": "https://⟦link⟧"}
"""What stands in a mould where letters differ: a name's mark reads like a name, a link's like a link."""
_inliner = css_inline.CSSInliner(keep_at_rules=True)


@dataclass(frozen=True)
class Rendered:
    """A finished letter; the subject is one line."""

    subject: str
    text: str
    html: str


@cache
def known() -> frozenset[str]:
    """Names of the letters there are; each can be written in every language."""
    return frozenset(path.name.removesuffix(".txt.j2") for path in FOLDER.glob("[a-z]*.txt.j2"))


def render(name: str, language: Language, context: LetterContext) -> Rendered:
    """The letter as it will be sent.

    Raises:
        UnknownLetterName: when there is no such letter.
        jinja2.UndefinedError: when the letter speaks of a fact the context does not hold.
    """
    gaps: dict[str, Any] = {gap: mark for gap, mark in _GAPS.items() if getattr(context, gap)}
    mould = _mould(name, language, replace(context, **gaps))
    said = {mark: one_line(getattr(context, gap)) for gap, mark in gaps.items()}
    escaped = {mark: escape(value) for mark, value in said.items()}
    return Rendered(_filled(mould.subject, said), _filled(mould.text, said), _filled(mould.html, escaped))


@lru_cache(maxsize=256)
def _mould(name: str, language: Language, context: LetterContext) -> Rendered:
    """The letter with gaps for what only its recipient's says: a cohort's letters about the same are set once."""
    if name not in known():
        raise UnknownLetterName(letter=name)
    names: dict[str, object] = {field.name: getattr(context, field.name) for field in fields(context)}
    subject = _template(language, f"{name}.subject.j2").render(names)
    text = tidy(_text(name, language, names))
    if context.rehearsal:
        say = speak(language, "letters")
        subject, text = (
            say("rehearsal_subject", subject=subject),
            f"{say('rehearsal_mark')}{say('not_sent')}\n\n{text}",
        )
    subject = one_line(subject)
    return Rendered(subject, text, html(text, subject=subject, language=language))


def _filled(mould: str, said: Mapping[str, str]) -> str:
    for mark, value in said.items():
        mould = mould.replace(mark, value)
    return mould


def _text(name: str, language: Language, names: dict[str, object]) -> str:
    """Greeting, the letter's own words, who to ask, and who writes."""
    parts = _template(language, "_parts.txt.j2").make_module(names)
    body = _template(language, f"{name}.txt.j2").render(names, parts=parts)
    return _template(language, "_letter.txt.j2").render(names, body=body.strip("\n"))


def html(text: str, *, subject: str, language: Language) -> str:
    """The HTML part that says what the text says; also for a text somebody has edited."""
    blocks = parse(text, banner=speak(language, "letters")("rehearsal_mark"))
    page = _template(language, "base.html.j2").render(blocks=blocks, subject=subject, language=language)
    return _inliner.inline(page)


def one_line(text: object) -> str:
    """The text without line breaks, control characters or doubled blanks: fit for a header."""
    said = str(text)
    if not said.isprintable():
        said = "".join(char if char.isprintable() else " " for char in said)
    return " ".join(said.split())


class _Sentences(InternationalizationExtension):
    """`{% trans %}` in a language's own environment: translated once, when the template is compiled.

    It stands in its line like any text: what is around it is neither stripped nor trimmed.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's signature
        return source.replace("{% trans", "{%+ trans").replace("{% endtrans %}", "{% endtrans +%}")

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        *more: Any,
    ) -> nodes.Output:
        if plural is not None:
            return super()._make_node(singular, plural, context, variables, *more)
        translate: Callable[[str], str] = self.environment.globals["gettext"]  # type: ignore[assignment]
        said = nodes.Const(translate(singular) if variables else translate(singular).replace("%%", "%"))
        facts = nodes.Dict([nodes.Pair(nodes.Const(name), value) for name, value in variables.items()])
        return nodes.Output([nodes.Mod(said, facts) if variables else said])


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        extensions=[_Sentences],
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    said = translations(language)
    environment.install_gettext_callables(said.gettext, said.ngettext, newstyle=False)  # type: ignore[attr-defined]
    environment.filters.update(filters(language), line=one_line)
    return environment


@cache
def _template(language: Language, path: str) -> Template:
    return _environment(language).get_template(path)
