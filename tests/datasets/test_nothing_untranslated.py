"""The pseudo-language: whatever a template says outside ⟦⟧ stands in the dataset itself, or is a fault."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from models.datasets.schema import DatasetSchema
from models.datasets.shipped import SCHEMAS
from tests.support.files.workbooks import written
from tests.support.pseudo_language import outside

_ASIDE = ("error", "errorTitle", "prompt", "promptTitle", "title", "name")


def own_words(schema: DatasetSchema) -> Iterator[str]:
    """All that a dataset says by itself, in its own language; what explains a column is cut for a spreadsheet."""
    yield from (schema.title, *schema.ignored)
    for sheet in schema.sheets:
        yield sheet.name
        for column in sheet.columns:
            yield from (
                column.id,
                column.title,
                column.title[:32],
                column.unit,
                column.help,
                column.help[:255],
            )
            yield from (*column.choices, *column.choice_titles)


def sentences(content: bytes) -> Iterator[str]:
    """Every cell, every message beside a cell, the sheets' names, and the book's title."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            for element in ElementTree.fromstring(book.read(name)).iter():  # noqa: S314 - written just now
                kind = element.tag.rsplit("}", 1)[-1]
                if kind == "t" or (kind == "title" and name == "docProps/core.xml"):
                    yield element.text or ""
                if kind in ("dataValidation", "sheet"):
                    yield from (element.attrib[aside] for aside in _ASIDE if aside in element.attrib)


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_a_template_says_nothing_untranslated(schema: DatasetSchema) -> None:
    told = list(sentences(written(schema, code="0630")))

    known = [word for word in own_words(schema) if word]
    assert {said: words for said in told if (words := outside(said, known))} == {}
    assert len([said for said in told if said.startswith("⟦")]) > 2 * len(schema.rules)


def test_a_word_in_a_cell_is_noticed() -> None:
    schema = SCHEMAS["foranalyse"]
    given = {schema.sheets[0].about: [{"note": "Skriv her"}]}

    told = " ".join(sentences(written(schema, given)))

    assert {"Skriv", "Tallet"} <= outside(told, ())
