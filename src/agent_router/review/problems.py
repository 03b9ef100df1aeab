"""What a review of a whole workbook finds, in words for a lead: the catalogue of this room.

RV1xx rules of one sheet, RV2xx the risk matrix, RV3xx supervision across sheets, RV4xx what only several sheets
together show, RV5xx examples, RV6xx versions and the history of changes.
"""

from agent_router.model.problem import Rule, Severity

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE

# Rules of one sheet
ROW_UNREACHABLE = Rule(
    "RV101", _W, "Rows can never decide anything, because what stands above them catches everything first.",
    "Move them above what catches them, or narrow that, or delete what is not needed.",
)  # fmt: skip
ROW_IMPOSSIBLE = Rule(
    "RV102", _W, "No task can meet all conditions of this row.",
    "Correct the cells named; together they leave nothing.",
)  # fmt: skip
ROW_TWICE = Rule(
    "RV103", _W, "Two rows have the same conditions and the same answer.", "Delete one of them."
)  # fmt: skip
ROWS_CONFLICT = Rule(
    "RV104", _W, "Two rows have the same conditions but another answer.",
    "Decide which answer is meant, and delete the other row.",
)  # fmt: skip
ROWS_OVERLAP = Rule(
    "RV105", _E, "Rows hold for the same tasks, and the sheet is read as Unique: no two may.",
    "Narrow them so that no two meet, or write First beside “Rows are read”.",
)  # fmt: skip
ROWS_COULD_BE_ONE = Rule(
    "RV106", _A, "Rows that give the same answer could be one.",
    "Nothing to do; if you like, merge them as shown. No answer changes.",
)  # fmt: skip
COLUMN_DECIDES_NOTHING = Rule(
    "RV107", _A, "A column of conditions changes no answer.", "Fill it in, or delete it; nothing depends on it."
)  # fmt: skip
GAP = Rule(
    "RV108", _W, "No row covers these tasks, so a person has to lead them.",
    "Add the row shown, or a last row without conditions that says what holds for all others.",
)  # fmt: skip
ONLY_CATCH_ALL = Rule(
    "RV109", _A, "Only the last row, which takes everything that is left, covers these tasks.",
    "Nothing to do if that is meant; otherwise add a row for them above it.",
)  # fmt: skip
ROW_ADDS_NOTHING = Rule(
    "RV110", _A, "Leaving this row out changes no answer, because other rows already say at least as much.",
    "Delete it, or make it say more.",
)  # fmt: skip

# The risk matrix
NOT_RISING = Rule(
    "RV201", _W, "A worse level gets a lower blast radius in the grid.",
    "Make the cell of the worse level at least as high, or say under Accepted because why it is meant so.",
)  # fmt: skip
WEAK_CONSISTENCY = Rule(
    "RV202", _W, "A cell that is colored High can mean less risk than one that is colored Low.",
    "Change one of the two cells, or say under Accepted because why it is meant so.",
)  # fmt: skip
BETWEENNESS = Rule(
    "RV203", _W, "One small step leads from Low to High, with no Medium between.",
    "Color one of the two cells Medium, or say under Accepted because why it is meant so.",
)  # fmt: skip
CONSISTENT_COLORING = Rule(
    "RV204", _W, "A cell gets a lower color than another one of the same or less risk.",
    "Give them the same color, or say under Accepted because why it is meant so.",
)  # fmt: skip
WIDE_LEVEL = Rule(
    "RV205", _A, "One color spans very different risks.",
    "Nothing to do by itself; while the findings above stand, do not read much into this color.",
)  # fmt: skip
AXES_UNREAD = Rule(
    "RV206", _A, "Axis reading is not understood, so the levels were taken as equal steps.",
    "Write equal steps, or times ten (each level ten times the one before), or five rising numbers.",
)  # fmt: skip

