"""Brings the catalogues up to date with the templates: `make catalogues`. New sentences come in empty, unused ones go.

What is said from code keeps its entries, which stand by topic and key: a key is written into every catalogue by hand,
where it is thought of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from languages import catalogues
from languages.checking import SOURCE
from models.language import Language

ROOT = Path(__file__).parents[1]
TEMPLATES = ("mails/templates",)
_METHODS = [("**.j2", "jinja2.ext.babel_extract")]
_AS_RENDERED: Mapping[str, str] = {"trim_blocks": "true", "lstrip_blocks": "true"}
_HEADER = """# What people read. Entries with a context are said from code; the others are sentences of templates.
msgid ""
msgstr ""
"Project-Id-Version: Tovholder\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def sentences() -> dict[str | tuple[str, ...], list[str]]:
    """What the templates say, in their order; each with the files that say it."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    for folder in TEMPLATES:
        for name, _, said, _, _ in extract_from_dir(
            ROOT / folder, _METHODS, options_map={"**.j2": dict(_AS_RENDERED)}
        ):
            files = found.setdefault(said, [])
            files += [file for file in (f"{folder}/{name}",) if file not in files]
    return found


def updated(language: Language) -> str:
    """The catalogue's text as it should be written."""
    known = catalogues.written(language)
    fresh = Catalog(locale=language, domain=catalogues.DOMAIN, fuzzy=False)
    for said, files in _own(language):
        old = known.get(said)
        plural = isinstance(said, tuple)
        empty: str | tuple[str, ...] = ("", "") if plural else ""
        fresh.add(said, old.string if old else empty, locations=[(file, 0) for file in files])
    for message in sorted((said for said in known if said.context), key=_place):
        fresh.add(message.id, message.string, context=message.context, auto_comments=message.auto_comments)
    return _text(fresh, language)


def _place(message: Message) -> tuple[str, str]:
    return str(message.context), message.id if isinstance(message.id, str) else message.id[0]


def _own(language: Language) -> Iterator[tuple[str | tuple[str, ...], list[str]]]:
    """The sentences a catalogue translates; the source language's templates say themselves."""
    if language != SOURCE:
        yield from sentences().items()


def _text(catalogue: Catalog, language: Language) -> str:
    written = BytesIO()
    write_po(written, catalogue, width=120, omit_header=True, include_lineno=False)
    header = _HEADER.format(language=language, plurals=catalogue.plural_forms)
    return f"{header}\n{written.getvalue().decode('utf-8').strip()}\n"


def main() -> None:
    """Write every catalogue whose text has changed."""
    for language in catalogues.languages():
        file, text = catalogues.file(language), updated(language)
        if file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(f"wrote {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
