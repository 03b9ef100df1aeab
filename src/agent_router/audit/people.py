"""Findings about people: whether whoever approved, reviewed, decided, waived or signed might do so.

1. An approval is for this contract, by somebody in People who may approve its blast radius, and not by the requester.
2. It was recorded before the run's first record; a mutation that needs one has one.
3. The contract was written before the run's first record.
4. The reviewer is not the requester; the operator is neither the reviewer nor an approver.
5. Whoever decides is in People; whoever waives might approve; whoever signs may sign in that role.
6. Whoever asked for the work, or ran the agent, should not settle its open questions, nor sign in the reviewer's place.

Who is meant by a name is said by the workbook that the contract was made from; without it, spelling decides.
"""

from collections.abc import Iterator
from datetime import datetime

from agent_router.audit.interface import ContractSeen, RunSeen
from agent_router.audit.problems import (
    APPROVAL_OF_ANOTHER,
    APPROVED_AFTERWARDS,
    APPROVED_BY_REQUESTER,
    CONTRACT_AFTERWARDS,
    DECIDED_FOR_ONESELF,
    MAY_NOT_APPROVE,
    MAY_NOT_SPEAK,
    NOT_APPROVED,
    REVIEWER_IS_OPERATOR,
    REVIEWER_IS_REQUESTER,
)
from agent_router.model.approval import Approval, Decision, SignOff, Waiver
from agent_router.model.contract import Contract
from agent_router.model.place import Place
from agent_router.model.policy import Phase, Policy
from agent_router.model.problem import Problem

Spoken = Decision | Waiver | SignOff


def contract_people(seen: ContractSeen) -> Iterator[Problem]:
    """Whether the approvals of one contract are by people who may give them, and its reviewer is independent."""
    if seen.sealed is None:
        return
    contract, policy = seen.sealed.contract, seen.policy
    for approval in _approvals(seen):
        place = approval.place or Place(seen.name)
        if approval.contract != seen.sealed.digest:
            found = f"{approval.by} approved {approval.contract[:12]}; this is {seen.sealed.digest[:12]}"
            yield Problem(APPROVAL_OF_ANOTHER, place, found)
        refused = _may_not_approve(policy, contract, approval.by)
        if refused:
            yield Problem(MAY_NOT_APPROVE, place, refused)
        if same_person(policy, approval.by, contract.requester):
            yield Problem(APPROVED_BY_REQUESTER, place, f"{approval.by} asked for {contract.task_id}")
    if same_person(policy, contract.reviewer, contract.requester):
        found = f"{contract.reviewer} reviews and asked for {contract.task_id}"
        yield Problem(REVIEWER_IS_REQUESTER, Place(f"{seen.name}/contract.json"), found)


def run_people(run: RunSeen) -> Iterator[Problem]:
    """Whether approvals, contract and review of one run came from the right people, and before it began."""
    seen = run.contract
    if run.started is None or seen is None or seen.sealed is None or seen.sealed.digest != run.started.contract:
        return
    yield from _before_start(run, seen)
    yield from _operator(run, seen, seen.sealed.contract)
    yield from _spoken(run, seen.sealed.contract, seen.policy)


def same_person(policy: Policy | None, one: str, other: str) -> bool:
    """Whether two names mean one person: by name or email as in People, else by spelling."""
    if not one.strip() or not other.strip():
        return False
    first, second = (policy.person(name) if policy is not None else None for name in (one, other))
    if first is not None and second is not None:
        return first.name == second.name
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _approvals(seen: ContractSeen) -> tuple[Approval, ...]:
    return seen.approvals.approvals if seen.approvals is not None else ()


def _may_not_approve(policy: Policy | None, contract: Contract, by: str) -> str:
    """Why this person may not approve work of this blast radius; empty where they may, or nobody can tell."""
    if policy is None:
        return ""
    person = policy.person(by)
    if person is None:
        return f"{by} is not in People"
    if contract.blast_radius in person.may_approve:
        return ""
    may = ", ".join(level.value for level in person.may_approve) or "nothing"
    return f"{person.name} may approve {may}; the contract is {contract.blast_radius.value}"


