"""The sheet `People`: who may approve and sign."""

from agent_router.model.policy import BlastRadius, Person
from agent_router.workbook import problems
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "people", "People", Tab.WEEKLY, Form.ROWS,
    "Who may approve, decide and sign?",
    "One row a person. An approval or a signature by anybody who is not on this sheet is refused.",
    (
        Column("name", "Name", CellKind.TEXT, "The full name, as tasks and commands give it.", Side.FACT, required=True,
               width=24),
        Column("email", "Email", CellKind.TEXT, "Another way to name the person.", Side.FACT, width=30),
        Column(
            "roles", "Roles", CellKind.WORDS, "What the person may be asked for.", Side.FACT, words="Role", width=34,
            example="Lead; Reviewer",
        ),
        Column(
            "may_approve", "May approve", CellKind.WORDS,
            "The blast radiuses for which this person may approve changes and grant waivers. Blank: none.",
            Side.FACT, words="Blast radius", width=20, example="Low, Medium",
        ),
        Column(
            "may_sign", "May sign", CellKind.YES_NO, "yes: may sign a run off. Blank means no.", Side.FACT,
            words="Yes or no", width=10, example="yes",
        ),
        NOTE,
    ),
)  # fmt: skip


def read_people(desk: Desk) -> tuple[Person, ...]:
    """The rows of `People`."""
    found: list[Person] = []
    taken: dict[str, str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        person = Person(
            reader.text("name"), reader.text("email"), reader.words("roles"),
            reader.choices("may_approve", BlastRadius), reader.yes_no("may_sign", blank=False), row.place,
        )  # fmt: skip
        if not person.name:
            continue
        for key, name in (("name", person.name), ("email", person.email)):
            if name and name.casefold() in taken:
                desk.complaints.add(
                    problems.NAME_TWICE, reader.place(key), f"“{name}”, also in {taken[name.casefold()]}"
                )
            taken.setdefault(name.casefold(), reader.place(key).cell)
        found.append(person)
    return tuple(found)
