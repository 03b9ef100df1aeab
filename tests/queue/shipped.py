"""The fields and lists of the shipped workbook, without reading the workbook."""

from agent_router.model.field import Field, FieldKind, IfBlank, Word, WordList
from agent_router.workbook.starter_content.setup import FIELDS, LISTS


def _names(cell: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(cell or "").split(";") if part.strip())


def _code(header: str) -> str:
    special = {"Changes anything?": "changes", "Expected output": "output", "Max cost (USD)": "max_cost_usd"}
    return special.get(header, header.rstrip("?").lower().replace(" ", "_"))


WORDS = {name: WordList(name, tuple(Word(text, _names(others)) for text, others in words)) for name, words in LISTS}


def _field(row: tuple[object, ...]) -> Field:
    header, _, kind, list_name, if_blank, _, also = row
    blank = str(if_blank)
    return Field(
        _code(str(header)),
        str(header),
        FieldKind(str(kind)),
        if_blank=IfBlank.ASSUME if blank in {"assume yes", "assume no"} else IfBlank(blank),
        words=WORDS[str(list_name)] if list_name else None,
        also_called=_names(also),
    )


FIELDS_SHIPPED: tuple[Field, ...] = (
    *(_field(row) for row in FIELDS.rows),
    Field("area", "Area", FieldKind.CHOICES, derived=True),
)
