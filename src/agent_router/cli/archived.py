"""`record --watch`, `--hook`, `--hook-settings`: logs are kept before the agents' programs delete them."""

import _thread
import json
import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from agent_router.cli.printing import folder_name, hint, now, say, say_json, tame
from agent_router.cli.watched import ended_by_signals
from agent_router.errors import CannotWrite, Misuse, RouterError

if TYPE_CHECKING:
    from agent_router.pipeline.archiving import ArchiveEvent, Look
    from agent_router.pipeline.recording import Recording

HOOK_SECONDS = 45.0
"""Seconds after which a hook gives up; Claude Code ends it after `HOOK_TIMEOUT`."""

HOOK_TIMEOUT = 60
"""Seconds, as printed into the settings."""

_EVERY = 30.0
_FOR_ONE_RUN = ("logs", "sessions", "artifacts", "run_id", "head", "listing")
_NAMES = {
    "logs": "--log",
    "sessions": "--session",
    "artifacts": "--artifact",
    "run_id": "--run",
    "listing": "--sessions",
}

_OPTIONS = (
    click.option(
        "--watch", "watched", multiple=True, type=click.Path(path_type=Path), metavar="FOLDER",
        help="Find agents' logs below FOLDER and record each session once it is quiet, into a folder of its own below"
        " --out; repeatable. Ctrl-C ends it.",
    ),
    click.option("--once", is_flag=True, help="With --watch: record what is quiet now, and end (for cron)."),
    click.option(
        "--quiet", type=click.FloatRange(0, 86400), metavar="SECONDS",
        help="With --watch: how long nothing of a session may have changed. [default: 300]",
    ),
    click.option(
        "--every", type=click.FloatRange(0.05, 3600), default=_EVERY, show_default=True, metavar="SECONDS",
        help="With --watch: how often it looks.",
    ),
    click.option(
        "--hook", is_flag=True, help="Be a hook of Claude Code (SessionEnd, Stop): its event is on standard input."
    ),
    click.option("--hook-settings", is_flag=True, help="Print the settings that make Claude Code call --hook."),
)  # fmt: skip


def archive_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `record` for many sessions."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class RecordCommand(click.Command):
    """As a hook, exit code 2 would keep Claude Code from stopping: a slip on the command line is exit 1 there."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any  # noqa: ANN401 - click's own signature
    ) -> click.Context:  # fmt: skip
        """Parse; what does not fit is said in one line where this is a hook."""
        typed = tuple(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as fault:
            if "--hook" not in typed:
                raise
            _end_hook(fault.format_message())


@dataclass(frozen=True, slots=True)
class Archiving:
    """What was asked for beside recording one run."""

    watched: tuple[Path, ...]
    once: bool
    quiet: float | None
    every: float
    hook: bool
    hook_settings: bool

    @classmethod
    def of(cls, options: dict[str, Any]) -> "Archiving | None":
        """Take these options out of all of `record`; None where one run is to be recorded."""
        found = cls(*(options.pop(name) for name in cls.__slots__))
        if found.watched or found.hook or found.hook_settings:
            return found
        if found.once or found.quiet is not None:
            raise Misuse("--once and --quiet go with --watch FOLDER.")
        return None


def run_archiving(asked: Archiving, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Do it; the process ends with its exit code."""
    if asked.hook:
        _run_hook(options)
        return
    _refuse_unfit(asked, options)
    if asked.hook_settings:
        say_json(hook_settings(_command_line(options)))
        hint("This goes into .claude/settings.json of a project, or into ~/.claude/settings.json for every project.")
        return
    sys.exit(_run_watch(asked, _recording(options), as_json=as_json))


def _refuse_unfit(asked: Archiving, options: Mapping[str, Any]) -> None:
    if asked.watched and asked.hook_settings:
        raise Misuse("--watch and --hook-settings do not go together: one records, the other prints settings.")
    unfit = [_NAMES.get(name, f"--{name}") for name in _FOR_ONE_RUN if options.get(name)]
    if unfit:
        raise Misuse(f"{', '.join(unfit)} is for one run alone; leave it out here.")
    if options["out"] is None:
        raise Misuse("Name the folder of all runs with --out, such as --out evidence.")


def _recording(options: Mapping[str, Any]) -> "Recording":
    from agent_router.pipeline.recording import Recording

    kept = {name: value for name, value in options.items() if name not in _FOR_ONE_RUN}
    return Recording(logs=(), **kept)