def _before_start(run: RunSeen, seen: ContractSeen) -> Iterator[Problem]:
    log, sealed = seen.approvals, seen.sealed
    if log is None or sealed is None or log.chain_broken_at is not None:
        return  # told as a break
    if run.first is not None and log.written is not None and log.written >= run.first:
        found = f"written {_time(log.written)}, {run.name} began {_time(run.first)}"
        yield Problem(CONTRACT_AFTERWARDS, Place(f"{seen.name}/approvals.jsonl", line=1), found)
    if not _needs_approval(run, sealed.contract):
        return
    given = [one for one in log.approvals if one.phase is Phase.MUTATION and one.contract == sealed.digest]
    late = [one for one in given if run.first is not None and one.recorded >= run.first]
    if not given:
        found = f"{sealed.contract.task_id}, {run.name}: no approval of the mutation"
        yield Problem(NOT_APPROVED, Place(f"{run.name}/run.jsonl", line=1), found)
    if late and len(late) == len(given):
        for one in late:
            began = _time(run.first) if run.first is not None else ""
            found = f"{one.by}: stated {_time(one.at)}, recorded {_time(one.recorded)}; {run.name} began {began}"
            yield Problem(APPROVED_AFTERWARDS, one.place or Place(seen.name), found)


def _needs_approval(run: RunSeen, contract: Contract) -> bool:
    """As EVIDENCE says: mutation of a two-phase route always; of a single-phase one where the route asks for it."""
    phase = run.started.phase if run.started is not None else None
    if phase is Phase.DISCOVERY and Phase.DISCOVERY in contract.phases:
        return False
    return set(contract.phases) >= {Phase.DISCOVERY, Phase.MUTATION} or contract.approval_before is Phase.MUTATION


def _operator(run: RunSeen, seen: ContractSeen, contract: Contract) -> Iterator[Problem]:
    operator = run.started.operator if run.started is not None else ""
    if same_person(seen.policy, operator, contract.reviewer):
        found = f"{operator} ran the agent and reviews {contract.task_id}"
        yield Problem(REVIEWER_IS_OPERATOR, Place(f"{run.name}/run.jsonl", line=1), found)
    for one in _approvals(seen):
        if same_person(seen.policy, operator, one.by):
            found = f"{operator} ran {run.name} and approved {contract.task_id}"
            yield Problem(REVIEWER_IS_OPERATOR, one.place or Place(seen.name), found)


def _spoken(run: RunSeen, contract: Contract, policy: Policy | None) -> Iterator[Problem]:
    operator = run.started.operator if run.started is not None else ""
    here = Place(f"{run.name}/decisions.jsonl")
    acts: list[Spoken] = [*run.decisions.decisions, *run.decisions.waivers, *run.decisions.sign_offs]
    for act in acts:
        refused = _may_not_speak(policy, contract, act)
        if refused:
            yield Problem(MAY_NOT_SPEAK, act.place or here, refused)
    yield from _signed(run, contract, policy)
    for decision in run.decisions.decisions:
        roles = [
            word
            for word, name in (("asked for the work", contract.requester), ("ran the agent", operator))
            if decision.met and same_person(policy, decision.by, name)
        ]
        if roles:
            found = f"{decision.by}, who {' and '.join(roles)}, decided that {decision.item} is met"
            yield Problem(DECIDED_FOR_ONESELF, decision.place or here, found)


def _signed(run: RunSeen, contract: Contract, policy: Policy | None) -> Iterator[Problem]:
    """Signatures in a role of the reviewer's, by those whose own work it is; the contract may name somebody else."""
    operator = run.started.operator if run.started is not None else ""
    reviewer = policy.person(contract.reviewer) if policy is not None else None
    roles = {role.casefold() for role in reviewer.roles} if reviewer is not None else set()
    for signed in run.decisions.sign_offs:
        if signed.role.casefold() not in roles:
            continue
        place = signed.place or Place(f"{run.name}/decisions.jsonl")
        if same_person(policy, signed.by, contract.requester):
            found = f"{signed.by} asked for {contract.task_id} and signed {run.name} as {signed.role}"
            yield Problem(REVIEWER_IS_REQUESTER, place, found)
        if same_person(policy, signed.by, operator):
            yield Problem(REVIEWER_IS_OPERATOR, place, f"{signed.by} ran {run.name} and signed it as {signed.role}")


def _may_not_speak(policy: Policy | None, contract: Contract, act: Spoken) -> str:
    if policy is None:
        return ""
    person = policy.person(act.by)
    if person is None:
        return f"{act.by} is not in People"
    if isinstance(act, Waiver):
        refused = _may_not_approve(policy, contract, act.by)
        asked = same_person(policy, act.by, contract.requester)
        return refused or (f"{person.name} asked for {contract.task_id} and waived {act.item}" if asked else "")
    if isinstance(act, SignOff):
        if not person.may_sign:
            return f"{person.name} may not sign"
        if act.role.casefold() not in {role.casefold() for role in person.roles}:
            return f"{person.name} holds {', '.join(person.roles) or 'no role'}, not {act.role}"
    return ""


def _time(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
