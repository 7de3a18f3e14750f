"""Week plans on paper: everything on them can be found and heard, nothing is markup, and the bytes never differ."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from languages.catalogues import speak
from models.errors.deliveries import ReportNotPrinted
from models.language import Say
from models.states import InterviewStatus
from models.week_plans import PlannedDay, PlannedInterview, PlannedWeek, Unplaced, WeekPlan
from reports import apart, week_plans
from rules.week_plans import status as status_in_words

DANISH = speak("da", "week_plans")
ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = date(2022, 9, 26)
HOSTILE = '#set text(red) #panic("x") $x^2$ *fed* _k_ `a` <label> @reference // /* [x] \\'


def interview(day: date = MONDAY, hour: int = 9, **said: Any) -> PlannedInterview:
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    known = {
        "ends": starts + timedelta(hours=1),
        "id": 1,
        "municipality": "Vejle",
        "role": "Leder af ældreplejen",
        "status": InterviewStatus.BOOKED,
        "place": "",
        "online": True,
        "interviewer": "Ida Interviewer",
        "interviewee": "Åse Dam",
    }
    return PlannedInterview(starts=starts, **{**known, **said})


def week(*of_days: tuple[PlannedInterview, ...], monday: date = MONDAY, off: str = "") -> PlannedWeek:
    """Monday to Friday; `off` closes the Friday."""
    days = [
        PlannedDay(
            monday + timedelta(days=at), of_days[at] if at < len(of_days) else (), off if at == 4 else ""
        )
        for at in range(5)
    ]
    return PlannedWeek(monday.isocalendar().year, monday.isocalendar().week, tuple(days))


def plan(*weeks: PlannedWeek, **said: Any) -> WeekPlan:
    known = {
        "of": "Ida Interviewer",
        "programme_title": "Værksted 2022",
        "language": "da",
        "written": datetime(2022, 9, 9, 14, 5, tzinfo=ZONE),
    }
    return WeekPlan(weeks=weeks or (week((interview(),)),), **{**known, **said})


def say_of(of: WeekPlan) -> Say:
    return speak(of.language, "week_plans")


def opened(of: WeekPlan) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(week_plans.printed(of, say_of(of))))


def letters(font: Any) -> dict[int, str]:
    """What each glyph of a font means, from the map that readers copy and speak by."""
    found: dict[int, str] = {}
    lines = font.ToUnicode.read_bytes().decode("ascii").splitlines()
    for line in lines:
        parts = line.replace("<", " ").replace(">", " ").split()
        if line.startswith("<") and len(parts) == 2:
            found[int(parts[0], 16)] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return found


def words(pdf: pikepdf.Pdf) -> str:
    """The text of all pages in the order it is drawn, without blanks, since lines are folded and words parted."""
    said = []
    for page in pdf.pages:
        fonts = {name: letters(font) for name, font in page.resources.get("/Font", {}).items()}
        now: dict[int, str] = {}
        stream: Any = pikepdf.parse_content_stream(page)
        for operands, operator in stream:
            if str(operator) == "Tf":
                now = fonts[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                glyphs = b"".join(bytes(one) for one in shown if isinstance(one, pikepdf.String))
                said += [now.get(int.from_bytes(glyphs[at : at + 2]), "") for at in range(0, len(glyphs), 2)]
    return squeezed("".join(said))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(pdf: pikepdf.Pdf, name: str) -> int:
    roles: Any = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    return sum(str(roles.get(str(each.S), each.S)) == name for each in elements(pdf.Root.StructTreeRoot))


def test_everything_about_an_interview_is_told() -> None:
    with opened(plan(week((interview(), interview(hour=11, place="Rådhuset", online=False))))) as pdf:
        said = words(pdf)

    for text in (
        *("Ugeplan – Ida Interviewer", "Værksted 2022", "9. september 2022 kl. 14.05"),
        *("Uge 39 · 26.–30. september 2022", "Mandag", "26. september", "9.00–10.00", "Vejle"),
        *("Leder af ældreplejen", "Åse Dam", "Online", "aftalt", "Rådhuset", "Ingen interview"),
    ):
        assert squeezed(text) in said


@pytest.mark.parametrize("status", InterviewStatus)
def test_a_status_is_told_in_words(status: InterviewStatus) -> None:
    with opened(plan(week((interview(status=status),)))) as pdf:
        assert squeezed(status_in_words(status, DANISH)) in words(pdf)


def test_the_pdf_can_be_heard() -> None:
    with opened(plan(week((interview(),)), week(monday=date(2022, 10, 3)))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Ugeplan – Ida Interviewer"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "da"
        assert "/CreationDate" not in pdf.docinfo
        assert (tags(pdf, "/Table"), tags(pdf, "/TH"), tags(pdf, "/H1")) == (2, 12, 2)


def test_a_municipalitys_plan_in_bokmaal_names_the_interviewers() -> None:
    of_vejle = plan(of="Vejle", language="nb", unplaced=(Unplaced(7, "Vejle", "Tillitsvalgt", ()),))

    with opened(of_vejle) as pdf:
        said = words(pdf)
        assert str(pdf.Root.Lang) == "nb"

    assert squeezed("Ukeplan – Vejle") in said
    assert squeezed("Uke 39") in said
    assert squeezed("Intervjuer") in said
    assert squeezed("Ida Interviewer") in said
    assert "Kommune" not in said
    assert squeezed("Uten tid ennå Tillitsvalgt • Det er ikke funnet noen tid.") in said


def test_a_plan_without_names_has_no_column_for_them() -> None:
    sheet = week_plans.sheet(plan(week((interview(interviewer="", interviewee=""),)), of="Vejle"), DANISH)

    assert sheet["columns"] == ["Tid", "Hvem", "Sted", "Status"]
    assert sheet["weeks"][0]["days"][0]["rows"][0]["cells"][1] == ["Leder af ældreplejen"]


def test_a_plan_of_several_of_both_tells_both() -> None:
    sheet = week_plans.sheet(plan(of="Alle"), DANISH)

    assert sheet["columns"] == ["Tid", "Kommune", "Hvem", "Interviewer", "Sted", "Status"]


def test_a_day_off_says_why_also_when_something_lies_there() -> None:
    both = week((), (), (), (), (interview(MONDAY + timedelta(days=4)),), off="Kursus")

    with opened(plan(both)) as pdf:
        said = words(pdf)

    assert said.index("Kursus") < said.index("9.00–10.00")
    assert said.count(squeezed("Ingen interview")) == 4


def test_who_has_no_time_stands_last_with_the_reasons() -> None:
    reason = "Der er ingen ledig tid før fristen."

    with opened(plan(unplaced=(Unplaced(7, "Sorø", "Elevansvarlig", (reason,)),))) as pdf:
        said = words(pdf)

    assert said.index(squeezed("Uden tid endnu")) > said.index("Fredag")
    assert squeezed(f"Sorø · Elevansvarlig • {reason}") in said


def test_a_plan_of_nothing_says_so() -> None:
    with opened(replace(plan(), weeks=())) as pdf:
        assert squeezed("Der er endnu ingen interview i planen.") in words(pdf)


def test_a_rehearsal_says_so_on_every_page() -> None:
    weeks = tuple(week((interview(),), monday=MONDAY + timedelta(weeks=at)) for at in range(12))

    with opened(plan(*weeks, rehearsal=True)) as pdf, opened(plan(*weeks)) as real:
        assert len(pdf.pages) > 2
        assert words(pdf).count("GENERALPRØVE") == len(pdf.pages)
        assert "GENERALPRØVE" not in words(real)


def test_a_long_week_goes_on_with_its_headings_and_loses_nobody() -> None:
    crowd = [tuple(interview(hour=8, role=f"Rolle {day}x{at}.") for at in range(20)) for day in range(5)]

    with opened(plan(week(*crowd))) as pdf:
        said, pages = words(pdf), len(pdf.pages)

    assert pages > 3
    assert [f"{day}x{at}" for day in range(5) for at in range(20) if f"Rolle{day}x{at}." not in said] == []
    assert said.count("DagTidKommune") == pages
    assert said.count("26.september(fortsat)") == 2


def test_a_week_that_has_room_on_a_page_is_not_parted() -> None:
    rows = tuple(interview(hour=8 + at) for at in range(7))
    full = [week(rows, rows, monday=MONDAY + timedelta(weeks=at)) for at in range(2)]

    with opened(plan(*full)) as pdf:
        assert len(pdf.pages) == 2
        assert words(pdf).count("DagTid") == 2


def test_the_same_plan_gives_the_same_bytes_also_in_another_process() -> None:
    of = plan(unplaced=(Unplaced(7, "Sorø", HOSTILE, (HOSTILE,)),))

    assert (
        week_plans.printed(of, say_of(of))
        == week_plans.printed(of, say_of(of))
        == apart.week_plan(of, say_of(of))
    )


def test_who_asks_another_process_loads_neither_typesetter_nor_plots() -> None:
    program = (
        "import sys; from datetime import datetime; from models.week_plans import WeekPlan; from reports import apart;"
        "from languages.catalogues import speak;"
        "pdf = apart.week_plan(WeekPlan('Vejle', 'P', 'da', datetime(2022, 9, 9), ()), speak('da', 'week_plans'));"
        "print(pdf[:5].decode(), *({'typst', 'matplotlib', 'numpy'} & sys.modules.keys()))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert done.stdout.split() == ["%PDF-"]


def test_a_process_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week_plans, "sheet", lambda of, say: {"title": "en halv plan"})

    with pytest.raises(ReportNotPrinted, match="does not contain key"):
        apart.week_plan(plan(), DANISH)


def test_names_are_never_markup() -> None:
    said: dict[str, Any] = {
        "municipality": HOSTILE,
        "role": HOSTILE,
        "interviewee": HOSTILE,
        "place": HOSTILE,
        "online": False,
    }
    hostile = plan(
        week((interview(**said),), off=HOSTILE),
        of=f"A {HOSTILE}",
        programme_title=HOSTILE,
        unplaced=(Unplaced(7, HOSTILE, "", (HOSTILE,)),),
    )

    with opened(hostile) as pdf:
        assert words(pdf).count(squeezed(HOSTILE)) >= 8


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_can_be_printed(text: str) -> None:
    said: dict[str, Any] = {
        "municipality": text,
        "role": text,
        "interviewee": text,
        "place": text,
        "online": False,
    }
    of = plan(week((interview(**said),), off=text), of=text, unplaced=(Unplaced(7, text, text, (text,)),))

    assert week_plans.printed(of, say_of(of)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "part", "times"), [("x" * 3_000, "x", 3_000), ("Ord " * 2_000, "Ord", 2_000)]
)
def test_an_endless_text_goes_on_over_the_pages(text: str, part: str, times: int) -> None:
    with opened(plan(week((interview(role=text),)))) as pdf:
        assert words(pdf).count(part) == times


def test_a_sheet_is_plain_data() -> None:
    sheet = week_plans.sheet(plan(unplaced=(Unplaced(7, "Sorø", "Elev", ("Nej.",)),)), DANISH)

    assert json.loads(json.dumps(sheet))["unplaced"] == [{"who": "Sorø · Elev", "reasons": ["Nej."]}]
