"""`suggest`: rows that are missing, and rows that could go or be one, with the proof."""

from pathlib import Path

import click

from agent_router.cli.options import json_option, workbook_path
from agent_router.cli.printing import say, say_json
from agent_router.model.review import Suggestion, SuggestionKind
from agent_router.pipeline.suggesting import suggest_rows
from agent_router.pipeline.workspace import named_file


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
@json_option
def suggest(workbook: Path | None, *, as_json: bool) -> None:
    """Say which rows are missing in WORKBOOK, and which could be dropped or merged without changing any answer.

    Nothing is written: a row to add is shown ready to type. Each suggestion is meant with those before it carried out.
    Without WORKBOOK, the only one of the workspace. Exit 0 also where there is nothing to suggest.
    """
    source = named_file(workbook_path(workbook), "workbook")
    found = suggest_rows(source)
    if as_json:
        say_json({"workbook": source.name, "suggestions": [suggestion_document(one) for one in found]})
        return
    for number, suggestion in enumerate(found, start=1):
        _show(number, suggestion)
    counted = "1 suggestion" if len(found) == 1 else f"{len(found)} suggestions"
    say(f"{counted}; nothing was written." if found else "Nothing to suggest: no gap, and no row that could go.")


def _show(number: int, suggestion: Suggestion) -> None:
    say(f"{number}. {suggestion.sheet}: {_headline(suggestion)}", bold=True)
    say(f"   Why: {suggestion.why}")
    width = max((len(header) for header, _ in suggestion.cells), default=0)
    for header, text in suggestion.cells:
        say(f"      {header:{width}}  {text}")
    say(f"   Proof: {suggestion.proof}.")


def _headline(suggestion: Suggestion) -> str:
    rows = " and ".join(suggestion.rows)
    cells = ", ".join(place.cell for place in suggestion.places if place.cell)
    if suggestion.kind is SuggestionKind.ADD:
        return "add a row"
    verb = "drop" if suggestion.kind is SuggestionKind.DROP else "merge"
    return f"{verb} {rows} ({cells})" if cells else f"{verb} {rows}"


def suggestion_document(suggestion: Suggestion) -> dict[str, object]:
    """A suggestion for `--json`."""
    return {
        "kind": suggestion.kind.value,
        "sheet": suggestion.sheet,
        "rows": list(suggestion.rows),
        "places": [str(place) for place in suggestion.places],
        "cells": [{"header": header, "text": text} for header, text in suggestion.cells],
        "why": suggestion.why,
        "proof": suggestion.proof,
    }
