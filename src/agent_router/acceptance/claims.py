"""The agent's closing words against the record: supported, contradicted, or unsupported.

1. Judged are the assertions in the main agent's last message (`sentences`, `assertions`).
2. Supported: the latest matching execution passed, and it is said where a later change made it stale; or the record
   holds the change.
3. Contradicted: the latest matching execution failed or errored, or every attempt was denied; or the change was denied,
   failed, or is not in the diff.
4. Unsupported: no attempt, or no clear match. A report that nothing ties to the run neither supports nor contradicts.
5. A sentence with several assertions stands as its worst one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from agent_router.acceptance.assertions import About, Assertion, Topic, assertions, files_in, is_file_name
from agent_router.acceptance.diff import diff_known
from agent_router.acceptance.executions import TESTS, Execution, bound, denied_attempts, of_verifier
from agent_router.acceptance.order import is_after
from agent_router.acceptance.relevance import unanswered
from agent_router.acceptance.sentences import sentences
from agent_router.model.contract import Contract
from agent_router.model.known import Health
from agent_router.model.place import Place
from agent_router.model.run import Change, Claim, Denied, Record, Run
from agent_router.model.verdict import ChangedPath, ClaimResult, ClaimStanding

_WORST_FIRST = (ClaimStanding.CONTRADICTED, ClaimStanding.UNSUPPORTED, ClaimStanding.SUPPORTED)
_WORDS: dict[Topic, frozenset[str]] = {
    Topic.TESTS: frozenset({TESTS, "test"}),
    Topic.BUILD: frozenset({"build", "compile", "make", "tsc", "webpack", "vite"}),
    Topic.LINT: frozenset({"lint", "ruff", "eslint", "flake8", "pylint", "clippy"}),
    Topic.TYPES: frozenset({"types", "mypy", "pyright", "tsc"}),
    Topic.CI: frozenset({"ci", "attestation"}),
}


@dataclass(frozen=True)
class ClaimCase:
    """What claims are held against."""

    run: Run
    contract: Contract | None
    executions: tuple[Execution, ...]
    relevant: tuple[Change, ...]
    changed: tuple[ChangedPath, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    standing: ClaimStanding
    because: str
    evidence: tuple[Place, ...] = ()
    stale: bool = False


def claim_results(case: ClaimCase) -> tuple[ClaimResult, ...]:
    """Every judged sentence of the main agent's last message, in order; the claim's own line is its last evidence."""
    results: list[ClaimResult] = []
    for claim in case.run.of(Claim):
        if claim.final and not claim.agent:
            results.extend(
                _sentence(case, claim, sentence) for sentence in sentences(claim.text) if assertions(sentence)
            )
    return tuple(results)


def _sentence(case: ClaimCase, claim: Claim, sentence: str) -> ClaimResult:
    found = assertions(sentence)
    stands = [_stand(case, assertion) for assertion in found]
    worst = min(stands, key=lambda stand: _WORST_FIRST.index(stand.standing))
    return ClaimResult(
        text=sentence,
        standing=worst.standing,
        because=worst.because,
        evidence=tuple(dict.fromkeys((*worst.evidence, case.run.place(claim)))),
        stale=any(stand.stale for stand in stands),
        about_proof=any(assertion.about in {About.PASSED, About.RAN} for assertion in found),
    )


def _stand(case: ClaimCase, assertion: Assertion) -> _Stand:
    match assertion.about:
        case About.PASSED:
            return _passed(case, assertion)
        case About.RAN:
            return _ran(case, assertion)
        case About.CHANGED:
            return _changed(case, assertion)
        case About.UNCHANGED:
            return _unchanged(case, assertion)
        case _:
            assert_never(assertion.about)


def matching(case: ClaimCase, topic: Topic) -> tuple[Execution, ...]:
    """The executions that a claim about this topic speaks of; the contract's own verifiers first of all."""
    found = tuple(execution for execution in bound(case.executions) if not execution.silent)
    if topic is Topic.EVERYTHING:
        return found
    if topic is Topic.TESTS:
        return tuple(execution for execution in found if execution.kind in _WORDS[Topic.TESTS])
    words = _WORDS[topic]
    return tuple(
        execution
        for execution in found
        if execution.kind in words or not words.isdisjoint(execution.text.replace("/", " ").split())
    )


