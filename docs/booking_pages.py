"""The page about booking instances, and their JSON Schema."""

from __future__ import annotations

import json

from docs.formats import format_parts
from docs.pages import page
from models.booking.instance import Instance

BOOKING_UNITS = """\
## Units and rules

- Days are local days of `zone`, deadlines included. A time without an offset is local; with one, or with `Z`, it is an instant.
  Minutes are whole; busy times are rounded outwards. An hour that comes twice when the clocks are moved counts twice where it is
  in the way, and not at all where it is offered.
- Hard: weekly hours and days off, busy times, buffers, the number a day, travel, holidays, blackout days, possible and impossible
  windows, both deadlines, and for what is new the notice and the grid.
- Two interviews of one interviewer stand apart by the buffer after the first and the buffer before the second. When they are in
  different places (online is a place of its own), the way from the first and the way to the second are added.
- Whoever is in `interviewees` gets one interview. An existing booking that still keeps every hard rule but the notice and the
  grid stays; one before `first`, unless fixed, does not.
- The answer holds `bookings` (`starts` and `ends` in UTC, `local` beside them), `unbooked` with `reasons` and `would_help`, the
  interviewees that are `kept`, `moved`, `new` and `cancelled`, the `cost` and its parts, and the `rounds` the search took."""


def booking_page() -> str:
    """What an instance may say, and what its words mean."""
    return page(
        "Booking instance",
        "One booking problem as JSON: what `tovholder interviews solve INSTANCE.json` reads. A word that is not here is an\n"
        "error, which is named with its place. `booking-instance.schema.json` says the same to editors and programs.",
        BOOKING_UNITS,
        *format_parts(Instance),
    )


def booking_schema() -> str:
    """The same for editors and programs."""
    return json.dumps(Instance.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
