"""Words of the sheet `Start here`."""

SHEETS: tuple[tuple[str, str], ...] = (
    ("Routes", "Who does the work: a person, one agent, or a workflow of many agents. Also what must be given first."),
    (
        "Budgets",
        (
            "How many minutes, tokens, dollars, retries and agents a run may use, and what happens when they "
            "are used up."
        ),
    ),
    ("Systems", "Which systems and folders are sensitive, who owns them, and where agents may never go."),
    ("People", "Who may approve, decide and sign."),
    ("Risk rules", "What makes a job risky: each matching rule gives an impact and a likelihood."),
    ("Risk matrix", "The colored grid that turns impact and likelihood into Low, Medium or High."),
    ("Proof", "What has to be shown before a result counts, by kind of work."),
    ("Acceptance checklist", "The questions that decide whether a finished run is accepted."),
    ("Stop conditions", "When an agent must stop and ask."),
    ("Fields", "What a task tells the router, and what a blank answer means."),
    ("Lists", "The words you may use, and other spellings for them."),
    ("Prices", "What the models cost."),
    ("Branding", "How reports look."),
    ("Examples", "Tasks with the answers you expect. They tell you when a change does more than you meant."),
    ("Changes", "What was changed, by whom, and why."),
)

STEPS: tuple[str, ...] = (
    "Work on a copy, or keep the old version: every contract remembers the exact workbook it was made with.",
    (
        "Change a cell. Blue columns are IF, green columns are THEN; a whole row is one rule. "
        "Point at a header to read what belongs below it."
    ),
    "To add a rule, type in the row below the last one, or insert a row. To switch one off, write no under On.",
    (
        "Add a row to Examples with the answer you expect, and a row to Changes that names what you changed, with your "
        "reason. Raise the version above."
    ),
    (
        "Let somebody run the check. It reads everything and names each problem by sheet and cell, in plain words. "
        "It never writes into this file."
    ),
)

CHECKS: tuple[tuple[str, str], ...] = (
    (
        "A check in two windows",
        (
            "This workbook is open in one window, a page of findings in the other. Each time you save, the page says "
            "what is wrong, in which cell, what is new and what your change has put right."
        ),
    ),
    (
        "A copy with marks",
        (
            "Your workbook once more: each cell concerned is colored and has a note, and a sheet Problems leads to it. "
            "This file stays as it is."
        ),
    ),
    (
        "What a change does",
        (
            "The comparison with the last version: for which kinds of work another route, budget or proof would hold, "
            "which rows decide that, and above all where less supervision would be left."
        ),
    ),
    (
        "Changes held against it",
        (
            "The same comparison names each differing cell that no new row of Changes speaks of. Name the cell with "
            "its sheet (Routes!H8), the ID of its row (RT3), a column (Budgets: all Budget minutes) or, in the "
            "colored grid, both levels (Risk matrix, impact 3 with likelihood 4)."
        ),
    ),
)

LANGUAGE: tuple[tuple[str, str, str], ...] = (
    ("(nothing), - or any", "It does not matter, and the task need not say it.", ""),
    ("Migration", "Exactly this word.", "Work type"),
    ("Migration, Refactor", "One of these.", "Work type"),
    ("not Billing", "The task says something, and it is not this.", "Work type"),
    ("not(Billing, Auth)", "The task says something, and it is none of these.", "Work type"),
    (">= 5     < 5     5     <> 5", "At least 5, less than 5, exactly 5, anything but 5.", "Files expected"),
    ("1 to 5     [1..5]     [1..5)", "From 1 to 5 with both ends; the round bracket leaves its end out.",
     "Files expected"),
    ("< 10, > 50", "Either of the two.", "Files expected"),
    ("yes     no", "Yes or no.", "Changes anything?"),
    (">= 2026-10-01", "On this day or later. Write dates as year-month-day.", "a date"),
    ("given     missing", "The task says something here, or it does not.", "Reviewer"),
    ("*login*", "Text with login somewhere in it; * stands for anything.", "Goal"),
    ('contains: login, "sign in"', "Text with one of these words or phrases.", "Goal"),
    ("src/auth/**", "The task's folders touch this folder; ** stands for any folders.", "Folders"),
    ("> Max minutes", "Compared with another field of the same task.", "a number"),
)  # fmt: skip

GOOD_TO_KNOW: tuple[tuple[str, str], ...] = (
    (
        "A blank answer is not a no",
        (
            "What a task does not say is never taken for the harmless answer. Fields › If blank says what it is taken "
            "for, and the router says which questions to answer."
        ),
    ),
    (
        "Names count, not positions",
        (
            "Move columns and sheets as you like; keep their names. Any field may become an IF column: add a "
            "column with its name."
        ),
    ),
    ("Blank rows and notes", "Blank rows mean nothing. Columns called Note are yours. Hidden rows still count."),
    (
        "Numbers, not formulas",
        ("Type values. A formula whose result was never stored is refused, and scores are always typed."),
    ),
    ("Several words in one cell", "Separate several words or folders with ; or a line break."),
)

HELP: tuple[str, ...] = (
    (
        "Something here is unclear, or the check says something you do not understand? Send this file with the name of "
        "the sheet and the cell (for example: Routes, D7) to the owner named above."
    ),
    (
        "Whoever runs the router can ask it why: for every task it shows the row that decided, and what would unlock a "
        "freer "
        "route."
    ),
)