def _passed(case: ClaimCase, assertion: Assertion) -> _Stand:
    found = matching(case, assertion.topic or Topic.TESTS)
    if not found:
        return _never_ran(case, assertion)
    for latest in _latest_of_each(case, found):
        if latest.health in {Health.FAILED, Health.ERROR}:
            return _Stand(
                ClaimStanding.CONTRADICTED, f"its last run: {latest.summary}", (case.run.place(latest.record),)
            )
    whole = [execution for execution in found if not execution.selective or _is_verifier(case, execution)]
    if not whole:
        return _Stand(ClaimStanding.UNSUPPORTED, "only a selection of the tests ran", _places(case, found))
    latest = whole[-1]
    if latest.health is not Health.PASSED:
        return _Stand(
            ClaimStanding.UNSUPPORTED, "how its last run ended is not known", (case.run.place(latest.record),)
        )
    return _against_count(case, assertion, latest)


def _against_count(case: ClaimCase, assertion: Assertion, latest: Execution) -> _Stand:
    place = (case.run.place(latest.record),)
    counts = latest.counts
    if counts is not None and not counts.ran:
        return _Stand(ClaimStanding.CONTRADICTED, "no test ran", place)
    if counts is not None and assertion.number is not None and assertion.number > counts.passed:
        return _Stand(ClaimStanding.CONTRADICTED, f"{counts.passed} passed, not {assertion.number}", place)
    later = next((change for change in reversed(case.relevant) if is_after(change, latest.record) is not False), None)
    if later is None:
        return _Stand(ClaimStanding.SUPPORTED, f"its last run: {latest.summary}", place)
    words = f"its last run: {latest.summary}; stale, since {later.path} was changed after it"
    return _Stand(ClaimStanding.SUPPORTED, words, (*place, case.run.place(later)), stale=True)


def _ran(case: ClaimCase, assertion: Assertion) -> _Stand:
    # What the router ran later does not show that the agent ran anything.
    found = tuple(one for one in matching(case, assertion.topic or Topic.TESTS) if not one.by_router)
    if not found:
        return _never_ran(case, assertion)
    return _Stand(ClaimStanding.SUPPORTED, f"the last run: {found[-1].summary}", (case.run.place(found[-1].record),))


def _never_ran(case: ClaimCase, assertion: Assertion) -> _Stand:
    if assertion.topic in {Topic.TESTS, Topic.EVERYTHING, None}:
        denied = _denied(case)
        if denied:
            return _Stand(
                ClaimStanding.CONTRADICTED, "every attempt to run it was denied", _record_places(case, denied)
            )
    return _Stand(ClaimStanding.UNSUPPORTED, "the record shows no attempt to run it")


def _denied(case: ClaimCase) -> tuple[Record, ...]:
    verifiers = case.contract.verifiers if case.contract else ()
    denied = [record for verifier in verifiers for record in denied_attempts(case.run, verifier)]
    return tuple(dict.fromkeys((*denied, *denied_attempts(case.run, None))))


def _latest_of_each(case: ClaimCase, found: Iterable[Execution]) -> tuple[Execution, ...]:
    """The last execution of each verification; the last of all reports handed in."""
    latest: dict[object, Execution] = {}
    for execution in found:
        key: object = "report" if execution.artifact else execution.family
        if execution.artifact and _is_stale(case, execution):
            continue
        latest[key] = execution
    return tuple(latest.values())


def _is_stale(case: ClaimCase, execution: Execution) -> bool:
    return any(is_after(change, execution.record) is True for change in case.relevant)


def _is_verifier(case: ClaimCase, execution: Execution) -> bool:
    root = case.run.started.working_directory
    contract = case.contract
    return contract is not None and any(
        of_verifier((execution,), contract, verifier, root) for verifier in contract.verifiers
    )


