"""Every item of the checklist: what its check finds, then what people said about it.

1. The check looks at the record; a name that is no check waits for a person. What rests on an altered log, or on a
   report that cannot be read, is unreadable.
2. A decision counts where it was recorded until the cut-off by somebody in `People`: `met` only where the item is a
   matter of decision, `not met` on every item but a signature.
3. A waiver counts where its item is open and waivable, it was recorded until the cut-off by somebody who may approve
   that blast radius and is not the requester, and its end date has not passed; the later of decision and waiver counts.
4. Nothing settles what is never waivable.
"""

from dataclasses import replace

from agent_router.acceptance.checks.catalogue import CHECKS, CLAIMS, SIGN_OFF
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.permissions import may_approve
from agent_router.acceptance.readability import as_readable
from agent_router.model.approval import Decision, Waiver
from agent_router.model.assignment import ChecklistItem
from agent_router.model.policy import IfNotMet
from agent_router.model.verdict import CheckResult, ItemResult, Outcome, waiver_holds

OPEN = frozenset({Outcome.NOT_MET, Outcome.NOT_SHOWN, Outcome.UNREADABLE, Outcome.NEEDS_PERSON})


def item_results(context: CheckContext, *, sign_offs: bool) -> tuple[ItemResult, ...]:
    """The results of all items that are signatures, or of all that are not, in the order of the contract."""
    return tuple(
        settled(context, _found(context, item))
        for item in context.contract.checklist
        if (item.effect.checked_by == SIGN_OFF) == sign_offs
    )


def settled(context: CheckContext, item: ItemResult) -> ItemResult:
    """The item with the last word that people had on it."""
    decision, waiver = _decision(context, item), _waiver(context, item)
    if decision is not None:
        outcome = Outcome.MET if decision.met else Outcome.NOT_MET
        item = replace(
            item,
            outcome=outcome,
            because=f"decided by {decision.by}: {'met' if decision.met else 'not met'} ({decision.note})",
            evidence=(*item.evidence, *((decision.place,) if decision.place else ())),
            settled_by=decision.by,
            settled_note=decision.note,
            clears="" if decision.met else item.clears,
        )
    newer = waiver is not None and (decision is None or waiver.recorded >= decision.recorded)
    if waiver is None or not newer or item.outcome not in OPEN:
        return item
    return replace(
        item,
        outcome=Outcome.WAIVED,
        because=f"waived by {waiver.by} until {waiver.until.isoformat()}: {waiver.reason} (found: {item.because})",
        evidence=(*item.evidence, *((waiver.place,) if waiver.place else ())),
        settled_by=waiver.by,
        settled_note=waiver.reason,
        clears="",
    )


def decidable(item: ItemResult) -> bool:
    """Whether a person may declare the item met: nothing but a person decides it, or its row asks for a decision."""
    if not item.waivable or item.checked_by == SIGN_OFF:
        return False
    return item.found is Outcome.NEEDS_PERSON or item.if_not_met is not IfNotMet.BLOCKS


def counted_waivers(context: CheckContext, items: tuple[ItemResult, ...]) -> tuple[Waiver, ...]:
    """The waivers that this verdict rests on."""
    waived = {item.id for item in items if item.outcome is Outcome.WAIVED}
    found = (_waiver(context, item) for item in items if item.id in waived)
    return tuple(waiver for waiver in found if waiver is not None)


def _found(context: CheckContext, item: ChecklistItem) -> ItemResult:
    named = CHECKS.get(item.effect.checked_by)
    if named is None:
        result = CheckResult(Outcome.NEEDS_PERSON, f"there is no check called {item.effect.checked_by!r}")
    else:
        result = as_readable(context, named.rests_on, named.check(context, item.effect.setting))
    # "Accepted: every required sign-off given": no waiver stands in for a signature.
    waivable = (named is None or named.waivable) and item.effect.checked_by != SIGN_OFF
    if item.effect.checked_by == CLAIMS and result.outcome is Outcome.NOT_MET:
        waivable = False
    return ItemResult(
        id=item.id,
        question=item.effect.question,
        outcome=result.outcome,
        because=result.because,
        evidence=result.evidence,
        if_not_met=item.effect.if_not_met,
        checked_by=item.effect.checked_by,
        place=item.place,
        found=result.outcome,
        waivable=waivable,
        clears=(named.clears if named else "a person's answer") if result.outcome in OPEN else "",
    )


def _decision(context: CheckContext, item: ItemResult) -> Decision | None:
    if item.checked_by == SIGN_OFF:
        return None
    counted = [
        decision
        for decision in context.case.decisions.decisions
        if decision.item == item.id
        and decision.recorded <= context.case.as_of
        and context.case.person(decision.by) is not None
        and (decidable(item) or not decision.met)
    ]
    return counted[-1] if counted else None


def _waiver(context: CheckContext, item: ItemResult) -> Waiver | None:
    if not item.waivable:
        return None
    counted = [
        waiver
        for waiver in context.case.decisions.waivers
        if waiver.item == item.id
        and waiver.recorded <= context.case.as_of
        and waiver.reason.strip()
        and waiver_holds(waiver, context.case.today)
        and not may_approve(context.case, context.contract, waiver.by)
    ]
    return counted[-1] if counted else None
