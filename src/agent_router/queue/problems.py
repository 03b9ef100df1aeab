"""What can be wrong with a queue: the file as a whole (QU1xx), one task (QU2xx), or worth knowing (QU3xx)."""

from agent_router.model.problem import Rule, Severity

NO_HEADER = Rule(
    "QU101",
    Severity.ERROR,
    "No row with column names was found.",
    "Name the columns in the first row: at least ID and Goal, or the names your tool exports (see the sheet Fields).",
)
NO_COLUMN = Rule(
    "QU102",
    Severity.ERROR,
    "A column that every task needs is absent.",
    "Add the column, or write your own column's name into the cell Also called of that field (sheet Fields).",
)
SAME_HEADER = Rule(
    "QU103",
    Severity.ERROR,
    "Two columns have the same name.",
    "Rename one of them, or delete the one that is not meant.",
)
TWO_HEADERS = Rule(
    "QU104",
    Severity.ERROR,
    "A second row looks like column names.",
    "Keep one row of column names; if two exports were pasted together, delete the second heading.",
)
NO_TASKS = Rule("QU105", Severity.ERROR, "There are no tasks below the column names.", "Add one row a task.")

NO_VALUE = Rule("QU201", Severity.ERROR, "Something that every task must state is blank.", "Fill in the cell.")
SAME_ID = Rule(
    "QU202",
    Severity.ERROR,
    "Another task has the same ID.",
    "Give each task an ID of its own; contracts and runs are filed under it.",
)
NOT_IN_LIST = Rule(
    "QU203",
    Severity.ERROR,
    "This is none of the words that may be used here.",
    "Use a word of the list, or add the word to the sheet Lists.",
)
MANY_VALUES = Rule("QU204", Severity.ERROR, "Only one word may stand here.", "Keep the word that fits best.")
NOT_A_NUMBER = Rule("QU205", Severity.ERROR, "A number is needed here.", "Write digits alone, such as 12.")
NOT_WHOLE = Rule("QU206", Severity.ERROR, "A whole number is needed here.", "Write a number without decimals.")
DECIMAL_COMMA = Rule(
    "QU207",
    Severity.ERROR,
    "This number can be read in two ways.",
    "Write it with a decimal point and without separators between the thousands.",
)
NEGATIVE = Rule("QU208", Severity.ERROR, "This number is below zero.", "Write zero or more.")
NOT_YES_NO = Rule("QU209", Severity.ERROR, "Yes or no is needed here.", "Write yes or no.")
NOT_A_DATE = Rule("QU210", Severity.ERROR, "A date is needed here.", "Write it as 2026-11-16.")
UNWANTED_DATE = Rule(
    "QU211",
    Severity.ERROR,
    "The spreadsheet program made a date or a percentage of what was typed.",
    "Format the column as text and type the value again.",
)
FORMULA_ERROR = Rule(
    "QU212",
    Severity.ERROR,
    "The cell shows an error of the spreadsheet program.",
    "Mend the formula, or type the value.",
)
FORMULA_UNSTORED = Rule(
    "QU213",
    Severity.ERROR,
    "The cell holds a formula whose result is not stored in the file.",
    "Open the file in a spreadsheet program and save it, or type the value.",
)
BROKEN_LINE = Rule(
    "QU214", Severity.ERROR, "This is no complete task in JSON.", "Mend this line; each task is one JSON object."
)
TOO_LONG = Rule("QU215", Severity.ERROR, "The text is longer than can be handled.", "Shorten it, or link to the text.")
RAGGED = Rule(
    "QU216",
    Severity.ERROR,
    "This row has more cells than there are columns.",
    "Put quotation marks around texts that hold the separator, or remove the extra cells.",
)

UNKNOWN_COLUMN = Rule(
    "QU301",
    Severity.ADVICE,
    "Columns that no field knows are kept and not decided on.",
    "If a column matters, add its name to Also called of a field, or add a field (sheet Fields).",
)
NEAR_COLUMN = Rule(
    "QU302",
    Severity.WARNING,
    "A column's name is nearly that of a field, so it was not read.",
    "Correct the name, or write it into Also called of that field (sheet Fields).",
)
TWO_COLUMNS = Rule(
    "QU303",
    Severity.WARNING,
    "Two columns mean the same field; the other one was read.",
    "Delete or rename the column that is not meant.",
)
UNKNOWN_WORK_TYPE = Rule(
    "QU304",
    Severity.ADVICE,
    "This work type is not in the list, so it counts as not stated.",
    "Use a word of the list, or write this one into Also called (sheet Lists).",
)
LABELS_DISAGREE = Rule(
    "QU305",
    Severity.ADVICE,
    "The labels point to several work types, so none is taken from them.",
    "State the work type.",
)
FORMULA_VALUE = Rule(
    "QU306",
    Severity.ADVICE,
    "The cell holds a formula; its stored result was read.",
    "Nothing, if the file was saved after the last change.",
)
CLEANED = Rule(
    "QU307",
    Severity.ADVICE,
    "Invisible or control characters were left out.",
    "Nothing, unless the text should have held them.",
)
NOT_UTF8 = Rule(
    "QU308",
    Severity.ADVICE,
    "The file is not UTF-8; it was read as Western European (Windows-1252).",
    "If letters look wrong, save it as “CSV UTF-8”.",
)
OTHER_SHEETS = Rule(
    "QU309",
    Severity.ADVICE,
    "More than one sheet looks like a queue; one was read.",
    "Keep the queue on the sheet named here, or move it to a workbook of its own.",
)
MERGED = Rule(
    "QU310",
    Severity.WARNING,
    "Cells of the queue are merged; the value counts for the first row alone.",
    "Unmerge the cells and fill in each row.",
)
HIDDEN_ROWS = Rule(
    "QU311", Severity.ADVICE, "Hidden rows count like the others.", "Delete the rows that are not meant."
)

SECRET = Rule(
    "QU312",
    Severity.WARNING,
    "A task holds what looks like a secret; it was masked, and nothing of it is stored.",
    "Take it out of the queue, and have it changed: whoever could read the queue could read it.",
)

CATALOGUE = (
    NO_HEADER, NO_COLUMN, SAME_HEADER, TWO_HEADERS, NO_TASKS, NO_VALUE, SAME_ID, NOT_IN_LIST, MANY_VALUES, NOT_A_NUMBER,
    NOT_WHOLE, DECIMAL_COMMA, NEGATIVE, NOT_YES_NO, NOT_A_DATE, UNWANTED_DATE, FORMULA_ERROR, FORMULA_UNSTORED,
    BROKEN_LINE, TOO_LONG, RAGGED, UNKNOWN_COLUMN, NEAR_COLUMN, TWO_COLUMNS, UNKNOWN_WORK_TYPE, LABELS_DISAGREE,
    FORMULA_VALUE, CLEANED, NOT_UTF8, OTHER_SHEETS, MERGED, HIDDEN_ROWS, SECRET,
)  # fmt: skip
