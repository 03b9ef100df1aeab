"""Fields such as a workbook has, for the tests of the cell language."""

from collections.abc import Mapping

from agent_router.model.field import Field, FieldKind, Riskier, Word, WordList

WORK_TYPES = WordList(
    "Work type",
    (
        Word("Migration"),
        Word("Refactor"),
        Word("Billing"),
        Word("Auth"),
        Word("Dead-code map", ("dead-code",)),
        Word("Not started"),
        Word("Rock, paper"),
        Word("Search or rescue"),
        Word("Read/write"),
    ),
)
DATA = WordList("Data class", (Word("No data", ("None",)), Word("Internal"), Word("Customer")))
LEVELS = WordList("Blast radius", (Word("Low"), Word("Medium"), Word("High")))

FIELDS: Mapping[str, Field] = {
    field.code: field
    for field in (
        Field("work_type", "Work type", FieldKind.CHOICE, words=WORK_TYPES),
        Field("data_class", "Data class", FieldKind.CHOICES, riskier=Riskier.LATER, words=DATA),
        Field("blast_radius", "Blast radius", FieldKind.CHOICE, words=LEVELS, derived=True),
        Field("files_expected", "Files expected", FieldKind.WHOLE, also_called=("# files",)),
        Field("max_files", "Max files", FieldKind.WHOLE),
        Field("max_cost_usd", "Max cost (USD)", FieldKind.NUMBER),
        Field("changes", "Changes anything?", FieldKind.YES_NO),
        Field("reversible", "Reversible?", FieldKind.YES_NO),
        Field("due", "Due", FieldKind.DATE),
        Field("start", "Start", FieldKind.DATE),
        Field("goal", "Goal", FieldKind.TEXT),
        Field("reviewer", "Reviewer", FieldKind.TEXT),
        Field("requester", "Requester", FieldKind.TEXT),
        Field("labels", "Labels", FieldKind.LIST),
        Field("folders", "Folders", FieldKind.FOLDERS),
    )
}
