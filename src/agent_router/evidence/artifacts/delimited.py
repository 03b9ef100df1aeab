"""Tables as text: rows of cells with the lines they stand on, whatever separates them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

MOST_ROWS = 1_000_000
"""Rows read of one file."""

_DELIMITERS = "\t;,|"
_SNIFFED = 50
"""Rows from which the delimiter is found."""

_MOST_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows of as many cells with the 1-based line each ends on."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str
    cut: bool = False
    """Whether rows beyond the limit were left out."""


def table_of(text: str, most: int = MOST_ROWS) -> Table | str:
    """The table of this text, or why it is none, as a sentence."""
    # Where rows are ragged, the header says what separates columns, and the ragged row is named.
    delimiter = delimiter_of(text) or delimiter_of(_first_line(text))
    if not delimiter:
        return "It has no columns."
    rows = _rows(text, delimiter)
    try:
        header_line, header = next(rows)
        width = len(header)
        found = list(islice(rows, most + 1))
    except StopIteration:
        return "It is empty."
    except csv.Error as fault:
        return f"The table is damaged: {fault}."
    names = [name.strip().casefold() for name in header]
    doubled = [name for name, times in Counter(names).items() if times > 1 and name]
    if doubled or width > _MOST_COLUMNS:
        why = f"two columns are named {doubled[0][:60]!r}" if doubled else f"it has {width:,} columns"
        return f"Line {header_line}: {why}."
    for line, cells in found:
        if len(cells) != width:
            return f"Line {line}: {len(cells)} cells, and the header has {width}."
    return Table(tuple(name.strip() for name in header), tuple(found[:most]), delimiter, len(found) > most)


def header_of(text: str) -> tuple[str, ...]:
    """The cells of the first line, whatever the rows after it look like."""
    line = _first_line(text)
    try:
        return next(_rows(line, delimiter_of(line) or ","), (0, ()))[1]
    except csv.Error:
        return ()


def _first_line(text: str) -> str:
    return next((line for line in text[:65536].splitlines() if line.strip()), "")


def delimiter_of(text: str) -> str:
    """The character that gives the header and the rows after it the same number of columns; empty for none."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:_SNIFFED]
    if len(lines) == _SNIFFED or len(text) > 65536:
        # The last line of a sample may be cut.
        lines = lines[:-1] or lines
    best, most = "", 1
    for delimiter in _DELIMITERS:
        try:
            widths = [len(cells) for _, cells in _rows("\n".join(lines), delimiter)]
        except csv.Error:
            continue
        if widths and widths[0] > most and sum(width == widths[0] for width in widths) * 10 >= len(widths) * 9:
            best, most = delimiter, widths[0]
    return best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, tuple(cells)


_FORMULA = re.compile(r"\s*[=@]|\s*[+-](?![\d.,])")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute this cell."""
    return bool(_FORMULA.match(cell))
