"""Collects what is wrong while a workbook is read, so that a lead sees all of it at once."""

from collections.abc import Sequence

from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.sheets.cells import FATAL, CellFault
from agent_router.sheets.characters import quoted
from agent_router.workbook.problems import CELL_FAULTS


class Complaints:
    """The problems found so far; grows only."""

    def __init__(self) -> None:
        """Start with none."""
        self._problems: dict[Problem, None] = {}

    def add(self, rule: Rule, place: Place, found: str, suggestion: str = "") -> None:
        """Note one problem; the same one is kept once."""
        self._problems[Problem(rule, place, found, suggestion)] = None

    def add_faults(self, faults: Sequence[CellFault], place: Place) -> None:
        """Note what reading one cell found."""
        for fault in faults:
            rule = CELL_FAULTS[fault.kind]
            if fault.kind in FATAL or not fault.suggestion:
                self.add(rule, place, fault.found, fault.suggestion)
            else:
                self.add(rule, place, f"{fault.found}, read as {quoted(fault.suggestion)}")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, in the order found."""
        return tuple(self._problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that refuse the workbook."""
        return tuple(problem for problem in self._problems if problem.rule.severity is Severity.ERROR)
