"""A form's questions, as a programme writes them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from models.definition import Definition, Key, Text


class FieldType(StrEnum):
    """Types of a form's fields; `rows` is a small table with fields of its own."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    EMAIL = "email"
    ROWS = "rows"


class FormField(Definition):
    """One question of a form."""

    key: Key
    title: Text
    type: FieldType
    required: bool = True
    help: str = ""
    choices: tuple[Text, ...] = ()
    at_least: int | None = Field(None, description="Smallest integer, or fewest rows.")
    at_most: int | None = Field(None, description="Largest integer, most rows, or longest text.")
    fields: tuple[FormField, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> FormField:
        if (self.type is FieldType.CHOICE) != bool(self.choices):
            raise ValueError("choices belong to fields of the type choice, and to no other")
        if (self.type is FieldType.ROWS) != bool(self.fields):
            raise ValueError("fields belong to fields of the type rows, and to no other")
        if any(inner.type is FieldType.ROWS for inner in self.fields):
            raise ValueError("rows cannot hold rows")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is more than at_most {self.at_most}")
        return self
