"""`check --html` and `check --watch`: the page of the findings, once or after every save."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router.cli.printing import folder_name, hint, now, say
from agent_router.errors import CannotRead, CannotWrite, Misuse
from agent_router.pipeline.workspace import NamedBytes, named_file

if TYPE_CHECKING:
    from agent_router.model.policy import Policy
    from agent_router.model.problem import Problem
    from agent_router.pipeline.checking import CheckedWorkbook
    from agent_router.pipeline.findings import FindingsPage
    from agent_router.pipeline.watching import Outcome, WatchedEvent
    from agent_router.report.findings_page import CheckedFile, Since, Watched

RENEWED_EVERY = 3
"""Seconds after which an open page loads itself again."""

html_option = click.option(
    "--html", type=click.Path(path_type=Path), metavar="FILE.html", help="Write what was found as a page for a browser."
)
watch_option = click.option(
    "--watch", is_flag=True, help="Check again after every save, and keep the page beside the workbook fresh."
)
every_option = click.option(
    "--every", type=click.FloatRange(0.05, 3600), default=1.0, show_default=True, metavar="SECONDS",
    help="How often --watch looks at the file.",
)  # fmt: skip


class PageOnce:
    """The page of one check: asked for, then written."""

    def __init__(self, path: Path, workbook: Path) -> None:
        """Say no at once where the page may not be written; Misuse."""
        from agent_router.pipeline.findings import findings_page

        self._page = findings_page(path, workbook)

    def write(self, file: NamedBytes, checked: "CheckedWorkbook") -> dict[str, object]:
        """Write it; returns what `--json` says about it."""
        from agent_router.pipeline.findings import checked_file

        self._page.write(checked_file(file, checked, now()), checked.policy)
        return {"page": str(self._page.path)}

    def write_unreadable(self, file: NamedBytes, fault: CannotRead) -> None:
        """The page says why there is nothing to check."""
        from agent_router.pipeline.findings import unreadable_file

        self._page.write(unreadable_file(file, fault, now()), None)

    def say(self) -> None:
        """For a person: where it is."""
        say(f"Page: {folder_name(self._page.path)}")


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a watch was asked for."""

    html: Path | None
    annotate: Path | None
    every: float
    as_json: bool


@dataclass(frozen=True, slots=True)
class WatchVoice:
    """How one version is checked, and how that is said."""

    check: Callable[[NamedBytes], "CheckedWorkbook"]
    document: Callable[["CheckedWorkbook"], dict[str, object]]
    """What `--json` says of a check."""
    counts: Callable[["CheckedWorkbook"], str]
    """How many errors, warnings and pieces of advice."""
    unreadable: Callable[[CannotRead], dict[str, object]]
    """What `--json` says of a file that is no workbook."""


def watch_workbook(workbook: Path, options: WatchOptions, voice: WatchVoice) -> int:
    """Watch until somebody ends it; the exit code is that of the last check. CannotRead where there is no file."""
    from agent_router.pipeline.findings import findings_page
    from agent_router.pipeline.watching import look_at, watch

    if options.annotate is not None:
        raise Misuse("A copy is written once: leave --annotate out while watching, or --watch.")
    name = named_file(workbook, "workbook").name
    session = _Session(options, voice, name, findings_page(options.html, workbook))
    hint(f"Watching {name}. The page is {folder_name(session.page.path)}; open it in a browser. Ctrl-C ends the watch.")
    with ended_by_signals():
        try:
            for event in watch(lambda: look_at(workbook), lambda data: voice.check(NamedBytes(name, data))):
                session.take(event)
                time.sleep(options.every)
        except KeyboardInterrupt:
            session.end()
    return session.exit_code


