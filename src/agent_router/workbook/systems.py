"""The sheet `Systems`: which systems and folders are sensitive."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

SCHEMA = SheetSchema(
    "systems", "Systems", Tab.WEEKLY, Form.ROWS,
    "Which systems and folders are sensitive, and who looks after them?",
    "One row a system. Its area raises the risk of every job that names the system or touches its folders.",
    (
        Column("name", "System", CellKind.TEXT, "The name people use.", Side.FACT, required=True, width=24),
        Column(
            "also_called", "Also called", CellKind.LIST, "Other names for it, separated by ;", Side.FACT, width=24,
            example="SSO; login",
        ),
        Column(
            "folders", "Folders", CellKind.FOLDERS,
            "Where it lives in the repositories. ** stands for any folders in between.", Side.FACT, width=34,
            example="**/auth/**; src/login/**",
        ),
        Column(
            "area", "Area", CellKind.WORDS, "What makes it sensitive. Blank: nothing does.", Side.FACT, words="Area",
            width=20, example="auth",
        ),
        Column("owner", "Owner", CellKind.WORD, "Somebody from People.", Side.FACT, words="People", width=20),
        Column(
            "agents_allowed", "Agents allowed?", CellKind.YES_NO,
            "no: every job that names this system is led by a person. Blank means yes.", Side.FACT, words="Yes or no",
            width=11, example="yes",
        ),
        Column(
            "scratch", "Scratch?", CellKind.YES_NO,
            "yes: agents may always write here, whatever the job. Blank means no.", Side.FACT, words="Yes or no",
            width=10, example="no",
        ),
        NOTE,
    ),
)  # fmt: skip
