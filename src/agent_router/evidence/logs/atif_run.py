"""Steps of ATIF trajectories put together as one run.

1. A step that was copied for context (`is_copied_context`) happened elsewhere: it shows and bills nothing here.
2. A call and its result belong together by `source_call_id`; a result without one answers the first open call.
3. The format has no exit codes: unknown, unless the result itself states one.
4. Usage is that of the steps; `prompt_tokens` include the cached ones. Totals of `final_metrics` that are higher than
   the steps add up to make it a lower bound; without figures at the steps they are all there is.
5. `total_cost_usd` is the program's own meter, with its sub-agents; where it is absent, the costs of the steps are.
6. Sub-agents are embedded, or referred to; one that is referred to and not there makes the usage a lower bound.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import amount, count, flag, items, mapping, moment, text, whole
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.named_tools import Family, decoded, family_of, named_tool_records
from agent_router.evidence.logs.timeline import Spot, Timeline
from agent_router.model.known import AgentState, Exactness
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Record, Usage

STEPS = "steps"
_EMBEDDED = "subagent_trajectories"
_DEEPEST = 20
_REFUSALS = ("denied", "rejected", "The user doesn't want", "Permission")

Entries = Sequence[tuple[int, object]]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Tokens of one trajectory: prompt, completion, cached."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0

    def exceeds(self, other: "_Sums") -> bool:
        """Whether any figure is higher than the other's."""
        return self.prompt > other.prompt or self.completion > other.completion or self.cached > other.cached


