"""What can be wrong with a workbook, in words for a lead: the catalogue of this room."""

from collections.abc import Mapping
from types import MappingProxyType

from agent_router.model.problem import Rule, Severity
from agent_router.sheets.cells import CellFaultKind
from agent_router.workbook.condition_problems import CONDITION_FAULTS, CONDITION_NOTES

__all__ = ["CONDITION_FAULTS", "CONDITION_NOTES"]
"""Re-exported, so that this room has one catalogue; the rules below are public by their names."""

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE

SHEET_MISSING = Rule("WB101", _E, "A sheet is missing.", "Add it from the starter workbook, or give it its name back.")
SHEET_TWICE = Rule(
    "WB102", _E, "Two sheets could be meant by the same name.",
    "Keep one of them; rename the other so that it is clearly something else.",
)  # fmt: skip
SHEET_UNKNOWN = Rule("WB103", _A, "A sheet is not known and was ignored.", "Nothing to do if it is your own.")
SHEET_COPY = Rule(
    "WB120", _W, "A sheet has nearly the name of one that is read; it was ignored.",
    "Delete the copy, or rename it so that nobody takes it for the one that counts.",
)  # fmt: skip
SHEET_HIDDEN = Rule(
    "WB104", _A, "A sheet is hidden, and it counts.", "Show it, so that everybody sees which rules hold."
)
SHEET_VERY_HIDDEN = Rule(
    "WB105", _W, "A sheet is hidden so deeply that Excel's menu does not list it, and it counts.",
    "Ask who hid it; show it again in the Visual Basic editor, or copy the workbook in LibreOffice.",
)  # fmt: skip
HEADERS_MISSING = Rule(
    "WB106", _E, "No row of this sheet holds the column names.",
    "Write the names of the columns into row 4, as in the starter workbook.",
)  # fmt: skip
COLUMN_MISSING = Rule("WB107", _E, "A column is missing.", "Add the column, or give it its name back.")
COLUMN_ABSENT = Rule(
    "WB119", _W, "A column of the starter workbook is missing; the rows are read without it.",
    "Add the column again, or give it its name back.",
)  # fmt: skip
HEADER_TWICE = Rule(
    "WB108",
    _E,
    "Two columns have the same name.",
    ("Keep one, or give the other another name; nobody can tell which counts."),
)
COLUMN_NO_FIELD = Rule(
    "WB109", _E, "The name of a column is neither known here nor a field of a task.",
    "Correct the name, or add the field to Fields; call the column Note if it is a remark.",
)  # fmt: skip
COLUMN_UNKNOWN = Rule("WB110", _A, "A column is not known and was ignored.", "Nothing to do if it is your own column.")
COLUMN_NAMELESS = Rule(
    "WB111",
    _W,
    "Cells stand below a column without a name; they were not read.",
    "Give the column a name, or clear it.",
)
HEADERS_TWICE = Rule(
    "WB112", _E, "Two rows hold the column names.", "Keep one of the two rows; two tables belong on two sheets."
)
MERGED = Rule(
    "WB113", _E, "Cells inside the table are merged, so it is unclear for which rows they count.",
    "Split them again (Merge & Center off) and fill each row.",
)  # fmt: skip
TABLE_SHORT = Rule(
    "WB114", _A, "The table's range ends before the data does; the rows below it were read as well.",
    "Drag the corner of the table down to the last row, so that filters and colors cover it.",
)  # fmt: skip
ROWS_HIDDEN = Rule(
    "WB115", _A, "Hidden or filtered rows count like all others.", "Show them, or switch them off under On."
)
NOTE_BELOW = Rule(
    "WB116", _A, "A row below the data with only its first cell filled was taken for a note.",
    "Nothing to do if it is one; otherwise fill in the rest of the row.",
)  # fmt: skip
TOO_EARLY = Rule(
    "WB117", _E, "This sheet cannot ask for something that is only decided later.",
    "Remove the column; Risk rules may use Area, later sheets also Blast radius, and after Routes also Route.",
)  # fmt: skip
NO_ROWS = Rule("WB118", _E, "The sheet has no rows that count.", "Add at least one row, or switch one on.")
NOTE_BESIDE = Rule(
    "WB181", _A, "Cells apart from the table, below no column name, were taken for notes.",
    "Nothing to do if they are; otherwise give the column a name and move it up to the table.",
)  # fmt: skip
ROWS_SORTED = Rule(
    "WB182", _A, "The rows no longer stand in the order of their IDs, and here the first row that fits decides.",
    "If the rows were sorted by accident, sort them by ID again; otherwise number them anew.",
)  # fmt: skip
HEADING_AMONG_ROWS = Rule(
    "WB183", _E, "A heading cannot stand among the rows of the table.",
    "Put its words into the column Note of the rows that it is about, or delete the row.",
)  # fmt: skip
TOTALS_ROW = Rule(
    "WB180", _A, "The totals row of the table is no rule and was left out.",
    "Nothing to do; Total Row under Table Design takes it away.",
)  # fmt: skip

