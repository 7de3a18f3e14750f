"""The pre-analysis of one municipality: what it does already, and its figures against the cohort and the country."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.datasets.delivered import Delivery
from models.language import Say
from models.reports.document import Document, ReportKind, Section
from rules.reports import front, measures
from rules.reports import sections as report_sections
from rules.reports.measures import View

_MEASURED = ("students", "sickness", "part_time", "recruitment")


def compose(
    own: Delivery | None,
    cohort: Sequence[Delivery],
    *,
    municipality: str,
    programme: str,
    built: date,
    say: Say,
    interviews: str = "",
    questions: str = "",
    waived: Sequence[tuple[str, str]] = (),
    missing: Sequence[tuple[str, str]] = (),
) -> Document:
    """The report as it stands with these deliveries.

    Args:
        own: None when the municipality has delivered nothing; the report then says so everywhere.
        cohort: every delivery of the cohort; the municipality's own is counted in either way.
        interviews: what the facilitator noted, parted by blank lines.
        questions: one in each line.
        waived: titles of what this municipality need not deliver, each with the reason.
        missing: the other municipalities that have no delivery, each with the reason, or nothing.
    """
    seen = measures.view(own, cohort, say)
    lacking = _lacking(seen, own, municipality, waived)
    sections = _sections(seen, own, lacking)
    others = [*lacking, *front.lacking(seen, missing), *front.differing(seen)]
    return Document(
        kind=ReportKind.PRE_ANALYSIS,
        language=say.language,
        title=seen.say("pre_analysis", municipality=municipality),
        subtitle=programme,
        facts=front.facts(seen, own, municipality, built),
        warnings=(*lacking, *front.warnings(seen, _deliveries(seen), missing)),
        sections=(
            *sections,
            report_sections.absent(seen, others, sections),
            report_sections.spoken(seen, interviews),
            report_sections.asked(seen, questions),
        ),
        sources=front.sources(seen, measures.measured(seen)),
    )


def _deliveries(seen: View) -> list[Delivery]:
    return [each.delivery for each in seen.members]


def _lacking(
    seen: View, own: Delivery | None, municipality: str, waived: Sequence[tuple[str, str]]
) -> list[str]:
    """What this municipality need not deliver, and that it has delivered nothing."""
    told = front.waivers(seen, municipality, waived)
    return told if own is not None else [*told, seen.say("no_data", municipality=municipality)]


def _sections(seen: View, own: Delivery | None, lacking: Sequence[str]) -> list[Section]:
    """Initiatives and measures; each says what it lacks when there is no delivery."""
    years = report_sections.years(seen)
    made = [
        report_sections.initiatives(seen, own),
        report_sections.figures(seen, measures.TURNOVER),
        *([years] if years else []),
        *(report_sections.figures(seen, key) for key in _MEASURED),
    ]
    if own is not None:
        return made
    return [each.model_copy(update={"missing": (*lacking, *each.missing)}) for each in made]
