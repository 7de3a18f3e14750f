"""The cohort side by side, for the facilitator."""

from __future__ import annotations

from models.datasets.delivered import Explanation, Reason
from models.reports.document import Document, ReportKind, Section
from rules.reports import cohort
from tests.support.worlds.report_cohorts import (
    BUILT,
    DANISH,
    examples,
    initiative,
    made,
    staff,
    students,
    words,
)


def composed(*deliveries: object, **said: object) -> Document:
    return cohort.compose(deliveries, **{"programme": "Værksted 2022", "built": BUILT, "say": DANISH, **said})  # type: ignore[arg-type]  # the tests say what they mean


def section(document: Document, key: str) -> Section:
    (found,) = (each for each in document.sections if each.key == key)
    return found


def test_every_municipality_has_a_row_and_the_cohort_the_last() -> None:
    table = section(composed(*examples()), "sep_rate_nov_v1").tables[0]

    assert [row[0] for row in table.rows] == [
        "Eksempelby",
        "Prøvekøbing",
        "Testrup",
        "Kohorten (n = antal kommuner)",
    ]
    assert table.rows[0][1] == "26,7 (n\u00a0=\u00a0420)"
    assert table.rows[1][4] == "skjult"
    assert table.rows[3][1] == "24,3 (n\u00a0=\u00a03)"


def test_the_order_of_the_deliveries_does_not_matter() -> None:
    assert composed(*examples()) == composed(*reversed(examples()))


def test_those_who_count_otherwise_have_a_section_of_their_own() -> None:
    november = made([staff("ssh")], code="0901", name="A")
    year = made([staff("ssh")], code="0902", name="B", measurement="kalenderår")

    document = composed(november, year)

    first, second = section(document, "sep_rate_nov_v1"), section(document, "sep_rate_year_v1")
    assert [row[1] for row in first.tables[0].rows] == ["20,0 (n\u00a0=\u00a0100)", "–", "–"]
    assert [row[1] for row in second.tables[0].rows] == ["–", "20,0 (n\u00a0=\u00a0100)", "–"]
    assert "B opgør personaleomsætningen som »Afgang i kalenderåret«" in words(document)


def test_sickness_from_flis_is_not_pooled_with_krl_and_is_named() -> None:
    krl = [made([staff("ssh")], code=f"090{at}", name=f"By {at}") for at in (1, 2)]
    flis = made([staff("ssh")], code="0903", name="Flisby", source_system="FLIS")

    document = composed(*krl, flis)

    rows = section(document, "sick_days_krl_v1").tables[0].rows
    assert [row[1] for row in rows[2:]] == ["–", "16,7 (n\u00a0=\u00a02)"]
    assert section(document, "sick_days_flis_v1").tables[0].rows[3][1] == "–"
    assert "Flisby opgør sygefraværet som »Sygefravær efter FLIS, dage pr. fuldtidsbeskæftiget«" in words(
        document
    )


def test_how_a_year_is_counted_in_an_unknown_way_is_told_with_the_municipality() -> None:
    document = composed(made([staff("ssh")], name="Nyby", measurement="ferieår"))

    assert "Nyby opgør året som »ferieår«." in words(document)


def test_who_lacks_what_is_told() -> None:
    short = made([staff("ssh"), students()], code="0901", name="Kortby")

    document = composed(short, missing=[("Nyby", "fritaget")])

    points = section(document, "missing").points
    assert "Kortby mangler SOSU-hjælper: 1 af 3 år." in points
    assert "Kortby mangler elevårgange: 1 af 2." in points
    assert "Kohortens tal er uden Nyby: fritaget." in points
    assert ("Ikke leveret", "1") in document.facts


def test_answers_stand_with_the_municipality_that_gave_them() -> None:
    answer = Explanation(
        "P2/Personale/2021/ssh/1≠2", Reason.CONFIRMED, "Talt to gange.", "P2", "Passer ikke."
    )

    document = composed(made([staff("ssh")], explanations=(answer,)))

    assert section(document, "missing").tables[0].rows == (
        (
            "Prøveby",
            "Ansatte ultimo svarer ikke til primo, tilgang og afgang (SOSU-hjælper, 2021). "
            "Svar (tallet er rigtigt): Talt to gange.",
        ),
    )


def test_initiatives_of_all_stand_theme_by_theme() -> None:
    one = made([initiative("Sprogspor", theme="sprog")], code="0901", name="A")
    other = made([initiative("Mentor"), initiative("Sprog i køkkenet", theme="sprog")], code="0902", name="B")

    rows = section(composed(one, other), "initiatives").tables[0].rows

    assert [row[:3] for row in rows] == [
        ("Introduktion og mentor", "B", "Mentor"),
        ("Sprog", "A", "Sprogspor"),
        ("Sprog", "B", "Sprog i køkkenet"),
    ]


def test_questions_are_told_by_municipality() -> None:
    document = composed(made([staff("ssh")]), questions=[("Prøveby", "Hvorfor?\nHvordan?")])

    assert section(document, "questions").points == ("Prøveby: Hvorfor?", "Prøveby: Hvordan?")


def test_a_cohort_without_deliveries_still_has_a_report() -> None:
    document = composed(missing=[("Nyby", "")])

    assert document.kind is ReportKind.COHORT
    assert section(document, "missing").points == ("Kohortens tal er uden Nyby: tallene er ikke leveret.",)


def test_no_total_reveals_a_hidden_member() -> None:
    members = [
        made([staff("ssh", leavers=leavers)], code=f"090{at}", name=f"By {at}")
        for at, leavers in enumerate((20, 30, 3))
    ]

    rows = section(composed(*members), "sep_rate_nov_v1").tables[0].rows

    assert [row[1] for row in rows] == [
        "20,0 (n\u00a0=\u00a0100)",
        "30,0 (n\u00a0=\u00a0100)",
        "skjult",
        "25,0 (n\u00a0=\u00a02)",
    ]