FORMULA_UNSTORED = Rule(
    "WB121", _E, "The cell holds a formula, and its result was never stored.",
    "Type the value itself, or open the file in Excel or LibreOffice and save it there.",
)  # fmt: skip
FORMULA_ERROR = Rule("WB122", _E, "The cell shows an error instead of a value.", "Type the value itself.")
FORMULA_VALUE = Rule(
    "WB123", _A, "The cell holds a formula; the result stored in the file was read.",
    "Type the value itself: a stored result can be out of date.",
)  # fmt: skip
FORMULA_SCORE = Rule(
    "WB124", _E, "A formula stands where a level or a blast radius is decided.",
    "Type the value itself; what decides is never computed inside the workbook.",
)  # fmt: skip
NUMBER_EXPECTED = Rule("WB125", _E, "A number is needed here.", "Type a plain number, without unit and without words.")
WHOLE_EXPECTED = Rule("WB126", _E, "A whole number is needed here.", "Type a whole number.")
DECIMAL_COMMA = Rule(
    "WB127", _E, "The number could be read in two ways because of its comma or its thousands mark.",
    "Type it with a decimal point and without thousands marks.",
)  # fmt: skip
PERCENT = Rule(
    "WB128", _E, "The cell is formatted as a percentage, so 5 may mean 5 or 0.05.",
    "Format the cell as a number or as text and type the value again.",
)  # fmt: skip
DATE_FROM_RANGE = Rule(
    "WB129", _E, "Excel made a date out of what was typed (1-5 becomes 5 January).",
    "Format the cell as text and type it again; write ranges as 1 to 5.",
)  # fmt: skip
DATE_EXPECTED = Rule("WB130", _E, "A date is needed here.", "Type it as year-month-day, for example 2026-11-30.")
YES_NO_EXPECTED = Rule("WB131", _E, "Only yes or no fits here.", "Type yes or no, or leave the cell blank.")
NUMBER_AS_TEXT = Rule("WB132", _A, "A number is stored as text; it was read as a number.", "Nothing to do.")
DATE_AS_TEXT = Rule("WB133", _A, "A date is stored as text; it was read as a date.", "Nothing to do.")
CURLY_QUOTES = Rule("WB134", _A, "Curly quotation marks were read as plain ones.", "Nothing to do.")
DASH = Rule("WB135", _A, "A typographic dash was read as a plain one.", "Nothing to do.")
NO_BREAK_SPACE = Rule("WB136", _A, "Invisible or no-break spaces were read as plain spaces.", "Nothing to do.")
OUTER_SPACES = Rule("WB137", _A, "Spaces before or after the text were dropped.", "Nothing to do.")
LOOK_ALIKE = Rule(
    "WB138", _W, "Letters of another alphabet that only look like Latin ones were read as Latin.",
    "Type the word again, so that searching finds it.",
)  # fmt: skip
CONTROL_CHARACTER = Rule("WB139", _A, "Invisible control characters were dropped.", "Type the text again.")
CELL_REQUIRED = Rule("WB140", _E, "A cell that every row needs is blank.", "Fill it in, or delete the whole row.")
WORD_UNKNOWN = Rule("WB141", _E, "The word is not in its list.", "Choose a word of the list.")
NUMBER_OUTSIDE = Rule("WB142", _E, "The number is outside what fits here.", "Correct the number.")
ID_TWICE = Rule("WB143", _E, "Two rows have the same ID.", "Give each row its own ID; explanations name rows by it.")
ID_BLANK = Rule("WB144", _A, "A row has no ID; explanations will name it by its cell.", "Give it a short ID.")
NAME_TWICE = Rule("WB145", _E, "The same name stands in two rows.", "Keep one of the two rows.")
SAYS_NOTHING = Rule(
    "WB146", _W, "The row says neither impact nor likelihood.", "Fill in one of them, or delete the row."
)
WORD_FIXED = Rule(
    "WB147", _E, "The word is not one that the program knows.", "Choose one of the words in the drop-down."
)
NAME_AMBIGUOUS = Rule(
    "WB148", _W, "The same other name stands for two different things.", "Remove it in one of the two places."
)
FIELD_UNKNOWN = Rule("WB149", _E, "No field of a task has this name.", "Write the name as on Fields.")

