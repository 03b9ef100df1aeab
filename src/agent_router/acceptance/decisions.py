"""What people say about a finished run: `decisions.jsonl`, a chained log of its own, and who may say what.

1. The log begins by naming the run digest and the contract digest; a sign-off also names the facts it signs.
2. Whoever speaks is in `People`. A decision says `met` only where the item is a matter of decision; `not met` always.
3. A waiver needs somebody who may approve that blast radius and is not the requester, a reason, and an end date that
   is today or later; it needs an open item that is waivable.
4. A signature needs somebody who may sign and holds the role.
5. Nobody states a time after the clock, or before the run ended.
6. What stands at or after a break of the chain is not counted.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from agent_router.acceptance.checks.catalogue import SIGN_OFF
from agent_router.acceptance.items import OPEN, decidable
from agent_router.acceptance.problems import (
    ENDED_BEFORE,
    IS_REQUESTER,
    LOG_BROKEN,
    MAY_NOT_SIGN,
    MAY_NOT_WAIVE,
    NEVER_WAIVABLE,
    NO_CONTRACT,
    NO_MEANING,
    NO_REASON,
    NO_SUCH_ITEM,
    NOT_DECIDABLE,
    NOT_IN_PEOPLE,
    NOT_OPEN,
    NOT_THE_ROLE,
    ONLY_A_SIGNATURE,
    STATED_LATER,
    STATED_TOO_EARLY,
    refused,
)
from agent_router.ledger.chain import ChainLine, append_chained, read_chain
from agent_router.ledger.documents import DocumentFault, from_plain, to_plain
from agent_router.ledger.jsontext import JsonObject
from agent_router.model.approval import Decision, DecisionsLog, SignOff, Waiver
from agent_router.model.contract import Contract
from agent_router.model.place import Place
from agent_router.model.policy import Person, Policy
from agent_router.model.problem import Problem
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import ItemResult

Act = Decision | Waiver | SignOff
_KINDS: dict[str, type[Act]] = {"decision": Decision, "waiver": Waiver, "sign-off": SignOff}
_ABOUT = "run"


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Who speaks about which run; `person` is None where they may not."""

    policy: Policy
    contract: Contract
    person: Person | None
    problems: tuple[Problem, ...]


def read_decisions(data: bytes, name: str) -> DecisionsLog:
    """Read `decisions.jsonl`; a foreign or damaged line breaks the log like a changed one."""
    read = read_chain(data, name)
    broken = read.chain.broken_at
    if broken is None and data and (not read.chain.chained or not read.ended):
        broken = Place(name, line=1 if not read.chain.chained else len(read.lines))
    run = contract = ""
    acts: list[Act] = []
    for line in read.lines:
        place = Place(name, line=line.number)
        if broken is not None and line.number >= broken.line:
            break
        try:
            if line.number == 1:
                run, contract = _about(line)
            else:
                acts.append(_act(line, place))
        except DocumentFault:
            broken = place
    return DecisionsLog(
        run=run,
        contract=contract,
        decisions=tuple(act for act in acts if isinstance(act, Decision)),
        waivers=tuple(act for act in acts if isinstance(act, Waiver)),
        sign_offs=tuple(act for act in acts if isinstance(act, SignOff)),
        chain_broken_at=broken,
    )


def decide(  # noqa: PLR0913 - an act is exactly these; each is named at the call
    judged: JudgedRun, item: str, *, by: str, met: bool, note: str, at: datetime, recorded: datetime
) -> Decision:
    """Settle one item; Refused, with every reason, where this person or this item does not allow it."""
    spoken = _spoken(judged, by, at, recorded)
    problems = list(spoken.problems)
    found = _item(judged, item)
    if found is None:
        problems.append(_no_such_item(judged, item))
    elif found.checked_by == SIGN_OFF:
        problems.append(Problem(ONLY_A_SIGNATURE, _place(judged, found), f"{found.id}: {found.question}"))
    elif met and not decidable(found):
        rule = NOT_DECIDABLE if found.waivable else NEVER_WAIVABLE
        problems.append(Problem(rule, _place(judged, found), f"{found.id}: {found.because}"))
    if not note.strip():
        problems.append(Problem(NO_REASON, Place("decisions.jsonl"), "no note"))
    if problems or spoken.person is None:
        raise refused(problems)
    return Decision(item, spoken.person.name, met, note.strip(), at, recorded)


