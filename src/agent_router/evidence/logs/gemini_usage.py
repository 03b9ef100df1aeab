"""Billed tokens of Gemini CLI: one figure a message of the model, or the totals of a stream.

1. `input` holds what came from the cache; it is taken apart. `thoughts` are billed as output and stand beside it;
   `tool` tokens are billed as input and stand beside it.
2. A message is written several times; its last figures count. Copies of it under another ID (a history that was
   compressed) have the same time and figures, and count once.
3. A stream has totals by model alone; what its total holds beyond input and output is thoughts. They count where
   the session's own log is not there, else they are the program's meter.
4. A message without figures makes a lower bound.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from agent_router.evidence.json_fields import count, items, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.spool import SeenWords
from agent_router.model.known import Exactness
from agent_router.model.run import Usage


@dataclass(slots=True)
class _Response:
    origin: Origin
    model: str
    tokens: Mapping[str, int] | None


_CLASSES = ("input", "cached", "output", "thoughts", "tool")


class GeminiUsage:
    """Collects usage message by message."""

    def __init__(self) -> None:
        """Nothing billed yet."""
        self._responses: dict[tuple[str, str], _Response] = {}
        self._figures = SeenWords()
        self._meters: dict[str, list[tuple[Origin, Usage]]] = {}
        self._streamed: dict[str, tuple[Origin, str]] = {}

    def message(self, message: object, origin: Origin) -> None:
        """One message of the model, perhaps written before."""
        key = (origin.session, text(message, "id"))
        tokens = mapping(message, "tokens")
        counted = {name: count(tokens, name) for name in _CLASSES}
        figures = counted if any(counted.values()) else None
        known = self._responses.get(key)
        if known is not None:
            known.tokens = figures or known.tokens
            known.model = text(message, "model") or known.model
            return
        if figures is None and not text(message, "model"):
            # A history that was written anew holds words without their model: nothing was asked of one.
            return
        written = text(message, "timestamp")
        copied = figures and written and not self._figures.add(origin.session, written, str(sorted(figures.items())))
        if not copied:
            self._responses[key] = _Response(origin, text(message, "model"), figures)

    def streamed(self, origin: Origin, model: str) -> None:
        """A stream answered; what that took is told at its end."""
        self._streamed.setdefault(origin.session, (origin, model))

    def stats(self, stats: object, origin: Origin) -> None:
        """The totals at the end of a stream."""
        models = mapping(stats, "models")
        parts = {name: figures for name, figures in models.items() if isinstance(figures, dict)}
        usages = [_total(figures, origin, name) for name, figures in parts.items()] or [_total(stats, origin, "")]
        # A resumed session's stream counts its own part.
        self._meters.setdefault(origin.session, []).extend((origin, usage) for usage in usages if usage.total)

    def records(self) -> Iterator[tuple[Origin, Usage]]:
        """What was billed, then the streams' totals as the program's meter."""
        sessions = {session for session, _ in self._responses}
        for (_, message), response in self._responses.items():
            yield response.origin, _usage(response, message)
        for session, metered in self._meters.items():
            if session not in sessions:
                yield from metered
            # A meter of other names than the responses' would be taken for the use of other models.
            own = {one.model for (owner, _), one in self._responses.items() if owner == session}
            if not own or {usage.model for _, usage in metered} <= own:
                yield from ((origin, replace(usage, meter=True)) for origin, usage in metered)
        for session, (origin, model) in self._streamed.items():
            if session not in sessions and session not in self._meters:
                yield origin, Usage(**origin.system(), model=model, exactness=Exactness.LOWER_BOUND)


def _usage(response: _Response, message: str) -> Usage:
    tokens = response.tokens or dict.fromkeys(_CLASSES, 0)
    return Usage(
        **response.origin.system(),
        model=response.model,
        input=max(tokens["input"] - tokens["cached"], 0) + tokens["tool"],
        cache_read=tokens["cached"],
        output=tokens["output"] + tokens["thoughts"],
        reasoning=tokens["thoughts"],
        exactness=Exactness.LOWER_BOUND if response.tokens is None else Exactness.EXACT,
        response=message,
    )


def _total(figures: object, origin: Origin, model: str) -> Usage:
    inner = mapping(figures, "tokens")
    if inner:
        # `--output-format json` names the classes as the model's service does.
        given = {name: count(inner, name) for name in ("cached", "thoughts", "tool", "total")}
        asked, answered = count(inner, "prompt"), count(inner, "candidates")
        thoughts, tool = given["thoughts"], given["tool"]
        read = given["cached"]
    else:
        asked, answered, read = (count(figures, name) for name in ("input_tokens", "output_tokens", "cached"))
        thoughts, tool = max(count(figures, "total_tokens") - asked - answered, 0), 0
    return Usage(
        **origin.system(),
        model=model,
        input=max(asked - read, 0) + tool,
        cache_read=read,
        output=answered + thoughts,
        reasoning=thoughts,
    )


def parts_text(content: object) -> str:
    """The text of a message, which is a string, a part, or a list of parts; thoughts are not said."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        return "" if content.get("thought") is True else text(content, "text")
    parts = items({"parts": content}, "parts")
    return "".join(part if isinstance(part, str) else parts_text(part) for part in parts if not isinstance(part, list))