WORD_DIFFERENT = Rule(
    "WB151", _A, "yes and no are written otherwise; the cell was read all the same.", "Write yes or no."
)
COLUMNS_HIDDEN = Rule(
    "WB152", _A, "A hidden column counts like all others.", "Show it, so that everybody sees what it says."
)
ROW_UNKNOWN = Rule(
    "WB153", _E, "No row of the other sheet has this ID.", "Write the ID as it stands there, or take it out."
)
YEAR_UNLIKELY = Rule("WB154", _W, "The year looks mistyped.", "Correct the date, unless it is meant.")
WORD_QUOTED = Rule(
    "WB155", _A, "Quotation marks around a word were dropped.", "Nothing to do; words need no quotation marks."
)
LIST_FIXED = Rule(
    "WB156", _W, "The list belongs to the program; a word that was added, changed or removed there has no effect.",
    "Put its words back as they were; the drop-downs show this list.",
)  # fmt: skip
LABEL_UNKNOWN = Rule(
    "WB157", _W, "A label on Start here is not known, so what stands beside it was not read.",
    "Give the label its name back.",
)  # fmt: skip

PERCENT_READ = Rule(
    "WB150", _A, "The cell is formatted as a percentage; it was read as it is shown.",
    "Format the cell as text and type the value again.",
)  # fmt: skip

IDENTITY_MISSING = Rule(
    "WB161", _E, "Start here does not say this about the workbook.", "Fill in the cell beside that label on Start here."
)
DATES_REVERSED = Rule("WB162", _W, "The last day is before the first day.", "Correct one of the two dates.")
GRID_INCOMPLETE = Rule("WB163", _E, "The colored grid lacks a cell.", "Fill in all 25 cells with Low, Medium or High.")
GRID_MISSING = Rule(
    "WB164", _E, "The colored grid was not found.",
    "It starts with a cell that says Impact \\ Likelihood, with the levels 1 to 5 beside and below it.",
)  # fmt: skip
LEVEL_MISSING = Rule("WB165", _E, "A level from 1 to 5 is not explained.", "Give each of the five levels its own row.")
LIST_NEEDED = Rule("WB166", _E, "A choice needs a list.", "Name one of the lists of Lists under List, or add the list.")
LIST_MISSING = Rule("WB167", _E, "A list that other sheets use is missing.", "Add the list to Lists.")
FIELD_NEEDED = Rule("WB168", _E, "The router cannot work without this field.", "Add its row to Fields again.")
FIELD_ABSENT = Rule(
    "WB169", _W, "A field of the starter workbook is missing; tasks cannot state it.",
    "Add its row to Fields again, with not stated under If blank if nobody fills it in.",
)  # fmt: skip
IF_BLANK_UNKNOWN = Rule(
    "WB170", _E, "What a blank means here is not understood.",
    "Write required, not stated, budget, assume the worst, or assume followed by a value that fits the field.",
)  # fmt: skip
FIELD_NAME_TAKEN = Rule(
    "WB171", _E, "A field has a name that the sheets already use for something else.", "Give the field another name."
)
PROGRAM_WORD_MISSING = Rule(
    "WB172", _E, "A word that the program acts on is missing from its list, or out of order.",
    "Put the words back in their order; use Also called for other names.",
)  # fmt: skip
RISKIER_UNFIT = Rule(
    "WB173", _E, "This direction does not fit the kind of the field.",
    "higher and lower fit numbers and dates, yes and no fit yes/no, later in list fits choices.",
)  # fmt: skip
LIST_EMPTY = Rule("WB174", _E, "A list has no words.", "Write at least one word below its name.")
KIND_UNFIT = Rule("WB175", _E, "The router needs another kind for this field.", "Change it back.")
SETTING_UNKNOWN = Rule(
    "WB176", _A, "This setting is not known and was ignored.", "Correct its name, or delete the row."
)
SETTING_UNFIT = Rule("WB177", _E, "The value does not fit the setting.", "Correct the value.")