# Supervision across sheets
RISKIER_FREER = Rule(
    "RV301", _W, "A riskier answer leads to less supervision.",
    "Look at the two rows named; the riskier task should not be led more freely.",
)  # fmt: skip
RISKIER_RICHER = Rule(
    "RV302", _W, "A riskier answer leads to a bigger budget on the same route.",
    "Look at the two rows named; give the riskier task at most the same.",
)  # fmt: skip
RISKIER_UNPROVEN = Rule(
    "RV303", _W, "A riskier answer leads to less proof.",
    "Look at the rows named; ask of the riskier task everything that is asked of the other.",
)  # fmt: skip
RISKIER_LOWER = Rule(
    "RV304", _W, "A riskier answer leads to a lower blast radius.",
    "Look at the rows of Risk rules named; the riskier task should be rated at least as high.",
)  # fmt: skip
NOT_ALL_COMPARED = Rule(
    "RV305", _A, "Not every kind of task could be looked at, so what only several sheets show may be missed.",
    "Nothing to do; fewer or simpler conditions make a full comparison possible.",
)  # fmt: skip

# What only several sheets together show
ROUTE_WITHOUT_BUDGET = Rule(
    "RV401", _W, "Tasks of this route have no budget, so a person has to lead them.",
    "Add a row to Budgets that covers them.",
)  # fmt: skip
RADIUS_WITHOUT_PROOF = Rule(
    "RV402", _W, "Tasks of this blast radius have no proof to show, so a person has to lead them.",
    "Add a row to Proof that covers them.",
)  # fmt: skip
SYSTEMS_OVERLAP = Rule(
    "RV403", _W, "The folders of two systems overlap, and the systems are treated differently.",
    "Make the folders more exact, so that each path belongs to one of them.",
)  # fmt: skip
SYSTEMS_SHARE = Rule(
    "RV404", _A, "The folders of two systems overlap; a path in both counts for both.",
    "Nothing to do if that is meant."
)  # fmt: skip
FIXED_ROUTE_UNUSED = Rule(
    "RV405", _A, "No row of Routes leads to this route.", "Nothing to do if nobody is meant to take it."
)  # fmt: skip
NOT_RATED = Rule(
    "RV406", _W, "No risk rule covers these tasks, so they count as High, and a person has to lead them.",
    "Add a row without conditions to Risk rules that says with which impact and likelihood every task starts.",
)  # fmt: skip

# Examples
EXAMPLE_DIFFERS = Rule(
    "CK101", _E, "The rules give another answer than this example expects.",
    "Change the rule named, or correct the expectations.",
)  # fmt: skip
EXAMPLES_SHARE_A_CELL = Rule(
    "RV503", _W, "Many examples that differ were decided by the same cell.",
    "Look at this cell first, and at the reason where one is named; put right what was changed by mistake.",
)  # fmt: skip
RULE_UNNOTICED = Rule(
    "RV501", _A, "No example notices when one of these rules changes.",
    "Add an example for each of them, a task that only this rule decides, so that a slip in it is found.",
)  # fmt: skip
EXAMPLE_UNCHECKED = Rule(
    "RV502", _A, "The example expects nothing, so it checks nothing.", "Fill in one of the Should be columns."
)  # fmt: skip
EXAMPLE_NAMES_NOBODY = Rule(
    "RV504", _A, "Examples name somebody or something that no sheet knows.",
    "Nothing to do if that is what they try; otherwise add the name to People or Systems, or correct it.",
)  # fmt: skip

# Versions
CHANGE_UNTOLD = Rule(
    "RV601", _W, "A change since the previous version is missing from the history.",
    "Add a row to Changes that names the cell or its row, and why it was changed.",
)  # fmt: skip
CHANGE_UNDONE = Rule(
    "RV602", _W, "Changes tells of a change that the workbook does not show.",
    "Correct the row of Changes, or make the change.",
)  # fmt: skip
VERSION_SAME = Rule(
    "RV603", _W, "The workbook differs from the previous one, but has the same version.",
    "Raise Version on Start here.",
)  # fmt: skip
VERSION_UNTOLD = Rule(
    "RV604", _A, "Changes has no row for the version that Start here names.",
    "Add a row that says what this version changes."
)  # fmt: skip
NOT_YET_IN_FORCE = Rule(
    "RV605", _W, "The workbook is not in force yet.", "Use the one that is, or change Effective from on Start here."
)  # fmt: skip
NO_LONGER_IN_FORCE = Rule(
    "RV606", _W, "The workbook is no longer in force.", "Use its successor, or change Effective until on Start here."
)  # fmt: skip
