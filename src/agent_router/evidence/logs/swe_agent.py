"""SWE-agent trajectories (`.traj`, also demonstrations with a history alone) and mini-SWE-agent's (`*.traj.json`).

1. The steps come from `trajectory`; from `history` where there is no trajectory. Demonstrations inside are no steps.
2. `info.submission` is the change as a diff: known by snapshot, and put first, since it does not say when.
3. `info.exit_status` says why it ended; without one it did not come to its end.
4. `model_stats` is the program's own meter: a cost of 0 is that of a replay, and unknown. Tokens that were sent and
   received are billed; versions without `total_cost` count them by themselves, which is a lower bound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from agent_router.evidence.activity import Activity
from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import amount, count, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.json_document import JsonDocument, first_document, read_documents
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.named_tools import decoded
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.logs.swe_agent_mini import SUBMITTING, MiniCommand, MiniUsage, read_messages
from agent_router.evidence.logs.swe_agent_steps import (
    Step,
    moved,
    shown_file,
    state_of,
    step_records,
    without_prompt,
)
from agent_router.evidence.logs.unified_diff import files_of, is_diff
from agent_router.evidence.texts import excerpt
from agent_router.model.known import CommandOutcome, Exactness, ExitSource, KnownBy
from agent_router.model.place import Place
from agent_router.model.run import Change, Record, Stopped, Usage
from agent_router.scope.written_paths import absolute

TRAJECTORY = "swe-agent trajectory"
MINI = "mini-swe-agent trajectory"

_LISTS = frozenset({"trajectory", "history", "messages"})
_SUBMITTED = "submitted"


class SweAgent:
    """Reader of SWE-agent's and mini-SWE-agent's trajectories."""

    name = "swe-agent"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by the beginning of its document; empty where it is neither."""
        document = first_document(sample, _LISTS)
        info = document.fields.get("info")
        mini = text(document.fields, "trajectory_format").startswith("mini-swe-agent")
        if mini or text(info, "mini_version") or text(info, "config", "agent_type").startswith("minisweagent."):
            return MINI
        steps = [value for _, value in document.lists.get("trajectory", [])[:3]]
        if any("action" in mapping(step) and "observation" in mapping(step) for step in steps):
            return TRAJECTORY
        said = [value for _, value in document.lists.get("history", [])[:20]]
        if any("action" in mapping(one) and text(one, "role") == "assistant" for one in said):
            return TRAJECTORY
        if "messages" in document.lists and mapping(info, "model_stats") and "exit_status" in mapping(info):
            return MINI
        return TRAJECTORY if "trajectory" in document.lists and "environment" in document.fields else ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files, each a run of its own, one after the other."""
        runs, remarks = list[_Trajectory](), list[tuple[str, str]]()
        for file in files:
            with file.open() as stream:
                documents = read_documents(stream, _LISTS)
                for document in documents:
                    runs.append(_read(file, document))
                    remarks += [(file.name, remark) for remark in runs[-1].remarks]
                remarks += [(file.name, remark) for remark in documents.remarks]
        activity = Activity()
        for run in runs:
            for position, at in enumerate(run.times):
                (activity.record if position else activity.prompt)(at)
        seconds = sum((run.seconds for run in runs), Decimal(0))
        kinds = dict.fromkeys(run.program for run in runs)
        return LogReading(
            records=[record for run in runs for record in run.records],
            program=", ".join(kinds) or self.name,
            program_version=", ".join(dict.fromkeys(run.version for run in runs if run.version)),
            models=tuple(dict.fromkeys(model for run in runs for model in run.models if model)),
            working_directory=next((run.directory for run in runs if run.directory), ""),
            finished=bool(runs) and all(run.finished for run in runs),
            first=activity.first,
            last=activity.last,
            active_seconds=activity.active_seconds or seconds,
            remarks=tuple(remarks),
        )


@dataclass(slots=True)
class _Trajectory:
    """What one document amounts to."""

    program: str
    version: str = ""
    models: list[str] = field(default_factory=list)
    directory: str = ""
    records: list[Record] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    seconds: Decimal = Decimal(0)
    finished: bool = False
    remarks: list[str] = field(default_factory=list)


def _read(file: LogFile, document: JsonDocument) -> _Trajectory:
    info = mapping(document.fields, "info")
    origin = Origin(Place(file.name, line=document.line))
    run = _mini(document, origin) if file.kind == MINI else _steps(document, origin)
    here = replace(origin, directory=run.directory)
    run.records = [*_submitted(info, here), *run.records]
    run.records += _metered(info, here, run)
    status = text(info, "exit_status")
    run.finished = bool(status) and document.whole
    if status:
        end = replace(here, at=run.times[-1] if run.times else None)
        run.records.append(Stopped(**end.system(), reason=status, reported=_handed_over(info)))
    else:
        run.remarks.append("No exit status: how this run ended is not recorded.")
    return run


def _handed_over(info: object) -> str:
    submission = text(info, "submission")
    return "" if is_diff(submission) else excerpt(submission)


def _steps(document: JsonDocument, origin: Origin) -> _Trajectory:
    run = _Trajectory("swe-agent")
    model = _model_of(document)
    run.models = [model] if model else []
    run.version = text(document.fields, "info", "swe_agent_version")
    steps = list(
        _from_trajectory(document, origin) if document.lists.get("trajectory") else _from_history(document, origin)
    )
    run.directory = next((step.origin.directory for step in steps if step.origin.directory), "")
    for step in steps:
        run.records += step_records(step)
    words = _last_words(document)
    if words[1]:
        run.records += last_words_records(replace(origin, place=Place(origin.place.file, line=words[0])), words[1])
    for _, value in document.lists.get("trajectory", []):
        run.seconds += amount(value, "execution_time") or Decimal(0)
    if steps:
        run.remarks.append("SWE-agent records no exit codes and no times: neither is known of its commands.")
    return run


def _model_of(document: JsonDocument) -> str:
    config = decoded(document.fields.get("replay_config"))
    return text(config, "agent", "model", "name") or text(document.fields, "info", "model")


def _from_trajectory(document: JsonDocument, origin: Origin) -> Iterator[Step]:
    """Version 0 wrote the state before an action, as JSON text; version 1 writes the one after it, as an object."""
    opened = directory = ""
    for line, value in document.lists["trajectory"]:
        before = isinstance(mapping(value).get("state"), str)
        seen, at = state_of(value)
        directory = (at or directory) if before else (directory or at)
        here = moved(replace(origin, place=Place(origin.place.file, line=line)), directory)
        opened = opened or (absolute(seen, directory) if seen and before else "")
        step = Step(
            text(value, "action"),
            text(value, "observation"),
            here,
            opened,
            answered=isinstance(mapping(value).get("observation"), str),
        )
        yield step
        after = shown_file(step.answer) or ("" if before else seen)
        opened = absolute(after, directory) if after else opened
        directory = at or directory


def _from_history(document: JsonDocument, origin: Origin) -> Iterator[Step]:
    """Each action with the message after it; the prompt behind a message tells the open file and the directory."""
    said = [(line, one) for line, one in document.lists.get("history", []) if mapping(one).get("is_demo") is not True]
    opened = directory = ""
    for (line, one), (_, following) in pairwise([*said, (0, None)]):
        if text(one, "role") != "assistant":
            _, after, at = without_prompt(_joined(one))
            opened, directory = after or opened, at or directory
            continue
        answer, _, at = without_prompt(_joined(following))
        directory = directory or at
        here = moved(replace(origin, place=Place(origin.place.file, line=line)), directory)
        if text(one, "action"):
            before = absolute(opened, directory) if opened else ""
            yield Step(text(one, "action"), answer, here, before, answered=following is not None)


def _joined(message: object) -> str:
    content = mapping(message).get("content")
    if isinstance(content, str):
        return content
    return "\n".join(text(part, "text") for part in content) if isinstance(content, list) else ""


def _last_words(document: JsonDocument) -> tuple[int, str]:
    steps = document.lists.get("trajectory") or []
    said = [(line, text(step, "thought") or text(step, "response")) for line, step in steps]
    if not said:
        history = document.lists.get("history", [])
        said = [
            (line, text(one, "thought") or _joined(one)) for line, one in history if text(one, "role") == "assistant"
        ]
    return next(((line, words) for line, words in reversed(said) if words.strip()), (0, ""))


def _mini(document: JsonDocument, origin: Origin) -> _Trajectory:
    info = mapping(document.fields, "info")
    found = read_messages(document.lists.get("messages", []))
    directory = text(info, "config", "environment", "cwd")
    stated = text(info, "config", "model", "model_name")
    run = _Trajectory("mini-swe-agent", text(info, "mini_version"), list(found.models) or [stated], directory)
    run.times = found.times
    submitted = text(info, "exit_status").casefold() == _SUBMITTED
    here = replace(origin, directory=directory)
    for command in found.commands:
        run.records += _mini_command(command, here, submitted=submitted and command is found.commands[-1])
    run.records += [_mini_usage(one, here, stated) for one in found.usages]
    line, words = found.last_words
    at = found.times[-1] if found.times else None
    run.records += last_words_records(replace(origin, place=Place(origin.place.file, line=line or 1), at=at), words)
    return run


def _mini_command(command: MiniCommand, origin: Origin, *, submitted: bool) -> Iterator[Record]:
    here = replace(origin, place=Place(origin.place.file, line=command.line), at=command.at)
    answer = command.answer
    outcome, code, source = CommandOutcome.NO_RESULT, None, ExitSource.UNKNOWN
    if answer is not None and answer.fault:
        timed_out = "timed out" in answer.fault or "TimeoutExpired" in answer.fault
        outcome = CommandOutcome.INTERRUPTED if timed_out else CommandOutcome.ERROR
    elif answer is not None:
        outcome, code, source = CommandOutcome.RAN, answer.code, answer.source
    elif submitted and any(word in command.text for word in SUBMITTING):
        outcome, code, source = CommandOutcome.RAN, 0, ExitSource.IMPLIED
    return shell_call_records(
        ShellCall(
            origin=here,
            tool="bash",
            text=command.text,
            outcome=outcome,
            exit_code=code,
            exit_source=source,
            output=answer.output if answer else "",
            call_id=command.id,
            answered=replace(here, place=Place(here.place.file, line=answer.line), at=answer.at) if answer else None,
        )
    )


def _mini_usage(one: MiniUsage, origin: Origin, model: str) -> Usage:
    """LiteLLM's figures: prompt tokens include what was read from the cache and written to it."""
    read = count(one.figures, "prompt_tokens_details", "cached_tokens") or count(one.figures, "cache_read_input_tokens")
    written = count(one.figures, "cache_creation_input_tokens")
    sent = count(one.figures, "prompt_tokens") or count(one.figures, "input_tokens")
    output = count(one.figures, "completion_tokens") or count(one.figures, "output_tokens")
    here = replace(origin, place=Place(origin.place.file, line=one.line), at=one.at)
    return Usage(
        **here.system(),
        model=one.model or model,
        input=max(sent - read - written, 0),
        cache_read=read,
        cache_write=written,
        output=output,
        reasoning=min(count(one.figures, "completion_tokens_details", "reasoning_tokens"), output),
        response=one.id,
    )


