"""How often Python looks for garbage: the servers live long, and what they have loaded never becomes any."""

from __future__ import annotations

import gc


def look_for_garbage_seldom() -> None:
    """To be called when everything is imported: a tenth of the processor time of Prefect's server goes into looking."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
