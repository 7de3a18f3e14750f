"""A programme may bring a dataset of its own, or another version of a known one."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from actions.deliveries import dataset_rows
from languages.catalogues import languages, speak
from models.datasets.schema import About, Column, DatasetSchema, Sheet
from models.datasets.shipped import FORANALYSE
from models.programmes.programme import Programme
from rehearsal import figures
from rules.programmes.check import check
from tests.support.acts.delivering import deliver
from tests.support.files.workbooks import written
from tests.support.worlds import small_programme

VACANT = Column(id="vacant_beds", title="Ledige plejeboliger", required=True, at_least=0, at_most=500)


def _with_beds(sheet: Sheet) -> Sheet:
    if sheet.about is not About.STAFF:
        return sheet
    return sheet.model_copy(update={"columns": (*sheet.columns, VACANT)})


OWN: DatasetSchema = FORANALYSE.model_copy(
    update={"version": "1.0", "sheets": tuple(_with_beds(one) for one in FORANALYSE.sheets)}
)


def test_what_is_delivered_is_held_against_the_programmes_own_dataset(session: Session) -> None:
    version = small_programme.published(session, datasets=[OWN.model_dump(mode="json")])
    state = small_programme.asked(session, small_programme.enrolled(session, version), "staff_data")
    rows = dict(
        figures.rows(FORANALYSE, speak("da", "rehearsal"), "0630", "Vejle", datetime(2022, 9, 1, tzinfo=UTC))
    )
    known = written(FORANALYSE, rows, code="0630", name="Vejle")
    with_beds = {**rows, About.STAFF: [{**row, "vacant_beds": 3} for row in rows[About.STAFF]]}
    own = written(OWN, with_beds, code="0630", name="Vejle")

    refused = deliver(session, state, filename="kendt.xlsx", content=known)
    accepted = deliver(session, state, filename="egen.xlsx", content=own)

    assert {one.rule for one in refused.findings} == {"X1"}
    assert accepted.accepted
    delivery = dataset_rows.of(session, state)
    assert delivery is not None
    assert {row.values["vacant_beds"] for row in delivery.of(About.STAFF)} == {3}


def test_the_template_of_an_own_dataset_has_its_columns(session: Session) -> None:
    version = small_programme.published(session, datasets=[OWN.model_dump(mode="json")])
    state = small_programme.asked(session, small_programme.enrolled(session, version), "staff_data")

    content = dataset_rows.template(session, state).content

    assert content[:2] == b"PK"
    assert deliver(session, state, filename="tom.xlsx", content=content).findings != ()


def test_a_programme_of_its_own_words_survives_being_frozen() -> None:
    programme = small_programme.programme(datasets=[OWN.model_dump(mode="json")])

    frozen = Programme.model_validate_json(programme.model_dump_json(by_alias=True, exclude_defaults=True))

    assert frozen.dataset("foranalyse") == OWN


def test_a_dataset_of_an_older_version_has_the_country_and_the_language_of_its_programme() -> None:
    older = OWN.model_dump(mode="json", exclude={"country", "language"})

    programme = small_programme.programme(datasets=[older], country="NO", language="nb", zone="Europe/Oslo")

    assert (programme.datasets[0].country, programme.datasets[0].language) == ("NO", "nb")


def test_a_dataset_is_written_in_a_language_that_has_a_catalogue() -> None:
    spoken = OWN.model_copy(update={"language": "sv"})
    programme = small_programme.programme(datasets=[spoken.model_dump(mode="json")])

    faults = {one.path: one.message for one in check(programme, known_languages=languages())}

    assert faults["datasets", 0, "language"] == "there is no language with the key sv"
