"""Checks of what the record holds, where the run worked, what it spent and how it behaved."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from agent_router.model.assignment import Budget
from agent_router.model.contract import Scope
from agent_router.model.known import AgentState, CommandOutcome, Exactness, KnownBy, Source
from agent_router.model.policy import BlastRadius, Phase
from agent_router.model.provenance import NOT_SEARCHED, SourceFile
from agent_router.model.run import AgentSeen, Redaction, Risk, Stopped
from agent_router.model.verdict import Outcome
from tests.acceptance.runs import MODEL, START, Story, contract, fixed, item_of, policy, story, verdict_of

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
PERSON, NOT_APPLICABLE = Outcome.NEEDS_PERSON, Outcome.NOT_APPLICABLE
NO_ANSWER: dict[str, Any] = {"outcome": CommandOutcome.NO_RESULT}


def agents(*states: tuple[str, AgentState], workflow: str = "wf") -> Story:
    told = story()
    for name, state in states:
        told.add(AgentSeen(id=name, state=state, workflow=workflow))
    return told


RECORD = [
    ("behavior or findings stated", story().says("add() works."), MET),
    ("behavior or findings stated", story().finds("add() subtracts"), MET),
    ("behavior or findings stated", story().denied().says("2 tests pass."), NOT_SHOWN),
    ("behavior or findings stated", story(), NOT_SHOWN),
    ("files and systems listed", story().reads("calc.py"), MET),
    ("files and systems listed", story().asks("crm"), MET),
    ("files and systems listed", story().asks("crm", done=False), NOT_SHOWN),
    ("files and systems listed", story(), NOT_SHOWN),
    ("files changed listed", story().changes("calc.py"), MET),
    ("files changed listed", story().changes("calc.py", done=False), NOT_APPLICABLE),
    ("files changed listed", story(diff_known=True), NOT_APPLICABLE),
    ("files changed listed", story().runs("x", None, **NO_ANSWER), NOT_SHOWN),
    ("commands recorded", story().runs("ls"), MET),
    ("commands recorded", story().runs("ls", None, outcome=CommandOutcome.DENIED), NOT_SHOWN),
    ("commands recorded", story().reads("calc.py"), NOT_APPLICABLE),
    ("commands recorded", Story(ended={"finished": False}).reads("calc.py"), NOT_SHOWN),
    ("commands recorded", story(), NOT_SHOWN),
    ("cost stated", story().uses(input=10), MET),
    ("cost stated", story().uses(input=10, model="unheard-of"), NOT_SHOWN),
    ("cost stated", story(), NOT_SHOWN),
    ("risks handed over", story().add(Risk(text="none for negatives")), MET),
    ("risks handed over", story(), NOT_SHOWN),
    ("no secret exposed", story().add(Redaction(rule="aws key", file="log.jsonl", count=2)), PERSON),
    ("no secret exposed", story(), MET),
    ("no secret exposed", story(router_version=""), NOT_SHOWN),
    (
        "no secret exposed",
        story(artifacts=(SourceFile("artifacts/a.zip", "", 9, "zip", ("As a.zip.", NOT_SEARCHED)),)),
        NOT_SHOWN,
    ),
    ("no changes", story(diff_known=True), MET),
    ("no changes", story(diff_known=True).changes("calc.py"), NOT_SHOWN),
    ("no changes", story(diff_known=True).changes("calc.py", known_by=KnownBy.GIT), NOT_MET),
    ("no changes", story(diff_known=True).changes("/etc/hosts"), NOT_MET),
    ("no changes", story().changes("calc.py"), NOT_MET),
    ("no changes", story().runs("ls"), NOT_SHOWN),
    ("no changes", story(), NOT_SHOWN),
    ("person", fixed(), PERSON),
    ("rollback named", fixed(), NOT_MET),
    ("all agents finished", story(), NOT_APPLICABLE),
    ("all agents finished", agents(("a", AgentState.PLANNED), ("a", AgentState.FINISHED)), MET),
    ("all agents finished", agents(("a", AgentState.PLANNED), ("a", AgentState.FAILED)), NOT_MET),
    ("all agents finished", agents(("a", AgentState.PLANNED), ("a", AgentState.STARTED)), NOT_SHOWN),
    ("all agents finished", agents(("a", AgentState.STARTED), ("a", AgentState.FINISHED)), NOT_SHOWN),
    ("all agents finished", agents(("a", AgentState.FINISHED), workflow=""), MET),
    ("findings reproducible", story(), NOT_SHOWN),
    ("findings reproducible", story().finds("x"), NOT_SHOWN),
    ("findings reproducible", story().finds("x", reproduction="run ./poc.sh"), PERSON),
    ("findings reproducible", story().runs("./poc.sh", 1).finds("x", reproduction="run ./poc.sh"), MET),
]


@pytest.mark.parametrize(("check", "told", "outcome"), RECORD)
def test_what_the_record_holds(check: str, told: Story, outcome: Outcome) -> None:
    assert item_of(told, check).found is outcome


def test_the_way_back_is_named_or_not_needed() -> None:
    assert item_of(story(), "rollback named", rollback="revert").found is MET
    assert item_of(story(), "rollback named", changes=False).found is NOT_APPLICABLE


INSIDE = Scope(
    folders=("src/**",),
    systems=("Billing",),
    off_limits=("src/secret/**", "prod-db"),
    scratch=("scratch/**", "~/.memory/**"),
)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (story().changes("src/a.py"), MET),
        (story().changes("lib/a.py"), NOT_MET),
        (story().changes("src/secret/a.py"), NOT_MET),
        (story().reads("src/secret/a.py"), NOT_MET),
        (story().changes("secrets/key"), NOT_MET),
        (story().reads("secrets/key"), NOT_MET),
        (story().changes("../other/a.py"), NOT_MET),
        (story().changes("/etc/passwd"), NOT_MET),
        (story().changes("scratch/a.py"), MET),
        (story().changes("/home/dev/.memory/notes.md"), MET),
        (story().changes("lib/a.py", done=False), NOT_APPLICABLE),
        (story().changes("."), NOT_SHOWN),
        (story().runs("x", None, **NO_ANSWER), NOT_SHOWN),
        (story(), NOT_APPLICABLE),
    ],
)
def test_within_folders(told: Story, outcome: Outcome) -> None:
    assert item_of(told, "within folders", scope=INSIDE).found is outcome


def test_without_folders_all_of_the_repository_is_allowed_and_nothing_else() -> None:
    assert item_of(story().changes("any/where.py"), "within folders").found is MET
    assert item_of(story().changes("/etc/passwd"), "within folders").found is NOT_MET
    assert item_of(story().changes("secrets/key"), "within folders").found is NOT_MET


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (story().asks("Billing"), MET),
        (story().asks("ledger"), MET),
        (story().asks("127.0.0.1"), NOT_MET),
        (story().asks("prod-db"), NOT_MET),
        (story().asks("vault.internal"), NOT_MET),
        (story().asks("127.0.0.1", done=False), NOT_SHOWN),
        (story(), NOT_APPLICABLE),
    ],
)
def test_within_systems(told: Story, outcome: Outcome) -> None:
    assert item_of(told, "within systems", scope=INSIDE).found is outcome


def test_a_denied_request_reached_no_system() -> None:
    command = "cat notes; curl http://127.0.0.1:9/admin"
    in_shell = story().runs(command, None, outcome=CommandOutcome.DENIED).denied(target=command, system="127.0.0.1")
    by_tool = story().denied("WebFetch", "http://127.0.0.1/", system="127.0.0.1")
    for told in (in_shell, by_tool):
        assert item_of(told.asks("127.0.0.1", done=False), "within systems", scope=INSIDE).found is NOT_APPLICABLE


def test_a_request_without_answer_stays_open_beside_a_denied_one() -> None:
    told = story().denied("WebFetch", "http://127.0.0.1/", system="127.0.0.1").asks("127.0.0.1", done=False)
    assert item_of(told.asks("127.0.0.1", done=False), "within systems", scope=INSIDE).found is NOT_SHOWN


def test_a_contract_that_names_neither_folders_nor_systems_allows_every_system_but_closed_ones() -> None:
    assert item_of(story().asks("127.0.0.1"), "within systems").found is MET
    assert item_of(story().asks("vault.internal:8200"), "within systems").found is NOT_MET
    assert item_of(story().asks("127.0.0.1"), "within systems", scope=Scope(folders=("src/**",))).found is NOT_MET


SMALL = Budget(minutes=1, tokens=100, cost_usd=Decimal("0.001"), retries=1, agents=1)
BOX = [
    ("within minutes", story().runs("ls"), MET),
    ("within minutes", Story(ended={"active_seconds": Decimal(61)}), NOT_MET),
    ("within minutes", Story(ended={"first": None, "last": None}), NOT_SHOWN),
    ("within minutes", Story(ended={"finished": False}).runs("ls"), NOT_SHOWN),
    ("within minutes", Story(ended=None), NOT_SHOWN),
    ("within tokens", story().uses(input=100), MET),
    ("within tokens", story().uses(input=60).uses(output=60), NOT_MET),
    ("within tokens", story().uses(output=60, exactness=Exactness.LOWER_BOUND), NOT_SHOWN),
    ("within tokens", story().uses(output=600, exactness=Exactness.LOWER_BOUND), NOT_MET),
    ("within tokens", Story(ended={"finished": False}).uses(input=60), NOT_SHOWN),
    ("within tokens", Story(ended=None).uses(input=600), NOT_MET),
    ("within tokens", story(), NOT_SHOWN),
    ("within cost", story().uses(input=10), MET),
    ("within cost", story().uses(output=100), NOT_MET),
    ("within cost", story().uses(output=1, exactness=Exactness.LOWER_BOUND), NOT_SHOWN),
    ("within cost", Story(ended={"finished": False}).uses(input=10), NOT_SHOWN),
    ("within cost", story().uses(output=1, model="unheard-of"), NOT_SHOWN),
    ("within retries", story().fails().changes("calc.py").tests(2), MET),
    ("within retries", story().fails().fails().fails(), NOT_MET),
    ("within retries", story(), MET),
    ("within agents", story(), MET),
    ("within agents", agents(("a", AgentState.PLANNED), ("b", AgentState.PLANNED)), NOT_MET),
    ("within agents", agents(("a", AgentState.STARTED)), NOT_SHOWN),
    ("within agents", agents(("a", AgentState.STARTED), ("b", AgentState.STARTED)), NOT_MET),
    ("within agents", agents(("a", AgentState.STARTED), workflow=""), MET),
]


@pytest.mark.parametrize(("check", "told", "outcome"), BOX)
def test_the_box(check: str, told: Story, outcome: Outcome) -> None:
    assert item_of(told, check, budget=SMALL).found is outcome
    assert item_of(told, check, budget=Budget()).found is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("tokens", "setting", "outcome"),
    [
        ({"input": 1_000_000, "reported_cost_usd": Decimal("3.1"), "meter": True}, "10 %", MET),
        ({"input": 1_000_000, "reported_cost_usd": Decimal("6.0"), "meter": True}, "10 %", NOT_MET),
        ({"input": 1_000_000, "reported_cost_usd": Decimal("6.0"), "meter": True}, "some", PERSON),
        ({"input": 1_000_000, "reported_cost_usd": Decimal("6.0"), "model": "unheard-of"}, "10 %", NOT_SHOWN),
        ({"input": 1_000_000}, "10 %", NOT_APPLICABLE),
    ],
)
def test_meters_agree(tokens: dict[str, Any], setting: str, outcome: Outcome) -> None:
    assert item_of(story().uses(**tokens), "meters agree", setting).found is outcome


def test_blast_radius_as_approved() -> None:
    from tests.acceptance.runs import case

    measured = case(story(), contract()).measured
    assert measured is not None
    assert item_of(story(), "blast radius as approved").found is MET
    risen = replace(measured, blast_radius=BlastRadius.HIGH)
    assert item_of(story(), "blast radius as approved", measured=risen).found is NOT_MET
    assert item_of(story(), "blast radius as approved", measured=None).found is NOT_SHOWN


def test_a_log_that_was_cut_off_does_not_show_that_no_more_was_changed() -> None:
    cut = Story(ended={"finished": False}).changes("calc.py")
    item = item_of(cut, "blast radius as approved")
    assert item.found is NOT_SHOWN
    assert "the log stops without its end" in item.because
    diffed = replace(cut.run(), started=replace(cut.run().started, diff_known=True))
    assert item_of(diffed, "blast radius as approved").found is MET


TWICE = story().fails().changes("calc.py").fails()
STOPS = [
    (fixed(), MET, NOT_APPLICABLE),
    (TWICE, NOT_MET, MET),
    (story().fails().changes("calc.py", done=False).fails().runs("ls"), NOT_MET, NOT_MET),
    (story().asks("vault.internal"), NOT_MET, MET),
    (story().denied("Bash", "curl x", system="vault.internal"), NOT_MET, MET),
    (story().denied("Bash", "curl x", reason="out of scope: host not in the task allow-list"), NOT_MET, MET),
    (story().denied(), MET, NOT_APPLICABLE),
    (story().changes("secrets/key").runs("ls"), NOT_MET, NOT_MET),
    (story().reads("secrets/key"), NOT_MET, MET),
    (story().finds("passwords in the log", area="security"), NOT_MET, MET),
    (story().finds("a billing rounding error"), NOT_MET, MET),
    (story().finds("a typo", file="src/billing/a.py"), NOT_MET, MET),
    (story().finds("a typo"), MET, NOT_APPLICABLE),
    (story().uses(input=70_000), NOT_MET, NOT_SHOWN),
    (story().uses(input=70_000).says("Handed over."), PERSON, PERSON),
    (story().uses(input=70_000).runs("ls").says("Handed over."), PERSON, PERSON),
    (story().uses(input=70_000).runs("ls").uses(input=1).runs("ls").says("Handed over."), NOT_MET, NOT_MET),
    (Story(ended={"active_seconds": Decimal(9999)}).says("Handed over."), PERSON, NOT_SHOWN),
    (agents(("a", AgentState.STARTED)).says("Handed over."), PERSON, PERSON),
    (story().fails().fails().fails().fails().says("Handed over."), PERSON, PERSON),
    (story().add(Stopped(reason="error_max_turns", reported="max turns")).uses(input=70_000), NOT_MET, NOT_SHOWN),
]


@pytest.mark.parametrize(("told", "none_fired", "stopped"), STOPS)
def test_stop_conditions(told: Story, none_fired: Outcome, stopped: Outcome) -> None:
    assert item_of(told, "no stop condition").found is none_fired
    assert item_of(told, "stopped when required").found is stopped


def test_a_contract_without_stop_conditions_has_none_to_fire() -> None:
    assert item_of(TWICE, "no stop condition", stops=()).found is NOT_APPLICABLE


def test_a_finding_does_not_stop_a_job_that_asks_for_findings() -> None:
    told = story().finds("passwords in the log", area="security")
    assert item_of(told, "no stop condition", changes=False).found is MET


def _twice(told: Story, **more: Any) -> bool:  # noqa: ANN401 - fields of the contract
    stops = verdict_of(told, **more).stops
    return next(stop.fired for stop in stops if stop.stop_when == "verification failed")


def test_failed_twice_counts_only_what_it_should() -> None:
    from agent_router.model.known import Health
    from tests.acceptance.runs import row

    assert _twice(TWICE)
    assert _twice(story().fails().denied("Edit", "calc.py", path="calc.py").fails())
    assert _twice(story().fails(text="pytest").changes("calc.py").fails())
    assert not _twice(story().fails().fails())
    assert not _twice(story().fails().changes("calc.py").tests(2).changes("calc.py").fails())
    assert not _twice(story().fails(health=Health.ERROR, counts=None).changes("calc.py").fails())
    assert not _twice(story().fails().changes("calc.py").fails(text="pytest -k x", selective=True))
    assert not _twice(story().fails().changes("calc.py").fails(artifact="b" * 64))
    assert not _twice(story().fails().changes(".pytest_cache/x", known_by=KnownBy.SHELL).fails())
    phases = (Phase.DISCOVERY, Phase.MUTATION)
    assert not _twice(story(phase=Phase.DISCOVERY).fails().changes("calc.py").fails(), phases=phases)
    assert _twice(story(phase=Phase.DISCOVERY).fails().changes("calc.py").fails())
    expected = row("fails before, passes after")
    assert not any(stop.fired for stop in verdict_of(story().fails().changes("calc.py").fails(), expected).stops)
    again = story().fails().changes("calc.py").fails().changes("calc.py").fails()
    assert any(stop.fired for stop in verdict_of(again, expected).stops)


def test_parallel_agents_are_not_counted_against_each_other() -> None:
    told = agents(("a", AgentState.PLANNED), ("b", AgentState.PLANNED))
    assert not _twice(told.fails(agent="a").changes("calc.py", agent="b").fails(agent="b"))
    waited = story().fails(agent="a").changes("calc.py").fails()
    assert _twice(waited)
    crowded = story().fails(agent="a").changes("calc.py").runs("ls", agent="a").fails()
    assert not _twice(crowded)


def test_what_only_git_saw_may_lie_between_two_failures() -> None:
    told = story().changes("calc.py", known_by=KnownBy.GIT).fails().runs("python fix.py").fails()
    run = told.run()
    timeless = replace(run, records=(replace(run.records[0], at=None), *run.records[1:]))
    stops = verdict_of(timeless).stops
    assert any(stop.fired for stop in stops)


def test_a_stop_setting_that_is_no_number_never_fires() -> None:
    from agent_router.model.policy import StopWhen
    from tests.acceptance.runs import stop

    assert not any(s.fired for s in verdict_of(TWICE, stops=(stop(StopWhen.VERIFICATION_FAILED, "often"),)).stops)


def test_money_is_exact_and_an_unknown_price_is_never_zero() -> None:
    from agent_router.acceptance.money import cost_of, price_for, usage_total
    from agent_router.model.verdict import CostMethod

    told = story().uses(input=72, cache_write=5421, cache_read=25500, output=450)
    assert cost_of(told.run(), policy()).amount == Decimal("0.03494475")
    hour = cost_of(story().uses(cache_write_1h=1_000_000).run(), policy())
    assert hour.amount == Decimal(6)
    unknown = cost_of(told.uses(input=1, model="unheard-of").run(), policy())
    assert (unknown.amount, unknown.method) == (None, CostMethod.UNKNOWN)
    assert "no row in Prices for unheard-of" in unknown.because
    assert cost_of(story().run(), policy()).because == "price unknown (the record holds no usage)"
    assert cost_of(told.run(), None).amount is None
    free = cost_of(story().uses(input=5, reported_cost_usd=Decimal(0), model="unheard-of").run(), policy())
    assert free.amount is None
    prices = policy().prices
    assert price_for(MODEL, START.date(), prices) == (prices[0],)
    assert price_for(MODEL, prices[0].since.replace(year=2020), prices) == ()
    assert price_for(MODEL, None, prices) == (prices[0],)
    plain = replace(prices[0], model="claude-x")
    assert price_for("claude-x-20260101", START.date(), (plain,)) == (plain,)
    assert price_for("claude-x", None, (plain, replace(plain, since=plain.since.replace(year=2026)))) == ()
    meter = (
        story().uses(output=5, exactness=Exactness.LOWER_BOUND).uses(output=50, meter=True).uses(output=40, meter=True)
    )
    assert usage_total(meter.run()).total == 50
    both = story().uses(output=5).uses(output=50, meter=True, reported_cost_usd=Decimal(2))
    assert usage_total(both.run()).total == 50  # some responses are missing
    assert cost_of(both.run(), policy()).because == "the agent's own figure; tokens × Prices give $0.00075"
    own = story().uses(output=5, reported_cost_usd=Decimal(1)).uses(output=5, reported_cost_usd=Decimal(2))
    assert cost_of(own.run(), policy()).amount == Decimal(3)


def test_measured_work_leaves_scratch_out_and_says_what_is_not_known() -> None:
    from agent_router.acceptance.changes import measured_work, what_changed

    told = story().changes("src/a.py").changes("scratch/x").asks("crm").asks("vault", done=False)
    agreed = contract(scope=INSIDE)
    work = measured_work(told.run(), agreed, policy())
    assert (work.paths, work.systems, work.changes) == (("src/a.py",), ("crm",), True)
    assert [path.in_scope for path in what_changed(told.run(), agreed, policy())] == [True, True]
    assert what_changed(told.run(), None)[0].in_scope is None
    assert measured_work(story().run(), agreed).changes is None
    assert measured_work(story(diff_known=True).run(), agreed).changes is False


def test_risks_are_carried_into_the_verdict() -> None:
    verdict = verdict_of(story().add(Risk(text="no test for zero", source=Source.AGENT)))
    assert [(text, place.line) for text, place in verdict.risks] == [("no test for zero", 2)]
