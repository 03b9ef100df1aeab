"""Rows as they stand on a sheet."""

from dataclasses import dataclass

from agent_router.sheets.page import OutValue


@dataclass(frozen=True, slots=True)
class Rows:
    """Headers from left to right, and rows of as many values; None leaves a cell blank."""

    headers: tuple[str, ...]
    rows: tuple[tuple[OutValue, ...], ...]
