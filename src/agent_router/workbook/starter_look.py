"""Colors and cell styles of the generated workbook."""

from collections.abc import Iterable

from agent_router.sheets.page import Style
from agent_router.workbook.columns import Side, Tab

INK, QUIET, LINE, PAPER = "#1F2933", "#52606D", "#CBD2D9", "#FFFFFF"
NAVY, GREEN, PURPLE, SLATE = "#1F4E79", "#2F6B4F", "#5B3A86", "#52606D"

TAB_COLORS = {
    Tab.FRONT: "#1F2933",
    Tab.WEEKLY: "#2E7D32",
    Tab.CARE: "#C77700",
    Tab.ONCE: "#1F4E79",
    Tab.CHECK: "#5B3A86",
}
TAB_TINTS = {
    Tab.FRONT: "#E4E7EB",
    Tab.WEEKLY: "#E3F3E6",
    Tab.CARE: "#FDF0DC",
    Tab.ONCE: "#E3EDF7",
    Tab.CHECK: "#EEE7F6",
}
SIDE_COLORS = {
    Side.ROW: SLATE,
    Side.IF: NAVY,
    Side.THEN: GREEN,
    Side.FACT: NAVY,
    Side.TASK: NAVY,
    Side.EXPECT: PURPLE,
    Side.NOTE: "#7B8794",
}
SIDE_TINTS = {
    Side.ROW: "#F5F7FA",
    Side.IF: "#EFF5FB",
    Side.THEN: "#EFF8F2",
    Side.FACT: "",
    Side.TASK: "",
    Side.EXPECT: "#F5F0FA",
    Side.NOTE: "#FAFAFA",
}
LEVEL_FILLS = {"Low": "#C6E7CE", "Medium": "#FFE3A3", "High": "#F5B7B1"}
LEVEL_INK = {"Low": "#14532D", "Medium": "#6B4A00", "High": "#7B1A12"}

TITLE = Style(bold=True, size=18, color=NAVY, valign="vcenter")
SENTENCE = Style(size=11, color=QUIET, valign="vcenter")
SECTION = Style(bold=True, size=13, color=NAVY, valign="vcenter")
TEXT = Style(color=INK, wrap=True)
LABEL = Style(bold=True, color=INK, valign="top")
HELP = Style(color=QUIET, italic=True, wrap=True, align="left", indent=1)
ENTRY = Style(
    color=INK, fill="#FFFBE6", border=LINE, wrap=True, align="left", indent=1, number_format="@"
)  # fmt: skip
LINK = Style(color=NAVY, underline=True, bold=True, border=LINE, align="left", indent=1)


def header(side: Side) -> Style:
    """A table header, colored by what its column is for."""
    return Style(
        bold=True,
        color=PAPER,
        fill=SIDE_COLORS[side],
        wrap=True,
        valign="vcenter",
        border=PAPER,
        align="left",
        indent=1,
    )


def body(side: Side, number_format: str = "", align: str = "") -> Style:
    """A filled cell of a table."""
    italic = side is Side.NOTE
    color = QUIET if italic else INK
    return Style(
        color=color, italic=italic, fill=SIDE_TINTS[side], border=LINE, wrap=align != "right", align=align or "left",
        number_format=number_format, indent=1 if (align or "left") == "left" else 0,
    )  # fmt: skip


def empty(number_format: str = "") -> Style:
    """What a cell below the table looks like until somebody types there."""
    return Style(color=INK, wrap=True, number_format=number_format)


def level(word: str) -> Style:
    """A blast radius: the color, and the word in it."""
    return Style(
        bold=True, color=LEVEL_INK[word], fill=LEVEL_FILLS[word], align="center", valign="vcenter", border=PAPER
    )


def chip(tab: Tab) -> Style:
    """How often a sheet is changed, in the color of its tab."""
    return Style(bold=True, color=TAB_COLORS[tab], fill=TAB_TINTS[tab], align="center", border=LINE)


_LINE_POINTS = 14.5
_PADDING = 1.5
"""Units of column width that the indent takes."""
_CHARACTERS_A_UNIT = 1.1
"""Characters of body text that fit into one unit of column width, for the widest of the usual fonts."""


def lines(text: object, width: float) -> int:
    """How many lines a text takes in a column of that width, broken at spaces."""
    room = max(int((width - _PADDING) * _CHARACTERS_A_UNIT), 1)
    count = 0
    for paragraph in str(text).split("\n"):
        count, left = count + 1, room
        for word in paragraph.split(" "):
            if len(word) > left and left < room:
                count, left = count + 1, room
            left -= len(word) + 1
    return count


def row_height(texts: Iterable[tuple[object, float]]) -> float:
    """Height in points of a row that shows each text in a column of its width."""
    needed = max((lines(text, width) for text, width in texts if text is not None), default=1)
    return 5.0 + _LINE_POINTS * needed
