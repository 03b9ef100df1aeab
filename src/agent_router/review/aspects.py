"""What two policies decide about the same task, aspect by aspect, in the words of the sheets."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_router.model.assignment import Assignment, Budget, ChecklistItem, ProofRequired, StopCondition
from agent_router.model.policy import Grade, Route
from agent_router.model.review import Aspect
from agent_router.review.leading import lead_of

NOT_EVALUATED = "not evaluated"
NOBODY = "nobody"
NONE = "none"
NOTHING = "nothing"
NO_BOX = "no box"
NO_LIMIT = "no limit"

_OF_AGENTS = frozenset(
    {
        Aspect.PHASES, Aspect.APPROVAL, Aspect.MINUTES, Aspect.TOKENS, Aspect.COST, Aspect.RETRIES, Aspect.AGENTS,
    }
)  # fmt: skip
"""What only agents have: where a person leads in one of the two, it follows from the route and is not said again."""
_LISTS = frozenset({Aspect.PROOF, Aspect.CHECKLIST, Aspect.STOPS})
"""Of these each item is compared by itself."""
_FOLLOWING = _OF_AGENTS | _LISTS | {Aspect.REVIEWER}
"""What follows where a person leads for want of a rule, or no longer does: it is not said again beside the route."""


@dataclass(frozen=True, slots=True)
class Said:
    """One part of what is decided: what must be equal, and how it is said."""

    meaning: Hashable
    text: str
    item: str = ""
    """Which item of a list it is: a kind of proof, the ID of a row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect that is decided otherwise; of lists one item."""

    aspect: Aspect
    before: str
    after: str
    item: str = ""

    @property
    def about(self) -> tuple[Aspect, str]:
        """What differs, whatever it was and is."""
        return self.aspect, self.item


def differences(old: Assignment, new: Assignment) -> tuple[Difference, ...]:
    """The aspects in which two decisions about one task differ, in the order of `Aspect`.

    Rows that only have another ID decide alike. What follows from a person leading is left out, and what follows from
    no rule covering a task, rules that contradict each other, or a system that is closed to agents.
    """
    leads = lead_of(old), lead_of(new)
    left_out = frozenset[Aspect]()
    if leads[0].human != leads[1].human:
        left_out = _OF_AGENTS
    if leads[0].why is not leads[1].why:
        left_out = _FOLLOWING
    route = [Difference(Aspect.ROUTE, leads[0].text(leads[1]), leads[1].text(leads[0]))]
    before, after = decided(old), decided(new)
    return (
        *(route if leads[0].meaning != leads[1].meaning else ()),
        *(
            found
            for aspect in before
            if aspect not in left_out
            for found in _differing(aspect, before[aspect], after[aspect])
        ),
    )


def _differing(aspect: Aspect, before: Sequence[Said], after: Sequence[Said]) -> Iterator[Difference]:
    if [part.meaning for part in before] == [part.meaning for part in after]:
        return
    kept = _count(before) & _count(after)
    if aspect in _LISTS:
        was = {part.item: part.text for part in _without(before, kept)}
        now = {part.item: part.text for part in _without(after, kept)}
        for item in dict.fromkeys((*was, *now)):
            yield Difference(aspect, was.get(item, NOTHING), now.get(item, NOTHING), item)
    elif _count(before) != _count(after):
        yield Difference(aspect, before[0].text, after[0].text)


def decided(own: Assignment) -> Mapping[Aspect, tuple[Said, ...]]:
    """Everything decided for one task besides its route, by aspect and in their order."""
    radius = NOT_EVALUATED if own.assessment is None else own.assessment.blast_radius.value
    approval = NONE if own.approval_before is None else own.approval_before.value
    agents = own.route is not Route.HUMAN_LED
    return {
        Aspect.BLAST_RADIUS: _one(radius),
        Aspect.PHASES: _one(", ".join(phase.value for phase in own.phases) or NONE),
        Aspect.APPROVAL: _one(approval),
        Aspect.REVIEWER: _one(own.reviewer or NOBODY),
        **_box(own.budget, agents=agents),
        Aspect.PROOF: (
            *(_proof(proof) for proof in own.proof),
            *(Said(("not", kind), f"{kind} does not count", f"not {kind}") for kind in own.does_not_count),
        ),
        Aspect.CHECKLIST: tuple(_item(item) for item in own.checklist),
        Aspect.STOPS: tuple(_stop(stop) for stop in own.stops),
    }


def _one(text: str) -> tuple[Said, ...]:
    return (Said(text.casefold(), text),)


def _box(budget: Budget, *, agents: bool) -> dict[Aspect, tuple[Said, ...]]:
    limits = {
        Aspect.MINUTES: budget.minutes,
        Aspect.TOKENS: budget.tokens,
        Aspect.COST: budget.cost_usd,
        Aspect.RETRIES: budget.retries,
        Aspect.AGENTS: budget.agents,
    }
    blank = NO_LIMIT if agents else NO_BOX
    return {
        aspect: (Said(limit, f"{limit:,f}" if aspect is Aspect.COST else f"{limit:,}"),)
        if limit is not None
        else _one(blank)
        for aspect, limit in limits.items()
    }


def _proof(proof: ProofRequired) -> Said:
    more = [f"at least {proof.minimum}"] if proof.minimum != 1 else []
    more += [proof.least_grade.value] if proof.least_grade is not Grade.HARNESS else []
    text = f"{proof.kind} ({', '.join(more)})" if more else proof.kind
    return Said((proof.kind.casefold(), proof.minimum, proof.least_grade), text, proof.kind)


def _item(item: ChecklistItem) -> Said:
    effect = item.effect
    setting = f": {effect.setting}" if effect.setting else ""
    meaning = (effect.question.casefold(), effect.checked_by, effect.setting, effect.if_not_met)
    return Said(meaning, f"{item.id} ({effect.checked_by}{setting}, {effect.if_not_met.value})", item.id)


def _stop(stop: StopCondition) -> Said:
    effect = stop.effect
    setting = f": {effect.setting}" if effect.setting else ""
    meaning = (effect.stop_when, effect.setting, effect.then)
    return Said(meaning, f"{stop.id} ({effect.stop_when.value}{setting})", stop.id)


def _count(parts: Sequence[Said]) -> Counter[Hashable]:
    return Counter(part.meaning for part in parts)


def _without(parts: Sequence[Said], kept: Counter[Hashable]) -> list[Said]:
    left = Counter(kept)
    found = []
    for part in parts:
        if left[part.meaning]:
            left[part.meaning] -= 1
        else:
            found.append(part)
    return found
