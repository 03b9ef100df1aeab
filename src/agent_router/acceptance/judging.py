"""One run, one verdict, by these rules in this order.

1. What the record shows is read out once: executions, changes, claims, usage, cost, box.
2. A run that no contract covers, or that was recorded under another, is not accepted; usage, changes and claims are
   still shown, and nobody may waive it.
3. The stop conditions of the contract are recomputed from the record.
4. Every item of the contract's checklist is checked, then settled by what people said until the cut-off.
5. What no checklist can leave out is added where it is breached (`gates`).
6. The fact digest is taken over all this; signatures count only for exactly these facts.
7. Not accepted: a `blocks` item that is not met, not shown or unreadable, or a person who said `not met`; also an empty
   checklist, and one of which nothing is met.
8. Waiting: any other open item that is no `note`.
9. Otherwise accepted, unless another workbook was asked for (`what_if`): that never accepts.
"""

from dataclasses import dataclass, replace

from agent_router.acceptance.box import spent_lines
from agent_router.acceptance.changes import what_changed
from agent_router.acceptance.claims import ClaimCase, claim_results
from agent_router.acceptance.executions import Execution, executions
from agent_router.acceptance.fact_digest import fact_digest
from agent_router.acceptance.gates import no_contract_gate, nothing_met_gate, record_gates, unlisted_gates
from agent_router.acceptance.headline import headline
from agent_router.acceptance.interface import Case, CheckContext
from agent_router.acceptance.items import counted_waivers, item_results
from agent_router.acceptance.money import cost_of, usage_total
from agent_router.acceptance.relevance import exempt_paths, relevant_changes
from agent_router.acceptance.stops import StopCase, stop_results
from agent_router.acceptance.waiting import is_blocking, waiting_for
from agent_router.model.approval import DecisionsLog
from agent_router.model.assignment import Budget
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.place import Place
from agent_router.model.run import Change, Risk, Run
from agent_router.model.verdict import (
    ChangedPath,
    ClaimResult,
    Cost,
    ItemResult,
    Spent,
    ThreeRatings,
    UsageTotal,
    Verdict,
    VerdictState,
    Waiting,
)


def judge(case: Case) -> Verdict:
    """The verdict of one run as of the case's cut-off; pure, so the same case gives the same verdict."""
    sealed = _covering(case)
    shown = _shown(case, sealed.contract if sealed else None)
    if sealed is None:
        return _uncovered(case, shown)
    context = _context(_with_own_decisions(case), sealed, shown)
    items = (*item_results(context, sign_offs=False), *record_gates(case))
    items = (*items, *unlisted_gates(context, items))
    draft = _draft(context, items)
    context = replace(context, facts=draft.fact_digest)
    return _final(context, draft, items)


@dataclass(frozen=True)
class _Shown:
    """What the record shows whatever the contract says."""

    executions: tuple[Execution, ...]
    relevant: tuple[Change, ...]
    changed: tuple[ChangedPath, ...]
    claims: tuple[ClaimResult, ...]
    usage: UsageTotal
    cost: Cost
    spent: tuple[Spent, ...]


def _covering(case: Case) -> SealedContract | None:
    """The contract, where the run was recorded under exactly this one."""
    sealed = case.contract
    return sealed if sealed is not None and sealed.digest == case.run.started.contract else None


def _with_own_decisions(case: Case) -> Case:
    """What people said about another record is not counted."""
    said = case.decisions
    foreign = bool(said.run) and said.run != case.run.chain.head
    return replace(case, decisions=DecisionsLog(chain_broken_at=said.chain_broken_at)) if foreign else case


def _shown(case: Case, contract: Contract | None) -> _Shown:
    run = case.run
    found = executions(run, contract)
    relevant = relevant_changes(run, contract, found, exempt_paths(contract))
    changed = what_changed(run, contract, case.policy)
    usage, cost = usage_total(run, case.policy), cost_of(run, case.policy)
    return _Shown(
        executions=found,
        relevant=relevant,
        changed=changed,
        claims=claim_results(ClaimCase(run, contract, found, relevant, changed)),
        usage=usage,
        cost=cost,
        spent=spent_lines(run, contract.budget if contract else Budget(), found, usage, cost),
    )


