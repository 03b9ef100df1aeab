"""Whether the right people acted at the right time: approval, independence, signature.

*Before* is shown only by the clock when an act was entered (`recorded`), never by the time that somebody states.
"""

from datetime import datetime

from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.permissions import may_approve
from agent_router.acceptance.phases import has_two_phases, is_discovery
from agent_router.model.approval import Approval, SignOff
from agent_router.model.place import Place
from agent_router.model.policy import IfNotMet, Phase
from agent_router.model.run import Record, Run
from agent_router.model.verdict import CheckResult, Outcome

AFTERWARDS = "recorded afterwards"


def contract_fixed_before_start(context: CheckContext, _: str) -> CheckResult:
    """The contract was written before the first record of the run, and is the one the run was recorded under."""
    started = context.run.started
    if started.contract and started.contract != context.sealed.digest:
        return CheckResult(
            Outcome.NOT_MET, "the run was recorded under another contract", (context.run.place(started),)
        )
    log = context.case.approvals
    written = context.sealed.written or (log.written if log else None)
    if log is not None and log.chain_broken_at is not None:
        return CheckResult(
            Outcome.UNREADABLE, f"the approvals log breaks at {log.chain_broken_at}", (log.chain_broken_at,)
        )
    first = first_moment(context.run)
    if written is None or first is None:
        missing = "when the contract was written" if written is None else "when the run began"
        return CheckResult(Outcome.NOT_SHOWN, f"the record does not say {missing}")
    evidence = (Place("approvals.jsonl", line=1), *_first_place(context.run))
    if written < first:
        return CheckResult(Outcome.MET, f"written {_time(written)}, begun {_time(first)}", evidence)
    return CheckResult(Outcome.NOT_SHOWN, f"{AFTERWARDS}: written {_time(written)}, begun {_time(first)}", evidence)


def approved_before_mutation(context: CheckContext, _: str) -> CheckResult:
    """Somebody who may approve this blast radius, not the requester, approved this contract before the change began.

    1. A discovery needs none; neither does a route with one phase that does not ask for it.
    2. The approval names this contract's digest; with two phases also the digest of the discovery's record, and it
       was recorded after that ended.
    3. It was recorded before the run's first record; later is not shown: "recorded afterwards".
    """
    if not needs_approval(context):
        why = "a discovery" if is_discovery(context.run, context.contract) else "the route asks for no approval"
        return CheckResult(Outcome.NOT_APPLICABLE, why)
    log = context.case.approvals
    if log is not None and log.chain_broken_at is not None:
        return CheckResult(
            Outcome.UNREADABLE, f"the approvals log breaks at {log.chain_broken_at}", (log.chain_broken_at,)
        )
    given = [each for each in (log.approvals if log else ()) if each.phase is Phase.MUTATION]
    if not given:
        return CheckResult(Outcome.NOT_MET, "nobody approved the mutation")
    judged = [_approval(context, each) for each in given]
    good = next((result for result in judged if result.outcome is Outcome.MET), None)
    shown = next((result for result in judged if result.outcome is Outcome.NOT_SHOWN), None)
    return good or shown or judged[-1]


def needs_approval(context: CheckContext) -> bool:
    """Whether this run may begin only after an approval of mutation."""
    if is_discovery(context.run, context.contract):
        return False
    return has_two_phases(context.contract) or context.contract.approval_before is Phase.MUTATION


def _approval(context: CheckContext, approval: Approval) -> CheckResult:
    places = (approval.place,) if approval.place else ()
    refused = _unfit(context, approval)
    if refused:
        return CheckResult(Outcome.NOT_MET, refused, places)
    if not context.contract.requester:
        words = f"approved by {approval.by}; the requester is unknown, so it is not shown that somebody else approved"
        return CheckResult(Outcome.NOT_SHOWN, words, places)
    first = first_moment(context.run)
    if first is None:
        return CheckResult(Outcome.NOT_SHOWN, f"approved by {approval.by}; when the run began is not known", places)
    if approval.recorded >= first:
        return CheckResult(
            Outcome.NOT_SHOWN, f"approved by {approval.by}, but {AFTERWARDS} ({_time(approval.recorded)})", places
        )
    late = _proposal_open(context, approval)
    if late:
        return CheckResult(Outcome.NOT_SHOWN, late, places)
    words = f"approved by {approval.by}, recorded {_time(approval.recorded)}, begun {_time(first)}"
    return CheckResult(Outcome.MET, words, (*places, *_first_place(context.run)))


def _unfit(context: CheckContext, approval: Approval) -> str:
    if approval.contract != context.sealed.digest:
        return f"the approval by {approval.by} is for another contract ({approval.contract[:12]})"
    refusal = may_approve(context.case, context.contract, approval.by)
    if refusal:
        return refusal
    if has_two_phases(context.contract):
        discovery = _discovery(context, approval.proposal)
        if not approval.proposal:
            return f"the approval by {approval.by} names no proposal"
        if discovery is None:
            digest = approval.proposal[:12]
            return f"the proposal that {approval.by} approved ({digest}) is not among the runs of this task"
    return ""


