"""The generated parts of `docs/`. `python -m tests.docs.pages` writes them; a test holds them fresh."""

import ast
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from agent_router.evidence.wire import KINDS, RENAMED
from agent_router.model import provenance
from agent_router.model import run as run_nouns
from agent_router.model.named_check import NAMED_CHECKS
from agent_router.workbook.schema import SHEETS
from tests.docs.problem_codes import ROOMS, problem_rules
from tests.faults.catalogue import all_faults
from tests.places import REPOSITORY

DOCS = REPOSITORY / "docs"
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"
PROBLEMS_HEAD = (
    "# Problems and what to do about them\n\n"
    "Every message about a file of yours ends with a code. *Errors* refuse the file or stop the task; *warnings* and "
    "*advice* do not. This page is generated from the program's own catalogues.\n"
)
FINDINGS_HEAD = (
    "# What check says, slip by slip\n\n"
    "Each line is a workbook of its own that breaks exactly one rule: what was done to the shipped workbook, where "
    "`check` reports it, and its words. `python -m tests.faults FOLDER` writes all of them. "
    "[problems.md](problems.md) says what to do about each code. This page is generated.\n\n"
    "| code | what the lead did | where | what check found |\n|---|---|---|---|\n"
)
_PLAIN_TYPES = {
    "str": "text", "int": "whole number", "bool": "true or false", "Decimal": "decimal number as text",
    "datetime": "time with offset", "tuple[str, int]": "pairs of text and number",
}  # fmt: skip
_PARTS = ("TestCounts", "SourceFile")


def catalogued_rooms() -> set[str]:
    """Every room that has a catalogue."""
    return {path.parent.name for path in (REPOSITORY / "src" / "agent_router").glob("*/problems.py")}


def problems_page() -> str:
    """`docs/problems.md`, whole."""
    parts = [PROBLEMS_HEAD]
    for room, title in ROOMS.items():
        parts.append(f"\n## {title}\n\n| code | | what is wrong | what to do |\n|---|---|---|---|\n")
        parts += [
            f"| `{rule.code}` | {rule.severity.value} | {_cell(rule.title)} | {_cell(rule.remedy)} |\n"
            for rule in problem_rules(room)
        ]
    return "".join(parts)


def findings_page() -> str:
    """`docs/findings.md`, whole; the tests of the fixtures hold its words true."""
    return FINDINGS_HEAD + "".join(
        f"| `{fault.code}` | {_cell(fault.did)} | {_cell(fault.place) or 'the file'} | {_cell(fault.words)} |\n"
        for fault in all_faults()
    )


def workbook_part() -> str:
    """The generated part of `docs/workbook.md`: named checks, then every sheet with its columns."""
    parts = ["| check | Setting |\n|---|---|\n"]
    parts += [f"| `{name}` | {_cell(kind.value)} |\n" for name, kind in NAMED_CHECKS]
    parts.append("\n## Sheets\n")
    for sheet in SHEETS:
        parts.append(f"\n### {sheet.name}\n\n{sheet.sentence}\n")
        if sheet.columns:
            parts.append("\n| column | | holds | |\n|---|---|---|---|\n")
        for column in sheet.columns:
            needed = " Required." if column.required else ""
            example = f" Example: `{_cell(column.example)}`." if column.example else ""
            parts.append(
                f"| {_cell(column.header)} | {column.side.value} | {column.kind.value} | "
                f"{_cell(column.help)}{needed}{example} |\n"
            )
    return "".join(parts)


def records_part() -> str:
    """The generated part of `docs/evidence.md`: every kind of record with its fields."""
    described = _attribute_docs(inspect.getsource(run_nouns))
    common = list(described["Record"])
    parts = ["Fields of every record: " + ", ".join(f"`{name}`" for name in common) + ".\n"]
    for kind, noun in KINDS.items():
        doc = (inspect.getdoc(noun) or "").split(": ", 1)[-1]
        parts.append(f"\n### {kind}\n\n{doc[:1].upper()}{doc[1:]}\n\n| field | type | |\n|---|---|---|\n")
        for name, (kind_of_value, text) in described[noun.__name__].items():
            shown = RENAMED.get(kind, {}).get(name, name)
            parts.append(f"| `{shown}` | {_cell(kind_of_value)} | {_cell(text)} |\n")
    for name, attributes in (*described.items(), *_attribute_docs(inspect.getsource(provenance)).items()):
        if name in _PARTS:
            parts.append(f"\n### {name} (part of a record)\n\n| field | type | |\n|---|---|---|\n")
            parts += [f"| `{field}` | {_cell(of)} | {_cell(text)} |\n" for field, (of, text) in attributes.items()]
    return "".join(parts)


def _attribute_docs(source: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Class → attribute → (annotation, the docstring below it)."""
    return {node.name: dict(_attributes(node)) for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, tuple[str, str]]]:
    for index, statement in enumerate(node.body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            after = node.body[index + 1] if index + 1 < len(node.body) else None
            doc = ""
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                doc = " ".join(str(after.value.value).split())
            yield statement.target.id, (_words(ast.unparse(statement.annotation)), doc)


def _words(annotation: str) -> str:
    bare = annotation.removesuffix(" | None")
    item = bare.removeprefix("tuple[").removesuffix(", ...]")
    words = _PLAIN_TYPES.get(item, item)
    noun = getattr(run_nouns, item, None)
    if isinstance(noun, type) and issubclass(noun, Enum):
        words = "one of: " + ", ".join(f"`{member.value}`" for member in noun)
    if item != bare:
        words = f"list of {words}"
    return words if bare == annotation else f"{words}; may be absent"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def with_part(page: str, part: str) -> str:
    """The page with what stands between its markers replaced."""
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{part}{END}{rest.split(END, 1)[1]}"


def pages() -> dict[Path, str]:
    """Every generated page as it should be."""
    workbook, evidence = DOCS / "workbook.md", DOCS / "evidence.md"
    return {
        DOCS / "problems.md": problems_page(),
        DOCS / "findings.md": findings_page(),
        workbook: with_part(workbook.read_text("utf-8"), workbook_part()),
        evidence: with_part(evidence.read_text("utf-8"), records_part()),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
