"""What counts as an e-mail address here."""

from __future__ import annotations

from pydantic import EmailStr, TypeAdapter, ValidationError

_ADDRESS = TypeAdapter(EmailStr)


def address_or_none(text: str) -> str | None:
    """The address as it is kept, or None when no ordinary mail server would take it (only ASCII is sent safely)."""
    try:
        address = _ADDRESS.validate_python(text)
    except ValidationError:
        return None
    return address if address.isascii() else None
