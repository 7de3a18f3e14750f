"""What simulated people write and send: plausible, fictitious, and the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from datasets.writer import write
from languages.catalogues import speak
from models.datasets.schema import ColumnType, DatasetSchema
from models.forms.fields import FieldType, FormField
from models.language import Say
from models.programmes.interview_booking import InterviewBooking
from models.programmes.programme import ParticipantGroup, Places
from rehearsal import figures

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
"""The smallest document that is one."""


def document(municipality: str, title: str) -> bytes:
    """A PDF of that municipality."""
    return PDF + f"% {municipality}: {title}\n".encode()


def dataset(
    schema: DatasetSchema, code: str, name: str, at: datetime, *, faulty: bool, odd: bool = False
) -> bytes:
    """A whole workbook; a faulty one says "many" where a number belongs, an odd one has a figure to explain."""
    say = speak(schema.language, "rehearsal")
    told = dict(figures.rows(schema, say, code, name, at, odd=odd))
    if faulty:
        table = next(sheet for sheet in schema.sheets if not sheet.keys)
        number = next(column for column in table.columns if column.type is ColumnType.INTEGER)
        first, *others = told[table.about]
        told[table.about] = [{**first, number.id: say("not_a_number")}, *others]
    return write(schema, speak(schema.language, "template"), told, code=code, name=name)


def form(fields: Sequence[FormField], say: Say) -> dict[str, Any]:
    """Answers that fit the fields."""
    return {field.key: _answer(field, say) for field in fields}


def _answer(field: FormField, say: Say) -> object:
    match field.type:
        case FieldType.ROWS:
            return [form(field.fields, say) for _ in range(max(2, field.at_least or 1))]
        case FieldType.CHOICE:
            return field.choices[0]
        case FieldType.INTEGER:
            return field.at_least if field.at_least is not None else 1
        case FieldType.YES_NO:
            return "yes"
        case FieldType.DATE:
            return "2022-12-01"
        case FieldType.EMAIL:
            return say("example_address")
        case _:
            return say("answer", title=field.title)[: field.at_most or 400]


def interviewees(
    booking: InterviewBooking | None, municipality: str, code: str, today: date, say: Say
) -> dict[str, Any]:
    """Somebody for each role, two mornings next week that suit the first of them, and a day the municipality is closed."""
    roles = [one.title for one in booking.roles] if booking else []
    people = [
        {
            "role": role,
            "name": say("interviewee", role=role, municipality=municipality),
            "email": f"interview{number}.{code}@example.org",
        }
        for number, role in enumerate(roles, start=1)
    ]
    suits = {"who": roles[0], "what": say("time_suits"), "since": "9.00", "until": "12.00"} if roles else {}
    day, week = timedelta(days=1), timedelta(weeks=1)
    times = [
        {**suits, "day": (today + week + number * day).isoformat()} for number in range(2 if roles else 0)
    ]
    return {"people": people, "times": times, "closed": [{"day": (today + week + 4 * day).isoformat()}]}


def participants(places: Places, municipality: str, code: str, say: Say) -> dict[str, Any]:
    """A list of five that has every group the places ask for."""
    groups = [
        *places.must_include,
        ParticipantGroup.LEADER,
        ParticipantGroup.EMPLOYEE,
        ParticipantGroup.EXTERNAL_PARTNER,
    ]
    seats = min(5, places.seats_each)
    chosen = [groups[number % len(groups)] for number in range(seats)]
    return {
        "participants": [
            {
                "name": say("participant", number=number, municipality=municipality),
                "email": say("participant_address", number=number, code=code),
                "group": group.value,
                "organisation": say("school") if group is ParticipantGroup.EXTERNAL_PARTNER else "",
            }
            for number, group in enumerate(chosen, start=1)
        ]
    }
