"""The stop conditions, recomputed from the record: which fired, by what, and whether the run went on.

1. `outside scope`: something outside the contract's scope was changed, reached, or tried and denied.
2. `budget crossed`: a line of the box is over its limit for certain.
3. `verification failed`: one verification failed as often as the Setting says, by `repeated_failure`.
4. `finding about`: a finding about one of the Setting's areas, unless the contract asks for findings.
5. The run went on when a further command or change follows the record that fired.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from agent_router.acceptance.bounds import folder_breach, in_scratch, is_unplaced, protected_read, system_breach
from agent_router.acceptance.box import crossing, is_over
from agent_router.acceptance.executions import Execution
from agent_router.acceptance.order import has_position
from agent_router.acceptance.relevance import is_byproduct, split_paths, written_by_verifier
from agent_router.acceptance.repeated_failure import longest_streak
from agent_router.model.assignment import StopCondition
from agent_router.model.contract import Contract
from agent_router.model.policy import Policy, StopWhen
from agent_router.model.run import Change, Command, Denied, FileRead, Finding, Record, Request, Run, Usage
from agent_router.model.verdict import Spent, StopResult
from agent_router.scope.areas import areas_of

_SAID_OUTSIDE = re.compile(
    r"\b(?:out of|outside(?: of)?)\b[^.]{0,40}\bscope\b|\bnot in the (?:contract|task)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class StopCase:
    """What the stop conditions are recomputed from."""

    run: Run
    contract: Contract
    policy: Policy | None
    executions: tuple[Execution, ...]
    spent: tuple[Spent, ...]


@dataclass(frozen=True, slots=True)
class _Fired:
    because: str
    records: tuple[Record, ...]
    further: tuple[Record, ...]
    """What the run did after it fired."""


def stop_results(case: StopCase) -> tuple[StopResult, ...]:
    """One result for every stop condition of the contract, in its order."""
    return tuple(_result(case, stop) for stop in case.contract.stops)


def went_on_after(run: Run, fired: Record) -> tuple[Record, ...]:
    """Commands and changes after that record; denied ones were tried, so they count.

    One call leaves several records: what was read at or before the same line of the log belongs to it.
    """
    return tuple(
        record
        for record in run.records
        if record.position > fired.position
        and not record.log
        and isinstance(record, Command | Change | Denied)
        and has_position(record)
        and _is_further(record, fired)
    )


def _is_further(record: Record, fired: Record) -> bool:
    one, other = record.read_from, fired.read_from
    return one is None or other is None or one.file != other.file or one.line > other.line


def _result(case: StopCase, stop: StopCondition) -> StopResult:
    when, then = stop.effect.stop_when, stop.effect.then
    fired = _rule(when)(case, stop.effect.setting)
    if fired is None:
        return StopResult(
            id=stop.id, fired=False, because=_QUIET[when], stop_when=when.value, then=then, place=stop.place
        )
    further = fired.further
    because = fired.because
    if further:
        because += f"; the run went on ({case.run.place(further[0])})"
    return StopResult(
        id=stop.id,
        fired=True,
        because=because,
        evidence=tuple(case.run.place(record) for record in (*fired.records, *further[:1])),
        went_on=bool(further),
        stop_when=when.value,
        then=then,
        place=stop.place,
    )


_QUIET = {
    StopWhen.OUTSIDE_SCOPE: "the record shows nothing outside the scope",
    StopWhen.BUDGET_CROSSED: "no limit of the box is crossed by what the record shows",
    StopWhen.VERIFICATION_FAILED: "no verification failed that often in a row",
    StopWhen.FINDING_ABOUT: "no finding about these areas",
}


def _rule(when: StopWhen) -> Callable[[StopCase, str], _Fired | None]:
    match when:
        case StopWhen.OUTSIDE_SCOPE:
            return _outside_scope
        case StopWhen.BUDGET_CROSSED:
            return _budget_crossed
        case StopWhen.VERIFICATION_FAILED:
            return _verification_failed
        case StopWhen.FINDING_ABOUT:
            return _finding_about
        case _:
            assert_never(when)


def _outside_scope(case: StopCase, _: str) -> _Fired | None:
    written = written_by_verifier(case.run, case.executions)
    breaches = [(record, why) for record in case.run.records if (why := _breach(case, record, written))]
    if not breaches:
        return None
    records = tuple(record for record, _ in breaches)
    since = next((record for record in records if has_position(record)), None)
    further = went_on_after(case.run, since) if since is not None else ()
    return _Fired("; ".join(dict.fromkeys(why for _, why in breaches)), records, further)


def _breach(case: StopCase, record: Record, written: frozenset[str]) -> str:
    contract, policy = case.contract, case.policy
    if isinstance(record, Change):
        paths = () if is_byproduct(record, written) else (record.path, record.old_path)
        breaches = (
            folder_breach(path, contract, policy, unplaced=is_unplaced(path, case.run)) for path in paths if path
        )
        return next((why for why in breaches if why), "")
    if isinstance(record, FileRead):
        return protected_read(record.path, contract, policy, unplaced=is_unplaced(record.path, case.run))
    if isinstance(record, Request):
        return system_breach(record.system, contract, policy)
    if isinstance(record, Denied):
        return _denied_breach(record, case)
    return ""


def _denied_breach(record: Denied, case: StopCase) -> str:
    contract, policy = case.contract, case.policy
    unplaced = is_unplaced(record.path, case.run)
    why = folder_breach(record.path, contract, policy, unplaced=unplaced) if record.path else ""
    why = why or (system_breach(record.system, contract, policy) if record.system else "")
    if why:
        return f"tried and denied: {why}"
    if _SAID_OUTSIDE.search(record.reason) and not (record.path and in_scratch(record.path, contract)):
        return f"tried and denied: {record.target or record.tool} ({record.reason.strip()[:200]})"
    return ""


def _budget_crossed(case: StopCase, _: str) -> _Fired | None:
    over = [spent for spent in case.spent if is_over(spent)]
    if not over:
        return None
    crossings = [record for spent in over if (record := crossing(case.run, spent, case.executions))]
    words = "; ".join(f"{spent.name} {_amount(spent.used)} of {_amount(spent.limit)}" for spent in over)
    ordered = tuple(sorted(crossings, key=lambda record: record.seq))
    return _Fired(words, ordered, _past_the_box(case.run, ordered[0]) if ordered else ())


def _past_the_box(run: Run, crossed: Record) -> tuple[Record, ...]:
    """What was done past the crossing; the calls of the very answer that crossed it could not be held back."""
    further = went_on_after(run, crossed)
    if not isinstance(crossed, Usage):
        return further
    answers = [usage for usage in run.of(Usage) if usage.seq > crossed.seq and not usage.meter]
    return tuple(record for record in further if any(u.seq < record.seq and u.agent == record.agent for u in answers))


def _verification_failed(case: StopCase, setting: str) -> _Fired | None:
    number = re.search(r"\d+", setting)
    if number is None:
        return None
    times = int(number[0])
    streak = longest_streak(case.run, case.contract, case.executions)
    if not times or streak.times < times:
        return None
    text = streak.failures[0].text
    words = f"{streak.times} failing runs of {text} in a row, with a change or an attempt between"
    last = streak.failures[times - 1].record
    return _Fired(words, tuple(failure.record for failure in streak.failures), went_on_after(case.run, last))


def _finding_about(case: StopCase, setting: str) -> _Fired | None:
    if asks_for_findings(case.contract):
        return None
    areas = tuple(part.strip() for entry in split_paths(setting) for part in entry.split(",") if part.strip())
    found = [(finding, area) for finding in case.run.of(Finding) for area in areas if _is_about(finding, area, case)]
    if not found:
        return None
    records = tuple(dict.fromkeys(finding for finding, _ in found))
    words = "; ".join(dict.fromkeys(f"a finding about {area}: {finding.text[:120]}" for finding, area in found))
    return _Fired(words, records, went_on_after(case.run, records[0]))


def asks_for_findings(contract: Contract) -> bool:
    """Whether findings are what the contract is for: it changes nothing, or findings are its only proof."""
    kinds = {required.kind.casefold() for required in contract.proof}
    return not contract.changes or kinds == {"findings"}


def _is_about(finding: Finding, area: str, case: StopCase) -> bool:
    wanted = area.casefold()
    if wanted in finding.area.casefold():
        return True
    if case.policy and finding.file:
        found = areas_of((finding.file,), (), case.policy.systems)
        if any(each.area.casefold() == wanted for each in found):
            return True
    return re.search(rf"\b{re.escape(wanted)}\b", finding.text.casefold()) is not None


def _amount(value: object) -> str:
    return "unknown" if value is None else f"{value:,}"
