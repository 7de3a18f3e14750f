"""Made-up figures of one municipality: they follow from its code and the year, hang together, and get slightly better."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.datasets.schema import About, DatasetSchema, Sheet
from models.definition import Country
from models.language import Say

Row = dict[str, Any]

YEARS, RECRUITING, INTAKES = 5, 3, 5
"""How far back staff, recruitment and students are told of, from the year before the delivery."""
EPOCH = 2014
"""Every municipality's story begins here, so that a later delivery tells the same past."""
SYNTHETIC, TOTAL = "syntetisk", "alle"
FINISHED_AFTER = 3
"""Years from an intake until nobody of it is still going on."""
LASTING = 6
"""Years after which an initiative gives way to a new one of its kind."""
_FEWER_LEAVE, _FEWER_ARE_ILL, _MORE_FULL_TIME = 0.96, 0.98, 0.01
_AGREED_DAYS = 230
_FULL_WEEK: Mapping[Country, float] = {"DK": 37.0, "NO": 35.5}


@dataclass(frozen=True)
class Group:
    """A staff group in 2015, in a municipality of the scale 1. Fewer than five are never scaled."""

    heads: int
    leave: float
    full_time: float
    sick_days: float


_GROUPS: Mapping[str, Group] = {
    "ssh": Group(150, 0.22, 0.24, 18.5),
    "ssa": Group(110, 0.19, 0.33, 18.0),
    "spl": Group(48, 0.20, 0.45, 15.0),
    "ergo": Group(3, 0.30, 0.50, 13.0),
    "fys": Group(12, 0.21, 0.50, 12.5),
    "ufagl": Group(42, 0.34, 0.15, 16.5),
    "helsefagarbeider": Group(140, 0.16, 0.25, 20.0),
    "sykepleier": Group(60, 0.17, 0.40, 18.0),
    "vernepleier": Group(3, 0.30, 0.50, 16.0),
    "assistent": Group(45, 0.24, 0.12, 15.0),
}
_OTHERS = Group(32, 0.14, 0.55, 13.5)
"""Whom no group of its own counts; they are in the total only."""
_STARTED: Mapping[str, int] = {"ssh": 44, "ssa": 36, "ssa_eux": 4, "helsefagarbeider": 38}

_WORDS = ("delimitation", "contact_role", "note")
_INITIATIVES: Sequence[tuple[str, str, str]] = (
    ("introduktion_mentor", "target_new", ""),
    ("elevfastholdelse", "target_students", "school"),
    ("flere_op_i_tid", "target_part_time", ""),
    ("sygefravaer", "target_all", ""),
    ("ledige_til_job", "target_jobless", "jobcentre"),
)
"""The usual ones: theme, and the keys of whom each is for and who takes part."""


def rows(
    schema: DatasetSchema, say: Say, code: str, name: str, at: datetime, *, odd: bool = False
) -> Mapping[About, Sequence[Row]]:
    """A dataset without a fault as of that time; an odd one has a single figure that asks for an explanation."""
    staff = _staff(schema, code, at.year - 1, odd=odd)
    told: Mapping[About, Sequence[Row]] = {
        About.MUNICIPALITY: [_municipality(schema, say, code, name, at)],
        About.STAFF: staff,
        About.STUDENTS: list(_students(schema, code, at.year)),
        About.RECRUITMENT: list(_recruitment(schema, code, staff, at.year - RECRUITING)),
        About.INITIATIVES: list(_initiatives(schema, say, code, at.year)),
    }
    return {
        sheet.about: [{id: row[id] for id in sheet.by_id() if id in row} for row in told[sheet.about]]
        for sheet in schema.sheets
    }