def waive(  # noqa: PLR0913 - an act is exactly these; each is named at the call
    judged: JudgedRun, item: str, *, by: str, reason: str, until: date, at: datetime, recorded: datetime
) -> Waiver:
    """Accept until a date that one item is not met; Refused, with every reason, where that is not allowed."""
    spoken = _spoken(judged, by, at, recorded)
    problems = [*spoken.problems, *_may_waive(spoken)]
    found = _item(judged, item)
    if found is None:
        problems.append(_no_such_item(judged, item))
    elif not found.waivable:
        problems.append(Problem(NEVER_WAIVABLE, _place(judged, found), f"{found.id}: {found.because}"))
    elif found.outcome not in OPEN:
        problems.append(Problem(NOT_OPEN, _place(judged, found), f"{found.id} is {found.outcome.value}"))
    if not reason.strip():
        problems.append(Problem(NO_REASON, Place("decisions.jsonl"), "no reason"))
    if until < recorded.date():
        words = f"until {until.isoformat()}, recorded {recorded.date().isoformat()}"
        problems.append(Problem(ENDED_BEFORE, Place("decisions.jsonl"), words))
    if problems or spoken.person is None:
        raise refused(problems)
    return Waiver(item, spoken.person.name, reason.strip(), until, at, recorded)


def sign(  # noqa: PLR0913 - an act is exactly these; each is named at the call
    judged: JudgedRun, *, by: str, role: str, meaning: str, at: datetime, recorded: datetime
) -> SignOff:
    """Sign this record and these facts; Refused, with every reason, where this person may not."""
    spoken = _spoken(judged, by, at, recorded)
    problems = list(spoken.problems)
    person = spoken.person
    if person is not None:
        place = person.place or _people(spoken.policy)
        if not person.may_sign:
            problems.append(Problem(MAY_NOT_SIGN, place, person.name))
        if role.strip().casefold() not in {each.casefold() for each in person.roles}:
            holds = ", ".join(person.roles) or "no role"
            problems.append(Problem(NOT_THE_ROLE, place, f"{person.name} holds {holds}, not {role!r}"))
    if not meaning.strip():
        problems.append(Problem(NO_MEANING, Place("decisions.jsonl"), "no meaning"))
    if problems or person is None:
        raise refused(problems)
    held = next(each for each in person.roles if each.casefold() == role.strip().casefold())
    verdict = judged.verdict
    return SignOff(person.name, held, meaning.strip(), at, recorded, verdict.run_digest, verdict.fact_digest)


def append_decision(path: Path, judged: JudgedRun, decision: Decision) -> str:
    """Add a decision to the log; the digest of its line. ChainBroken or CannotWrite where it cannot be continued."""
    return _append(path, judged, "decision", decision)


def append_waiver(path: Path, judged: JudgedRun, waiver: Waiver) -> str:
    """Add a waiver to the log, as `append_decision`."""
    return _append(path, judged, "waiver", waiver)


def append_sign_off(path: Path, judged: JudgedRun, signed: SignOff) -> str:
    """Add a signature to the log, as `append_decision`."""
    return _append(path, judged, "sign-off", signed)


def _append(path: Path, judged: JudgedRun, kind: str, act: Act) -> str:
    log = judged.decisions
    if log.chain_broken_at is not None or (log.run and log.run != judged.verdict.run_digest):
        found = f"broken at {log.chain_broken_at}" if log.chain_broken_at else f"about record {log.run[:12]}"
        raise refused([Problem(LOG_BROKEN, Place(path.name), found)])
    about: JsonObject = {"kind": _ABOUT, "run": judged.verdict.run_digest, "contract": judged.verdict.contract_digest}
    fresh = not path.exists() or not path.stat().st_size
    return append_chained(path, [about, _line(kind, act)] if fresh else [_line(kind, act)])