class AtifRun:
    """Takes trajectories in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.programs: dict[str, None] = {}
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.activity = Activity()
        self.whole = True
        self._timeline = Timeline()
        self._usage: list[tuple[Origin, Usage]] = []
        self._referred: dict[str, Origin] = {}
        self._present: set[str] = set()
        self._continued: set[str] = set()
        self._unknown_tools: Counter[str] = Counter()
        self._copied = 0
        self._short = False
        self._costs: list[tuple[Origin, str, str, Decimal]] = []
        self._stated = False
        self._last: tuple[Origin, str] | None = None
        self._files: set[str] = set()

    def expect(self, file: str, fields: Mapping[str, object], steps: Entries) -> None:
        """Learn which trajectories refer to which, before anything is taken in."""
        self._files.add(file.removesuffix(".gz").rsplit("/", 1)[-1])
        for line, step in steps:
            for result in items(step, "observation", "results"):
                for one in _references(result):
                    self._referred.setdefault(one, Origin(Place(file, line=line), moment(step, "timestamp")))
        self._continued |= {text(fields, "continued_trajectory_ref")} - {""}

    def take(self, fields: Mapping[str, object], steps: Entries, spot: Spot, parent: str = "", depth: int = 0) -> None:
        """Take in one trajectory, embedded ones after it."""
        own = text(fields, "trajectory_id") or text(fields, "session_id")
        name = spot.file.removesuffix(".gz").rsplit("/", 1)[-1]
        others = {one for one, origin in self._referred.items() if origin.place.file != spot.file}
        known = next((one for one in (own, name) if one in others), "")
        agent = own or f"{text(fields, 'agent', 'name')}#{depth}" if depth else known
        self._present |= {own, name, text(fields, "session_id")} - {""}
        if text(fields, "session_id"):
            self.sessions[text(fields, "session_id")] = None
        model = text(fields, "agent", "model_name")
        if not agent:
            for kept, word in ((self.programs, "name"), (self.versions, "version")):
                if text(fields, "agent", word):
                    kept[text(fields, "agent", word)] = None
            found = text(fields, "agent", "extra", "cwd") or text(fields, "extra", "cwd")
            self.directory = self.directory or found
        origin = Origin(Place(spot.file, line=spot.line), agent=agent, directory=self.directory)
        sums = _Sums()
        for line, step in steps:
            sums = self._step(step, replace(origin, place=Place(spot.file, line=line)), spot, (model, sums))
        if agent:
            self._seen(fields, steps, origin, parent)
        self._totals(fields, origin, (model, sums))
        for embedded in items(fields, _EMBEDDED) if depth < _DEEPEST else ():
            inner = [(spot.line, step) for step in items(embedded, STEPS)]
            self.take(mapping(embedded), inner, spot, agent, depth + 1)

    def _step(self, step: object, origin: Origin, spot: Spot, known: tuple[str, _Sums]) -> _Sums:
        model, sums = known
        if flag(step, "is_copied_context"):
            self._copied += 1
            return sums
        at = moment(step, "timestamp")
        here = replace(origin, at=at)
        order = self._timeline.here(here, replace(spot, line=origin.place.line or spot.line))
        source = text(step, "source")
        (self.activity.prompt if source == "user" and not origin.agent else self.activity.record)(at)
        if source != "agent":
            return sums
        model = text(step, "model_name") or model
        for call, result in _calls(step, here):
            if family_of(call) is Family.UNKNOWN:
                self._unknown_tools[call.name or "without a name"] += 1
            for record in named_tool_records(call, result):
                self._timeline.add(record, order)
        words = _said(mapping(step).get("message"))
        if words.strip() and not origin.agent:
            self._last = (here, words)
        return self._billed(step, replace(here, clock=order.clock), model, sums)

    def _billed(self, step: object, origin: Origin, model: str, sums: _Sums) -> _Sums:
        metrics = mapping(step, "metrics")
        if not metrics:
            return sums
        prompt, output = count(metrics, "prompt_tokens"), count(metrics, "completion_tokens")
        cached = count(metrics, "cached_tokens")
        # Steps have no ID of their own that holds across trajectories.
        call = f"call {len(self._usage) + len(self._costs) + 1}"
        if prompt or output:
            if model:
                self.models[model] = None
            billed = _usage(origin, model, (prompt, output, cached), mapping(metrics, "extra"))
            self._usage.append((origin, replace(billed, response=call)))
        cost = amount(metrics, "cost_usd")
        if cost:
            self._costs.append((origin, model, call, cost))
        return _Sums(sums.prompt + prompt, sums.completion + output, sums.cached + cached)

    def _totals(self, fields: Mapping[str, object], origin: Origin, known: tuple[str, _Sums]) -> None:
        model, sums = known
        final = mapping(fields, "final_metrics")
        total = _Sums(
            count(final, "total_prompt_tokens"),
            count(final, "total_completion_tokens"),
            count(final, "total_cached_tokens"),
        )
        if total.exceeds(sums):
            self._short = True
            if sums == _Sums():
                figures = (total.prompt, total.completion, total.cached)
                extra = {"cache_creation_input_tokens": whole(final, "extra", "total_cache_creation_input_tokens")}
                self._usage.append((origin, _usage(origin, model, figures, extra)))
        cost = amount(final, "total_cost_usd")
        if not origin.agent and cost:
            meter = Usage(**origin.system(), model=model, reported_cost_usd=cost, meter=True)
            self._timeline.put(meter, replace(origin, at=self.activity.last))
            self._stated = True

    def _seen(self, fields: Mapping[str, object], steps: Entries, origin: Origin, parent: str) -> None:
        times = [at for _, step in steps if (at := moment(step, "timestamp")) is not None]
        ends = ((AgentState.STARTED, min(times, default=None)), (AgentState.FINISHED, max(times, default=None)))
        for state, at in ends:
            here = replace(origin, at=at, agent=parent)
            seen = AgentSeen(
                **here.system(),
                id=origin.agent,
                state=state,
                label=text(fields, "agent", "name"),
                model=text(fields, "agent", "model_name"),
            )
            self._timeline.put(seen, here)

    @property
    def missing(self) -> tuple[str, ...]:
        """Sub-agents that are referred to and not there."""
        return tuple(one for one in self._referred if one not in self._present)

    @property
    def finished(self) -> bool:
        """Whether the documents are whole, and none is continued in a file that is not here."""
        return self.whole and all(one.rsplit("/", 1)[-1] in self._files for one in self._continued)

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once."""
        short = self._short or bool(self.missing)
        for origin, usage in self._usage:
            bound = Exactness.LOWER_BOUND if short else usage.exactness
            self._timeline.put(replace(usage, exactness=bound), origin)
        for one in self.missing:
            origin = self._referred[one]
            self._timeline.put(AgentSeen(**origin.system(), id=one, state=AgentState.STARTED), origin)
            lost = replace(origin, agent=one)
            self._timeline.put(Usage(**lost.system(), model="", exactness=Exactness.LOWER_BOUND), lost)
        for origin, model, call, cost in () if self._stated else self._costs:
            # Of one step alone, so that figures of several steps are added up.
            meter = Usage(**origin.system(), model=model, response=call, reported_cost_usd=cost, meter=True)
            self._timeline.put(meter, origin)
        if self._last is not None:
            self._timeline.put_last(last_words_records(*self._last))
        return self._timeline.sorted()

    def remarks(self) -> Iterator[str]:
        """What is odd about the trajectories as a whole."""
        if self._copied:
            yield f"{self._copied} step(s) were copied from another trajectory for context; they are not counted."
        if self._unknown_tools:
            named = ", ".join(f"{name} ({number})" for name, number in sorted(self._unknown_tools.items()))
            yield f"Calls of tools whose effects are not known: {named}."
        if self._short:
            yield "The stated totals are more than the steps add up to: usage is a lower bound."
        if self.missing:
            named = ", ".join(self.missing[:5])
            yield f"{len(self.missing)} sub-agent(s) are named and not here ({named}): their work is not recorded."
        for one in sorted(self._continued):
            if one.rsplit("/", 1)[-1] not in self._files:
                yield f"This trajectory is continued in {one}, which is not here."
        yield "ATIF records no exit codes: a command's is unknown unless its output states it."


