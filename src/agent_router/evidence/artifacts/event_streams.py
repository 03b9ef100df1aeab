"""Test runners that write one JSON event a line: dart and flutter, go, and Rust's libtest (cargo, nextest).

1. A test that started and never ended is an error; it may have brought the run down.
2. A stream without its closing event was cut off and does not pass; one whose closing event says failure does not
   either, whatever its tests show.
3. A test that is told several times and failed once is failed; lines that are no JSON (printed by the program under
   test) are left out and said.
"""

from collections.abc import Callable, Sequence

from agent_router.evidence.artifacts.json_document import Shape, json_lines, shape_of
from agent_router.evidence.artifacts.tally import Case, State, identity, moment, reading_of_tests, report_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import flag, mapping, text, whole
from agent_router.model.known import Health

_CUT_OFF = "It has no closing event: the run may have been cut off."
_FAILED = "Its closing event says that the run failed, its tests show no failure."
_BAD = frozenset({State.FAILED, State.ERROR})
_Told = tuple[list[Case], bool | None]
"""Tests, and whether the run succeeded by its closing event; None without one."""


class EventStreamReader:
    """Reader of one runner's events."""

    def __init__(self, name: str, belongs: Callable[[Shape], bool], tell: Callable[[Sequence[object]], _Told]) -> None:
        """`belongs` knows the runner by its keys, `tell` turns its events into tests."""
        self.name = name
        self._belongs = belongs
        self._tell = tell

    def recognizes(self, sample: bytes) -> bool:
        """Whether the events have this runner's keys."""
        # Tools print a line or two before the first event.
        at = sample.find(b"{") if sample.lstrip()[:1] != b"[" else 0
        return self._belongs(shape_of(sample[max(at, 0) :]))

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one run."""
        lines, remarks = json_lines(data)
        # Some save the events as one list.
        events = [event for line in lines for event in (line if isinstance(line, list) else [line])]
        cases, succeeded = self._tell(events)
        bad = any(case.state in _BAD for case in cases)
        said = list(remarks)
        health: Health | None = None
        if succeeded is None:
            said.append(_CUT_OFF)
            health = Health.UNKNOWN
        elif not succeeded and not bad:
            said.append(_FAILED)
            health = Health.FAILED
        times = (moment(text(event, "Time"))[0] for event in events if text(event, "Time"))
        return reading_of_tests(self.name, report_of(cases, next(times, None)), said, health)


def _of_dart(events: Sequence[object]) -> _Told:
    names: dict[int, str] = {}
    files = {whole(event, "suite", "id"): text(event, "suite", "path") for event in events if mapping(event, "suite")}
    states: dict[int, State] = {}
    hidden: set[int] = set()
    done: bool | None = None
    for event in events:
        kind = text(event, "type")
        number = whole(event, "testID")
        if kind == "testStart" and (started := whole(event, "test", "id")) is not None:
            file = files.get(whole(event, "test", "suiteID"), "")
            names[started] = identity(file, text(event, "test", "name"))
        elif kind == "testDone" and number is not None:
            states[number] = _dart_state(event)
            if flag(event, "hidden"):
                hidden.add(number)
        elif kind == "done":
            done = mapping(event).get("success") is True
    # Loading a file is hidden as long as it goes well.
    shown = [number for number in names if number not in hidden or states[number] in _BAD]
    return [Case(names[number], states.get(number, State.ERROR)) for number in shown], done


def _dart_state(event: object) -> State:
    if flag(event, "skipped"):
        return State.SKIPPED
    return {"success": State.PASSED, "failure": State.FAILED}.get(text(event, "result"), State.ERROR)


_GO = {"pass": State.PASSED, "fail": State.FAILED, "skip": State.SKIPPED}


def _of_go(events: Sequence[object]) -> _Told:
    tests: dict[str, State | None] = {}
    packages: dict[str, State | None] = {}
    for event in events:
        action, package = text(event, "Action"), text(event, "Package") or text(event, "ImportPath")
        if not package or (action not in _GO and action not in {"start", "run", "build-fail"}):
            continue
        test = text(event, "Test")
        into, key = (tests, identity(package, test)) if test else (packages, package)
        state = State.FAILED if action == "build-fail" else _GO.get(action)
        # Failed once is failed; only the first start opens it.
        if into.get(key) is not State.FAILED and (state is not None or key not in into):
            into[key] = state
    cases = [Case(name, state or State.ERROR) for name, state in tests.items()]
    for name, state in packages.items():
        broken = state is State.FAILED and not any(
            case.state in _BAD and case.identity.startswith(f"{name}::") for case in cases
        )
        if broken:
            cases.append(Case(name, State.ERROR))
    if not packages or None in packages.values():
        return cases, None
    return cases, State.FAILED not in packages.values()


_RUST = {"ok": State.PASSED, "failed": State.FAILED, "ignored": State.SKIPPED}


def _of_rust(events: Sequence[object]) -> _Told:
    tests: dict[str, State] = {}
    opened, closed, well = 0, 0, True
    for event in events:
        kind, happened = text(event, "type"), text(event, "event")
        if kind == "suite" and happened == "started":
            opened += 1
        elif kind == "suite" and happened in {"ok", "failed"}:
            closed += 1
            well = well and happened == "ok"
        elif kind == "test" and (name := text(event, "name")) and tests.get(name) is not State.FAILED:
            tests[name] = _RUST.get(happened, State.ERROR)
    cases = [Case(name, state) for name, state in tests.items()]
    return cases, None if not closed or closed < opened else well


_GO_KEYS = frozenset({"Package", "ImportPath"})
_RUST_KEYS = frozenset({"test_count", "exec_time"})


def _is_dart(shape: Shape) -> bool:
    return shape.has("protocolVersion", "runnerVersion") or shape.has("[].protocolVersion", "[].runnerVersion")


def _is_go(shape: Shape) -> bool:
    return shape.has("Action") and bool(shape.keys & _GO_KEYS)


def _is_rust(shape: Shape) -> bool:
    return shape.has("type", "event") and bool(shape.keys & _RUST_KEYS)


DART = EventStreamReader("dart", _is_dart, _of_dart)
GO = EventStreamReader("go-test", _is_go, _of_go)
RUST = EventStreamReader("libtest", _is_rust, _of_rust)