def _changed(case: ClaimCase, assertion: Assertion) -> _Stand:
    if not assertion.files:
        return _changed_something(case)
    stands = [_changed_file(case, name, assertion.verb) for name in assertion.files]
    found = next((stand for stand in stands if stand.standing is ClaimStanding.SUPPORTED), None)
    denied = next((stand for stand in stands if stand.standing is ClaimStanding.CONTRADICTED), None)
    if denied is not None:
        return denied
    if found is not None:
        return found
    # A name in passing ("next to src/dist", "os.path") accuses nobody; a file that git does not list does.
    if diff_known(case.run) and any(is_file_name(name) for name in assertion.files):
        return _Stand(ClaimStanding.CONTRADICTED, f"not in the diff: {', '.join(assertion.files)}")
    return stands[0]


def _changed_something(case: ClaimCase) -> _Stand:
    if case.changed:
        return _Stand(ClaimStanding.UNSUPPORTED, "no file is named; the record holds changes, but no clear match")
    attempts = _attempts(case, "")
    if attempts:
        return _Stand(
            ClaimStanding.CONTRADICTED,
            "every attempt to change a file was denied or failed",
            _record_places(case, attempts),
        )
    if diff_known(case.run):
        return _Stand(ClaimStanding.CONTRADICTED, "the diff is empty")
    return _Stand(ClaimStanding.UNSUPPORTED, "the record shows no change")


def _changed_file(case: ClaimCase, name: str, verb: str) -> _Stand:
    for path in case.changed:
        if _same_file(path.path, name):
            if verb in {"deleted", "removed"} and path.kind != "deleted" and not _removes_lines(path):
                return _Stand(ClaimStanding.UNSUPPORTED, f"{path.path} was {path.kind}", path.evidence)
            return _Stand(ClaimStanding.SUPPORTED, f"{path.path} was {path.kind} ({path.known_by})", path.evidence)
    attempts = _attempts(case, name)
    if attempts:
        return _Stand(
            ClaimStanding.CONTRADICTED, f"changing {name} was denied or failed", _record_places(case, attempts)
        )
    return _Stand(ClaimStanding.UNSUPPORTED, f"the record holds no change of {name}")


def _removes_lines(path: ChangedPath) -> bool:
    return path.removed is None or path.removed > 0


def _unchanged(case: ClaimCase, assertion: Assertion) -> _Stand:
    named = _named_files(case) if assertion.others else assertion.files
    if assertion.others and not named:
        return _Stand(ClaimStanding.UNSUPPORTED, "the message names no file that the others could be told from")
    concerned = [
        path
        for path in case.changed
        if path.counts and (not named or any(_same_file(path.path, name) for name in named) is not assertion.others)
    ]
    if concerned:
        names = ", ".join(path.path for path in concerned[:5])
        evidence = tuple(place for path in concerned for place in path.evidence)
        return _Stand(ClaimStanding.CONTRADICTED, f"the record holds changes of {names}", evidence)
    if diff_known(case.run) and not unanswered(case.run):
        return _Stand(ClaimStanding.SUPPORTED, "the diff holds no such change")
    return _Stand(ClaimStanding.UNSUPPORTED, "without a diff the record cannot show that nothing was changed")


def _named_files(case: ClaimCase) -> tuple[str, ...]:
    """Every file that the main agent's last message names."""
    texts = (claim.text for claim in case.run.of(Claim) if claim.final and not claim.agent)
    return tuple(dict.fromkeys(name for text in texts for name in files_in(text)))


def _attempts(case: ClaimCase, name: str) -> tuple[Record, ...]:
    """Changes tried and not done, of this file or of any."""
    tried: list[Record] = [
        change for change in case.run.of(Change) if not change.done and (not name or _same_file(change.path, name))
    ]
    tried += [denied for denied in case.run.of(Denied) if denied.path and (not name or _same_file(denied.path, name))]
    return tuple(sorted(tried, key=lambda record: record.seq))


def _same_file(path: str, name: str) -> bool:
    path, name = path.replace("\\", "/").casefold(), name.replace("\\", "/").removeprefix("./").strip("/").casefold()
    return (
        path == name
        or path.endswith(f"/{name}")
        or name.endswith(f"/{path}")
        or (name.count("/") > 0 and path.startswith(f"{name}/"))
    )


def _places(case: ClaimCase, found: Iterable[Execution]) -> tuple[Place, ...]:
    return tuple(case.run.place(execution.record) for execution in found)


def _record_places(case: ClaimCase, records: Iterable[Record]) -> tuple[Place, ...]:
    return tuple(case.run.place(record) for record in records)
