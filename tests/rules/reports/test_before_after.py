"""Before and after: the same definition, percentage points, n, and never a cause."""

from __future__ import annotations

from models.datasets.delivered import Delivery
from models.language import Say
from models.reports.document import Document, Section
from rules.reports import before_after
from tests.support.worlds.report_cohorts import (
    BOKMAAL,
    BUILT,
    DANISH,
    aged,
    examples,
    made,
    norwegian,
    staff,
    words,
)

_NOT_CAUSAL = "Ændringen er ikke udtryk for årsag: tallene viser, hvad der er sket, og ikke hvorfor."


def composed(before: Delivery | None, after: Delivery | None, say: Say = DANISH) -> Document:
    return before_after.compose(
        before, after, municipality="Prøveby", programme="Værksted 2022", built=BUILT, say=say
    )


def section(document: Document, key: str) -> Section:
    (found,) = (each for each in document.sections if each.key == key)
    return found


def test_a_change_is_told_in_percentage_points_with_period_and_n() -> None:
    document = composed(made([staff("ssh", 2021)]), made([staff("ssh", 2022, leavers=15)]))

    table = section(document, "turnover").tables[0]
    assert table.columns == ("Faggruppe", "Før, pct.", "Efter, pct.", "Ændring, procentpoint")
    assert table.rows == (
        ("SOSU-hjælper", "20,0 (2021, n\u00a0=\u00a0100)", "15,0 (2022, n\u00a0=\u00a0100)", "−5,0"),
    )
    assert table.note == _NOT_CAUSAL


def test_a_change_of_sickness_is_told_in_days() -> None:
    document = composed(made([staff("ssh", 2021)]), made([staff("ssh", 2022, sick_days=1590.0)]))

    table = section(document, "sickness").tables[0]
    assert table.columns[-1] == "Ændring, dage"
    assert table.rows[0][-1] == "+1,0"


def test_the_first_page_says_that_nothing_is_told_about_causes() -> None:
    assert composed(examples()[0], examples()[1]).warnings[0] == _NOT_CAUSAL


def test_the_latest_period_of_each_delivery_is_compared() -> None:
    before = made([staff("ssh", 2020), staff("ssh", 2021, leavers=30)])
    after = made([staff("ssh", 2021, leavers=30), staff("ssh", 2022), staff("ssh", 2023, leavers=25)])

    row = section(composed(before, after), "turnover").tables[0].rows[0]

    assert ("2021" in row[1], "2023" in row[2], row[3]) == (True, True, "−5,0")


def test_figures_of_different_definitions_are_said_and_not_compared() -> None:
    after = made([staff("ssh", 2022)], measurement="kalenderår")

    found = section(composed(made([staff("ssh")]), after), "turnover")

    assert found.tables == ()
    assert found.plot is None
    assert found.missing == (
        "Personaleomsætning er ikke sammenlignet: før er den opgjort som »Afgang, november til november«, "
        "efter som »Afgang i kalenderåret«.",
    )


def test_sickness_from_flis_is_not_compared_with_sickness_from_krl() -> None:
    after = made([staff("ssh", 2022)], source_system="FLIS")

    found = section(composed(made([staff("ssh")]), after), "sickness")

    assert found.tables == ()
    assert "Sygefravær er ikke sammenlignet" in found.missing[0]
    assert "»Sygefravær efter FLIS, dage pr. fuldtidsbeskæftiget«" in found.missing[0]


def test_what_was_hidden_before_is_not_read_from_the_later_delivery() -> None:
    people = {"ssa": 40, "ssh": 30, "ergo": 4}
    rows = [staff(code, headcount_start=many, headcount_end=many, leavers=0) for code, many in people.items()]
    rows.append(staff("alle", headcount_start=74, headcount_end=74, leavers=0))
    before = made([staff("ssh", 2020), *rows])
    after = made([staff("ssh", 2022, headcount_start=30), staff("ssh", 2023, headcount_start=47)])

    newest = section(composed(before, after), "turnover")
    between = section(composed(before, made([staff("ssh", 2022, headcount_start=30)])), "turnover")

    assert "2023" in newest.tables[0].rows[0][2]
    assert between.tables == ()


def test_the_same_year_twice_is_no_change() -> None:
    delivery = made([staff("ssh")])

    assert "den seneste periode er den samme" in section(composed(delivery, delivery), "turnover").missing[0]


def test_a_hidden_count_has_no_before_and_after() -> None:
    document = composed(made([staff("ssh", leavers=3)]), made([staff("ssh", 2022)]))

    assert section(document, "turnover").tables == ()


def test_another_source_or_delimitation_is_told() -> None:
    after = made([staff("ssh", 2022)], source_system="lønsystem", delimitation="Hjemmeplejen")

    said = words(composed(made([staff("ssh")]), after))

    assert "Kilden er skiftet fra KRL/SIRKA til lønsystem" in said
    assert "Afgrænsningen er ændret fra »Ældreområdet« til »Hjemmeplejen«" in said


def test_without_a_delivery_after_the_report_says_so() -> None:
    document = before_after.compose(
        made([staff("ssh")]),
        None,
        municipality="Prøveby",
        programme="Værksted 2022",
        built=BUILT,
        say=DANISH,
        waived=[("Tal igen", "kommunen er lagt sammen")],
    )

    assert (
        "Prøveby er fritaget for at levere »Tal igen«. Begrundelse: kommunen er lagt sammen."
        in document.warnings
    )
    assert "Der er ingen tal fra efter." in document.warnings
    assert ("Efter", "ikke leveret") in document.facts


def test_bokmaal_counts_in_prosentpoeng() -> None:
    before = norwegian()

    document = composed(before, aged(before, 1), BOKMAAL)

    assert section(document, "turnover").tables[0].columns[-1] == "Endring, prosentpoeng"
