"""Steps of a SWE-agent trajectory → records: its own editing commands, and everything else as a shell command.

1. `open`, `goto`, `scroll_up|down`, `view`, `search_file` read; `create`, `edit`, `insert`, `append`, `undo_edit` and
   `str_replace_editor` change; `find_file`, `search_dir`, `filemap` name files and show no content to rely on.
2. An edit is done where the answer is the program's own word of success; anything else is an attempt.
3. Everything else was run by the shell. Its exit code is nowhere recorded: unknown, unless the text states it.
4. What the environment refused was denied; what it cut off after its time was interrupted.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.json_document import decoded_text
from agent_router.evidence.logs.named_tools import printed_exit_code
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import Change, FileRead, Record
from agent_router.scope.written_paths import absolute

_READING = frozenset({"open", "goto", "scroll_up", "scroll_down", "search_file", "view_file"})
_NAMING = frozenset({"find_file", "search_dir", "filemap", "state", "think"})
_EDITING = frozenset({"edit", "insert", "append", "create", "edit_linting", "write_file"})
_EDITORS = frozenset({"str_replace_editor", "str_replace_based_edit_tool"})
_ENDING = frozenset({"submit", "exit_forfeit", "exit_cost", "exit_context", "exit_format", "exit_api", "exit_error"})
_DONE = re.compile(
    r"\A\s*(?:\[File: |Text replaced|Replaced \d+ occurrence|File updated|The file .{1,4096} has been"
    r"|File created successfully|Last edit to .{1,4096} undone|Successfully )",
    re.DOTALL,
)
_REFUSED = re.compile(r"Operation '.{0,2000}' is not supported by this environment|\AInteractive operation ", re.DOTALL)
_CUT_OFF = re.compile(
    r"EXECUTION TIMED OUT|was cancelled because it took more than|COMMAND TIMED OUT|Command timed out after",
    re.IGNORECASE,
)
_NOT_RUN = re.compile(r"Your bash command contained syntax errors and was NOT executed|COMMAND FAILED TO EXECUTE")
_SHOWN = re.compile(r"\A\s*\[File: (.{1,4096}?) \(\d+ lines total\)\]")
_PROMPT = re.compile(r"\s*\(Open file: (.{0,4096}?)\)\s*\(Current directory: (.{0,4096}?)\)\s*bash-\$\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One action with its answer."""

    action: str
    answer: str
    origin: Origin
    """Its directory is where the action ran."""
    open_file: str = ""
    """The file that was open before the action; absolute, or empty."""
    answered: bool = True


def without_prompt(observation: str) -> tuple[str, str, str]:
    """An observation without the prompt behind it, and the open file and the directory that the prompt names."""
    found = _PROMPT.search(observation)
    if not found:
        return observation, "", ""
    return observation[: found.start()], "" if found[1] == "n/a" else found[1], found[2]


def shown_file(answer: str) -> str:
    """The file whose content an answer shows; empty where it shows none."""
    shown = _SHOWN.match(answer)
    return shown[1] if shown else ""


def state_of(step: object) -> tuple[str, str]:
    """Open file and working directory at a step; its state is an object or JSON text."""
    state = mapping(step).get("state")
    if isinstance(state, str):
        state = decoded_text(state)
    opened = text(state, "open_file")
    return "" if opened == "n/a" else opened, text(state, "working_dir")


def step_records(step: Step) -> Iterator[Record]:
    """What one step shows."""
    line = step.action.strip()
    name = line.split(None, 1)[0] if line else ""
    words = _words(line.split("\n", 1)[0])
    if not name or name in _NAMING | _ENDING:
        return
    if name in _READING:
        yield from _read(step, name, words)
    elif name in _EDITORS and len(words) > 1:
        yield from _by_editor(step, words)
    elif name in _EDITING:
        yield from _edited(step, name, words)
    else:
        yield from _ran(step)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _read(step: Step, name: str, words: list[str]) -> Iterator[Record]:
    shown = shown_file(step.answer)
    named = words[1:2] if name in {"open", "view_file"} else words[2:3] if name == "search_file" else []
    path = shown or (named[0] if named else step.open_file)
    if name == "search_file":
        path = named[0] if named else step.open_file
    if path and (shown or (name == "search_file" and step.answer.startswith(("Found ", "No matches", "More than")))):
        yield FileRead(**step.origin.system(), path=absolute(path, step.origin.directory), how=name)


def _by_editor(step: Step, words: list[str]) -> Iterator[Record]:
    action, path = words[1], absolute(words[2], step.origin.directory) if len(words) > 2 else ""
    if action == "view":
        if path and step.answered and not step.answer.startswith(("ERROR", "The path", "Invalid")):
            yield FileRead(**step.origin.system(), path=path, how=f"{words[0]} view")
    elif path:
        yield _change(step, path, created=action == "create")


def _edited(step: Step, name: str, words: list[str]) -> Iterator[Record]:
    if name in {"create", "write_file"}:
        target = words[1] if len(words) > 1 else ""
    else:
        target = shown_file(step.answer) or step.open_file
    if target:
        yield _change(step, absolute(target, step.origin.directory), created=name == "create")


def _change(step: Step, path: str, *, created: bool) -> Change:
    return Change(
        **step.origin.system(),
        path=path,
        kind=ChangeKind.CREATED if created else ChangeKind.MODIFIED,
        known_by=KnownBy.TOOL,
        done=bool(_DONE.match(step.answer)),
    )


def _ran(step: Step) -> Iterator[Record]:
    outcome = CommandOutcome.RAN if step.answered else CommandOutcome.NO_RESULT
    if _REFUSED.search(step.answer[:4000]):
        outcome = CommandOutcome.DENIED
    elif _NOT_RUN.search(step.answer[:4000]):
        outcome = CommandOutcome.ERROR
    elif _CUT_OFF.search(step.answer[:4000]):
        outcome = CommandOutcome.INTERRUPTED
    ran = outcome is CommandOutcome.RAN
    code = printed_exit_code(step.answer) if ran else None
    return shell_call_records(
        ShellCall(
            origin=step.origin,
            tool="bash",
            text=step.action.strip(),
            outcome=outcome,
            exit_code=code,
            exit_source=ExitSource.UNKNOWN if code is None else ExitSource.TEXT,
            output=step.answer,
            answered=step.origin if step.answered else None,
        )
    )


def moved(origin: Origin, directory: str) -> Origin:
    """The origin with another working directory, where one is known."""
    return replace(origin, directory=directory) if directory else origin
