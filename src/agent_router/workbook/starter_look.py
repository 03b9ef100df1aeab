"""Colors and cell styles of the generated workbook."""

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
HELP = Style(color=QUIET, italic=True, wrap=True)
ENTRY = Style(color=INK, fill="#FFFBE6", border=LINE, wrap=True, align="left")
LINK = Style(color=NAVY, underline=True, bold=True, border=LINE)


def header(side: Side) -> Style:
    """A table header, colored by what its column is for."""
    return Style(bold=True, color=PAPER, fill=SIDE_COLORS[side], wrap=True, valign="vcenter", border=PAPER)


def body(side: Side, number_format: str = "", align: str = "") -> Style:
    """A filled cell of a table."""
    italic = side is Side.NOTE
    color = QUIET if italic else INK
    return Style(
        color=color, italic=italic, fill=SIDE_TINTS[side], border=LINE, wrap=True, align=align,
        number_format=number_format,
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