def _submitted(info: object, origin: Origin) -> Iterator[Change]:
    submission = text(info, "submission")
    for one in files_of(submission) if is_diff(submission) else ():
        notes = ("binary" if one.added is None else "", f"mode {one.mode}" if one.mode else "")
        yield Change(
            **origin.system(),
            path=absolute(one.path, origin.directory),
            old_path=absolute(one.old_path, origin.directory) if one.old_path else "",
            kind=one.kind,
            known_by=KnownBy.SNAPSHOT,
            added=one.added,
            removed=one.removed,
            note="; ".join(note for note in notes if note),
        )


def _metered(info: object, origin: Origin, run: _Trajectory) -> Iterator[Usage]:
    stats = mapping(info, "model_stats")
    sent, received = count(stats, "tokens_sent"), count(stats, "tokens_received")
    model = run.models[0] if run.models else ""
    if sent or received:
        exact = Exactness.EXACT if "total_cost" in stats else Exactness.LOWER_BOUND
        yield Usage(**origin.system(), model=model, input=sent, output=received, exactness=exact)
        if exact is Exactness.LOWER_BOUND:
            run.remarks.append("Tokens are SWE-agent's own count, not the provider's: a lower bound.")
    cost = amount(stats, "instance_cost")
    if cost:
        yield Usage(**origin.system(), model=model, reported_cost_usd=cost, meter=True)
    elif stats:
        run.remarks.append("A cost of 0 is what a replay or an unknown price leaves: the cost is unknown.")
