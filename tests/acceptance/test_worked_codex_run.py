"""The worked-out Codex run of EVIDENCE, recorded by the genuine program, under the shipped checklist."""

from pathlib import Path

import pytest

from agent_router.model.verdict import ClaimStanding, CostMethod, VerdictState
from tests.acceptance.worked import FIX, worked_run

ROLLOUT, STREAM = "../codex/codex_fail2.rollout.jsonl", "../codex/codex_fail2.exec.jsonl"


@pytest.mark.parametrize("logs", [(ROLLOUT,), (STREAM, ROLLOUT)], ids=["rollout", "both"])
def test_codex_fail2_is_not_accepted(tmp_path: Path, logs: tuple[str, ...]) -> None:
    verdict = worked_run(tmp_path, FIX, *logs).verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    assert (verdict.usage.total, verdict.cost.method, verdict.cost.amount) == (28_400, CostMethod.UNKNOWN, None)
    assert verdict.cost.because.startswith("price unknown")
    fired = {stop.stop_when: stop for stop in verdict.stops if stop.fired}
    assert set(fired) == {"outside scope", "verification failed"}
    assert "127.0.0.1" in fired["outside scope"].because
    assert [claim.standing for claim in verdict.claims] == [ClaimStanding.CONTRADICTED]
    assert [path.path for path in verdict.changed] == ["calc.py"]


def test_the_stream_alone_shows_the_same_failures(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, STREAM).verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    assert verdict.usage.total == 28_400
    assert {stop.stop_when for stop in verdict.stops if stop.fired} >= {"outside scope", "verification failed"}
    assert verdict.claims[0].standing is ClaimStanding.CONTRADICTED


def test_codex_fix_lacks_nothing_but_a_price_and_the_signature(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "../codex/codex_fix.rollout.jsonl").verdict
    assert [claim.standing for claim in verdict.claims] == [ClaimStanding.SUPPORTED] * 2
    assert not any(stop.fired for stop in verdict.stops)
    assert verdict.usage.total == 28_400
    assert verdict.state is VerdictState.WAITING
    assert [item.checked_by for item in verdict.items if item.open] == ["within cost", "signed off by"]