def _share(*of: object) -> float:
    """A number from 0 up to 1 that follows from the words, and looks like chance."""
    digest = hashlib.sha256("/".join(map(str, of)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _choices(schema: DatasetSchema, about: About, id: str) -> tuple[str, ...]:
    sheet = schema.sheet(about)
    return sheet.by_id()[id].choices if sheet else ()


def _first_year(sheet: Sheet | None, id: str, wanted: int) -> int:
    """The year, or the earliest the sheet takes."""
    return max(wanted, int(sheet.by_id()[id].at_least or 0)) if sheet else wanted


def _municipality(schema: DatasetSchema, say: Say, code: str, name: str, at: datetime) -> Row:
    return {
        "schema_version": schema.version,
        "municipality_code": code,
        "municipality_name": name,
        "extract_date": at.date().isoformat(),
        "source_system": SYNTHETIC,
        "measurement": _choices(schema, About.MUNICIPALITY, "measurement")[0],
        **{word: say(word) for word in _WORDS},
    }


def _staff(schema: DatasetSchema, code: str, last: int, *, odd: bool) -> list[Row]:
    """Every group's years, and the total of them with everybody else."""
    groups = [one for one in _choices(schema, About.STAFF, "staff_group") if one != TOTAL]
    first = _first_year(schema.sheet(About.STAFF), "period_year", last - YEARS + 1)
    told = {one: list(_years(code, one, last, _FULL_WEEK[schema.country])) for one in [*groups, TOTAL]}
    if odd:
        newest = told[groups[0]][-1]
        newest["internal_in"] += int(0.03 * newest["headcount_end"]) + 4
    for others, *by_group in zip(told[TOTAL], *(told[one] for one in groups), strict=True):
        _add_up(others, by_group)
    return [row for one in told for row in told[one] if row["period_year"] >= first]


def _years(code: str, group: str, last: int, full_week: float) -> Iterator[Row]:
    """One group year by year: each begins as the one before ended."""
    means = _GROUPS.get(group, _OTHERS)
    small = means.heads < 5
    wanted = 2 + int(3 * _share(code, group)) if small else means.heads * (0.8 + 2 * _share(code))
    start = round(wanted)
    for year in range(EPOCH, last + 1):
        grown = wanted if small else wanted * 1.01 ** (year - EPOCH)
        leavers = round(start * means.leave * _FEWER_LEAVE ** (year - EPOCH))
        moved_in, moved_out = start // 40, start // 50
        joiners = max(0, round(grown) - start + leavers - moved_in + moved_out)
        end = start + joiners - leavers + moved_in - moved_out
        full_time = min(0.9, means.full_time + _MORE_FULL_TIME * (year - EPOCH))
        employed = full_time + (1 - full_time) * 0.8
        fte = round((start + end) / 2 * employed, 1)
        days = means.sick_days * _FEWER_ARE_ILL ** (year - EPOCH) * (0.97 + 0.06 * _share(code, group))
        yield {
            "period_year": year,
            "staff_group": group,
            "headcount_start": start,
            "joiners": joiners,
            "leavers": leavers,
            "internal_in": moved_in,
            "internal_out": moved_out,
            "headcount_end": end,
            "fte_avg": fte,
            "fulltime_end": round(end * full_time),
            "parttime_end": end - round(end * full_time),
            "avg_weekly_hours": round(full_week * employed, 1),
            "sick_days": round(fte * days),
            "agreed_days": round(fte * _AGREED_DAYS),
            "leavers_60plus": leavers // 4,
        }
        start = end


_SUMMED = (
    *("headcount_start", "joiners", "leavers", "internal_in", "internal_out", "headcount_end", "fte_avg"),
    *("fulltime_end", "parttime_end", "sick_days", "agreed_days", "leavers_60plus"),
)


def _add_up(others: Row, groups: Sequence[Row]) -> None:
    """Make those whom no group counts into the total of everybody."""
    everybody = [others, *groups]
    hours = sum(one["avg_weekly_hours"] * one["headcount_end"] for one in everybody)
    others["avg_weekly_hours"] = round(hours / sum(one["headcount_end"] for one in everybody), 1)
    for id in _SUMMED:
        others[id] = round(sum(one[id] for one in everybody), 1)


def _students(schema: DatasetSchema, code: str, year: int) -> Iterator[Row]:
    """Every intake as far as it has come; what has happened to one is the same whenever it is told."""
    first = _first_year(schema.sheet(About.STUDENTS), "intake_year", year - INTAKES)
    for education in _choices(schema, About.STUDENTS, "programme"):
        usual = _STARTED.get(education, 20)
        for intake in range(first, year):
            age, wanted = year - intake, _share(code, education, intake)
            started = round(usual * (0.6 + 0.8 * _share(code))) + int(4 * wanted)
            leave = 0.34 * _FEWER_LEAVE ** (intake - EPOCH)
            early, middle, late = (round(started * leave * part) for part in (0.6, 0.25, 0.2))
            middle, late = (middle if age > 1 else 0), (late if age >= FINISHED_AFTER else 0)
            moved = 1 if wanted > 0.5 and age > 1 else 0
            staying = started - early - middle - late - moved
            finished = age >= FINISHED_AFTER
            yield {
                "programme": education,
                "intake_year": intake,
                "started": started,
                "dropouts_0_6m": early,
                "dropouts_6_12m": middle,
                "dropouts_after_12m": late,
                "completed": staying if finished else 0,
                "still_active": 0 if finished else staying,
                "transferred": moved,
            }


def _recruitment(schema: DatasetSchema, code: str, staff: Sequence[Row], first: int) -> Iterator[Row]:
    """For each group about as many attempts as were hired, and a quarter more."""
    known = _choices(schema, About.RECRUITMENT, "staff_group")
    for row in staff:
        year, group = row["period_year"], row["staff_group"]
        if group == TOTAL or group not in known or year < first:
            continue
        attempts = max(1, round(row["joiners"] * 1.25))
        failing = 0.5 * _FEWER_LEAVE ** (year - EPOCH)
        unfilled, other = round(attempts * failing * 0.6), round(attempts * failing * 0.4)
        yield {
            "period_year": year,
            "staff_group": group,
            "attempts": attempts,
            "filled": attempts - unfilled - other,
            "filled_other_profile": other,
            "unfilled": unfilled,
            "advertised_fulltime": round(attempts * min(0.9, 0.2 + 0.03 * (year - EPOCH))),
            "applicants_total": attempts * 3 + int(attempts * _share(code, group, year)),
            "vacant_at_date": unfilled // 2,
        }


def _initiatives(schema: DatasetSchema, say: Say, code: str, year: int) -> Iterator[Row]:
    """Three to five of the usual ones, the eldest with an effect."""
    statuses = _choices(schema, About.INITIATIVES, "status")
    effects = _choices(schema, About.INITIATIVES, "effect")
    for number, (theme, target, partner) in enumerate(_INITIATIVES[: 3 + int(3 * _share(code))]):
        since = year - (year - 2 - number) % LASTING
        yield {
            "title": say(f"initiative_{theme}"),
            "theme": theme,
            "start_year": since,
            "status": statuses[1] if since < year else statuses[0],
            "target_group": say(target),
            "effect": effects[min(number, 1)] if since < year - 1 else effects[-1],
            "partner": say(partner) if partner else "",
        }
