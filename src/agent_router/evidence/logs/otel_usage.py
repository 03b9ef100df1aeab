"""Billed tokens from the spans of model calls; attributes of the present conventions and of older ones.

1. Input tokens include what was read from and written to the cache; a figure smaller than its cached part can only
   be one without it, and is taken so, and said.
2. A model call inside another model call, or with a response ID seen before, is the same request and counts once.
3. Where a main agent's total is higher than what its model calls add up to, some of their spans are missing: the
   figures are a lower bound. Without any span of a model call the agent's total is all there is: a lower bound too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent_router.evidence.json_fields import amount
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.otel_spans import Span, first_text, number
from agent_router.evidence.logs.otel_tree import MODEL_CALLS, Key, SpanTree
from agent_router.model.known import Exactness
from agent_router.model.run import Usage

_INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens")
_OUTPUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens")
_READ = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cached_tokens",
    "gen_ai.usage.input_tokens.cached",
)
_WRITE = (
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation",
)
_REASONING = (
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
)
_COST = ("gen_ai.usage.cost", "gen_ai.cost.total_cost")


@dataclass(frozen=True, slots=True)
class _Figures:
    """Tokens of one span, taken apart."""

    input: int
    write: int
    read: int
    output: int
    reasoning: int
    apart: bool
    """Whether the input did not include the cached part."""

    @property
    def sides(self) -> tuple[int, int]:
        """Input with everything cached, and output."""
        return self.input + self.write + self.read, self.output


class SpanUsage:
    """Collects usage span by span."""

    def __init__(self, tree: SpanTree) -> None:
        """Nothing billed yet."""
        self._tree = tree
        self._calls: list[tuple[Origin, Usage, Key | None]] = []
        self._wholes: dict[Key, tuple[Origin, _Figures]] = {}
        self._responses: set[str] = set()
        self._repeated = 0
        self._apart = 0
        self._short = False

    def take(self, span: Span, origin: Origin) -> None:
        """Take in one model call."""
        figures = _figures(span)
        if figures is None:
            return
        response = first_text(span.attributes, "gen_ai.response.id")
        if self._tree.inside(span, MODEL_CALLS) or (response and response in self._responses):
            self._repeated += 1
            return
        self._responses.add(response)
        self._apart += figures.apart
        usage = Usage(
            **origin.system(),
            model=first_text(span.attributes, "gen_ai.response.model", "gen_ai.request.model"),
            input=figures.input,
            cache_write=figures.write,
            cache_read=figures.read,
            output=figures.output,
            reasoning=figures.reasoning,
            response=response or span.id,
            reported_cost_usd=None,
        )
        self._calls.append((origin, usage, self._tree.outermost_agent(span)))
        self._cost(span, origin, usage)

    def _cost(self, span: Span, origin: Origin, call: Usage) -> None:
        cost = next((found for name in _COST if (found := amount(span.attributes, name)) is not None), None)
        if cost is not None:
            # Of this call alone, so that figures of several calls are added up.
            stamp = origin.system()
            meter = Usage(**stamp, model=call.model, response=call.response, reported_cost_usd=cost, meter=True)
            self._calls.append((origin, meter, None))

    def whole(self, span: Span, origin: Origin) -> None:
        """Take in the total that a main agent states."""
        figures = _figures(span)
        if figures is not None:
            self._wholes[span.key] = (origin, figures)

    def records(self) -> Iterator[tuple[Origin, Usage]]:
        """What was billed."""
        billed = [usage for _, usage, _ in self._calls if not usage.meter]
        short = {key for key, (_, whole) in self._wholes.items() if self._is_short(key, whole)}
        self._short = bool(short)
        for origin, usage, agent in self._calls:
            bound = Exactness.LOWER_BOUND if agent in short and not usage.meter else usage.exactness
            yield origin, replace(usage, exactness=bound)
        if not billed:
            for origin, whole in self._wholes.values():
                yield origin, _of_whole(origin, whole)

    def _is_short(self, key: Key, whole: _Figures) -> bool:
        beneath = [usage for _, usage, agent in self._calls if agent == key and not usage.meter]
        taken = sum(one.total - one.output for one in beneath), sum(one.output for one in beneath)
        return any(own > added for own, added in zip(whole.sides, taken, strict=True))

    def remarks(self) -> Iterator[str]:
        """What is odd about the figures; asked after the records."""
        if self._short:
            yield "An agent states more tokens than its model calls add up to: usage is a lower bound."
        if self._repeated:
            yield f"{self._repeated} model call(s) were reported twice and are counted once."
        if self._apart:
            yield f"{self._apart} model call(s) state input tokens without the cached ones; they were added."


def _of_whole(origin: Origin, whole: _Figures) -> Usage:
    return Usage(
        **origin.system(),
        model="",
        input=whole.input,
        cache_write=whole.write,
        cache_read=whole.read,
        output=whole.output,
        reasoning=whole.reasoning,
        exactness=Exactness.LOWER_BOUND,
    )


def _figures(span: Span) -> _Figures | None:
    given = [number(span.attributes, *names) for names in (_INPUT, _OUTPUT, _READ, _WRITE, _REASONING)]
    if given[0] is None and given[1] is None:
        return None
    whole, output, read, write, reasoning = (max(one or 0, 0) for one in given)
    apart = read + write > whole
    fresh = whole if apart else whole - read - write
    return _Figures(fresh, write, read, output, min(reasoning, output), apart)