def _context(case: Case, sealed: SealedContract, shown: _Shown) -> CheckContext:
    stops = stop_results(StopCase(case.run, sealed.contract, case.policy, shown.executions, shown.spent))
    return CheckContext(
        case=case,
        sealed=sealed,
        executions=shown.executions,
        relevant=shown.relevant,
        changed=shown.changed,
        claims=shown.claims,
        stops=stops,
        usage=shown.usage,
        cost=shown.cost,
        spent=shown.spent,
    )


def _draft(context: CheckContext, items: tuple[ItemResult, ...]) -> Verdict:
    """The verdict without signatures, with its fact digest."""
    run, case = context.run, context.case
    verdict = Verdict(
        run_id=run.started.run_id,
        task_id=context.contract.task_id,
        state=VerdictState.WAITING,
        headline="",
        items=items,
        stops=context.stops,
        claims=context.claims,
        usage=context.usage,
        cost=context.cost,
        spent=context.spent,
        changed=context.changed,
        ratings=_ratings(context),
        waiting=(),
        as_of=case.as_of,
        run_digest=run.chain.head,
        contract_digest=context.sealed.digest,
        waivers=counted_waivers(context, items),
        risks=_risks(run),
        what_if=case.what_if,
    )
    return replace(verdict, fact_digest=fact_digest(verdict))


def _final(context: CheckContext, draft: Verdict, items: tuple[ItemResult, ...]) -> Verdict:
    signatures = item_results(context, sign_offs=True)
    order = {item.id: number for number, item in enumerate(context.contract.checklist)}
    together = sorted((*items, *signatures), key=lambda item: order.get(item.id, len(order)))
    whole = (*together, *nothing_met_gate(items))
    state = _state(whole, what_if=bool(context.case.what_if))
    waiting = waiting_for(context, whole, context.stops)
    signed = tuple(each for each in context.case.decisions.sign_offs if each.recorded <= context.case.as_of)
    return replace(
        draft,
        state=state,
        headline=headline(state, whole, draft.claims, draft.stops, waiting),
        items=whole,
        waiting=waiting,
        sign_offs=signed,
        waivers=counted_waivers(context, whole),
    )


def _state(items: tuple[ItemResult, ...], *, what_if: bool) -> VerdictState:
    if any(is_blocking(item) for item in items):
        return VerdictState.NOT_ACCEPTED
    if what_if or any(item.open for item in items):
        return VerdictState.WAITING
    return VerdictState.ACCEPTED


def _uncovered(case: Case, shown: _Shown) -> Verdict:
    run = case.run
    words = (
        "no contract covers this run" if case.contract is None else "no contract covers this run: it names another one"
    )
    items = (no_contract_gate(words), *record_gates(case))
    state = VerdictState.NOT_ACCEPTED
    waiting = tuple(Waiting("", item.question, item.clears, item.id) for item in items)
    verdict = Verdict(
        run_id=run.started.run_id,
        task_id=run.started.task_id,
        state=state,
        headline=headline(state, items, shown.claims, (), waiting),
        items=items,
        stops=(),
        claims=shown.claims,
        usage=shown.usage,
        cost=shown.cost,
        spent=shown.spent,
        changed=shown.changed,
        ratings=ThreeRatings(measured=case.measured.blast_radius if case.measured else None),
        waiting=waiting,
        as_of=case.as_of,
        run_digest=run.chain.head,
        risks=_risks(run),
        what_if=case.what_if,
    )
    return replace(verdict, fact_digest=fact_digest(verdict))


def _ratings(context: CheckContext) -> ThreeRatings:
    views = {view.view: view.blast_radius for view in context.contract.views}
    measured = context.case.measured
    return ThreeRatings(views.get("request"), views.get("scope"), measured.blast_radius if measured else None)


def _risks(run: Run) -> tuple[tuple[str, Place], ...]:
    return tuple((risk.text, run.place(risk)) for risk in run.of(Risk))
