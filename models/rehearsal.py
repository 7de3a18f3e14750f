"""The cast of a rehearsal: how each simulated municipality behaves, written in YAML."""

from __future__ import annotations

from pydantic import Field, model_validator

from models.definition import Definition, Key


class Withdrawal(Definition):
    """The municipality leaves some working days after a step of the programme has opened."""

    step: Key
    after_days: int = Field(0, ge=0)
    reason: str = Field(min_length=1)


class CastMunicipality(Definition):
    """One municipality. Without any trait it is prompt: everything arrives four working days before its deadline."""

    municipality: str
    slow: int = Field(0, ge=0, description="Delivers this many working days after each deadline.")
    silent_until_reminder: int = Field(0, ge=0, description="Delivers only the day after its nth reminder.")
    faulty_first: bool = Field(
        False, description="Its first dataset has faults; the next day it sends a right one."
    )
    needs_extension: int = Field(
        0, ge=0, description="Asks the office for this many more working days, once."
    )
    declines: int = Field(
        0, ge=0, description="So many of its interviewees decline the first time they are proposed."
    )
    no_shows: int = Field(0, ge=0, description="So many of its interviewees stay away the first time.")
    interviewer_ill: bool = Field(
        False, description="Whoever holds its first interview is ill that day and the next."
    )
    withdraws: Withdrawal | None = None

    @model_validator(mode="after")
    def _one_pace(self) -> CastMunicipality:
        if self.slow and self.silent_until_reminder:
            raise ValueError("a municipality is slow or silent, not both")
        return self


class Cast(Definition):
    """Everybody in the rehearsal. The office's people come from the programme."""

    municipalities: tuple[CastMunicipality, ...] = Field(min_length=1)
