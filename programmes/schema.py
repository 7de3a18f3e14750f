"""The JSON Schema that lets an editor complete and check a programme file; `python -m programmes.schema` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.programmes.programme import Programme

FILE = Path(__file__).parent / "programme.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema as it follows from the model."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Programme.model_json_schema()}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
