"""The pre-analysis: every figure beside the cohort and the country, and everything that is missing said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from models.datasets.delivered import Delivery, Explanation, Reason
from models.datasets.schema import About
from models.reports.document import Document, ReportKind, Section, Voice
from tests.support.worlds.report_cohorts import (
    BOKMAAL,
    BUILT,
    attempts,
    examples,
    initiative,
    made,
    norwegian,
    report,
    staff,
    students,
    words,
)

_MERGED = "To plejehjem blev lagt sammen."


def section(document: Document, key: str) -> Section:
    (found,) = (each for each in document.sections if each.key == key)
    return found


def rows(document: Document, key: str) -> list[str]:
    return [" | ".join(row) for table in section(document, key).tables for row in table.rows]


def explained(about: str, rule: str = "P2", reason: Reason = Reason.EXPLAINED) -> Explanation:
    return Explanation(about, reason, _MERGED, rule, "Ultimo passer ikke.")


@pytest.fixture(scope="module")
def example() -> Document:
    """The first example municipality among the three."""
    own = examples()[0]
    return report(own, examples(), programme="Rekrutteringsværksted 2022")


def test_the_report_has_its_sections_in_order(example: Document) -> None:
    assert example.kind is ReportKind.PRE_ANALYSIS
    assert [each.key for each in example.sections] == [
        "initiatives",
        "turnover",
        "turnover_years",
        "students",
        "sickness",
        "part_time",
        "recruitment",
        "missing",
        "interviews",
        "questions",
    ]


def test_the_first_page_says_whose_figures_these_are_and_from_where(example: Document) -> None:
    assert example.title == "Foranalyse for Eksempelby"
    assert dict(example.facts) == {
        "Kommune": "Eksempelby",
        "Kilde": "syntetisk",
        "Udtrukket": "14. september 2022",
        "Leveret": "20. september 2022",
        "Version": "1 · skema »Data til foranalysen« 1.0",
        "Opgørelse": "november-november",
        "Afgrænsning": "Ældreområdet, funktion 5.30.26-5.30.29",
        "Rapporten er lavet": "28. september 2022",
    }


def test_turnover_stands_beside_the_cohort_and_the_country(example: Document) -> None:
    found = section(example, "turnover")

    assert "25,9 pct. (298 af 1.152)" in found.paragraphs[0]
    assert "SOSU-hjælper | 2022 | 420 | 112 | 26,7 | 24,3 (n\u00a0=\u00a03) | 19,5" in rows(
        example, "turnover"
    )
    assert found.plot is not None
    assert [series.voice for series in found.plot.series] == [Voice.OWN, Voice.COHORT, Voice.NATIONAL]


def test_every_plotted_number_is_said_in_words_and_stands_in_the_table(example: Document) -> None:
    for each in example.sections:
        if each.plot is None:
            continue
        cells = " ".join(cell for table in each.tables for row in table.rows for cell in row)
        plotted = [value for series in each.plot.series for value in series.values if value is not None]
        said = {f"{value:.1f}".replace(".", ",") for value in plotted}
        own = [series for series in each.plot.series if series.voice is not Voice.NATIONAL]

        assert all(number in each.plot.alt for number in said)
        assert all(
            f"{value:.1f}".replace(".", ",") in cells for series in own for value in series.values if value
        )


def test_initiatives_are_ordered_by_theme() -> None:
    delivery = made(
        [
            staff("ssh"),
            initiative("Sprogspor", theme="sprog"),
            initiative("Samtaler", theme="elevfastholdelse"),
        ]
    )

    found = rows(report(delivery), "initiatives")

    assert [row.split(" | ")[:2] for row in found] == [
        ["Fastholdelse af elever", "Samtaler"],
        ["Sprog", "Sprogspor"],
    ]


def test_a_level_of_another_definition_is_not_held_against_the_figure() -> None:
    november = words(report(made([staff("ssh", 2022)])))
    year = words(report(made([staff("ssh", 2022)], measurement="kalenderår")))

    assert "Benchmarkingenhed" in november
    assert "Benchmarkingenhed" not in year


def test_a_municipality_that_counts_otherwise_is_not_in_the_cohort_and_is_named() -> None:
    own = made([staff("ssh")], code="0901", name="Eksempelby")
    other = made([staff("ssh")], code="0902", name="Prøvekøbing", measurement="kalenderår")

    document = report(own, [own, other])

    assert "Prøvekøbing opgør personaleomsætningen som »Afgang i kalenderåret«" in words(document)
    assert "Kohorten, pct." not in section(document, "turnover").tables[0].columns


def test_small_counts_are_hidden_in_tables_plots_and_words() -> None:
    delivery = made([staff("ssh", leavers=3, sick_days=None), staff("ssa"), staff("spl", leavers=17)])

    document = report(delivery)
    found = section(document, "turnover")

    assert "SOSU-hjælper | 2021 | 100 | <5 | skjult" in rows(document, "turnover")
    assert found.plot is not None
    assert found.plot.along == ("SOSU-assistent", "Sygeplejerske")
    assert "1 tal er skjult, fordi det handler" in found.missing[0]
    assert "3,0" not in words(document)


def test_a_rate_of_too_few_says_so() -> None:
    nine = report(made([attempts(attempts=9, filled=0, filled_other_profile=0, unfilled=9)]))
    assert rows(nine, "recruitment") == ["Sygeplejerske | 2021 | 9 | 9 | for få"]
    assert "Andele beregnes kun af mindst 10" in words(nine)


def test_an_answered_figure_carries_a_sign_and_its_explanation() -> None:
    delivery = made([staff("ssh"), staff("ssa")], explanations=(explained("P2/Personale/2021/ssh/410≠398"),))

    document = report(delivery)
    turnover = section(document, "turnover").tables[0]

    assert turnover.rows[0][-1] == "20,0 ¹"
    assert turnover.rows[1][-1] == "20,0"
    assert turnover.note == (
        "¹ Ansatte ultimo svarer ikke til primo, tilgang og afgang (SOSU-hjælper, 2021). "
        f"Svar (forklaret): {_MERGED}"
    )
    assert section(document, "sickness").tables[0].note == ""
    assert _MERGED in section(document, "missing").tables[0].rows[0][1]


def test_an_answer_about_sickness_stands_under_sickness_alone() -> None:
    delivery = made([staff("ssh")], explanations=(explained("V3/Personale/2021/ssh/16.7", "V3"),))

    document = report(delivery)

    assert section(document, "sickness").tables[0].note
    assert section(document, "turnover").tables[0].note == ""


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason.NOT_HELD, "kommunen har ikke tallet"),
        (Reason.TOO_SMALL, "gruppen er for lille"),
        (Reason.REFUSED, "kommunen vil ikke oplyse det"),
    ],
)
def test_missing_for_a_reason_is_told_with_the_reason(reason: Reason, said: str) -> None:
    about = explained("G1/Personale/ssh/2<3", "G1", reason)

    document = report(made([staff("ssh")], explanations=(about,)))

    assert said in section(document, "missing").tables[0].rows[0][1]


def test_an_empty_column_is_named_as_missing() -> None:
    document = report(made([staff("ssh", sick_days=None), staff("ssa", sick_days=None)]))

    assert section(document, "sickness").missing == ("Ikke udfyldt: Sygefraværs\u00addagsværk.",)
    assert section(document, "sickness").plot is None


def test_single_empty_cells_are_named_by_group_and_year() -> None:
    document = report(made([staff("ssh", parttime_end=None), staff("ssa")]))

    assert "På deltid: mangler for SOSU-hjælper 2021." in section(document, "part_time").missing


def test_a_waived_delivery_marks_every_section_and_the_first_page() -> None:
    others = [made([staff("ssh")], code="0902"), made([staff("ssh")], code="0903")]

    document = report(
        None, others, municipality="Testrup", waived=[("Personaletal", "kommunen lægges sammen")]
    )

    waived = "Testrup er fritaget for at levere »Personaletal«. Begrundelse: kommunen lægges sammen."
    measured = [each for each in document.sections if each.key not in ("missing", "interviews", "questions")]
    assert document.warnings[0] == waived
    assert all(waived in each.missing for each in measured)
    assert section(document, "missing").points.count(waived) == 1
    assert ("Leveret", "ikke leveret") in document.facts
    plot = section(document, "turnover").plot
    assert plot is not None
    assert [series.voice for series in plot.series] == [Voice.COHORT, Voice.NATIONAL]


def test_a_report_without_any_delivery_still_exists() -> None:
    document = report(None, municipality="Testrup")

    assert "Testrup har ikke leveret tal." in words(document)
    assert "Elever: kommunen har ikke leveret tal." in words(report(made([staff("ssh")])))
    assert all(each.plot is None for each in document.sections)


def test_whom_the_cohort_lacks_is_said_on_the_first_page() -> None:
    document = report(made([staff("ssh")]), missing=[("Nyby", "fritaget"), ("Gammelby", "")])

    assert document.warnings[-2:] == (
        "Kohortens tal er uden Nyby: fritaget.",
        "Kohortens tal er uden Gammelby: tallene er ikke leveret.",
    )


def test_figures_that_are_not_approved_or_made_up_are_marked() -> None:
    delivery = replace(made([staff("ssh")], source_system="syntetisk"), approved=False)

    first, second = report(delivery).warnings

    assert "opdigtede til øvelse" in first
    assert "ikke godkendt" in second


def test_notes_become_paragraphs_and_questions_points() -> None:
    document = report(
        made([staff("ssh")]),
        interviews="Første tanke\nfortsat.\n\nAnden tanke.",
        questions="- Hvorfor?\n\n• Hvordan?",
    )

    assert section(document, "interviews").paragraphs == ("Første tanke\nfortsat.", "Anden tanke.")
    assert section(document, "questions").points == ("Hvorfor?", "Hvordan?")


def test_without_notes_the_report_says_that_there_are_none() -> None:
    document = report(made([staff("ssh")]), interviews=" \n", questions="")

    assert section(document, "interviews").missing == ("Der er ikke skrevet noget fra interviewene.",)
    assert section(document, "questions").missing == ("Der er endnu ingen spørgsmål.",)


def test_a_norwegian_municipality_reads_bokmaal_and_its_own_definitions() -> None:
    document = report(norwegian(), say=BOKMAAL)

    said = words(document)
    assert "Turnover, 1. desember til 1. desember" in said
    assert "Sykefravær i prosent av avtalte dagsverk" in said
    assert "Sykepleier | 2021" in said
    assert not re.search(r"pct\.|\bikke oplyst\b|Kommunen har meldt nogen", said)


def test_own_figures_belong_to_the_cohort_either_way() -> None:
    own, other = made([staff("ssh")], code="0901"), made([staff("ssh", leavers=40)], code="0902")

    assert report(own, [other]) == report(own, [own, other])


def test_the_order_of_the_cohort_does_not_matter() -> None:
    own, *others = examples()

    assert report(own, [own, *others]) == report(own, [*reversed(others), own])


def test_the_report_names_every_definition_it_uses(example: Document) -> None:
    ids = ("sep_rate_nov_v1", "dropout_6m_v1", "dropout_total_v1", "sick_days_krl_v1", "parttime_share_v1")

    said = "\n".join(example.sources)

    assert all(identity in said for identity in (*ids, "fail_rate_star_v1"))


def test_students_are_plotted_by_education_and_intake() -> None:
    delivery: Delivery = made([students(year=year) for year in range(2015, 2022)])

    plot = section(report(delivery, built=BUILT), "students").plot

    assert plot is not None
    assert plot.along == tuple(f"SOSU-assistent {year}" for year in range(2018, 2022))
    assert delivery.of(About.STAFF) == ()