def _proposal_open(context: CheckContext, approval: Approval) -> str:
    discovery = _discovery(context, approval.proposal) if has_two_phases(context.contract) else None
    if discovery is None:
        return ""
    ended = discovery.ended.last if discovery.ended else None
    ended = ended or discovery.started.recorded
    if ended is None:
        return "when the discovery ended is not known"
    return "" if approval.recorded >= ended else "the approval was recorded before the discovery ended"


def _discovery(context: CheckContext, digest: str) -> Run | None:
    return next(
        (
            run
            for run in context.case.other_runs
            if digest
            and run.chain.head == digest
            and run.chain.broken_at is None
            and run.started.phase is Phase.DISCOVERY
        ),
        None,
    )


def reviewer_independent(context: CheckContext, _: str) -> CheckResult:
    """The reviewer, and whoever approved, is neither the requester nor the operator; unknown names are not shown."""
    contract, case = context.contract, context.case
    operator = context.run.started.operator
    if not contract.reviewer:
        return CheckResult(Outcome.NOT_SHOWN, "the contract names no reviewer")
    unknown = [word for word, name in (("requester", contract.requester), ("operator", operator)) if not name]
    approvers = [
        each.by
        for each in (case.approvals.approvals if case.approvals else ())
        if each.contract == context.sealed.digest
    ]
    for name in dict.fromkeys((contract.reviewer, *approvers)):
        for word, other in (("requester", contract.requester), ("operator", operator)):
            if other and case.same_person(name, other):
                return CheckResult(Outcome.NOT_MET, f"{name} is the {word} as well")
    if unknown:
        return CheckResult(
            Outcome.NOT_SHOWN,
            f"the {' and the '.join(unknown)} unknown" if len(unknown) > 1 else f"the {unknown[0]} is unknown",
        )
    words = f"{contract.reviewer} is neither the requester ({contract.requester}) nor the operator ({operator})"
    return CheckResult(Outcome.MET, words, (context.run.place(context.run.started),))


def signed_off_by(context: CheckContext, setting: str) -> CheckResult:
    """Somebody with the Setting's role, who may sign, signed this record and these facts."""
    role = setting.strip()
    refused: list[str] = []
    for signed in context.case.decisions.sign_offs:
        if signed.recorded > context.case.as_of or signed.role.casefold() != role.casefold():
            continue
        why = sign_off_refusal(context, signed)
        if not why:
            own = own_work(context, signed.by)
            who = f"{signed.by} ({signed.role}){f', who {own}' if own else ''}"
            words = f"{who}: {signed.meaning}, {_time(signed.recorded)}"
            return CheckResult(Outcome.MET, words, (signed.place,) if signed.place else ())
        refused.append(why)
    words = f"waits for the sign-off of a person with the role {role or '(none named)'}"
    if refused:
        words += f" ({'; '.join(dict.fromkeys(refused))})"
    return CheckResult(Outcome.NEEDS_PERSON, words)


def sign_off_refusal(context: CheckContext, signed: SignOff) -> str:
    """Why this signature does not count, in words; empty where it does."""
    person = context.case.person(signed.by)
    if person is None:
        return f"{signed.by} is not in People"
    if not person.may_sign or signed.role.casefold() not in {role.casefold() for role in person.roles}:
        return f"{person.name} may not sign as {signed.role}"
    if signed.run != context.run.chain.head:
        return f"{person.name} signed another state of the record"
    if context.facts and signed.facts != context.facts:
        return f"{person.name} signed other facts than these"
    own = own_work(context, signed.by)
    if own and _independence_is_asked(context) and _reviews_as(context, signed.role):
        return f"{person.name} {own}, and the review must be independent"
    return ""


def own_work(context: CheckContext, by: str) -> str:
    """What makes the run this person's own, in words: asked for it, ran the agent; empty where nothing does."""
    names = (("asked for the work", context.contract.requester), ("ran the agent", context.run.started.operator))
    return " and ".join(word for word, name in names if name and context.case.same_person(by, name))


def _independence_is_asked(context: CheckContext) -> bool:
    """Whether the checklist asks for an independent reviewer, and does not merely note it.

    The check itself speaks of the reviewer whom the contract names; whoever signs in that place is held to it here,
    since the facts that are signed cannot say who signs them.
    """
    return any(
        item.effect.checked_by == "reviewer independent" and item.effect.if_not_met is not IfNotMet.NOTE
        for item in context.contract.checklist
    )


def _reviews_as(context: CheckContext, role: str) -> bool:
    reviewer = context.case.person(context.contract.reviewer)
    return reviewer is not None and role.casefold() in {each.casefold() for each in reviewer.roles}


def first_moment(run: Run) -> datetime | None:
    """When the run's first record happened; None where no record has a time."""
    if run.ended is not None and run.ended.first is not None:
        return run.ended.first
    return min((record.at for record in run.records if record.at is not None), default=None)


def _first_place(run: Run) -> tuple[Place, ...]:
    first: Record | None = next((record for record in run.records if record.at is not None), None)
    return (run.place(first),) if first is not None else ()


def _time(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
