"""The routed queue as a file of its own: `.xlsx`, `.csv`, `.jsonl` or `.parquet`, by the name's ending."""

import io
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from agent_router.errors import CannotWrite, Misuse
from agent_router.ledger.files import write_atomic
from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.queue.parquet import NOT_INSTALLED
from agent_router.queue.wire import assignment_document
from agent_router.sheets.defusing import defused_text, starts_like_formula
from agent_router.sheets.page import OutValue
from agent_router.sheets.writing import ColumnOut, Look, SheetOut, to_table_workbook

_COLUMNS: tuple[ColumnOut, ...] = (
    ColumnOut("ID", 14),
    ColumnOut("Goal", 44),
    ColumnOut("Blast radius", 12, Look.WORD),
    ColumnOut(
        "As far as stated", 12, Look.WORD, "By the cells that are filled in alone, without assumptions for blank ones."
    ),
    ColumnOut("Impact", 9, Look.WHOLE),
    ColumnOut("Likelihood", 10, Look.WHOLE),
    ColumnOut("Score", 8, Look.WHOLE, "Impact × likelihood; shown only, the grid of the risk matrix decides."),
    ColumnOut("Route", 17, Look.WORD),
    ColumnOut("Standing", 16),
    ColumnOut("Phases", 14),
    ColumnOut("Approval before", 12),
    ColumnOut("Reviewer", 16),
    ColumnOut("Budget minutes", 10, Look.WHOLE),
    ColumnOut("Budget tokens", 12, Look.WHOLE),
    ColumnOut("Budget cost (USD)", 11, Look.MONEY),
    ColumnOut("Budget retries", 9, Look.WHOLE),
    ColumnOut("Budget agents", 9, Look.WHOLE),
    ColumnOut("When the box is full", 26),
    ColumnOut("Proof required", 24),
    ColumnOut("Missing", 22, note="What must be given before an agent may do this."),
    ColumnOut("Ask", 22, note="The fewest questions whose answers could allow a less supervised route."),
    ColumnOut("Because", 70),
    ColumnOut("Problems", 50),
    ColumnOut("Place", 24),
)
_HEADERS = [column.header for column in _COLUMNS]
_COLORS = (
    ("High", "#F4C7C3"), ("Medium", "#FCE8B2"), ("Low", "#CDE8D0"), ("Human-led", "#E8EAED"),
)  # fmt: skip


def write_assignments(path: Path, assignments: Sequence[Assignment], policy: Policy) -> None:
    """Write one row a task, all or nothing.

    Raises:
        Misuse: the name's ending says none of the formats.
        CannotWrite: the file cannot be written, or Parquet's package is absent; what stood there still stands.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        raise Misuse(f"{path.name}: the ending says which format is written. There are: {', '.join(_FORMATS)}.")
    write_atomic(path, write(assignments, policy))


def _row(own: Assignment, policy: Policy) -> tuple[OutValue, ...]:
    assessed, box = own.assessment, own.budget
    rating = assessed.deciding if assessed else None
    return (
        own.task.id,
        own.task.goal,
        assessed.blast_radius.value if assessed else None,
        assessed.as_far_as_stated.value if assessed else None,
        rating.impact if rating else None,
        rating.likelihood if rating else None,
        rating.score if rating else None,
        own.route.value,
        own.standing.value,
        ", ".join(phase.value for phase in own.phases),
        own.approval_before.value if own.approval_before else None,
        own.reviewer,
        box.minutes,
        box.tokens,
        box.cost_usd,
        box.retries,
        box.agents,
        box.when_full,
        ", ".join(f"{proof.kind} × {proof.minimum}" if proof.minimum > 1 else proof.kind for proof in own.proof),
        _headers(own.missing, policy),
        _headers(own.ask, policy),
        "\n".join(f"{reason.text} [{reason.place}]" if reason.place else reason.text for reason in own.because),
        "\n".join(str(problem) for problem in own.problems),
        str(own.task.place) if own.task.place else None,
    )


def _headers(codes: Sequence[str], policy: Policy) -> str:
    headers = {field.code: field.header for field in policy.fields}
    return ", ".join(headers.get(code, code) for code in codes)


def _to_xlsx(assignments: Sequence[Assignment], policy: Policy) -> bytes:
    sheet = SheetOut(
        "Routed queue",
        _COLUMNS,
        [_row(own, policy) for own in assignments],
        title="Routed queue",
        sentence=f"By {policy.identity.name or policy.file}, version {policy.identity.version or 'not stated'}.",
        colors=_COLORS,
    )
    return to_table_workbook([sheet], "Routed queue")


def _to_csv(assignments: Sequence[Assignment], policy: Policy) -> bytes:
    import pandas as pd  # noqa: PLC0415  # 0.7 s, and only for these formats

    rows = [[_safe(value) for value in _row(own, policy)] for own in assignments]
    text = pd.DataFrame(rows, columns=_HEADERS, dtype=object).to_csv(index=False, lineterminator="\r\n")
    # The mark tells Excel that this is UTF-8.
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace")


def _safe(value: OutValue) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    plain = defused_text(value)
    # CSV has no cell types: only a leading apostrophe keeps a spreadsheet program from computing the text.
    return f"'{plain}" if starts_like_formula(plain) else plain


def _to_jsonl(assignments: Sequence[Assignment], policy: Policy) -> bytes:
    del policy  # documents name fields by code
    lines = (json.dumps(assignment_document(own), ensure_ascii=False) for own in assignments)
    return "".join(f"{line}\n" for line in lines).encode()


def _to_parquet(assignments: Sequence[Assignment], policy: Policy) -> bytes:
    import pandas as pd  # noqa: PLC0415  # 0.7 s, and only for these formats

    rows = [[str(value) if isinstance(value, Decimal) else value for value in _row(own, policy)] for own in assignments]
    buffer = io.BytesIO()
    try:
        pd.DataFrame(rows, columns=_HEADERS).to_parquet(buffer, engine="pyarrow", index=False)
    except ImportError as fault:
        raise CannotWrite(NOT_INSTALLED) from fault
    return buffer.getvalue()


_FORMATS: dict[str, Callable[[Sequence[Assignment], Policy], bytes]] = {
    ".xlsx": _to_xlsx,
    ".csv": _to_csv,
    ".jsonl": _to_jsonl,
    ".parquet": _to_parquet,
}
