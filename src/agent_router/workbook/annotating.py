"""The lead's workbook with what a check found shown where it is: notes and fills, and two sheets of ours in front.

1. Errors outrank warnings, warnings advice, advice what somebody answered; the color in a cell is that of the gravest.
2. Every cell concerned has a note that says it in words. 3. A rule's first cell shows how far examples hold it.
4. What concerns a whole sheet stands at its title; what concerns the whole file, only on the sheet Problems.
5. A cell that is part of many findings of one kind elsewhere says so once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.model.review import RuleUse
from agent_router.sheets.annotating import AnnotatedCopy, Annotation, annotated
from agent_router.sheets.book import Book
from agent_router.sheets.losses import Loss
from agent_router.sheets.page import PageOut
from agent_router.sheets.reading import read_workbook
from agent_router.workbook.annotated_looks import GRADES, HOLDS, Grade, grade_of, hold_of
from agent_router.workbook.problems_page import Origin, problems_page
from agent_router.workbook.risk_matrix import SCHEMA as MATRIX
from agent_router.workbook.rules_page import rules_page, use_words

_EACH = 2
"""So many findings of one kind are told one by one at a cell that is part of them."""
_NAMED = 4
"""So many of their cells are named where there are more."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found, as far as a copy shows it."""

    problems: tuple[Problem, ...]
    uses: tuple[RuleUse, ...] = ()
    """How far the examples hold each rule; empty where that was not tried."""
    shown_by_uses: frozenset[str] = frozenset()
    """Codes of problems that only repeat `uses`; the cells then show `uses` instead."""
    look_first: tuple[str, ...] = ()
    """Codes of problems that explain others: those still open lead the sheet Problems, in this order."""


def annotated_copy(data: bytes, findings: Findings, origin: Origin) -> AnnotatedCopy:
    """A copy of the workbook's bytes with the findings in it; the same bytes for the same findings.

    Raises:
        CannotRead: the bytes are no `.xlsx` workbook.
        CannotWrite: the workbook holds something that cannot be written again.
    """
    book = read_workbook(data, origin.file)

    def pages(lost: tuple[Loss, ...]) -> tuple[PageOut, ...]:
        front = problems_page(_in_order(findings), book, lost, origin)
        return (front, rules_page(findings.uses, book)) if findings.uses else (front,)

    return annotated(data, origin.file, tuple(_annotations(findings, book)), pages, origin.sha256)


def _in_order(findings: Findings) -> tuple[Problem, ...]:
    """What explains other findings first, then the gravest, otherwise as they came."""
    last = len(findings.look_first)
    first = {code: position for position, code in enumerate(findings.look_first)}
    graded = _by_grade(findings.problems)
    return tuple(sorted(graded, key=lambda one: first.get(one.rule.code, last) if one.open else last))


def _by_grade(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Gravest first, otherwise as they came."""
    order = {grade: position for position, grade in enumerate(Grade)}
    return tuple(sorted(problems, key=lambda problem: order[grade_of(problem)]))


def _annotations(findings: Findings, book: Book) -> Iterator[Annotation]:
    told = findings.shown_by_uses if findings.uses else frozenset[str]()
    shown = [problem for problem in _by_grade(findings.problems) if problem.rule.code not in told]
    for _, problems in groupby(shown, grade_of):
        yield from _of_grade(tuple(problems), book)
    for use in findings.uses:
        if use.place is not None and use.place.file == book.name:
            look = HOLDS[hold_of(use)]
            # The grid's own colors say the blast radius; there, a line around the cell has to do.
            colors = ("", look.edge) if use.sheet == MATRIX.name else (look.fill, "")
            yield Annotation(use.place.sheet, use.place.cell, use_words(use), *colors)


def _of_grade(problems: Sequence[Problem], book: Book) -> Iterator[Annotation]:
    """Problems of one grade: their own cells, then the cells that are part of them."""
    look = GRADES[grade_of(problems[0])]
    parts: dict[tuple[Place, str], list[Problem]] = {}
    for problem in problems:
        if _in(book, problem.place):
            yield Annotation(problem.place.sheet, problem.place.cell, _main_words(problem), look.fill, look.edge)
        for place in dict.fromkeys(problem.also):
            if place != problem.place and _in(book, place):
                parts.setdefault((place, problem.rule.code), []).append(problem)
    for (place, _), concerned in parts.items():
        for text in _side_notes(concerned):
            yield Annotation(place.sheet, place.cell, text, look.fill, look.edge)


def _in(book: Book, place: Place) -> bool:
    return place.file == book.name and bool(place.sheet)


def _main_words(problem: Problem) -> str:
    lines = [f"{GRADES[grade_of(problem)].word.upper()}: {problem.rule.title}", f"Found: {problem.found}"]
    if problem.suggestion:
        lines.append(f"Did you mean “{problem.suggestion}”?")
    lines.append(f"Your answer: {problem.answer}" if problem.answer else f"What to do: {problem.rule.remedy}")
    return "\n".join(lines) + f" [{problem.rule.code}]"


def _side_notes(problems: Sequence[Problem]) -> list[str]:
    """Rule 5."""
    if len(problems) <= _EACH:
        return [_side_words(problem) for problem in problems]
    word, rule = GRADES[grade_of(problems[0])].word.upper(), problems[0].rule
    places = ", ".join(problem.place.short for problem in problems[:_NAMED])
    more = f" and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
    return [f"{word} at {places}{more}, which this cell is part of: {rule.title} [{rule.code}]"]


def _side_words(problem: Problem) -> str:
    head = f"{GRADES[grade_of(problem)].word.upper()} at {problem.place.short}, which this cell is part of"
    return f"{head}: {problem.rule.title}\nFound: {problem.found} [{problem.rule.code}]"
