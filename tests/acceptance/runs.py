"""Runs, contracts and cases told as short stories, for tests of acceptance."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from agent_router.acceptance.interface import Case
from agent_router.acceptance.judging import judge
from agent_router.model.approval import Approval, ApprovalsLog, Decision, DecisionsLog, SignOff, Waiver
from agent_router.model.assessment import Rating, View
from agent_router.model.assignment import Budget, ChecklistItem, ProofRequired, StopCondition
from agent_router.model.contract import Contract, RatedView, Scope, SealedContract, Verifier
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, Health, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    ChecklistEffect,
    Grade,
    IfNotMet,
    Person,
    Phase,
    Policy,
    Price,
    Route,
    StopEffect,
    StopWhen,
    System,
)
from agent_router.model.provenance import SourceFile, WorkbookIdentity
from agent_router.model.run import (
    Chain,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Finding,
    Record,
    Request,
    Run,
    RunEnded,
    RunStarted,
    TestCounts,
    Usage,
    Verification,
)
from agent_router.model.verdict import ItemResult, Verdict
from tests.policies import starter_policy

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
BEFORE = START - timedelta(hours=1)
AFTER = START + timedelta(hours=1)
DIGEST = "c" * 64
HEAD = "e" * 64
PYTEST = "python -m pytest -q"
ROOT = "/home/dev/calc"
MODEL = "claude-sonnet-4-5-20250929"


@dataclass
class Story:
    """A run that grows sentence by sentence; each record comes a second after the one before."""

    started: dict[str, Any] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    ended: dict[str, Any] | None = field(default_factory=dict)

    def add(self, record: Record) -> "Story":
        seq = len(self.records) + 2
        at = record.at or START + timedelta(seconds=seq)
        self.records.append(replace(record, seq=seq, at=at))
        return self

    def reads(self, path: str, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        return self.add(FileRead(path=path, grade=Grade.HARNESS, **more))

    def changes(self, path: str, kind: ChangeKind = ChangeKind.MODIFIED, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        more.setdefault("known_by", KnownBy.TOOL)
        return self.add(Change(path=path, kind=kind, grade=Grade.HARNESS, **more))

    def runs(self, text: str, code: int | None = 0, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        more.setdefault("exit_source", ExitSource.IMPLIED if code == 0 else ExitSource.RECORDED)
        more.setdefault("outcome", CommandOutcome.RAN)
        return self.add(Command(text=text, exit_code=code, grade=Grade.HARNESS, **more))

    def tests(self, passed: int = 2, failed: int = 0, text: str = PYTEST, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        """A command and the verification that the recorder saw in it."""
        code, agent = int(bool(failed)), more.pop("agent", "")
        skipped, grade = more.pop("skipped", 0), more.pop("grade", Grade.HARNESS)
        self.runs(text, code, agent=agent)
        more.setdefault("counts", TestCounts(passed=passed, failed=failed, skipped=skipped))
        more.setdefault("health", Health.FAILED if failed else Health.PASSED)
        return self.add(
            Verification(
                kind=more.pop("kind", "tests"), command=text, exit_code=code, exit_source=ExitSource.RECORDED,
                grade=grade, agent=agent, command_seq=len(self.records) + 1,
                runner=more.pop("runner", "pytest"), **more,
            )
        )  # fmt: skip

    def fails(self, *tests: str, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        return self.tests(1, 1, failed_tests=tests or ("test_calc.py::test_add",), **more)

    def hands_in(self, passed: int = 2, failed: int = 0) -> "Story":
        """A test report that nothing ties to the run."""
        return self.add(
            Verification(
                kind="tests", health=Health.FAILED if failed else Health.PASSED, grade=Grade.STATED,
                counts=TestCounts(passed=passed, failed=failed), artifact="b" * 64, artifact_name="report.xml",
            )
        )  # fmt: skip

    def denied(self, tool: str = "Bash", target: str = PYTEST, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        more.setdefault("reason", "This command requires approval")
        return self.add(Denied(tool=tool, target=target, grade=Grade.HARNESS, **more))

    def asks(self, system: str, status: int | None = 200, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        return self.add(Request(system=system, status=status, grade=Grade.HARNESS, **more))

    def finds(self, text: str, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        return self.add(Finding(text=text, source=Source.AGENT, **more))

    def says(self, *sentences: str, **more: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        for sentence in sentences:
            self.add(Claim(text=sentence, source=Source.AGENT, **more))
        return self

    def uses(self, **tokens: Any) -> "Story":  # noqa: ANN401 - any field of the noun
        return self.add(Usage(model=tokens.pop("model", MODEL), grade=Grade.HARNESS, **tokens))

    def run(self) -> Run:
        started = RunStarted(
            seq=1,
            **{
                "run_id": "R-1", "task_id": "T-1", "contract": DIGEST, "phase": Phase.MUTATION,
                "operator": "Linus Berg", "working_directory": ROOT, "router_version": "0.1.0", "recorded": AFTER,
                "logs": (SourceFile("log.jsonl", "a" * 64, 10, "claude-code transcript"),), **self.started,
            },
        )  # fmt: skip
        last = self.records[-1].at if self.records else START
        ended = None
        if self.ended is not None:
            seconds = Decimal(len(self.records))
            values = {"first": START, "last": last, "active_seconds": seconds, **self.ended}
            ended = RunEnded(seq=len(self.records) + 2, **values)
        return Run("evidence/R-1", started, tuple(self.records), ended, Chain(chained=True, head=HEAD))


def story(**started: Any) -> Story:  # noqa: ANN401 - any field of the noun
    return Story(started)


def fixed() -> Story:
    """The run that everybody hopes for: fails, is fixed, passes, says so."""
    return (
        story()
        .fails()
        .reads("calc.py")
        .changes("calc.py")
        .tests(2)
        .uses(input=72, cache_write=5421, cache_read=25500, output=450)
        .says("Fixed add() in calc.py.", "2 tests pass.")
    )


def row(check: str, setting: str = "", effect: IfNotMet = IfNotMet.BLOCKS, name: str = "") -> ChecklistItem:
    place = Place("rules.xlsx", "Acceptance checklist", "A5")
    return ChecklistItem(name or check, ChecklistEffect(f"{check}?", check, setting, effect), place)


def stop(when: StopWhen, setting: str = "") -> StopCondition:
    return StopCondition(
        when.value, StopEffect(when, setting, "Stop and ask."), Place("rules.xlsx", "Stop conditions", "A5")
    )


ALL_STOPS = (
    stop(StopWhen.OUTSIDE_SCOPE),
    stop(StopWhen.BUDGET_CROSSED),
    stop(StopWhen.VERIFICATION_FAILED, "2"),
    stop(StopWhen.FINDING_ABOUT, "security; privacy; billing"),
)


def contract(*rows: ChecklistItem, **more: Any) -> Contract:  # noqa: ANN401 - any field of the noun
    values: dict[str, Any] = {
        "task_id": "T-1",
        "goal": "Fix the failing test",
        "route": Route.SINGLE_AGENT,
        "blast_radius": BlastRadius.MEDIUM,
        "as_far_as_stated": BlastRadius.MEDIUM,
        "views": (RatedView("request", BlastRadius.LOW, 1, 1), RatedView("scope", BlastRadius.MEDIUM, 3, 2)),
        "phases": (Phase.MUTATION,),
        "approval_before": Phase.MUTATION,
        "scope": Scope(),
        "changes": True,
        "budget": Budget(minutes=30, tokens=60_000, cost_usd=Decimal(1), retries=2, agents=0),
        "agents_overshoot": 0,
        "cost_overshoot_usd": None,
        "proof": (ProofRequired("tests", 1, Grade.HARNESS),),
        "does_not_count": ("build",),
        "verifiers": (Verifier("tests", PYTEST),),
        "checklist": rows,
        "stops": ALL_STOPS,
        "answers": (),
        "because": (),
        "workbook": WorkbookIdentity("rules.xlsx", "Rules", "1", "a" * 64),
        "owner": "Ada Lovelace",
        "requester": "Emmy Noether",
        "reviewer": "Grace Hopper",
    }
    return Contract(**{**values, **more})


SYSTEMS = (
    System("Billing", ("ledger",), ("src/billing/**",), ("billing",)),
    System("Vault", ("vault.internal",), ("secrets/**",), ("security",), agents_allowed=False),
    System("Scratch", folders=("scratch/**",), scratch=True),
)
PEOPLE = (
    Person("Ada Lovelace", "ada@example.com", ("Lead", "Approver", "Reviewer"), tuple(BlastRadius), may_sign=True),
    Person("Grace Hopper", "", ("Approver", "Reviewer"), (BlastRadius.LOW, BlastRadius.MEDIUM), may_sign=True),
    Person("Linus Berg", "", ("Operator",)),
    Person("Emmy Noether", "", ("Requester", "Approver"), (BlastRadius.MEDIUM,), may_sign=True),
)


def policy() -> Policy:
    price = Price(
        MODEL,
        date(2025, 9, 29),
        Decimal(3),
        Decimal(15),
        Decimal("0.3"),
        Decimal("3.75"),
        Place("rules.xlsx", "Prices"),
    )
    return replace(starter_policy(), people=PEOPLE, systems=SYSTEMS, prices=(price,))


def approvals(*given: Approval) -> ApprovalsLog:
    standard = Approval(Phase.MUTATION, "Ada Lovelace", BEFORE, BEFORE, DIGEST, place=Place("approvals.jsonl", line=2))
    return ApprovalsLog(BEFORE - timedelta(hours=1), DIGEST, given or (standard,))


def case(told: Story | Run, agreed: Contract | None = None, **more: Any) -> Case:  # noqa: ANN401 - any field of the noun
    run = told.run() if isinstance(told, Story) else told
    sealed = None if agreed is None else SealedContract(agreed, DIGEST, BEFORE - timedelta(hours=1), "contracts/T-1")
    measured = Rating(View.MEASURED, 3, 2, BlastRadius.MEDIUM, ())
    values: dict[str, Any] = {
        "run": run,
        "contract": sealed,
        "approvals": approvals() if sealed else None,
        "decisions": DecisionsLog(),
        "policy": policy(),
        "measured": measured,
        "as_of": AFTER,
    }
    return Case(**{**values, **more})


def verdict_of(told: Story | Run, *rows: ChecklistItem, **more: Any) -> Verdict:  # noqa: ANN401 - any field of the noun
    names = {"measured", "approvals", "decisions", "policy", "as_of", "other_runs", "what_if"}
    about_case = {name: more.pop(name) for name in names & set(more)}
    return judge(case(told, contract(*rows, **more), **about_case))


def item_of(told: Story | Run, check: str, setting: str = "", **more: Any) -> ItemResult:  # noqa: ANN401 - any field of the noun
    """The result of one row with this check."""
    verdict = verdict_of(told, row(check, setting), **more)
    return next(item for item in verdict.items if item.id == check)


def said(
    *, decisions: Iterable[Decision] = (), waivers: Iterable[Waiver] = (), sign_offs: Iterable[SignOff] = ()
) -> DecisionsLog:
    return DecisionsLog(HEAD, DIGEST, tuple(decisions), tuple(waivers), tuple(sign_offs))
