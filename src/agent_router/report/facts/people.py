"""Human oversight: who approved, decided, waived and signed, when that was entered, and how independent they were."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from agent_router.model.approval import SignOff
from agent_router.model.place import Place
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import Outcome


class Independence(Enum):
    """Whether somebody is neither the requester nor the operator of the run; computed, never typed."""

    INDEPENDENT = "independent"
    REQUESTER = "is the requester"
    OPERATOR = "operated the run"
    NOT_SHOWN = "not shown"
    """Requester or operator is not stated."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person did."""

    kind: str
    """`approved`, `decided`, `waived`, `signed`."""
    by: str
    about: str
    """Phase, item or meaning."""
    words: str
    """Note or reason."""
    at: datetime
    """As stated."""
    recorded: datetime
    """The clock when it was entered."""
    independence: Independence
    place: Place | None
    role: str = ""
    until: date | None = None
    bound_to: str = ""
    """Digest that the act is bound to."""


@dataclass(frozen=True, slots=True)
class SignOffLine:
    """One line of the sign-off block: a role that must sign, or somebody who did."""

    role: str
    candidates: tuple[str, ...]
    """People of that role who may sign; empty where nobody is named."""
    signed: SignOff | None
    item: str = ""
    """ID of the checklist item that wants it; empty where nobody must sign but somebody did."""
    place: Place | None = None
    counts: bool = True
    """Whether the signature is for this record and these facts; one for others is shown, and does not count."""


def acts(judged: JudgedRun) -> tuple[Act, ...]:
    """Everything that people did about this run, by the time it was entered."""
    found = [*_approvals(judged), *_settlements(judged), *_signatures(judged)]
    return tuple(sorted(found, key=lambda act: (act.recorded, act.kind)))


def independence(judged: JudgedRun, name: str) -> Independence:
    """Whether that person is neither requester nor operator.

    1. The same name as requester or operator: never independent, whatever else is unknown.
    2. Requester or operator not stated: not shown.
    3. Otherwise independent.
    """
    requester = judged.contract.contract.requester if judged.contract else ""
    operator = judged.run.started.operator
    if _same(name, requester):
        return Independence.REQUESTER
    if _same(name, operator):
        return Independence.OPERATOR
    return Independence.INDEPENDENT if requester and operator else Independence.NOT_SHOWN


def sign_off_lines(judged: JudgedRun) -> tuple[SignOffLine, ...]:
    """The roles that the contract's checklist wants, each with its signature, then further signatures."""
    wanted = []
    taken: set[SignOff] = set()
    for item in judged.contract.contract.checklist if judged.contract else ():
        if item.effect.checked_by.casefold() == "signed off by":
            role = item.effect.setting
            met = any(one.id == item.id and one.outcome is Outcome.MET for one in judged.verdict.items)
            given = (one for one in judged.verdict.sign_offs if _same(one.role, role) and _is_of(judged, one))
            signed = next(given, None) if met else None
            taken |= {signed} if signed else set()
            wanted.append(SignOffLine(role, _candidates(judged, role), signed, item.id, item.place))
    others = [one for one in judged.verdict.sign_offs if one not in taken]
    further = (SignOffLine(one.role, (), one, place=one.place, counts=_is_of(judged, one)) for one in others)
    return (*wanted, *further)


def _is_of(judged: JudgedRun, signed: SignOff) -> bool:
    return (signed.run, signed.facts) == (judged.verdict.run_digest, judged.verdict.fact_digest)


def _candidates(judged: JudgedRun, role: str) -> tuple[str, ...]:
    """The task's own reviewer where they hold the role, else everybody who does."""
    people = judged.policy.people if judged.policy else ()
    names = tuple(one.name for one in people if one.may_sign and any(_same(role, own) for own in one.roles))
    reviewer = judged.contract.contract.reviewer if judged.contract else ""
    return tuple(name for name in names if _same(name, reviewer)) or names


def _approvals(judged: JudgedRun) -> list[Act]:
    return [
        Act(
            "approved", one.by, one.phase.value, one.note, one.at, one.recorded, independence(judged, one.by),
            one.place, bound_to=one.contract,
        )
        for one in (judged.approvals.approvals if judged.approvals else ())
    ]  # fmt: skip


def _settlements(judged: JudgedRun) -> list[Act]:
    decisions = [
        Act(
            "decided", one.by, f"{one.item}: {'met' if one.met else 'not met'}", one.note, one.at, one.recorded,
            independence(judged, one.by), one.place,
        )
        for one in judged.decisions.decisions
    ]  # fmt: skip
    waivers = [
        Act(
            "waived", one.by, one.item, one.reason, one.at, one.recorded, independence(judged, one.by), one.place,
            until=one.until,
        )
        for one in judged.decisions.waivers
    ]  # fmt: skip
    return [*decisions, *waivers]


def _signatures(judged: JudgedRun) -> list[Act]:
    return [
        Act(
            "signed", one.by, one.meaning, "", one.at, one.recorded, independence(judged, one.by), one.place, one.role,
            bound_to=one.facts or one.run,
        )
        for one in judged.decisions.sign_offs
    ]  # fmt: skip


def _same(one: str, other: str) -> bool:
    key = " ".join(one.split()).casefold()
    return bool(key) and key == " ".join(other.split()).casefold()
