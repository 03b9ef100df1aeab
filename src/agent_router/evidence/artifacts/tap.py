"""TAP, versions 12 to 14, by tap.py: what a test program prints, one line a test.

1. `ok` passed, `not ok` failed; with `# SKIP` it did not run, with `# TODO` it may fail: both count as skipped.
2. Only the lines of the outermost level count: the line of a parent speaks for its subtests (TAP 14, node --test).
3. Not passed, whatever its lines say: a bail-out, no plan, a plan that does not fit the tests, a number twice.
"""

import re

from agent_router.evidence.artifacts.json_document import text_of
from agent_router.evidence.artifacts.tally import Case, State, reading_of_tests, refused_tests, report_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

KIND = "tap"
LARGEST = 64 * 1024 * 1024
"""Bytes of one TAP file that are read."""

_VERSION = re.compile(r"\ATAP version (?:1[2-9]|\d)\s*$", re.MULTILINE)
_PLAN = re.compile(r"^1\.\.\d+\s*(?:#.*)?$", re.MULTILINE)
_RESULT = re.compile(r"^(?:not )?ok\b(?: +\d+)?(?: +-| +#| +\S|\s*$)", re.MULTILINE)
_FIRST = re.compile(r"\A(?:\s*(?:#[^\n]*)?\n)*(?:1\.\.\d+|(?:not )?ok\b)")
_TOP_LEVEL = re.compile(r"^(?:not ok|ok|1\.\.\d|Bail out!)")


class TapReader:
    """Reader of TAP streams."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it says that it is TAP, or begins like it and has both a plan and results."""
        text = text_of(sample, errors="replace").replace("\r\n", "\n")
        if _VERSION.match(text):
            return True
        return bool(_FIRST.match(text) and _RESULT.search(text) and _PLAN.search(text))

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and names; what is missing for a whole stream is said."""
        from tap.line import Bail, Plan, Result  # noqa: PLC0415 - loaded when the first stream is met
        from tap.parser import Parser  # noqa: PLC0415 - as above

        if len(data) > LARGEST:
            return refused_tests(KIND, f"The TAP has {len(data):,} bytes; streams beyond 64 MiB are kept, not read.")
        cases: list[Case] = []
        numbers: list[int] = []
        plans: list[int] = []
        bailed = ""
        parser = Parser()
        for line in text_of(data, errors="replace").splitlines():
            if not _TOP_LEVEL.match(line):
                continue
            try:
                told = parser.parse_line(line.rstrip())
            except ValueError:
                # A number of thousands of digits is no number of a test.
                return refused_tests(KIND, "The TAP is damaged: a number in it cannot be read.")
            if isinstance(told, Bail):
                bailed = bailed or f"It bailed out: {str(told.reason)[:120] or 'no reason given'}."
            elif isinstance(told, Plan):
                plans.append(told.expected_tests)
            elif isinstance(told, Result):
                numbers.append(told.number or len(numbers) + 1)
                cases.append(Case(_name(str(told.description), numbers[-1]), _state(told)))
        faults = _faults(bailed, plans, numbers)
        health = (Health.FAILED if bailed else Health.ERROR) if faults else None
        return reading_of_tests(KIND, report_of(cases), faults, health)


def _name(description: str, number: int) -> str:
    return description.removeprefix("- ").strip() or f"test {number}"


def _state(result: object) -> State:
    if getattr(result, "skip", False) or getattr(result, "todo", False):
        return State.SKIPPED
    return State.PASSED if getattr(result, "ok", False) else State.FAILED


def _faults(bailed: str, plans: list[int], numbers: list[int]) -> list[str]:
    found = [bailed] if bailed else []
    if not plans:
        return [*found, "It has no plan (1..N): the run may have been cut off."]
    if len(plans) > 1:
        found.append(f"It has {len(plans)} plans; several runs may be glued together.")
    expected = sum(plans) if len(plans) > 1 else plans[0]
    if expected != len(numbers):
        found.append(f"Its plan says {expected} test(s), it shows {len(numbers)}.")
    elif len(plans) == 1 and sorted(numbers) != list(range(1, expected + 1)):
        found.append("Its test numbers do not fit the plan.")
    return found
