"""Billed tokens of Codex: its input holds what came from the cache and went to it, its output the reasoning.

1. `token_usage_record` states one response, keyed by its ID; its running sums (`turn_token_usage`) are no figures of
   their own.
2. `token_count` states the total of the thread, often the same again: the differences count. The same total at the
   same moment is a copy of that line.
3. Where a thread has both, they speak of the same responses: the records count, unless the totals hold more.
4. `codex exec --json` states the total of the thread, resumes included: what the rollout, or an earlier stream of that
   thread, does not hold already is added.
5. A fork goes on from its parent's total: what stood before its own first response is not its own.
6. A thread that did not come to its end is a lower bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from agent_router.evidence.json_fields import count, mapping
from agent_router.evidence.logs.calls import Origin
from agent_router.model.known import Exactness
from agent_router.model.run import Usage


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens as Codex counts them."""

    input: int = 0
    """With what came from the cache and what was written to it."""
    cached: int = 0
    written: int = 0
    output: int = 0
    reasoning: int = 0

    @property
    def total(self) -> int:
        """All billed tokens."""
        return self.input + self.output

    def less(self, other: "Tokens") -> "Tokens":
        """What is here beyond the other; never below 0."""
        return Tokens(
            max(0, self.input - other.input),
            max(0, self.cached - other.cached),
            max(0, self.written - other.written),
            max(0, self.output - other.output),
            max(0, self.reasoning - other.reasoning),
        )


@dataclass(frozen=True, slots=True)
class _Billed:
    origin: Origin
    model: str
    tokens: Tokens
    response: str = ""


@dataclass(slots=True)
class _Thread:
    inherits: bool = False
    """Whether its totals begin with those of the thread it was forked from."""
    answered: bool = False
    """Whether the model said anything of its own in it."""
    responses: dict[str, _Billed] = field(default_factory=dict)
    steps: list[_Billed] = field(default_factory=list)
    total: Tokens | None = None
    told: set[tuple[datetime, Tokens]] = field(default_factory=set)
    """When which total was stated."""
    streams: list[_Billed] = field(default_factory=list)
    first: Origin | None = None
    open: bool = False


class UsageBook:
    """Collects usage line by line; `records` says what was billed."""

    def __init__(self) -> None:
        """Nothing billed yet."""
        self._threads: dict[str, _Thread] = {}
        self._missing: dict[str, Origin] = {}

    def begins(self, thread: str, origin: Origin, *, inherits: bool) -> None:
        """A thread begins; `inherits` where it is a fork."""
        one = self._of(thread)
        one.first = one.first or origin
        one.inherits = one.inherits or inherits

    def answered(self, thread: str) -> None:
        """The model said something in this thread."""
        self._of(thread).answered = True

    def inherited(self, thread: str, info: object) -> None:
        """A total that was copied from the parent."""
        total = _tokens(mapping(info, "total_token_usage"))
        if total.total:
            self._of(thread).total = total

    def response(self, thread: str, model: str, record: object, origin: Origin) -> None:
        """Take in one `token_usage_record`."""
        key = mapping(record).get("response_id")
        one = self._of(thread)
        name = key if isinstance(key, str) and key else f"{origin.place.file}:{origin.place.line}"
        tokens = _tokens(mapping(record, "usage"))
        before = one.responses.get(name)
        if tokens.total and (before is None or tokens.total > before.tokens.total):
            one.responses[name] = _Billed(origin, model, tokens, name)

    def total(self, thread: str, model: str, info: object, origin: Origin) -> None:
        """Take in one `token_count`."""
        one = self._of(thread)
        total, last = _tokens(mapping(info, "total_token_usage")), _tokens(mapping(info, "last_token_usage"))
        if not total.total:
            # Before 0.32 some builds wrote the two figures of one turn.
            plain = Tokens(input=count(info, "prompt"), output=count(info, "completion"))
            if plain.total:
                one.steps.append(_Billed(origin, model, plain))
            return
        if origin.at is not None:
            if (origin.at, total) in one.told:
                return
            one.told.add((origin.at, total))
        before, one.total = one.total, total
        if before is None:
            step = _first_step(one, total, last)
        elif total.total >= before.total:
            step = total.less(before)
        else:
            step = last if last.total else total
        if step.total:
            one.steps.append(_Billed(origin, model, step))

    def stream(self, thread: str, usage: object, origin: Origin) -> None:
        """Take in the usage of one `turn.completed`."""
        one, tokens = self._of(thread), _tokens(usage)
        one.first = one.first or origin
        if tokens.total:
            one.streams.append(_Billed(origin, "", tokens))

    def unfinished(self, thread: str, origin: Origin) -> None:
        """A thread that stops without its closing record."""
        one = self._of(thread)
        one.first, one.open = one.first or origin, True

    def missing(self, origin: Origin, agent: str) -> None:
        """An agent whose own lines are missing: nothing to add, and what was added is a lower bound."""
        self._missing[agent] = origin

    def records(self) -> Iterator[tuple[Origin, Usage]]:
        """What was billed: per response where the log says it, else per step of the total."""
        for one in self._threads.values():
            billed = _billed(one)
            for at, part in enumerate(billed, start=1):
                yield part.origin, _usage(part, exact=not (one.open and at == len(billed)))
            if one.open and not billed and one.first is not None:
                yield one.first, _usage(_Billed(one.first, "", Tokens()), exact=False)
        for agent, origin in self._missing.items():
            stamp = {**origin.system(), "agent": agent}
            yield origin, Usage(**stamp, model="", exactness=Exactness.LOWER_BOUND)  # type: ignore[arg-type]

    def _of(self, thread: str) -> _Thread:
        return self._threads.setdefault(thread, _Thread())


