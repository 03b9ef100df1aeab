"""How reports tell usage, cost and what was handed in: both meters, exactness in words, no unknown as zero."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from agent_router.model.known import ChangeKind, CommandOutcome, Exactness, Health, KnownBy
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.provenance import SourceFile
from agent_router.model.report import JudgedRun
from agent_router.model.run import Change, Command, Record, Request, Verification
from agent_router.model.verdict import Cost, CostMethod, UsageLine, UsageTotal
from agent_router.report import view
from agent_router.report.facts.run_facts import run_facts
from agent_router.report.facts.week_money import Money, WeekPoint, money
from agent_router.report.formats.xlsx import _cost_known_by
from tests.report import samples
from tests.report.looks import html_of

LOWER = Exactness.LOWER_BOUND
CELL = Place("rules.xlsx", "Prices", "A6")
SHA = "d" * 64


def words(html: str) -> str:
    body = re.sub(r"<style>.*?</style>|<script>.*?</script>|<title>[^<]*</title>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("&#39;", "'")


def spending(cost: Cost, usage: UsageTotal | None = None) -> JudgedRun:
    judged = samples.workflow()
    verdict = replace(judged.verdict, cost=cost, usage=usage or judged.verdict.usage)
    return replace(judged, verdict=verdict)


def told(cost: Cost, usage: UsageTotal | None = None) -> str:
    return words(html_of(samples.run_input(spending(cost, usage))))


def with_records(*records: Record, artifacts: tuple[SourceFile, ...] = ()) -> JudgedRun:
    judged = samples.accepted()
    last = judged.run.records[-1].seq
    more = tuple(replace(record, seq=last + 1 + number) for number, record in enumerate(records))
    started = replace(judged.run.started, artifacts=artifacts)
    return replace(judged, run=replace(judged.run, started=started, records=(*judged.run.records, *more)))


def test_both_meters_their_difference_and_the_cells_of_prices_are_shown() -> None:
    cost = Cost(
        Decimal("2.4"), "USD", CostMethod.REPORTED, "", Decimal("2.4"), Decimal(3), prices=(CELL,)
    )  # fmt: skip
    text = told(cost)
    assert "Agent's own meter $2.40 exactly 2.4" in text
    assert "Tokens × Prices $3.00 exactly 3 Prices!A6" in text
    assert "the agent's own meter is $0.6000 (20.0 % of the higher one) lower than tokens × Prices" in text


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(Decimal(2), "USD", CostMethod.PRICED, exactness=LOWER), "at least $2.00 (tokens × Prices)"),
        (Cost(Decimal(2), "USD", CostMethod.REPORTED, "", Decimal(2), Decimal(2)), "none: both meters say the same"),
        (
            Cost(None, "USD", CostMethod.UNKNOWN, unpriced="no row in Prices for m"),
            "price unknown: no row in Prices for m",
        ),
        (Cost(Decimal(2), "USD", CostMethod.REPORTED, "", Decimal(2)), "one meter only"),
    ],
)
def test_a_cost_says_how_far_it_is_known(cost: Cost, said: str) -> None:
    assert said in told(cost)


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (UsageTotal(1000, known=True), "1,000, exact"),
        (UsageTotal(1000, exactness=LOWER, because="the log stops without its end"),
         "at least 1,000, since the log stops without its end"),
        (UsageTotal(1000, exactness=LOWER), "at least 1,000"),
        (UsageTotal(known=False), "unknown: the log states none, which is not zero"),
    ],
)  # fmt: skip
def test_exactness_of_tokens_is_said_in_words(usage: UsageTotal, said: str) -> None:
    assert view.tokens_words(usage) == said


def test_tokens_are_listed_by_agent_and_model_and_an_unpriced_model_has_no_zero() -> None:
    lines = (
        UsageLine("m-1", input=900, output=100, priced=Decimal("0.5")),
        UsageLine("m-2", "scan", input=50, exactness=LOWER, because="no row in Prices for m-2"),
        UsageLine("", "lost", exactness=LOWER, because="x"),
    )
    usage = UsageTotal(950, output=100, exactness=LOWER, lines=lines)
    text = told(Cost(None, "USD", CostMethod.UNKNOWN, unpriced="no row in Prices for m-2"), usage)
    assert "main agent m-1 900 0 0 100 1,000 $0.5000" in text
    assert "m-2 50 0 0 0 at least 50 price unknown" in text
    assert "lost not named unknown: its usage is not in the record" in text
    assert "All 950 0 0 100 at least 1,050 price unknown" in text
    assert "$0.00" not in text


def test_a_week_never_adds_an_unknown_price_as_zero() -> None:
    known = spending(Cost(Decimal(2), "USD", CostMethod.PRICED))
    part = spending(Cost(Decimal(1), "USD", CostMethod.PRICED, exactness=LOWER))
    unknown = spending(Cost(None, "USD", CostMethod.UNKNOWN))
    assert view.week_cost(money((known, known))) == "$4.00"
    assert view.week_cost(money((known, part))) == "at least $3.00"
    assert view.week_cost(money((known, unknown))) == "at least $2.00"
    none = money((unknown, unknown))
    assert (view.week_cost(none), none.none_known, none.is_lower_bound) == ("price unknown", True, True)
    assert view.week_cost(Money(Decimal(0), (), (), Decimal(0), (), 0)) == "$0.00"
    assert view.week_cost(WeekPoint("2026-W47", 2, 0, 0, 2, Decimal(1), 1, 0)) == "at least $1.0000".replace(
        "0000", "00"
    )


def test_a_week_of_unknown_prices_prints_no_sum() -> None:
    unknown = tuple(
        replace(one, verdict=replace(one.verdict, cost=Cost(None, "USD", CostMethod.UNKNOWN)))
        for one in samples.week_runs()
    )
    text = words(html_of(samples.week_input(unknown)))
    assert f"price unknown, {len(unknown)} runs unknown" in text


def test_the_register_says_where_a_cost_is_a_lower_bound() -> None:
    assert _cost_known_by(Cost(Decimal(1), "USD", CostMethod.PRICED, exactness=LOWER)) == "priced, at least"
    assert _cost_known_by(Cost(Decimal(1), "USD", CostMethod.PRICED)) == "priced"
    assert _cost_known_by(Cost(None, "USD", CostMethod.UNKNOWN, exactness=LOWER)) == "unknown"


def artifact(name: str, *remarks: str, kind: str = "junit") -> SourceFile:
    return SourceFile(f"artifacts/{SHA}.xml", SHA, 10, kind, (f"Handed in as {name}.", *remarks), SHA)


def shows(name: str, **more: object) -> Verification:
    values: dict[str, object] = {"kind": "tests", "health": Health.PASSED, "grade": Grade.HARNESS, **more}
    return Verification(artifact=SHA, artifact_name=name, **values)  # type: ignore[arg-type]


def test_an_artifact_is_told_by_its_own_name_with_what_it_shows_and_what_made_it() -> None:
    judged = with_records(
        shows("report.xml", command="pytest --junitxml=report.xml"), artifacts=(artifact("report.xml"),)
    )
    (line,) = run_facts(samples.run_input(judged)).artifacts
    assert (line.name, line.tied, line.shows[0].failed) == ("report.xml", "pytest --junitxml=report.xml", False)
    text = words(html_of(samples.run_input(judged)))
    assert "report.xml junit ✓ tests passed" in text
    assert "artifacts/dddd" not in text


def test_two_measurements_of_one_file_are_two_lines_of_one_artifact() -> None:
    pair = {"kind": "before/after numbers", "before": Decimal(9), "after": Decimal(4), "statement": "56 % better"}
    judged = with_records(
        shows("after.json: a", **pair), shows("after.json: b", **pair), artifacts=(artifact("after.json"),)
    )
    (line,) = run_facts(samples.run_input(judged)).artifacts
    assert [(one.what, one.words) for one in line.shows] == [("a", "passed; 56 % better"), ("b", "passed; 56 % better")]


def test_an_unreadable_artifact_says_why_and_a_picture_neither_passes_nor_fails() -> None:
    broken, picture = "The XML is damaged.", shows("shot.png", health=Health.UNKNOWN, facts=(("width", "640 px"),))
    judged = with_records(
        shows("r.xml", health=Health.UNKNOWN, problem=broken),
        artifacts=(artifact("r.xml", broken, "Nothing ties it to the run: x."),),
    )
    (line,) = run_facts(samples.run_input(judged)).artifacts
    assert line.shows[0].words == f"could not be read: {broken}"
    assert (line.tied, line.remarks) == ("", ())

    shown = run_facts(samples.run_input(with_records(picture, artifacts=(artifact("shot.png"),)))).artifacts[0].shows[0]
    assert (shown.failed, shown.words) == (None, "width: 640 px")


def test_a_file_that_no_check_rests_on_is_listed_all_the_same() -> None:
    judged = with_records(artifacts=(artifact("notes.bin", "It is no text: not masked.", kind="other"),))
    (line,) = run_facts(samples.run_input(judged)).artifacts
    assert (line.shows, line.remarks) == ((), ("It is no text: not masked.",))
    assert "notes.bin other nothing that a check could rest on" in words(html_of(samples.run_input(judged)))


def test_what_was_attempted_only_is_counted() -> None:
    attempts = (
        Change(path="a", kind=ChangeKind.MODIFIED, known_by=KnownBy.TOOL, done=False),
        Command(text="x", outcome=CommandOutcome.NO_RESULT),
        Command(text="y", outcome=CommandOutcome.DENIED),
        Request(system="api", done=False),
    )
    found = run_facts(samples.run_input(with_records(*attempts))).attempted
    assert (found.changes, found.commands, found.requests, found.total) == (1, 2, 1, 4)
    text = words(html_of(samples.run_input(with_records(*attempts))))
    assert "changes: 1, commands: 2, requests: 1 called for, not shown to be done" in text
