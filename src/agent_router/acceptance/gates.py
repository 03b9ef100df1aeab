"""What no checklist can leave out: these stand in the way even where no row asks for them, and are never waivable.

1. No contract covers the run, or it was recorded under another.
2. The record's chain is broken, an artifact no longer fits its digest, or its last line is missing.
3. What people said afterwards was altered, or belongs to another record.
4. A discovery changed something.
5. The mutation needed an approval that is not there.
6. A claim of proof is contradicted.
7. Nothing is met: an empty checklist accepts nothing.
"""

from collections.abc import Iterable

from agent_router.acceptance.changes import counted, only_ignored
from agent_router.acceptance.checks.catalogue import APPROVAL, CHECKS, CLAIMS
from agent_router.acceptance.interface import Case, CheckContext
from agent_router.acceptance.phases import is_discovery
from agent_router.model.place import Place
from agent_router.model.policy import IfNotMet
from agent_router.model.verdict import ClaimResult, ClaimStanding, ItemResult, Outcome


def record_gates(case: Case) -> tuple[ItemResult, ...]:
    """What is wrong with the record itself; empty where nothing is."""
    run, decisions = case.run, case.decisions
    found: list[ItemResult] = []
    if run.chain.broken_at is not None:
        words = f"the chain of the record is broken at {run.chain.broken_at}: a line was changed, added or taken away"
        found.append(_gate("record", "Is the record unaltered?", words, (run.chain.broken_at,)))
    if run.altered:
        words = f"no longer what was recorded: {', '.join(run.altered)}"
        found.append(
            _gate("artifacts", "Are the artifacts unaltered?", words, tuple(Place(name) for name in run.altered))
        )
    if run.ended is None:
        words = "the record has no closing line, so its end may have been cut off"
        found.append(_gate("end", "Is the record whole?", words, (), "the whole record"))
    if decisions.chain_broken_at is not None:
        words = f"the chain of what people said is broken at {decisions.chain_broken_at}"
        found.append(_gate("decisions", "Is what people said unaltered?", words, (decisions.chain_broken_at,)))
    elif decisions.run and decisions.run != run.chain.head:
        words = "what people said is about another state of the record"
        found.append(
            _gate("decisions", "Is what people said about this record?", words, (Place("decisions.jsonl", line=1),))
        )
    return tuple(found)


def no_contract_gate(because: str) -> ItemResult:
    """The item of a run that no contract covers."""
    return _gate("contract", "Does a contract cover this run?", because, (), "the work done again under a contract")


def unlisted_gates(context: CheckContext, items: Iterable[ItemResult]) -> tuple[ItemResult, ...]:
    """Breaches of rules 4 to 6 that no row of the checklist asks for."""
    listed = {item.checked_by for item in items}
    found: list[ItemResult] = []
    changed = [path for path in counted(context.changed) if not only_ignored(path)]
    if is_discovery(context.run, context.contract) and changed and "no changes" not in listed:
        words = f"a discovery may not change anything; it changed {', '.join(path.path for path in changed[:5])}"
        evidence = tuple(place for path in changed for place in path.evidence)
        found.append(_gate("discovery", "Did the discovery change nothing?", words, evidence, "the changes taken back"))
    if APPROVAL not in listed:
        result = CHECKS[APPROVAL].check(context, "")
        if result.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE}:
            question = "Was the change approved before it began?"
            found.append(_gate("approval", question, result.because, result.evidence, CHECKS[APPROVAL].clears))
    lies = contradicted_proof(context.claims)
    if lies and CLAIMS not in listed:
        words = "; ".join(f"“{claim.text}”: {claim.because}" for claim in lies)
        evidence = tuple(place for claim in lies for place in claim.evidence)
        found.append(_gate("claims", "Does the record bear out the claims of proof?", words, evidence))
    return tuple(found)


def nothing_met_gate(items: tuple[ItemResult, ...]) -> tuple[ItemResult, ...]:
    """The item of a checklist that asks nothing, or of which nothing is met."""
    if any(item.outcome in {Outcome.MET, Outcome.WAIVED} for item in items):
        return ()
    words = "the checklist has no row for this task" if not items else "nothing that the checklist asks is met"
    return (_gate("checklist", "Does the checklist ask for anything?", words, (), "rows of the checklist that apply"),)


def contradicted_proof(claims: Iterable[ClaimResult]) -> tuple[ClaimResult, ...]:
    """Claims of proof that the record contradicts."""
    return tuple(claim for claim in claims if claim.about_proof and claim.standing is ClaimStanding.CONTRADICTED)


def _gate(
    name: str, question: str, because: str, evidence: tuple[Place, ...], clears: str = "a new run with a whole record"
) -> ItemResult:
    return ItemResult(
        id=name,
        question=question,
        outcome=Outcome.NOT_MET,
        because=because,
        evidence=evidence,
        if_not_met=IfNotMet.BLOCKS,
        checked_by="",
        found=Outcome.NOT_MET,
        waivable=False,
        clears=clears,
    )