def _billed(one: _Thread) -> list[_Billed]:
    stated = sum(each.tokens.total for each in one.responses.values())
    stepped = sum(each.tokens.total for each in one.steps)
    billed = list(one.responses.values()) if stated >= stepped else list(one.steps)
    known = one.total
    if known is None and billed and not one.inherits:
        known = _sum(billed)
    if one.inherits and known is None:
        # How much of the stream's total is the parent's, nobody says.
        return billed or one.streams[-1:]
    for each in sorted(one.streams, key=lambda stream: stream.tokens.total):
        more = each.tokens.less(known or Tokens())
        if more.total:
            model = billed[-1].model if billed else each.model
            billed.append(_Billed(each.origin, model, more))
            known = each.tokens
    return billed


def _first_step(one: _Thread, total: Tokens, last: Tokens) -> Tokens:
    """Of the first total that a thread states, what is its own."""
    if not one.inherits:
        return total
    return (last if last.total else total) if one.answered else Tokens()


def _sum(parts: list[_Billed]) -> Tokens:
    return Tokens(
        sum(part.tokens.input for part in parts),
        sum(part.tokens.cached for part in parts),
        sum(part.tokens.written for part in parts),
        sum(part.tokens.output for part in parts),
        sum(part.tokens.reasoning for part in parts),
    )


def stated_total(usage: object) -> int:
    """Billed tokens that one usage object states."""
    return _tokens(usage).total


def _tokens(usage: object) -> Tokens:
    return Tokens(
        input=count(usage, "input_tokens"),
        cached=count(usage, "cached_input_tokens"),
        written=count(usage, "cache_write_input_tokens"),
        output=count(usage, "output_tokens"),
        reasoning=count(usage, "reasoning_output_tokens"),
    )


def _usage(part: _Billed, *, exact: bool) -> Usage:
    tokens = part.tokens
    cached = min(tokens.cached, tokens.input)
    written = min(tokens.written, tokens.input - cached)
    return Usage(
        **part.origin.system(),
        model=part.model,
        input=tokens.input - cached - written,
        cache_read=cached,
        cache_write=written,
        output=tokens.output,
        reasoning=min(tokens.reasoning, tokens.output),
        exactness=Exactness.EXACT if exact else Exactness.LOWER_BOUND,
        response=part.response,
    )