PERSON_UNKNOWN = Rule(
    "WB201", _W, "The name is not on People, so this person cannot approve or sign.",
    "Add the person to People, or name somebody who is there.",
)  # fmt: skip
CHECK_UNKNOWN = Rule(
    "WB202", _E, "Checked by names no check that the program has.",
    "Choose a check from the drop-down, or write person.",
)  # fmt: skip
CHECK_SETTING = Rule("WB203", _E, "The check cannot read its Setting.", "Write it in the form named here.")
SETTING_UNUSED = Rule("WB204", _A, "The Setting is not used here.", "Clear it, or choose what it was meant for.")
AREA_WITHOUT_RULE = Rule(
    "WB205", _W, "No row of Risk rules asks for this area, so touching it raises no risk.",
    "Add it to a row of Risk rules under Area.",
)  # fmt: skip
PHASES_UNFIT = Rule(
    "WB207", _W, "Phases and route do not go together.",
    "Agents need at least one phase; human-led work has none; approval comes before a phase that the row names.",
)  # fmt: skip
BOX_OPEN = Rule(
    "WB208", _E, "The box limits neither tokens nor money, so a run could spend without end.",
    "Fill in Budget tokens, Budget cost (USD), or both.",
)  # fmt: skip
PHASES_UNAPPROVED = Rule(
    "WB209", _E, "The row lets a run go from discovery to mutation without anybody's approval.",
    "Write mutation under Approval before, or name one phase only.",
)  # fmt: skip
NOBODY_APPROVES = Rule(
    "WB210", _W, "The work has to be approved, and nobody may approve it.",
    "Name this blast radius under May approve for somebody on People, or let a person lead such work.",
)  # fmt: skip

FOLDER_OUTSIDE = Rule(
    "WB211", _W, "The folder leads out of the repository, so every job counts as reaching it.",
    "Write it from the repository's root, for example src/auth/**.",
)  # fmt: skip
FOLDER_WHOLE = Rule(
    "WB212", _W, "The folder stands for the whole repository, so every job with folders reaches it.",
    "Name the folders that are meant; in a condition, write given where any folder will do.",
)  # fmt: skip
FOLDER_SIGNS = Rule(
    "WB213", _W, "Braces and single brackets are no wildcards here; they were read as plain letters.",
    "Write each folder out, separated by ; and close every bracket, as in file[0-9].",
)  # fmt: skip
FOLDER_CASE = Rule(
    "WB214", _A, "Two folders differ only in capital letters; letters count as written.",
    "Keep the one that is spelled as in the repository.",
)  # fmt: skip

NAME_NOWHERE = Rule(
    "WB221", _A, "The condition names somebody or something that no sheet knows.",
    "Correct the name; or add it to People or Systems, so that everybody writes it alike.",
)  # fmt: skip

NAME_OTHERWISE = Rule(
    "WB224", _E, "The condition calls a system by another of its names; tasks go by its own name, so it never holds.",
    "Write the name that the system has in the column System.",
)  # fmt: skip
WORK_TYPE_UNNAMED = Rule(
    "WB222", _A, "No row of any sheet names this work type, so it counts like work that nobody thought of.",
    "Name it in Risk rules, so that its risk is decided, and in Routes and Proof where it differs from other work.",
)  # fmt: skip
AREA_WITHOUT_SYSTEM = Rule(
    "WB223", _A, "No system has this area, so the folders and systems of a task never lead to it.",
    "Write the area beside a system on Systems, or take it out of the rules.",
)  # fmt: skip

CELL_FAULTS: Mapping[CellFaultKind, Rule] = MappingProxyType({
    CellFaultKind.FORMULA_UNSTORED: FORMULA_UNSTORED,
    CellFaultKind.FORMULA_ERROR: FORMULA_ERROR,
    CellFaultKind.FORMULA_VALUE: FORMULA_VALUE,
    CellFaultKind.NUMBER_EXPECTED: NUMBER_EXPECTED,
    CellFaultKind.WHOLE_EXPECTED: WHOLE_EXPECTED,
    CellFaultKind.NUMBER_AS_TEXT: NUMBER_AS_TEXT,
    CellFaultKind.DECIMAL_COMMA: DECIMAL_COMMA,
    CellFaultKind.PERCENT: PERCENT,
    CellFaultKind.DATE_FROM_RANGE: DATE_FROM_RANGE,
    CellFaultKind.DATE_EXPECTED: DATE_EXPECTED,
    CellFaultKind.DATE_AS_TEXT: DATE_AS_TEXT,
    CellFaultKind.YES_NO_EXPECTED: YES_NO_EXPECTED,
    CellFaultKind.CURLY_QUOTES: CURLY_QUOTES,
    CellFaultKind.DASH: DASH,
    CellFaultKind.NO_BREAK_SPACE: NO_BREAK_SPACE,
    CellFaultKind.OUTER_SPACES: OUTER_SPACES,
    CellFaultKind.LOOK_ALIKE: LOOK_ALIKE,
    CellFaultKind.CONTROL_CHARACTER: CONTROL_CHARACTER,
})  # fmt: skip
"""What a fault of a single cell is called here."""
