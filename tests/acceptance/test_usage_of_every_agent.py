"""Tokens by class and money of every recorded session of the genuine programs, by both meters.

The figures are those that `EXPECTED.json` and the notes on the formats state: they were told to the programs, which
then wrote them in their own ways.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from agent_router.acceptance.money import cost_of, usage_total
from agent_router.evidence.reading import read_run
from agent_router.evidence.recording import RecordRequest, record_run
from agent_router.model.known import Exactness
from agent_router.model.policy import Policy
from agent_router.model.run import Run
from agent_router.model.verdict import CostMethod, UsageTotal
from agent_router.workbook.price_table import prices_from_table
from tests.places import REPOSITORY
from tests.policies import starter_policy

REAL = REPOSITORY / "tests" / "data" / "real_cli"
EXPECTED = json.loads((REAL / "EXPECTED.json").read_bytes())
RECORDED = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
TABLE = {
    "gpt-5.5": {
        "input_cost_per_token": 5e-06,
        "output_cost_per_token": 3e-05,
        "cache_read_input_token_cost": 5e-07,
        "litellm_provider": "openai",
    }
}
"""A table as LiteLLM keeps it."""

EXACT, LOWER = Exactness.EXACT, Exactness.LOWER_BOUND
Classes = tuple[int, int, int, int, int]
"""Uncached input, cache write, cache read, output with reasoning, reasoning."""
FIX: Classes = (7500, 0, 27000, 480, 0)
FAIL: Classes = (6000, 0, 22000, 400, 0)
CODEX: Classes = (6000, 0, 22000, 400, 100)
GEMINI: Classes = (7500, 0, 27000, 600, 120)
"""480 answered and 120 thought: thoughts stand beside the output and are billed like it."""
CLAUDE_FIX: Classes = (72, 5421, 25500, 450, 0)
WORKFLOW: Classes = (132, 9966, 45000, 780, 0)

# Log, tokens by class (None: not in the log), exactness, the agent's own figure, tokens × shipped Prices.
Case = tuple[str, Classes | None, Exactness, str | None, str | None]
CASES: tuple[Case, ...] = (
    ("claude_code/claude_fix.transcript.jsonl", CLAUDE_FIX, EXACT, None, "0.03494475"),
    ("claude_code/claude_fix.stream.jsonl", CLAUDE_FIX, EXACT, "0.03494475", "0.03494475"),
    ("claude_code/claude_denied.transcript.jsonl", (72, 5457, 25500, 450, 0), EXACT, None, "0.03507975"),
    ("claude_code/claude_denied.stream.jsonl", (72, 5457, 25500, 450, 0), EXACT, "0.03507975", "0.03507975"),
    ("claude_code/claude_maxturns.transcript.jsonl", (24, 1827, 8100, 160, 0), EXACT, None, "0.01175325"),
    ("claude_code/claude_maxturns.stream.jsonl", (24, 1827, 8100, 160, 0), EXACT, "0.01175325", "0.01175325"),
    ("claude_code/claude_maxbudget.transcript.jsonl", (36, 2748, 12300, 240, 0), LOWER, None, "0.017703"),
    ("claude_code/claude_maxbudget.stream.jsonl", (36, 2748, 12300, 240, 0), EXACT, "0.017703", "0.017703"),
    ("claude_code/claude_hooks_fail2.stream.jsonl", (60, 4515, 21000, 350, 0), EXACT, "0.02866125", "0.02866125"),
    ("claude_code/claude_hooks_sub.stream.jsonl", (84, 6377, 28900, 500, 0), EXACT, "0.04033575", "0.04033575"),
    ("claude_code/claude_workflow.stream.jsonl", WORKFLOW, EXACT, "0.0629685", "0.0629685"),
    ("claude_code/workflow_session", WORKFLOW, EXACT, None, "0.0629685"),
    ("codex/codex_fix.rollout.jsonl", CODEX, EXACT, None, None),
    ("codex/codex_fix.exec.jsonl", CODEX, EXACT, None, None),
    ("codex/codex_fail2.rollout.jsonl", CODEX, EXACT, None, None),
    ("codex/codex_fail2.exec.jsonl", CODEX, EXACT, None, None),
    ("codex/codex_readonly.rollout.jsonl", CODEX, EXACT, None, None),
    ("codex/codex_readonly.exec.jsonl", CODEX, EXACT, None, None),
    ("opencode/opencode_fix.export.json", FIX, EXACT, "0.0378", None),
    ("opencode/opencode_fix.run.jsonl", FIX, EXACT, "0.0378", None),
    ("opencode/opencode.db", FIX, EXACT, "0.0378", None),
    ("copilot_cli/copilot_fix.events.jsonl", FIX, EXACT, None, None),
    ("copilot_cli/copilot_denied.events.jsonl", FIX, EXACT, None, None),
    ("copilot_cli/copilot_fail2_denied.events.jsonl", FAIL, EXACT, None, None),
    ("copilot_cli/copilot_fix.stream.jsonl", None, LOWER, None, None),
    ("copilot_cli/copilot_denied.stream.jsonl", None, LOWER, None, None),
    ("copilot_cli/copilot_fail2_denied.stream.jsonl", None, LOWER, None, None),
    ("gemini_cli/gemini_fix.chat.jsonl", GEMINI, EXACT, None, "0.01875"),
    ("gemini_cli/gemini_fix.stream.jsonl", GEMINI, EXACT, None, "0.01875"),
    ("otel_genai/copilot_fix.otel.jsonl", FIX, EXACT, None, None),
    ("otel_genai/copilot_fail2.otel.jsonl", FAIL, EXACT, None, None),
)
TOGETHER = (
    ("claude_code/claude_fix.stream.jsonl", "claude_code/claude_fix.transcript.jsonl"),
    ("claude_code/workflow_session", "claude_code/claude_workflow.stream.jsonl"),
    ("codex/codex_fix.rollout.jsonl", "codex/codex_fix.exec.jsonl"),
    ("opencode/opencode_fix.export.json", "opencode/opencode_fix.run.jsonl"),
    ("copilot_cli/copilot_fix.events.jsonl", "copilot_cli/copilot_fix.stream.jsonl"),
    ("gemini_cli/gemini_fix.chat.jsonl", "gemini_cli/gemini_fix.stream.jsonl"),
)
"""The same session in two shapes."""


@cache
def recorded(*logs: str) -> Run:
    """The run that these logs tell."""
    with TemporaryDirectory() as folder:
        paths = tuple(REAL / log for log in logs)
        sessions = ("ses_dfc4dd435ffe0muyj5Hgpy07BG",) if logs == ("opencode/opencode.db",) else ()
        request = RecordRequest(logs=paths, sessions=sessions, recorded=RECORDED, router_version="0.1.0")
        record_run(request, Path(folder) / "run")
        return read_run(Path(folder) / "run")


def classes(usage: UsageTotal) -> Classes | None:
    if not usage.known:
        return None
    return usage.input, usage.cache_write, usage.cache_read, usage.output, usage.reasoning


def dollars(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"


def with_imported_prices() -> Policy:
    found = prices_from_table(json.dumps(TABLE).encode(), "table.json", ("gpt-5.5",), date(2026, 4, 1))
    policy = starter_policy()
    return replace(policy, prices=(*policy.prices, *found.rows))


def named(case: Case) -> str:
    return case[0]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_tokens_and_both_meters_are_what_the_program_was_told(case: Case) -> None:
    log, tokens, exactness, reported, priced = case
    usage, cost = usage_total(recorded(log)), cost_of(recorded(log), starter_policy())

    assert (classes(usage), usage.exactness) == (tokens, exactness)
    assert (dollars(cost.reported), dollars(cost.priced)) == (reported, priced)
    method = CostMethod.REPORTED if reported else CostMethod.PRICED if priced else CostMethod.UNKNOWN
    assert (dollars(cost.amount), cost.method) == (reported or priced, method)
    assert bool(cost.unpriced) is (priced is None)
    assert bool(cost.prices) is (priced is not None)
    assert dollars(cost.difference) == ("0" if reported and priced else None)


def test_every_log_at_hand_is_in_the_table() -> None:
    logs = {
        path.relative_to(REAL).as_posix()
        for pattern in ("*/*.jsonl", "*/*.json", "*/*.db")
        for path in REAL.glob(pattern)
    }
    told = {log for log, *_ in CASES} - {"claude_code/workflow_session"}
    assert logs - told == set()


@pytest.mark.parametrize("logs", TOGETHER, ids="+".join)
def test_the_same_session_in_two_shapes_is_counted_once(logs: tuple[str, str]) -> None:
    both = usage_total(recorded(*logs))
    figures = {log: (tokens, reported) for log, tokens, _, reported, _ in CASES}

    assert (classes(both), both.exactness) == (figures[logs[0]][0], EXACT)
    reported = {figures[log][1] for log in logs} - {None}
    assert dollars(cost_of(recorded(*logs), starter_policy()).reported) == next(iter(reported), None)


@pytest.mark.parametrize("log", [log for log, *_ in CASES if log.startswith("codex/")])
def test_codex_has_a_price_once_one_is_imported_for_the_model_that_its_log_names(log: str) -> None:
    cost = cost_of(recorded(log), with_imported_prices())
    if "exec" in log:
        assert cost.because == "price unknown (no row in Prices for a model that the log does not name)"
    else:
        # 6,000 × $5 + 22,000 × $0.50 + 400 × $30, a million each.
        assert (dollars(cost.amount), cost.method) == ("0.053", CostMethod.PRICED)


def expected_tokens() -> Iterator[tuple[str, dict[str, int]]]:
    for name, told in EXPECTED.items():
        if isinstance(told, dict) and "tokens" in told:
            yield name, told["tokens"]


@pytest.mark.parametrize(("name", "told"), list(expected_tokens()))
def test_the_table_holds_what_was_expected_when_the_logs_were_made(name: str, told: dict[str, int]) -> None:
    logs = [tokens for log, tokens, *_ in CASES if log.startswith(name) and tokens is not None]
    assert logs
    for fresh, written, read, output, reasoning in logs:
        whole = {"input": fresh, "cache_write": written, "cache_read": read, "output": output, "reasoning": reasoning}
        inclusive = {**whole, "input_incl_cached": fresh + written + read, "cached": read}
        # Gemini states thoughts beside what it answered.
        inclusive["output"] -= reasoning if name.startswith("gemini") else 0
        assert {key: inclusive[key] for key in told} == told


@pytest.mark.parametrize(
    ("name", "usd"), [(n, str(told["cost_usd"])) for n, told in EXPECTED.items() if "cost_usd" in told]
)
def test_the_money_is_what_was_expected_when_the_logs_were_made(name: str, usd: str) -> None:
    costs = {reported or priced for log, _, _, reported, priced in CASES if log.startswith(name)}
    assert costs == {usd}


def test_sub_agents_are_told_apart_and_add_up_to_the_whole() -> None:
    usage = usage_total(recorded("claude_code/workflow_session"), starter_policy())

    assert [bool(line.agent) for line in usage.lines] == [False, True, True, True]
    assert sum(line.total for line in usage.lines) == usage.total == 55_878
    # The trunk alone is what a reader of one file would take for all of it.
    assert dollars(usage.lines[0].priced) == "0.01727925"
    assert dollars(sum((line.priced or Decimal(0) for line in usage.lines), Decimal(0))) == "0.0629685"