class _Session:
    """One watch: what was said last, and the page that shows it."""

    def __init__(self, options: WatchOptions, voice: WatchVoice, name: str, page: "FindingsPage") -> None:
        self.page = page
        self.exit_code = 3
        self._as_json, self._voice, self._name = options.as_json, voice, name
        self._shown: CheckedFile | None = None
        self._since: Since | None = None
        self._known: tuple[Problem, ...] | None = None
        self._policy: Policy | None = None
        self._unwritten: Watched | None = None

    def take(self, event: "WatchedEvent | None") -> None:
        """Print and show what happened; a page that could not be written is tried again."""
        if event is not None:
            at = now()
            self._note(event, at)
            # The page first: whoever reads the line finds it there already.
            self._write(self._state(event, at))
            self._print(event, at)
        elif self._unwritten is not None:
            self._write(self._unwritten)

    def end(self) -> None:
        """Leave a page that no longer renews itself."""
        from agent_router.report.findings_page import Watched, WatchState

        self._write(Watched(WatchState.ENDED, 0, now()))
        hint("The watch ended; the page stays as it is.")

    def _note(self, event: "WatchedEvent", at: datetime) -> None:
        from dataclasses import replace

        from agent_router.pipeline.watching import WatchedKind

        outcome = event.outcome
        if event.kind is WatchedKind.CHECKED and outcome is not None:
            self._shown = _shown(outcome, self._name, at)
            self._since = None if outcome.checked is None else self._compared(outcome.checked)
            self.exit_code = 3 if outcome.checked is None else 0 if outcome.checked.sound else 1
        elif event.kind is WatchedKind.SAME and self._shown is not None:
            self._shown = replace(self._shown, checked_at=at)

    def _compared(self, checked: "CheckedWorkbook") -> "Since | None":
        """What is new or fixed; None for the first check."""
        from agent_router.pipeline.findings import known_after, since

        before, self._known = self._known, known_after(self._known, checked)
        self._policy = checked.policy or self._policy
        return None if before is None else since(before, self._known)

    def _state(self, event: "WatchedEvent", at: datetime) -> "Watched":
        from agent_router.pipeline.watching import WatchedKind
        from agent_router.report.findings_page import Watched, WatchState

        states = {WatchedKind.SAVING: WatchState.SAVING, WatchedKind.GONE: WatchState.GONE}
        state = states.get(event.kind, WatchState.WATCHING)
        return Watched(state, RENEWED_EVERY, None if state is WatchState.WATCHING else at)

    def _write(self, watched: "Watched") -> None:
        if self._shown is None:
            return
        try:
            self.page.write(self._shown, self._policy, watched, self._since)
            self._unwritten = None
        except CannotWrite as fault:
            # A browser that is just reading the page may hold it for a moment; a full disk is said as well.
            if self._unwritten is None:
                hint(f"{fault} It is tried again.")
            self._unwritten = watched

    def _print(self, event: "WatchedEvent", at: datetime) -> None:
        if self._as_json:
            click.echo(json.dumps(self._document(event, at), ensure_ascii=False))
        else:
            say(f"{at.astimezone():%H:%M:%S}  {self._words(event)}")
        sys.stdout.flush()

    def _words(self, event: "WatchedEvent") -> str:
        from agent_router.pipeline.watching import WatchedKind

        outcome = event.outcome
        if event.kind is not WatchedKind.CHECKED or outcome is None:
            again = f", checked again: {_state_words(outcome)}" if event.kind is WatchedKind.SAME and outcome else ""
            return f"{event.kind.value}{again}"
        if outcome.checked is None:
            return f"cannot be read: {outcome.fault.found if outcome.fault else ''}"
        since = f"; {len(self._since.new)} new, {len(self._since.fixed)} fixed" if self._since else ""
        return f"{_state_words(outcome)}: {self._voice.counts(outcome.checked)}{since}"

    def _document(self, event: "WatchedEvent", at: datetime) -> dict[str, object]:
        from agent_router.pipeline.watching import WatchedKind

        found: dict[str, object] = {"event": event.kind.value, "at": at.isoformat(), "workbook": self._name}
        outcome = event.outcome
        if event.kind is not WatchedKind.CHECKED or outcome is None:
            return found
        found["sha256"] = outcome.sha256
        if outcome.checked is None:
            return {**found, **(self._voice.unreadable(outcome.fault) if outcome.fault else {})}
        since = self._since
        moved = {"new": len(since.new), "fixed": len(since.fixed)} if since else {}
        return {**found, **moved, **self._voice.document(outcome.checked)}


def _shown(outcome: "Outcome", name: str, at: datetime) -> "CheckedFile":
    from agent_router.pipeline.findings import checked_file, unreadable_file

    file = NamedBytes(name, outcome.data)
    if outcome.checked is not None:
        return checked_file(file, outcome.checked, at)
    if outcome.fault is None:
        raise ValueError("an outcome is a check or a fault")
    return unreadable_file(file, outcome.fault, at)


def _state_words(outcome: "Outcome") -> str:
    if outcome.checked is None:
        return "cannot be read"
    return "sound" if outcome.checked.sound else "please look" if outcome.checked.usable else "not usable yet"


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """A request to end, or a closed window, is taken like Ctrl-C, also where the program runs in the background."""
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = [signal.signal(own, signal.default_int_handler) for own in signals]
    try:
        yield
    finally:
        for own, handler in zip(signals, before, strict=True):
            signal.signal(own, handler)
