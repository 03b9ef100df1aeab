"""Queues as CSV: comma, semicolon, tab or bar between the cells; quoted line breaks; titles above the column names."""

import csv
import io
from collections.abc import Collection, Sequence

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.queue.decoding import decoded
from agent_router.queue.interface import CELL_LIMIT, Faulty, RawRow, RawTable, header_index, known_among, rival_index
from agent_router.queue.problems import NO_HEADER, NOT_UTF8, RAGGED, TWO_HEADERS

_SEPARATORS = (",", ";", "\t", "|")
_TITLE_ROWS = 25
"""How far down the column names may stand."""
_HINT_LINE = "sep="
"""Excel writes and reads a first line such as `sep=;`."""

Record = tuple[int, tuple[str, ...]]
"""Line on which the record begins, and its cells."""


class CsvSource:
    """See the module."""

    def recognizes(self, data: bytes) -> bool:
        """Any text may be CSV; this source is asked last."""
        return bool(data)

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """See `QueueSource.read`."""
        text = decoded(data, name)
        if text.text.lower().startswith(_HINT_LINE) and len(text.text.split("\n", 1)[0].strip()) == len(_HINT_LINE) + 1:
            # A blank line in its place keeps the line numbers.
            separators: Sequence[str] = (text.text[len(_HINT_LINE)],)
            body = "\n" + text.text.partition("\n")[2]
        else:
            separators, body = _SEPARATORS, text.text
        separator = max(separators, key=lambda sign: _fitness(body, sign, known))
        records = _records(body, separator, name)
        remarks = (Problem(NOT_UTF8, Place(name), "letters beyond ASCII in another encoding"),) if text.guessed else ()
        return _to_table(records, name, known, remarks)


def _fitness(text: str, separator: str, known: Collection[str]) -> tuple[int, int]:
    """How many known names, then how many cells, the best of the first rows has with this separator."""
    reader = csv.reader(io.StringIO(text[:CELL_LIMIT], newline=""), delimiter=separator)
    best = (0, 0)
    try:
        for _, row in zip(range(_TITLE_ROWS), reader, strict=False):
            best = max(best, (len(known_among(row, known)), len(row)))
    except csv.Error:
        return best
    return best


def _records(text: str, separator: str, name: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text.replace("\x00", "\ufffd"), newline=""), delimiter=separator, strict=False)
    records: list[Record] = []
    last = line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                records.append((line, tuple(row)))
            last, line = line, reader.line_num + 1
    except csv.Error as fault:
        raise CannotRead(
            Place(name, line=line),
            f"The row that begins here cannot be read: {_in_words(str(fault))}.",
            "A quotation mark may be missing at the end of a text; mend it, or export the queue again.",
        ) from fault
    if _is_open(text, last):
        raise CannotRead(
            Place(name, line=last),
            "A quotation mark opens in this row and never closes, so the rows after it cannot be told apart.",
            "Add the missing quotation mark, or export the queue again.",
        )
    return records


def _is_open(text: str, line: int) -> bool:
    """Whether the last row leaves its quotation open: the marks of its lines are odd in number."""
    rest = text.splitlines()[line - 1 :]
    return len(rest) > 1 and "\n".join(rest).count('"') % 2 == 1


def _in_words(fault: str) -> str:
    if "field limit" in fault:
        return f"one of its cells is longer than {csv.field_size_limit():,} characters"
    return fault


def _to_table(records: list[Record], name: str, known: Collection[str], remarks: tuple[Problem, ...]) -> RawTable:
    rows: list[tuple[object, ...]] = [cells for _, cells in records]
    header = header_index(rows[:_TITLE_ROWS], known)
    if header is None:
        first = ", ".join(cell.strip()[:30] for cell in records[0][1][:6]) if records else "nothing"
        raise InputRejected([Problem(NO_HEADER, Place(name, line=1), f"first row: {first}")])
    rival = rival_index(rows, header, known)
    if rival is not None:
        found = f"line {records[header][0]} and line {records[rival][0]}"
        raise InputRejected([Problem(TWO_HEADERS, Place(name, line=records[rival][0]), found)])
    columns = tuple(" ".join(cell.split()) for cell in records[header][1])
    return RawTable(
        columns,
        tuple(_to_row(line, cells, len(columns)) for line, cells in records[header + 1 :]),
        lambda line, _: Place(name, line=line),
        records[header][0],
        remarks,
    )


def _to_row(line: int, cells: tuple[str, ...], width: int) -> RawRow:
    fault = None
    if any(cell.strip() for cell in cells[width:]):
        fault = Faulty(RAGGED, f"{len(cells)} cells, {width} columns")
    return RawRow(line, cells[:width], fault)
