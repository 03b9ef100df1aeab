"""Write the sample queue that `init` and the demo start from: `python -m tests.recording.sample_queue`."""

from pathlib import Path

from agent_router.sheets.page import (
    BookOut,
    CellOut,
    DropDown,
    Note,
    OutValue,
    PageOut,
    Span,
    Style,
    TableOut,
    WordColor,
)
from agent_router.sheets.rendering import to_workbook_bytes
from agent_router.workbook.starter_content.setup import FIELDS, LISTS, PEOPLE
from tests.recording.sample_tasks import TASKS

TARGET = Path(__file__).parents[2] / "src" / "agent_router" / "_demo" / "queue.xlsx"
HEADERS = (
    "ID", "Goal", "Function", "Work type", "Changes anything?", "Expected output", "Repositories", "Folders",
    "Systems", "Off limits", "Data class", "Surface", "Files expected", "Reversible?", "Test command", "Rollback",
    "Acceptance plan", "Verification", "Max tokens", "Max cost (USD)", "Requester", "Owner", "Reviewer", "Details",
)  # fmt: skip
WIDTHS = (11, 48, 13, 19, 10, 15, 16, 28, 20, 22, 12, 9, 10, 11, 22, 26, 28, 30, 10, 10, 16, 18, 18, 40)
LAST_ROW = 500
"""How far drop-downs reach, so that a lead can go on typing."""
CHOICES = {
    "Function": "Function", "Work type": "Work type", "Expected output": "Expected output", "Surface": "Surface",
    "Data class": "Data class", "Changes anything?": "Yes or no", "Reversible?": "Yes or no", "Requester": "Person",
    "Owner": "Person", "Reviewer": "Person",
}  # fmt: skip
WORDS = (
    *((name, tuple(word for word, _ in words)) for name, words in LISTS if name in CHOICES.values()),
    ("Yes or no", ("yes", "no")),
    ("Person", tuple(str(row[0]) for row in PEOPLE.rows)),
)
_BLUE, _LINE = "#1F4E79", "#D5DBE3"
_HEAD = Style(bold=True, color="#FFFFFF", fill=_BLUE, wrap=True, valign="vcenter", border=_BLUE)
_CELL = Style(color="#1F2933", wrap=True, border=_LINE)
_ID = Style(bold=True, color=_BLUE, wrap=True, border=_LINE)
_TINTS = {
    "Engineering": "#E3EEF9",
    "Product": "#EFE7F7",
    "Support": "#E4F3E7",
    "Operations": "#FBF1DC",
    "Sales": "#FBE6E4",
}


def sample_queue() -> bytes:
    """The queue workbook: the same bytes every time."""
    names = tuple(
        (_defined(name), f"Words!${_letter(at)}$2:${_letter(at)}${len(words) + 1}")
        for at, (name, words) in enumerate(WORDS, 1)
    )
    return to_workbook_bytes(
        BookOut((_queue_page(), _words_page()), names, title="Sample queue", subject="Jobs people asked agents to do")
    )


def _queue_page() -> PageOut:
    cells = [CellOut(1, at, header, _HEAD) for at, header in enumerate(HEADERS, 1)]
    for row, task in enumerate(TASKS, 2):
        cells += [
            CellOut(row, at, _value(task, header), _ID if at == 1 else _CELL) for at, header in enumerate(HEADERS, 1)
        ]
    function = HEADERS.index("Function") + 1
    questions = {str(field[0]): str(field[1]) for field in FIELDS.rows}
    return PageOut(
        "Queue",
        tuple(cells),
        widths=tuple(float(width) for width in WIDTHS),
        column_styles=tuple(_CELL for _ in HEADERS),
        heights=((1, 32.0),),
        tables=(TableOut("Queue", Span(1, 1, len(TASKS) + 1, len(HEADERS)), HEADERS),),
        drop_downs=tuple(
            DropDown(
                Span(2, at, LAST_ROW, at),
                _defined(CHOICES[header]),
                strict=False,
                title=header,
                prompt=questions[header],
            )
            for at, header in enumerate(HEADERS, 1)
            if header in CHOICES
        ),
        notes=tuple(Note(1, at, questions[header]) for at, header in enumerate(HEADERS, 1)),
        word_colors=tuple(
            WordColor(Span(2, function, LAST_ROW, function), word, Style(color="#1F2933", fill=fill))
            for word, fill in _TINTS.items()
        ),
        tab_color=_BLUE,
        freeze=(1, 2),
        repeat_rows=(1, 1),
        footer="Sample queue",
    )


def _value(task: dict[str, OutValue], header: str) -> OutValue:
    unknown = set(task) - set(HEADERS)
    if unknown:
        raise KeyError(f"{task['ID']}: no such column: {unknown}")
    return task.get(header)


def _words_page() -> PageOut:
    heads = [CellOut(1, at, name, _HEAD) for at, (name, _) in enumerate(WORDS, 1)]
    words = [CellOut(row, at, word, _CELL) for at, (_, own) in enumerate(WORDS, 1) for row, word in enumerate(own, 2)]
    return PageOut("Words", (*heads, *words), widths=(24.0,) * len(WORDS), freeze=(1, 0))


def _defined(name: str) -> str:
    return "words_" + name.lower().replace(" ", "_")


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)


if __name__ == "__main__":
    TARGET.write_bytes(sample_queue())