def _line(kind: str, act: Act) -> JsonObject:
    plain = to_plain(act)
    values = plain if isinstance(plain, dict) else {}
    return {"kind": kind, **{name: value for name, value in values.items() if name != "place"}}


def _about(line: ChainLine) -> tuple[str, str]:
    run, contract = line.plain.get("run"), line.plain.get("contract")
    if line.plain.get("kind") != _ABOUT or not isinstance(run, str) or not isinstance(contract, str):
        raise DocumentFault("$", "the first line does not say which record this is about")
    return run, contract


def _act(line: ChainLine, place: Place) -> Act:
    kind = _KINDS.get(str(line.plain.get("kind")))
    if kind is None:
        raise DocumentFault("$.kind", "an unknown kind of line")
    plain: JsonObject = {name: value for name, value in line.plain.items() if name not in {"prev", "kind"}}
    return replace(from_plain(kind, plain, closed=True), place=place)


def _spoken(judged: JudgedRun, by: str, at: datetime, recorded: datetime) -> _Spoken:
    """Whoever speaks, and what is wrong with that; Refused at once where no contract says who anybody is."""
    if judged.contract is None or judged.policy is None:
        raise refused([Problem(NO_CONTRACT, Place(judged.run.folder or judged.verdict.run_id), "no contract")])
    problems: list[Problem] = []
    person = judged.policy.person(by)
    if person is None:
        problems.append(Problem(NOT_IN_PEOPLE, _people(judged.policy), repr(by)))
    if at > recorded:
        words = f"stated {at.isoformat()}, recorded {recorded.isoformat()}"
        problems.append(Problem(STATED_LATER, Place("decisions.jsonl"), words))
    ended = judged.run.ended.last if judged.run.ended is not None else None
    # An act that is stated for now is not refused where clocks disagree; the audit tells that.
    if ended is not None and at < ended and at < recorded:
        words = f"stated {at.isoformat()}, the run ended {ended.isoformat()}"
        problems.append(Problem(STATED_TOO_EARLY, Place("decisions.jsonl"), words))
    return _Spoken(judged.policy, judged.contract.contract, person, tuple(problems))


def _may_waive(spoken: _Spoken) -> list[Problem]:
    person, contract = spoken.person, spoken.contract
    if person is None:
        return []
    place = person.place or _people(spoken.policy)
    problems = []
    if contract.blast_radius not in person.may_approve:
        may = ", ".join(level.value for level in person.may_approve) or "nothing"
        words = f"{person.name} may approve {may}; the contract is {contract.blast_radius.value}"
        problems.append(Problem(MAY_NOT_WAIVE, place, words))
    requester = spoken.policy.person(contract.requester)
    names = {contract.requester.strip().casefold(), requester.name.casefold() if requester else ""}
    if person.name.casefold() in names or (person.email and person.email.casefold() in names):
        problems.append(Problem(IS_REQUESTER, place, f"{person.name} asked for {contract.task_id}"))
    return problems


def _item(judged: JudgedRun, item: str) -> ItemResult | None:
    return next((each for each in judged.verdict.items if each.id == item), None)


def _no_such_item(judged: JudgedRun, item: str) -> Problem:
    known = ", ".join(each.id for each in judged.verdict.items)
    return Problem(NO_SUCH_ITEM, Place(judged.run.folder or judged.verdict.run_id), f"{item!r}; there are: {known}")


def _place(judged: JudgedRun, item: ItemResult) -> Place:
    return item.place or Place(judged.run.folder or judged.verdict.run_id)


def _people(policy: Policy) -> Place:
    return Place(policy.file, "People")
