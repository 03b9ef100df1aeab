"""The sheet `Lists`: the words that may be used."""

from agent_router.workbook.columns import Form, SheetSchema, Tab

SCHEMA = SheetSchema(
    "lists", "Lists", Tab.ONCE, Form.LISTS,
    "Which words may be used?",
    "One list a pair of columns: the word, and other spellings that mean the same, separated by ;. "
    "Order matters where one word is riskier than another.",
    (),
)  # fmt: skip