def _references(result: object) -> Iterator[str]:
    given = mapping(result).get("subagent_trajectory_ref")
    for one in given if isinstance(given, list) else [given]:
        found = text(one, "trajectory_id") or text(one, "trajectory_path").rsplit("/", 1)[-1] or text(one, "session_id")
        if found:
            yield found


def _calls(step: object, origin: Origin) -> Iterator[tuple[ToolCall, ToolResult]]:
    results = list(items(step, "observation", "results"))
    named = {text(one, "source_call_id"): one for one in reversed(results) if text(one, "source_call_id")}
    loose = [one for one in results if not text(one, "source_call_id")]
    for given in items(step, "tool_calls"):
        call_id = text(given, "tool_call_id")
        found = named.get(call_id)
        if found is None and loose:
            found = loose.pop(0)
        call = ToolCall(call_id, text(given, "function_name"), decoded(mapping(given).get("arguments")), origin)
        yield call, _result(found, origin)


def _result(given: object, origin: Origin) -> ToolResult:
    if given is None:
        return ToolResult(Fate.UNANSWERED)
    words, extra = _said(mapping(given).get("content")), mapping(given, "extra")
    code = whole(extra, "exit_code")
    code = whole(extra, "exitCode") if code is None else code
    failed = flag(extra, "is_error") or flag(extra, "tool_result_is_error")
    fate = Fate.EXITED if code else Fate.DONE
    if failed and code is None:
        fate = Fate.DENIED if any(word in words[:200] for word in _REFUSALS) else Fate.FAILED
    return ToolResult(fate, words, exit_code=code, origin=origin)


def _said(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(text(part, "text") for part in parts if text(part, "text"))


def _usage(origin: Origin, model: str, figures: tuple[int, int, int], extra: Mapping[str, object]) -> Usage:
    prompt, output, cached = figures
    written = min(count(extra, "cache_creation_input_tokens"), max(prompt - cached, 0))
    reasoning = count(extra, "reasoning_tokens") or count(extra, "reasoning_output_tokens")
    return Usage(
        **origin.system(),
        model=model,
        input=max(prompt - cached - written, 0),
        cache_read=cached,
        cache_write=written,
        output=output,
        reasoning=min(reasoning, output),
    )
