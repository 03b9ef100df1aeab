"""Billed tokens of OpenCode: one figure a step, and the program's own cost beside it.

1. A `step-finish` is one model response. A message without any is counted by its own `tokens`, which version 2 and
   event-less exports hold alone.
2. `input` excludes the cache. `reasoning` stands beside `output` and is billed like it; where the program's own `total`
   shows that `output` holds it already (older versions), it is not added again.
3. The cost is the program's meter: compared, never added; one record a model, over all sessions of the run.
4. Cost 0 with tokens means a model without a price: then no cost is stated at all.
5. What a session's own row states above that (messages that are gone) is the meter's, and makes a lower bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agent_router.evidence.json_fields import amount, count, mapping, text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.model.known import Exactness
from agent_router.model.run import Usage

_CLASSES = ("input", "cache_write", "cache_read", "output", "reasoning")


@dataclass(slots=True)
class _Meter:
    """What the program says of one model."""

    origin: Origin
    tokens: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_CLASSES, 0))
    cost: Decimal = Decimal(0)
    unpriced: bool = False


class UsageBook:
    """Turns steps into usage, and adds up what the program says they cost."""

    def __init__(self) -> None:
        """Nothing billed yet."""
        self._meters: dict[str, _Meter] = {}
        self._by_message: set[tuple[str, str]] = set()
        self._by_step: set[tuple[str, str]] = set()
        self._sessions: dict[str, tuple[dict[str, int], Decimal]] = {}

    def step(self, part: object, model: str, message: str, origin: Origin) -> Usage | None:
        """The usage of one `step-finish`; None where its message was counted already, or nothing was billed."""
        key = (origin.session, message)
        if message and key in self._by_message:
            return None
        self._by_step.add(key)
        return self._billed(part, model, text(part, "id"), origin)

    def message(self, info: object, model: str, origin: Origin) -> Usage | None:
        """The usage of a message that has no `step-finish`."""
        key = (origin.session, text(info, "id"))
        if key in self._by_step or key in self._by_message:
            return None
        self._by_message.add(key)
        return self._billed(info, model, key[1], origin)

    def session(self, info: object) -> None:
        """What a session's own row says of all of it."""
        self._sessions[text(info, "id")] = (_tokens(mapping(info, "tokens")), _cost(info) or Decimal(0))

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Models whose price the program does not know."""
        return tuple(model for model, meter in self._meters.items() if meter.unpriced)

    @property
    def untold(self) -> int:
        """Tokens that the sessions' rows state beyond those of their messages."""
        stated = sum(_total(tokens) for tokens, _ in self._sessions.values())
        return max(0, stated - sum(_total(meter.tokens) for meter in self._meters.values()))

    def lower_bound(self) -> Iterator[tuple[Origin, Usage]]:
        """A record that says so where messages are gone."""
        for model, meter in list(self._meters.items())[: 1 if self.untold else 0]:
            yield meter.origin, replace(missing(meter.origin), model=model)

    def meters(self) -> Iterator[tuple[Origin, Usage]]:
        """The program's own figures, one a model."""
        stated = sum((cost for _, cost in self._sessions.values()), Decimal(0))
        summed = sum((meter.cost for meter in self._meters.values()), Decimal(0))
        priced = not self.unpriced
        for position, (model, meter) in enumerate(self._meters.items()):
            cost = meter.cost
            if stated > summed:
                # Steps that are gone cannot be told apart by model: the sessions' total is the figure.
                cost = stated if position == 0 else Decimal(0)
            said = _usage(model, self._told(meter), meter.origin)
            yield (
                meter.origin,
                replace(said, meter=True, reported_cost_usd=amount({"cost": cost}, "cost") if priced else None),
            )

    def _told(self, meter: _Meter) -> dict[str, int]:
        """The meter's tokens; with one model alone, what the sessions state where that is more."""
        if len(self._meters) > 1 or not self.untold:
            return meter.tokens
        told = [tokens for tokens, _ in self._sessions.values()]
        return {name: max(meter.tokens[name], sum(tokens[name] for tokens in told)) for name in _CLASSES}

    def _billed(self, figures: object, model: str, response: str, origin: Origin) -> Usage | None:
        tokens, cost = _tokens(mapping(figures, "tokens")), _cost(figures)
        if not any(tokens.values()) and not cost:
            return None
        meter = self._meters.setdefault(model, _Meter(origin))
        meter.origin = origin
        for name, number in tokens.items():
            meter.tokens[name] += number
        meter.cost += cost or Decimal(0)
        meter.unpriced = meter.unpriced or not cost
        return replace(_usage(model, tokens, origin), response=response)


def missing(origin: Origin) -> Usage:
    """A session whose messages are not here: nothing to add, and what was added is a lower bound."""
    return Usage(**origin.system(), model="", exactness=Exactness.LOWER_BOUND)


def _cost(figures: object) -> Decimal | None:
    stated = amount(figures, "cost")
    return amount(figures, "cost", "usd") if stated is None else stated


def _tokens(tokens: object) -> dict[str, int]:
    read, written = count(tokens, "cache", "read"), count(tokens, "cache", "write")
    fresh, output, reasoning = count(tokens, "input"), count(tokens, "output"), count(tokens, "reasoning")
    inside = whole(tokens, "total") == fresh + output + read + written and reasoning <= output
    return {
        "input": fresh,
        "cache_write": written,
        "cache_read": read,
        "output": output if inside else output + reasoning,
        "reasoning": reasoning,
    }


def _total(tokens: dict[str, int]) -> int:
    return sum(tokens.values()) - tokens["reasoning"]


def _usage(model: str, tokens: dict[str, int], origin: Origin) -> Usage:
    return Usage(
        **origin.system(),
        model=model,
        input=tokens["input"],
        cache_write=tokens["cache_write"],
        cache_read=tokens["cache_read"],
        output=tokens["output"],
        reasoning=tokens["reasoning"],
    )
