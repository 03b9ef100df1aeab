"""Every named check: a run that meets it, one that does not, one that does not show it, one that is unreadable."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent_router.acceptance.checks.catalogue import CHECKS
from agent_router.acceptance.judging import judge
from agent_router.acceptance.unreadable import unreadable_verdict
from agent_router.model.approval import Approval, DecisionsLog, SignOff
from agent_router.model.assessment import Rating, View
from agent_router.model.assignment import Budget
from agent_router.model.contract import Scope, SealedContract, Verifier
from agent_router.model.known import AgentState, CommandOutcome, Health, Source
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade, Phase, StopWhen
from agent_router.model.run import AgentSeen, Chain, Redaction, Risk, Run, TestCounts, Verification
from agent_router.model.verdict import Outcome, VerdictState
from tests.acceptance.runs import (
    AFTER,
    BEFORE,
    DIGEST,
    HEAD,
    PYTEST,
    START,
    Story,
    approvals,
    case,
    contract,
    fixed,
    item_of,
    row,
    said,
    stop,
    story,
    verdict_of,
)

Told = Story | Run | Callable[[], Outcome]
MET, NOT_MET, NOT_SHOWN, PERSON = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN, Outcome.NEEDS_PERSON
SMALL: dict[str, Any] = {"budget": Budget(minutes=1, tokens=100, cost_usd=Decimal("0.01"), retries=1, agents=1)}
SRC = {"scope": Scope(folders=("src/**",), systems=("Billing",))}
BOTH = {"phases": (Phase.DISCOVERY, Phase.MUTATION)}


@dataclass(frozen=True)
class Runs:
    """Four runs for one check; None where no run can have that outcome, which `NEVER` explains."""

    met: Told | None
    not_met: Told | None
    not_shown: Told | None
    setting: str = ""
    more: Any = None
    """Fields of contract and case."""


def broken(told: Story) -> Run:
    """The same run, a line of whose record was altered."""
    return replace(told.run(), chain=Chain(chained=True, broken_at=Place("run.jsonl", line=3), head=HEAD))


def under(told: Story | Run, check: str, **more: Any) -> Callable[[], Outcome]:  # noqa: ANN401 - fields of contract and case
    """The outcome under another contract or case than the other runs of this check."""
    return lambda: item_of(told, check, **more).found


def _written_late() -> Outcome:
    item = row("contract fixed before start")
    sealed = SealedContract(contract(item), DIGEST, AFTER, "contracts/T-1")
    return judge(case(fixed(), contract(item), contract=sealed)).items[0].found


def _under_another() -> Outcome:
    verdict = verdict_of(replace(fixed().run(), started=story(contract="d" * 64).run().started), row("person"))
    return next(item for item in verdict.items if item.id == "contract").found


def _measured(radius: BlastRadius) -> dict[str, Any]:
    return {"measured": Rating(View.MEASURED, 5, 5, radius, ())}


def _signed(by: str) -> Callable[[], Outcome]:
    def outcome() -> Outcome:
        rows = (row("tests passed"), row("signed off by", "Reviewer"))
        facts = verdict_of(fixed(), *rows).fact_digest
        signed = SignOff(by, "Reviewer", "reviewed", AFTER, AFTER, HEAD, facts)
        return verdict_of(fixed(), *rows, decisions=said(sign_offs=(signed,))).items[1].found

    return outcome


def measured_pair(before: int, after: int) -> Story:
    gain = before - after
    return story().add(
        Verification(
            kind="before/after numbers", health=Health.PASSED, grade=Grade.HARNESS, artifact="b" * 64,
            artifact_name="bench.json", before=Decimal(before), after=Decimal(after), unit="ms", certain=True,
            gain_from=Decimal(gain - 5), gain_to=Decimal(gain + 5),
        )
    )  # fmt: skip


def agent(state: AgentState) -> Story:
    return story().add(AgentSeen(id="a1", state=AgentState.STARTED)).add(AgentSeen(id="a1", state=state))


def cut_off() -> Story:
    return Story(ended={"finished": False})


TWICE = story().fails().changes("calc.py").fails()
WENT_ON = story().fails().changes("calc.py").fails().runs("ls")
LAZY = story(router_version="")
UNANSWERED = story().runs("make", None, outcome=CommandOutcome.NO_RESULT)
FAILED_TWICE = {"stops": (stop(StopWhen.VERIFICATION_FAILED, "2"),)}
COMMAND = {"verifiers": (Verifier("command", "make lint"),)}

CASES: dict[str, Runs] = {
    "contract fixed before start": Runs(fixed(), _under_another, _written_late),
    "behavior or findings stated": Runs(fixed(), None, story().tests()),
    "files and systems listed": Runs(story().reads("calc.py"), None, story()),
    "files changed listed": Runs(story().changes("calc.py"), None, UNANSWERED),
    "commands recorded": Runs(story().runs("ls"), None, story()),
    "tests passed": Runs(fixed(), story().fails(), story()),
    "command passed": Runs(
        story().runs("make lint"), story().runs("make lint", 1), story().runs("make other"), "make lint", COMMAND
    ),
    "proof as required": Runs(fixed(), story().fails(), story()),
    "proof from the system": Runs(fixed(), story().fails(), story().hands_in(), "harness"),
    "proof after the last change": Runs(
        story().changes("calc.py").tests(), story().tests().changes("calc.py"), story().changes("calc.py")
    ),
    "fails before, passes after": Runs(
        story().fails("t::a").changes("calc.py").tests(2, passed_tests=("t::a",)),
        story().fails("t::a").changes("calc.py").fails("t::a"),
        story().changes("calc.py").tests(),
    ),
    "before and after numbers": Runs(
        measured_pair(100, 80), measured_pair(100, 120), story(), "at least 10 % better"
    ),
    "findings reproducible": Runs(
        story().runs("make slow").finds("It is slow", reproduction="run make slow"), None, story().finds("It is slow")
    ),
    "no changes": Runs(story(diff_known=True), story().changes("calc.py"), story()),
    "within folders": Runs(
        story().changes("src/a.py"), story().changes("docs/a.md"), UNANSWERED, more=SRC
    ),
    "within systems": Runs(
        story().asks("Billing"), story().asks("vault.internal"), story().asks("else.test", None, done=False), more=SRC
    ),
    "within minutes": Runs(
        Story(ended={"active_seconds": Decimal(30)}), Story(ended={"active_seconds": Decimal(90)}), Story(ended=None),
        more=SMALL,
    ),
    "within tokens": Runs(story().uses(input=90), story().uses(input=110), cut_off().uses(input=90), more=SMALL),
    "within cost": Runs(
        story().uses(input=90), story().uses(output=1_000_000), story().uses(input=1, model="unheard-of"), more=SMALL
    ),
    "within retries": Runs(
        story().fails().changes("a.py").tests(),
        story().fails().changes("a.py").fails().changes("a.py").fails().changes("a.py").tests(),
        cut_off(),
        more=SMALL,
    ),
    "within agents": Runs(
        agent(AgentState.FINISHED),
        story().add(AgentSeen(id="a1", state=AgentState.FINISHED)).add(AgentSeen(id="a2", state=AgentState.FINISHED)),
        story().add(AgentSeen(id="a1", state=AgentState.FINISHED, workflow="wf_1")),
        more=SMALL,
    ),
    "all agents finished": Runs(agent(AgentState.FINISHED), agent(AgentState.FAILED), agent(AgentState.STARTED)),
    "cost stated": Runs(story().uses(input=1), None, story().uses(input=1, model="unheard-of")),
    "meters agree": Runs(
        story().uses(input=1_000_000, reported_cost_usd=Decimal(3)),
        story().uses(input=1_000_000, reported_cost_usd=Decimal(6)),
        story().uses(input=1, model="unheard-of", reported_cost_usd=Decimal(6)),
        "5",
    ),
    "no stop condition": Runs(fixed(), TWICE, cut_off(), more=FAILED_TWICE),
    "stopped when required": Runs(TWICE, WENT_ON, None, more=FAILED_TWICE),
    "approved before mutation": Runs(
        fixed(),
        under(fixed(), "approved before mutation", approvals=None),
        under(
            fixed(),
            "approved before mutation",
            approvals=approvals(Approval(Phase.MUTATION, "Ada Lovelace", BEFORE, AFTER, DIGEST)),
        ),
    ),
    "reviewer independent": Runs(fixed(), story(operator="Grace Hopper"), story(operator="")),
    "blast radius as approved": Runs(
        under(fixed(), "blast radius as approved", **_measured(BlastRadius.MEDIUM)),
        under(fixed(), "blast radius as approved", **_measured(BlastRadius.HIGH)),
        under(fixed(), "blast radius as approved", measured=None),
    ),
    "rollback named": Runs(under(fixed(), "rollback named", rollback="git revert"), fixed(), None),
    "no secret exposed": Runs(fixed(), None, LAZY),
    "claims supported": Runs(fixed(), story().fails().says("All tests pass."), story().says("All tests pass.")),
    "risks handed over": Runs(
        story().add(Risk(text="Load was not tested.", source=Source.AGENT)), None, story()
    ),
    "signed off by": Runs(_signed("Grace Hopper"), None, None, "Reviewer"),
    "person": Runs(None, None, None),
}  # fmt: skip

NEVER: dict[tuple[str, Outcome], str] = {
    ("behavior or findings stated", NOT_MET): "what is not stated is not shown",
    ("files and systems listed", NOT_MET): "what is not listed is not shown",
    ("files changed listed", NOT_MET): "what is not listed is not shown",
    ("commands recorded", NOT_MET): "what is not recorded is not shown",
    ("findings reproducible", NOT_MET): "steps that nobody ran wait for a person",
    ("cost stated", NOT_MET): "an unknown price is not shown",
    ("stopped when required", NOT_SHOWN): "needs a stop whose place is unknown: see test_record_and_scope_checks",
    ("rollback named", NOT_SHOWN): "the contract is whole: it names a way back or it does not",
    ("no secret exposed", NOT_MET): "a masked secret waits for a person's word",
    ("risks handed over", NOT_MET): "none stated does not mean that none exist",
    ("signed off by", NOT_MET): "a missing signature waits for a person",
    ("signed off by", NOT_SHOWN): "a missing signature waits for a person",
    ("person", MET): "nothing but a person's decision meets it",
    ("person", NOT_MET): "nothing but a person's decision settles it",
    ("person", NOT_SHOWN): "it always waits for a person",
}
"""Why no run can have that outcome of that check."""


def outcome_of(told: Told, check: str, runs: Runs) -> Outcome:
    return item_of(told, check, runs.setting, **(runs.more or {})).found if isinstance(told, Story | Run) else told()


def test_every_check_is_here() -> None:
    assert set(CASES) == set(CHECKS)
    empty = {
        (check, outcome)
        for check, runs in CASES.items()
        for outcome, told in ((MET, runs.met), (NOT_MET, runs.not_met), (NOT_SHOWN, runs.not_shown))
        if told is None
    }
    assert empty == set(NEVER)


@pytest.mark.parametrize("check", [check for check, runs in CASES.items() if runs.met])
def test_a_run_that_meets_it(check: str) -> None:
    runs = CASES[check]
    assert runs.met is not None
    assert outcome_of(runs.met, check, runs) is MET


@pytest.mark.parametrize("check", [check for check, runs in CASES.items() if runs.not_met])
def test_a_run_that_does_not(check: str) -> None:
    runs = CASES[check]
    assert runs.not_met is not None
    assert outcome_of(runs.not_met, check, runs) is NOT_MET


@pytest.mark.parametrize("check", [check for check, runs in CASES.items() if runs.not_shown])
def test_a_run_that_does_not_show_it(check: str) -> None:
    runs = CASES[check]
    assert runs.not_shown is not None
    assert outcome_of(runs.not_shown, check, runs) is NOT_SHOWN


_ELSEWHERE = {"rollback named", "person"}
"""Rest on the contract and on decisions alone."""


@pytest.mark.parametrize("check", sorted(set(CASES) - _ELSEWHERE))
def test_a_run_whose_evidence_is_unreadable(check: str) -> None:
    runs = CASES[check]
    told = runs.met if isinstance(runs.met, Story) else fixed()

    item = item_of(broken(told), check, runs.setting, **(runs.more or {}))

    assert item.found is Outcome.UNREADABLE
    assert "run.jsonl line 3" in item.because


def test_what_rests_on_other_papers_is_unreadable_with_them() -> None:
    _, verdict = unreadable_verdict("R-1", ("contract.json cannot be read",), AFTER)
    assert (verdict.state, verdict.items) == (VerdictState.UNREADABLE, ())
    torn = DecisionsLog(HEAD, chain_broken_at=Place("decisions.jsonl", line=2))
    for check in ("person", "signed off by"):
        assert item_of(fixed(), check, "Reviewer", decisions=torn).found is Outcome.UNREADABLE


@pytest.mark.parametrize("check", ["tests passed", "proof as required", "proof from the system"])
def test_a_report_that_cannot_be_read_is_unreadable_unless_something_else_shows_it(check: str) -> None:
    damaged = Verification(
        kind="tests", health=Health.UNKNOWN, grade=Grade.HARNESS, artifact="b" * 64, artifact_name="report.xml",
        problem="The XML is damaged.",
    )  # fmt: skip

    assert item_of(story().add(damaged), check).found is Outcome.UNREADABLE
    assert item_of(fixed().add(damaged), check).found is MET
    assert item_of(story().fails().add(damaged), check).found is NOT_MET


@pytest.mark.parametrize(
    ("check", "told", "more"),
    [
        ("no stop condition", TWICE.run(), {"stops": ()}),
        ("stopped when required", fixed(), FAILED_TWICE),
        ("claims supported", story().tests(), {}),
        ("within systems", story(), {}),
        ("all agents finished", story(), {}),
        ("approved before mutation", story(phase=Phase.DISCOVERY), BOTH),
    ],
)
def test_what_does_not_apply_is_neither_met_nor_open(check: str, told: Story | Run, more: dict[str, Any]) -> None:
    assert item_of(told, check, **more).found is Outcome.NOT_APPLICABLE


def test_a_masked_secret_and_a_full_box_wait_for_a_person() -> None:
    masked = story().add(Redaction(rule="github-token", file="raw/log.gz", count=1))
    assert item_of(masked, "no secret exposed").found is PERSON
    full = story().uses(input=200).says("Stopped: the budget is used up.")
    assert item_of(full, "no stop condition", stops=(stop(StopWhen.BUDGET_CROSSED),), **SMALL).found is PERSON


def test_counts_and_times_are_of_this_story() -> None:
    """The stories above rest on these: one test run is a command and its verification, a second apart."""
    run = story().tests(2).run()
    assert [record.at for record in run.records] == [START + timedelta(seconds=2), START + timedelta(seconds=3)]
    assert run.of(Verification)[0].counts == TestCounts(passed=2)
    assert run.of(Verification)[0].command == PYTEST