def _run_watch(asked: Archiving, recording: "Recording", *, as_json: bool) -> int:
    """Until somebody ends it, which is no failure; one look alone ends 3 where something could not be written."""
    from agent_router.pipeline.archiving import QUIET, ArchiveKind, ArchiveOrder, archive, watched_folder

    quiet = QUIET if asked.quiet is None else asked.quiet
    orders = [ArchiveOrder(watched_folder(folder), recording, quiet, asked.once) for folder in asked.watched]
    watches = [archive(order, now) for order in orders]
    shown = _is_terminal() and not as_json
    if shown and not asked.once:
        hint(f"Watching {', '.join(map(str, asked.watched))} for sessions that end. Ctrl-C ends the watch.")
    with ended_by_signals():
        try:
            while True:
                looks = [next(watch) for watch in watches]
                events = [event for look in looks for event in look.events]
                for event in events:
                    # Cron would mail an old log that cannot be recorded again and again.
                    if shown or as_json or not (asked.once and event.old):
                        _tell(event, shown=shown, as_json=as_json)
                if asked.once:
                    _sum_up(looks, shown=shown)
                    return 3 if any(event.kind is ArchiveKind.UNWRITTEN for event in events) else 0
                time.sleep(asked.every)
        except KeyboardInterrupt:
            if shown:
                hint("The watch ended; what was recorded stays.")
            return 0


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _tell(event: "ArchiveEvent", *, shown: bool, as_json: bool) -> None:
    """What was recorded is news on a terminal alone; what went wrong is always said, on standard error."""
    from agent_router.pipeline.archiving import ArchiveKind

    at = now()
    if as_json:
        click.echo(json.dumps(_document(event, at.isoformat()), ensure_ascii=False))
        sys.stdout.flush()
    elif event.kind in {ArchiveKind.RECORDED, ArchiveKind.FOREIGN, ArchiveKind.FOLDER_BACK}:
        if shown:
            say(f"{at.astimezone():%H:%M:%S}  {event.words}")
    else:
        about = f"{event.session}: " if event.session else ""
        hint(f"{about}{event.kind.value}: {event.words}")


def _document(event: "ArchiveEvent", at: str) -> dict[str, object]:
    found: dict[str, object] = {
        "event": event.kind.value, "at": at, "session": event.session, "words": event.words,
    }  # fmt: skip
    done = event.recorded
    if done is None:
        return found
    return {
        **found,
        "run_id": done.run_id,
        "folder": folder_name(done.folder),
        "records": done.records,
        "digest": done.digest,
        "continues": event.continues,
        "remarks": list(done.remarks),
    }


def _sum_up(looks: Sequence["Look"], *, shown: bool) -> None:
    if shown:
        sessions, waiting = sum(look.sessions for look in looks), sum(look.waiting for look in looks)
        more = f"; {waiting} still change and are left for the next time" if waiting else ""
        say(f"{sessions} session(s) found{more}.")


def _run_hook(options: Mapping[str, Any]) -> None:
    """Silent where all is well; else one line, and exit 1, which Claude Code shows and goes on."""
    try:
        with _time_limit(HOOK_SECONDS):
            _record_due(options)
    except RouterError as fault:
        _end_hook(str(fault))
    except OSError as fault:
        _end_hook(str(CannotWrite(f"{fault.filename or 'the evidence folder'}: {fault.strerror or fault}.")))
    except KeyboardInterrupt:
        _end_hook("This session was not recorded in time; record --watch FOLDER --once does it.")


def _record_due(options: Mapping[str, Any]) -> None:
    from agent_router.pipeline.session_hook import LARGEST_INPUT, HookOrder, due_at_hook

    if options["out"] is None:
        raise Misuse("Name the folder of all runs with --out.")
    data = sys.stdin.buffer.read(LARGEST_INPUT + 1)
    transcript = due_at_hook(data, HookOrder(_projects(), options["out"]), now())
    if transcript is not None:
        # Half a second of imports that most turns do not need.
        from agent_router.pipeline.archiving import record_transcript

        record_transcript(transcript, _recording(options), now())


def _end_hook(words: str) -> NoReturn:
    click.echo(f"agent-router: {tame(' '.join(words.split()))}", err=True)
    sys.exit(1)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """After that time the work is taken back as on Ctrl-C."""
    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _projects() -> Path:
    """Where Claude Code keeps its transcripts."""
    import os

    home = os.environ.get("CLAUDE_CONFIG_DIR")
    return (Path(home) if home else Path.home() / ".claude") / "projects"


def _command_line(options: Mapping[str, Any]) -> str:
    """The hook's command with absolute paths, quoted for the shell that Claude Code runs it in."""
    recording = _recording(options)
    beside = Path(sys.executable).parent / ("agent-router.exe" if sys.platform == "win32" else "agent-router")
    words = [beside.as_posix()] if beside.is_file() else [Path(sys.executable).as_posix(), "-m", "agent_router"]
    words += ["record", "--hook", "--out", recording.out.absolute().as_posix()]
    for name, path in (("--contract", recording.contract_dir), ("--repo", recording.repo)):
        words += [name, path.absolute().as_posix()] if path else []
    for name, text in (("--base", recording.base), ("--phase", recording.phase), ("--operator", recording.operator)):
        words += [name, text] if text else []
    return shlex.join(words)


def hook_settings(command: str) -> dict[str, object]:
    """The fragment of Claude Code's settings that calls this command at the end of a session and of every turn."""
    call = [{"hooks": [{"type": "command", "command": command, "timeout": HOOK_TIMEOUT}]}]
    return {"hooks": {"SessionEnd": call, "Stop": call}}
