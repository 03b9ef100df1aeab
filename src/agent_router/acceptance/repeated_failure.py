"""Whether one verification failed time after time although something was changed in between.

1. One verification: the contract's verifier, or an unselective run of a known test runner, however it was started.
2. Counted are failing executions with no pass between and a change, or an attempted one, between.
3. Not counted: denials; executions without a test result (error, unknown); a discovery; runs of parallel agents
   against each other; what the verifier itself wrote as a change; reports handed in; what the router ran later.
4. Where the base is expected to fail, executions before the first attempted change do not count.
"""

from dataclasses import dataclass

from agent_router.acceptance.executions import Execution, of_verifier
from agent_router.acceptance.lanes import line_of, own_lines
from agent_router.acceptance.order import has_position
from agent_router.acceptance.phases import is_discovery
from agent_router.acceptance.relevance import is_byproduct, unanswered, written_by_verifier
from agent_router.model.contract import Contract
from agent_router.model.known import CommandOutcome, Health
from agent_router.model.run import Change, Command, Denied, Record, Run

FAILS_BEFORE = "fails before, passes after"


@dataclass(frozen=True, slots=True)
class Streak:
    """The longest row of failures of one verification."""

    failures: tuple[Execution, ...]

    @property
    def times(self) -> int:
        """How often it failed in a row."""
        return len(self.failures)


def longest_streak(run: Run, contract: Contract, found: tuple[Execution, ...]) -> Streak:
    """The longest counted row of failures in the record; empty where nothing failed."""
    if is_discovery(run, contract):
        return Streak(())
    own = own_lines(run)
    attempts = attempted_changes(run, found)
    first = min((record.seq for record in attempts), default=0)
    streaks: dict[tuple[tuple[str, ...], str], list[Execution]] = {}
    longest: tuple[Execution, ...] = ()
    for execution in found:
        if not _counts(run, contract, execution):
            continue
        if base_expected_to_fail(contract) and (not first or execution.position < ("", first)):
            continue
        streak = streaks.setdefault((execution.family, line_of(execution.agent, own)), [])
        if execution.health is Health.PASSED:
            streak.clear()
        elif execution.health is Health.FAILED and (not streak or _changed_between(streak[-1], execution, attempts)):
            streak.append(execution)
        longest = max(longest, tuple(streak), key=len)
    return Streak(longest)


def base_expected_to_fail(contract: Contract) -> bool:
    """Whether the contract asks for a test that fails before the work."""
    return any(item.effect.checked_by == FAILS_BEFORE for item in contract.checklist)


def attempted_changes(run: Run, found: tuple[Execution, ...]) -> tuple[Record, ...]:
    """Changes done, tried or denied, and calls that may have changed something; by-products left out."""
    written = written_by_verifier(run, found)
    changes = [change for change in run.of(Change) if not is_byproduct(change, written)]
    attempts: list[Record] = [change for change in changes if has_position(change)]
    attempts += [record for record in run.of(Denied) if record.path]
    own = {line for execution in found for line in execution.lines}
    seen = {change.path for change in changes if has_position(change)}
    unseen = any(change.path not in seen for change in changes)
    # What only git saw was made by some command: any of them that verified nothing may be the one.
    suspects = run.of(Command) if unseen else unanswered(run)
    attempts += [
        record for record in suspects if record.position not in own and not record.log and not _was_denied(record)
    ]
    return tuple(sorted(attempts, key=lambda record: record.seq))


def _was_denied(record: Record) -> bool:
    return isinstance(record, Command) and record.outcome is CommandOutcome.DENIED


def _counts(run: Run, contract: Contract, execution: Execution) -> bool:
    if execution.artifact or execution.by_router or execution.health not in {Health.PASSED, Health.FAILED}:
        return False
    if not execution.selective:
        return True
    root = run.started.working_directory
    return any(of_verifier((execution,), contract, verifier, root) for verifier in contract.verifiers)


def _changed_between(one: Execution, other: Execution, attempts: tuple[Record, ...]) -> bool:
    return any(one.position < record.position < other.position for record in attempts)
