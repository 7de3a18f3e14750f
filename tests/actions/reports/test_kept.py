"""What a report would say now, what has been printed, and the pack that is handed over."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy.orm import Session

from actions.reports import drafting, hand_over, kept, notes
from models.accounts.actors import administrator
from models.errors.decisions import NameMissing
from models.errors.deliveries import NoDataset, NothingLater, PersonalNumberInNotes, UnknownReport
from models.journal import What
from models.people import Enrolment
from models.progress import RequirementState
from models.reports.document import ReportKind
from models.reports.rows import AnalysisNotes, HandOver, Report
from tests.support.acts.deciding import WAIVE, decide
from tests.support.acts.delivering import count, deliver, happened, workbook
from tests.support.worlds import small_programme
from tests.support.worlds.small_programme import NOW

PRE_ANALYSIS, LATER = ReportKind.PRE_ANALYSIS, ReportKind.LATER


@pytest.fixture
def figures(session: Session, small_vejle: Enrolment) -> RequirementState:
    """What Vejle has delivered, and it counts."""
    state = small_programme.asked(session, small_vejle, "staff_data")
    deliver(session, state, filename="vejle.xlsx", content=workbook())
    return state


def keep(session: Session, draft: drafting.ReportDraft) -> Report:
    return kept.keep(session, draft, f"%PDF-{draft.basis}".encode(), {"turnover": b"<svg/>"}, now=NOW)


def test_a_report_is_written_from_the_figures_that_count(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    draft = drafting.draft(session, small_vejle, PRE_ANALYSIS)

    assert draft.document.title == "Foranalyse for Vejle Kommune"
    assert (draft.step, draft.kind) == ("workshop", PRE_ANALYSIS)
    assert draft.submission_id is not None


def test_the_same_figures_are_the_same_report_on_any_day(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    assert (
        drafting.draft(session, small_vejle, PRE_ANALYSIS).basis
        == drafting.draft(session, small_vejle, PRE_ANALYSIS).basis
    )


def test_printed_just_so_it_is_known_and_kept_once(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    draft = drafting.draft(session, small_vejle, PRE_ANALYSIS)
    assert kept.known(session, draft) is None

    first, second = keep(session, draft), keep(session, draft)

    assert first.id == second.id
    assert kept.known(session, draft) == first
    assert (count(session, Report), len(happened(session, What.REPORT_BUILT))) == (1, 1)


def test_changed_figures_make_another_report_beside_the_first(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    keep(session, drafting.draft(session, small_vejle, PRE_ANALYSIS))

    deliver(session, figures, filename="ny.xlsx", content=workbook(at=NOW.replace(year=2023)))
    keep(session, drafting.draft(session, small_vejle, PRE_ANALYSIS))

    assert count(session, Report) == 2
    assert not kept.shown(session, small_vejle.id, PRE_ANALYSIS).outdated


def test_a_waived_dataset_still_has_a_report_that_says_so(session: Session, small_vejle: Enrolment) -> None:
    state = small_programme.asked(session, small_vejle, "staff_data")
    decide(session, state, WAIVE, reason="Sammenlagt i juli.", occasion="waive", now=NOW)

    document = drafting.draft(session, small_vejle, PRE_ANALYSIS).document

    assert any("Sammenlagt i juli." in warning for warning in document.warnings)
    assert all(section.plot is None for section in document.sections)


def test_those_who_have_no_figures_are_named_to_the_others(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    version = small_vejle.programme_id
    odense = small_programme.enrolled(session, small_programme.published(session), "Odense")
    small_programme.asked(session, odense, "staff_data")

    cohort = drafting.cohort_of(session, version)

    assert [one.municipality for one in cohort.deliveries] == ["Vejle"]
    assert cohort.missing == (("Odense", ""),)


def test_without_a_dataset_there_is_nothing_to_report_on(session: Session, small_vejle: Enrolment) -> None:
    with pytest.raises(NoDataset):
        drafting.draft(session, small_vejle, PRE_ANALYSIS)


def test_one_dataset_is_nothing_to_compare(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    with pytest.raises(NothingLater):
        drafting.draft(session, small_vejle, LATER)


def test_before_and_after_tells_of_a_waived_second_dataset(
    session: Session, figures: RequirementState, small_vejle: Enrolment
) -> None:
    again = small_programme.asked(session, small_vejle, "staff_data_again")
    decide(session, again, WAIVE, reason="Nyt lønsystem.", occasion="waive", now=NOW)

    document = drafting.draft(session, small_vejle, LATER).document

    assert any("Nyt lønsystem." in warning for warning in document.warnings)


def test_before_and_after_stand_side_by_side(
    session: Session, figures: RequirementState, small_vejle: Enrolment
) -> None:
    again = small_programme.asked(session, small_vejle, "staff_data_again")
    deliver(session, again, filename="igen.xlsx", content=workbook(at=NOW.replace(year=2023)))

    document = drafting.draft(session, small_vejle, LATER).document

    assert any(section.plot for section in document.sections)
    assert "procentpoint" in document.model_dump_json()


def test_notes_stand_in_the_next_report(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    before = drafting.draft(session, small_vejle, PRE_ANALYSIS).basis

    notes.write(
        session, small_vejle, actor=administrator("Frank"), now=NOW, interviews="Ledelsen peger på weekender."
    )
    notes.write(
        session, small_vejle, actor=administrator("Frank"), now=NOW, questions="Hvad kan 37 timer betyde?"
    )

    document = drafting.draft(session, small_vejle, PRE_ANALYSIS).document
    text = document.model_dump_json()
    assert "Ledelsen peger på weekender." in text
    assert "Hvad kan 37 timer betyde?" in text
    assert drafting.draft(session, small_vejle, PRE_ANALYSIS).basis != before


def test_notes_with_a_personal_number_or_without_a_name_are_not_kept(
    session: Session, small_vejle: Enrolment
) -> None:
    with pytest.raises(PersonalNumberInNotes):
        notes.write(
            session, small_vejle, actor=administrator("Frank"), now=NOW, interviews="Hanne 010190-1234"
        )
    with pytest.raises(NameMissing):
        notes.write(session, small_vejle, actor=administrator(" "), now=NOW, interviews="Noget")

    assert count(session, AnalysisNotes) == 0


def test_a_report_that_does_not_exist_is_not_shown(session: Session, small_vejle: Enrolment) -> None:
    with pytest.raises(UnknownReport):
        kept.shown(session, small_vejle.id, PRE_ANALYSIS)


def printed(session: Session, vejle: Enrolment) -> list[tuple[drafting.ReportDraft, Report]]:
    drafts = [drafting.draft(session, vejle, PRE_ANALYSIS), drafting.of_cohort(session, vejle.programme_id)]
    return [(one, keep(session, one)) for one in drafts]


def test_the_pack_holds_every_report_the_figures_as_shown_and_their_sums(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    pack = hand_over.freeze(
        session, small_vejle.programme_id, printed(session, small_vejle), actor=administrator("Anne"), now=NOW
    )

    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("indhold.json"))
        table = archive.read("tal.csv").decode("utf-8-sig")
    assert names == ["foranalyse_0630.pdf", "indhold.json", "samlet.pdf", "tal.csv"]
    assert set(told) == {"foranalyse_0630.pdf", "samlet.pdf", "tal.csv"}
    assert table.startswith("report;section;table;row;column;value")


def test_the_same_pack_is_frozen_once_and_another_gets_the_next_number(
    session: Session, small_vejle: Enrolment, figures: RequirementState
) -> None:
    first = hand_over.freeze(
        session, small_vejle.programme_id, printed(session, small_vejle), actor=administrator("Anne"), now=NOW
    )
    again = hand_over.freeze(
        session, small_vejle.programme_id, printed(session, small_vejle), actor=administrator("Anne"), now=NOW
    )
    notes.write(session, small_vejle, actor=administrator("Frank"), now=NOW, questions="Hvad nu?")
    other = hand_over.freeze(
        session, small_vejle.programme_id, printed(session, small_vejle), actor=administrator("Anne"), now=NOW
    )

    assert (first.number, again.number, other.number) == (1, 1, 2)
    assert count(session, HandOver) == 2
    assert hand_over.frozen(session, small_vejle.programme_id, 1).sha256 == first.sha256
    assert hand_over.frozen(session, small_vejle.programme_id).number == 2
    assert len(happened(session, What.HANDED_OVER)) == 2
