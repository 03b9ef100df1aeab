"""What people say afterwards: who may say what, and the chained log that keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_router.acceptance.decisions import (
    append_decision,
    append_sign_off,
    append_waiver,
    decide,
    read_decisions,
    sign,
    waive,
)
from agent_router.acceptance.judging import judge
from agent_router.errors import Refused
from agent_router.model.approval import DecisionsLog
from agent_router.model.place import Place
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import Outcome, VerdictState
from tests.acceptance.runs import AFTER, DIGEST, HEAD, Story, case, contract, fixed, policy, row, story

ROWS = (
    row("tests passed", name="T"),
    row("person", name="P"),
    row("rollback named", name="R"),
    row("claims supported", name="C"),
    row("signed off by", "Reviewer", name="S"),
)
WHEN: dict[str, Any] = {"at": AFTER, "recorded": AFTER}
UNTIL = date(2026, 12, 31)


def judged(told: Story | None = None, log: DecisionsLog | None = None) -> JudgedRun:
    own = case(told or fixed(), contract(*ROWS), decisions=log or DecisionsLog())
    return JudgedRun(own.run, judge(own), own.contract, own.approvals, own.decisions, own.policy)


def test_people_settle_waive_and_sign_and_the_run_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append_decision(path, judged(), decide(judged(), "P", by="grace hopper", met=True, note="read it", **WHEN))
    log = read_decisions(path.read_bytes(), "decisions.jsonl")
    append_waiver(
        path, judged(log=log), waive(judged(log=log), "R", by="Ada Lovelace", reason="small", until=UNTIL, **WHEN)
    )
    log = read_decisions(path.read_bytes(), "decisions.jsonl")
    signed = sign(judged(log=log), by="Grace Hopper", role="reviewer", meaning="reviewed", **WHEN)
    append_sign_off(path, judged(log=log), signed)
    log = read_decisions(path.read_bytes(), "decisions.jsonl")
    verdict = judged(log=log).verdict
    assert verdict.state is VerdictState.ACCEPTED
    assert (log.run, log.contract, log.chain_broken_at) == (HEAD, DIGEST, None)
    assert [(each.by, each.place) for each in log.decisions] == [("Grace Hopper", Place("decisions.jsonl", line=2))]
    assert (log.waivers[0].until, log.sign_offs[0].role, log.sign_offs[0].facts) == (UNTIL, "Reviewer", signed.facts)


def _decide(item: str, **more: Any) -> Callable[[JudgedRun], object]:  # noqa: ANN401 - fields of the act
    return lambda own: decide(own, item, **{"by": "Grace Hopper", "met": True, "note": "seen", **WHEN, **more})


def _waive(item: str, **more: Any) -> Callable[[JudgedRun], object]:  # noqa: ANN401 - fields of the act
    return lambda own: waive(own, item, **{"by": "Ada Lovelace", "reason": "known", "until": UNTIL, **WHEN, **more})


def _sign(**more: Any) -> Callable[[JudgedRun], object]:  # noqa: ANN401 - fields of the act
    return lambda own: sign(own, **{"by": "Grace Hopper", "role": "Reviewer", "meaning": "reviewed", **WHEN, **more})


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (_decide("P", by="Nobody"), "AC101"),
        (_decide("Z"), "AC102"),
        (_decide("R"), "AC103"),
        (_decide("C"), "AC109"),
        (_decide("S"), "AC104"),
        (_decide("P", note=" "), "AC107"),
        (_decide("P", at=AFTER + timedelta(days=1)), "AC113"),
        (_decide("P", at=AFTER - timedelta(days=1)), "AC117"),
        (_sign(at=AFTER - timedelta(days=1)), "AC117"),
        (_waive("R", at=AFTER - timedelta(days=1)), "AC117"),
        (_waive("R", by="Nobody"), "AC101"),
        (_waive("R", by="Linus Berg"), "AC105"),
        (_waive("R", by="Emmy Noether"), "AC106"),
        (_waive("Z"), "AC102"),
        (_waive("C"), "AC109"),
        (_waive("R", reason=""), "AC107"),
        (_waive("R", until=date(2020, 1, 1)), "AC108"),
        (_sign(by="Nobody"), "AC101"),
        (_sign(by="Linus Berg"), "AC110"),
        (_sign(role="Lead"), "AC111"),
        (_sign(meaning=""), "AC115"),
    ],
)
def test_what_is_refused_is_refused_with_its_reason(act: Callable[[JudgedRun], object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        act(judged(story().fails().says("All tests pass.")))


def test_a_met_item_needs_no_waiver_and_may_still_be_rejected() -> None:
    with pytest.raises(Refused, match="AC112"):
        _waive("T")(judged())
    assert decide(judged(), "T", by="Grace Hopper", met=False, note="no", **WHEN).met is False


def test_a_refusal_names_every_reason_and_the_cell_of_people() -> None:
    with pytest.raises(Refused) as refusal:
        _sign(by="Nobody", meaning="")(judged())
    assert "AC101" in str(refusal.value)
    assert "AC115" in str(refusal.value)
    assert "› People" in str(refusal.value)


def test_nobody_speaks_about_a_run_without_a_contract() -> None:
    own = case(fixed())
    bare = JudgedRun(own.run, judge(own), None, None, DecisionsLog(), policy())
    with pytest.raises(Refused, match="AC114"):
        _sign()(bare)


def _log(tmp_path: Path) -> bytes:
    path = tmp_path / "decisions.jsonl"
    for item in ("P", "T"):
        append_decision(path, judged(), decide(judged(), item, by="Grace Hopper", met=False, note="no", **WHEN))
    return path.read_bytes()


def test_what_stands_after_a_break_is_not_counted(tmp_path: Path) -> None:
    data = _log(tmp_path)
    whole = read_decisions(data, "d.jsonl")
    assert (len(whole.decisions), whole.chain_broken_at) == (2, None)
    changed = read_decisions(data.replace(b'"note":"no"', b'"note":"ok"', 1), "d.jsonl")
    assert (len(changed.decisions), changed.chain_broken_at) == (1, Place("d.jsonl", line=3))
    torn = read_decisions(data.rstrip(b"\n"), "d.jsonl")
    assert (len(torn.decisions), torn.chain_broken_at) == (1, Place("d.jsonl", line=3))
    bare = read_decisions(b'{"kind":"run","run":"x","contract":"y"}\n', "d.jsonl")
    assert (bare.run, bare.chain_broken_at) == ("", Place("d.jsonl", line=1))
    assert read_decisions(b"", "d.jsonl") == DecisionsLog()


def test_a_foreign_line_breaks_the_log() -> None:
    from agent_router.ledger.chain import chain_lines

    about = {"kind": "run", "run": HEAD, "contract": DIGEST}
    for lines in ([{"kind": "decision"}], [about, {"kind": "gossip"}], [about, {"kind": "decision", "item": "P"}]):
        read = read_decisions(chain_lines(lines), "d.jsonl")  # type: ignore[arg-type]
        assert read.chain_broken_at == Place("d.jsonl", line=len(lines))


def test_a_broken_or_foreign_log_is_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    decision = decide(judged(), "P", by="Grace Hopper", met=True, note="seen", **WHEN)
    for log in (DecisionsLog("f" * 64), DecisionsLog(HEAD, chain_broken_at=Place("decisions.jsonl", line=2))):
        with pytest.raises(Refused, match="AC116"):
            append_decision(path, replace(judged(), decisions=log), decision)
    assert not path.exists()


def test_a_decision_that_was_only_typed_into_the_log_is_checked_again() -> None:
    from agent_router.model.approval import Decision
    from tests.acceptance.runs import said

    forged = said(decisions=(Decision("R", "Grace Hopper", met=True, note="fine", at=AFTER, recorded=AFTER),))
    item = next(item for item in judged(log=forged).verdict.items if item.id == "R")
    assert item.outcome is Outcome.NOT_MET
